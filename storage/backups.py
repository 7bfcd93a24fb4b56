"""Backups: the content as one file that either database can be restored from; the keys apart.

The content's backup may be kept for as long as one likes: it is ciphertext, and what a deleted member wrote
cannot be read in it from the moment his key was destroyed. The keys' backup is therefore one file that is
replaced each time, never versioned. A restore erases what the ledger of destroyed keys names.
"""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Table

from storage import audit, erasure, keys, schema, tables
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine

FORMAT = 1
KEYS_FILE = "keys.backup"
BATCH = 500
LARGE = {"filepiece": 8}
"""Tables whose rows are large: so many are in memory at a time."""
Sync = Callable[[Path], None]


class BackupError(Exception):
    """A backup that cannot be made or restored: one sentence that says why, and what to do."""


LEFT_OUT = {"account": ("state",)}
"""Columns no backup holds: where a conversation stands names signs, and its key outlives the answers."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back, and how many erased owners it erased again."""

    made_at: datetime
    rows: int
    erased: int


def backup(
    engine: Engine, store: Engine, folder: Path, now: datetime, sync: Sync = lambda path: None
) -> Path:
    """Write both backups; the content's file. Reads one moment's state and holds no writer up.

    `sync` is called with what must have reached the disk before the next step (fsync is no business of
    this room).
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"tusoi-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"
    reader = open_engine(engine.url.render_as_string(hide_password=False), read_only=True)
    try:
        with (
            _written(target, sync) as path,
            reader.connect() as connection,
            connection.begin(),
            ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive,
        ):
            _write(archive, connection, now)
    finally:
        reader.dispose()
    backup_keys(store, folder, sync)
    return target


def backup_keys(store: Engine, folder: Path, sync: Sync = lambda path: None) -> Path:
    """Replace the keys' backup. It comes after the content's: a key too many is no harm, one too few is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {"format": FORMAT, "fingerprint": keys.fingerprint_of(store), **keys.dump(store)}
    with _written(folder / KEYS_FILE, sync) as path:
        path.write_text(json.dumps(content), "ascii")
    return folder / KEYS_FILE


def restore(engine: Engine, keyring: Keyring, file: Path, *, force: bool = False) -> Restored:
    """Bring the content back, in one transaction, without those whose keys were destroyed since.

    A backup of an older version is restored as it was and then migrated.
    """
    if not sa.inspect(keyring.store).has_table("key_check"):
        raise BackupError("The key store is missing. Bring it back first (`tusoi restore --keys FILE`).")
    try:
        with ZipFile(file) as archive:
            manifest = _manifest(archive, keyring)
            if not force and _has_content(engine):
                raise BackupError("The database is not empty. Use --force to replace what is in it.")
            with schema.unchecked(engine) as connection:
                rows = _read(archive, connection, manifest)
                erased = _sweep(connection, keyring)
    except (BadZipFile, KeyError, ValueError, FileNotFoundError) as error:
        raise BackupError(f"{file} is missing, damaged or no backup of Tự soi.") from error
    return Restored(datetime.fromisoformat(manifest["made_at"]), rows, erased)


