"""The schema: migrated equals the tables as they are written, on both databases; what `check` refuses."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from storage import tables


def test_a_migrated_database_has_the_tables_as_they_are_written(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
