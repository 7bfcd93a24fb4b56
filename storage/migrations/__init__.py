"""Alembic migrations of the content database; run by `storage.schema`, never by the alembic command."""