def restore_keys(store: Engine, keyring: Keyring, file: Path) -> int:
    """Bring the keys back into an empty key store; how many."""
    try:
        content = json.loads(file.read_text("ascii"))
        fingerprint, wrapped = content["fingerprint"], content["keys"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{file} is missing, damaged or no backup of the keys.") from error
    if fingerprint != keyring.fingerprint:
        raise BackupError("This backup of the keys was made with another master key.")
    keys.create_tables(store)
    if keys.count(store):
        raise BackupError("The key store is in its place: it holds keys or a ledger already.")
    keys.load(store, content)
    if keys.fingerprint_of(store) is None:
        keys.set_fingerprint(store, fingerprint)
    return len(wrapped)


@contextmanager
def _written(target: Path, sync: Sync) -> Iterator[Path]:
    """A file that appears whole or not at all, readable by its owner only."""
    fresh = target.with_name(f".{target.name}.part")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    try:
        yield fresh
        sync(fresh)
        fresh.replace(target)
        sync(target.parent)
    finally:
        fresh.unlink(missing_ok=True)


def _write(archive: ZipFile, connection: Connection, now: datetime) -> None:
    listed = {}
    for table in tables.metadata.sorted_tables:
        listed[table.name] = {
            "columns": list(table.c.keys()),
            "rows": _write_table(archive, connection, table),
        }
    installation = tables.metadata.tables["installation"]
    fingerprint = connection.scalar(sa.select(installation.c.fingerprint))
    manifest = {
        "format": FORMAT,
        "revision": schema.HEAD,
        "made_at": now.isoformat(),
        "fingerprint": fingerprint,
        "tables": listed,
    }
    archive.writestr("manifest.json", json.dumps(manifest, indent=1))


def _write_table(archive: ZipFile, connection: Connection, table: Table) -> int:
    left_out = LEFT_OUT.get(table.name, ())
    columns = [sa.null() if column.name in left_out else column for column in table.c]
    query = sa.select(*columns).select_from(table).order_by(*table.primary_key.columns)
    number = 0
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as stream:
        for row in connection.execution_options(yield_per=LARGE.get(table.name, BATCH)).execute(query):
            stream.write(json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n")
            number += 1
    return number


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _manifest(archive: ZipFile, keyring: Keyring) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if manifest["format"] > FORMAT or manifest["revision"] > schema.HEAD:
        raise BackupError("This backup was made by a newer version. Update the programme first.")
    if manifest["fingerprint"] != keyring.fingerprint:
        raise BackupError("This backup was made with another master key. Nothing was touched.")
    if keys.fingerprint_of(keyring.store) != keyring.fingerprint:
        raise BackupError("The key store belongs to another master key. Nothing was touched.")
    return manifest


def _has_content(engine: Engine) -> bool:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("unit"):
            return False
        return bool(connection.scalar(sa.text("SELECT count(*) FROM unit")))


def _read(archive: ZipFile, connection: Connection, manifest: dict[str, Any]) -> int:
    """Make the tables anew as they were, fill them, and bring them up to date."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
    there = sa.MetaData()
    there.reflect(connection)
    there.drop_all(connection)
    schema.upgrade(connection, manifest["revision"])
    made = sa.MetaData()
    made.reflect(connection)
    total = 0
    for table in made.sorted_tables:
        if table.name in manifest["tables"]:
            total += _read_table(archive, connection, table, manifest["tables"][table.name])
            _advance(connection, table)
    schema.upgrade(connection, schema.HEAD)
    return total


def _read_table(archive: ZipFile, connection: Connection, table: Table, listed: dict[str, Any]) -> int:
    columns = [table.c[name] for name in listed["columns"]]
    to_itself = [key.parent for key in table.foreign_keys if key.column.table is table]
    later: list[dict[str, Any]] = []
    number = 0
    with archive.open(f"{table.name}.jsonl") as stream:
        while lines := list(islice(stream, LARGE.get(table.name, BATCH))):
            rows = [
                {
                    column.name: _typed(column, value)
                    for column, value in zip(columns, json.loads(line), strict=True)
                }
                for line in lines
            ]
            for column in to_itself:  # a parent may come after its child
                later += [{"row": row["id"], "to": row[column.name]} for row in rows if row[column.name]]
                for row in rows:
                    row[column.name] = None
            connection.execute(sa.insert(table), rows)
            number += len(rows)
    for column in to_itself if later else ():
        statement = sa.update(table).where(table.c.id == sa.bindparam("row"))
        connection.execute(statement.values({column.name: sa.bindparam("to")}), later)
    if number != listed["rows"]:
        raise BackupError(f"The backup is damaged: {table.name} has {number} rows of {listed['rows']}.")
    return number


def _typed(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if isinstance(column.type, sa.DateTime) else value


def _advance(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids in sequences, which know nothing of the rows that came with theirs."""
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    connection.execute(
        sa.text(
            "SELECT setval(name, highest) FROM (SELECT pg_get_serial_sequence(:table, 'id') AS name,"
            f" (SELECT max(id) FROM {table.name}) AS highest) AS found WHERE name IS NOT NULL AND highest > 0"
        ),
        {"table": table.name},
    )


def _sweep(connection: Connection, keyring: Keyring) -> int:
    session = FlowSession(connection, info={"keyring": keyring})
    try:
        audit.begin(session)  # a backup that is older than the audit log has no chain yet
        return erasure.sweep(session)
    finally:
        session.close()
