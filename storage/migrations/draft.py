"""Drafts a revision from what the tables have become: ``python -m storage.migrations.draft MESSAGE``.

It is a draft: read it, and move `storage.schema.HEAD` along.
"""

import sys

from sqlalchemy import create_engine

from storage import schema


def draft(message: str) -> None:
    """Compare the tables with an empty database brought to the newest revision, and write the difference."""
    from alembic import command
    from alembic.script import ScriptDirectory

    with create_engine("sqlite://").begin() as connection:
        config = schema.config(connection)
        config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
        newest = ScriptDirectory.from_config(config).get_current_head()
        if newest is not None:
            schema.upgrade(connection, newest)
        command.revision(config, message, autogenerate=True, rev_id=f"{int(newest or 0) + 1:04}")


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]))
