"""A notice may ask units to register a day."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision. There is no way down: a backup is the way back."""
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("registers", sa.Boolean(), nullable=False, server_default=sa.false()))
