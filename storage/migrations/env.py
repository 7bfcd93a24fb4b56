"""What Alembic runs: the migrations, on the connection (and in the transaction) that it was handed."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from storage import tables
from storage.engines import Moment


def plain_types(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Revisions name SQLAlchemy's own types, so that an old one does not change with our classes."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.TypeDecorator) and isinstance(item.impl_instance, sa.String):
        return f"sa.String(length={item.impl_instance.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,
    render_item=plain_types,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
