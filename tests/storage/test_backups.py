"""Backups: whole, private, portable between databases; a deleted member stays unreadable in all of them."""

import base64
import json
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from storage import backups, engines, erasure, keys, members, reviews, schema, tables
from storage.backups import BackupError
from storage.encryption import KeyGone, Keyring
from storage.engines import FlowSession
from storage.units import Unit
from tests.conftest import MASTER, make_cell, make_member
from tests.storage.test_erasure import join


def fill(engine: Engine, keyring: Keyring, now: datetime) -> list[int]:
    """A committee with an id higher than its cell's, and two members who joined; their vaults."""
    with engines.transaction(engine, keyring) as session:
        cell = make_cell(session, now, "CB1")
        above = Unit(code="DU", name="Đảng ủy", kind="residential", created_at=now)
        session.add(above)
        session.flush()
        session.get_one(Unit, cell.unit_id).parent_id = above.id
        return [join(session, cell, member, now) for member in cell.members[:2]]


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the tables."""
    with Session(engine) as session:
        return {
            table.name: [
                tuple(row)
                for row in session.connection().execute(sa.select(table).order_by(*table.primary_key))
            ]
            for table in SQLModel.metadata.sorted_tables
        }


def other_url(engine: Engine, request: pytest.FixtureRequest) -> str:
    """A fresh database of the other kind."""
    name = "postgres_url" if engine.dialect.name == "sqlite" else "sqlite_url"
    url: str = request.getfixturevalue(name)
    return url


def test_a_backup_restores_into_either_database(
    engine: Engine, keyring: Keyring, tmp_path: Path, now: datetime, request: pytest.FixtureRequest
) -> None:
    fill(engine, keyring, now)
    file = backups.backup(engine, keyring.store, tmp_path / "backups", now)
    there = engines.open_engine(other_url(engine, request))
    restored = backups.restore(there, keyring, file)
    assert content(there) == content(engine)
    assert restored == backups.Restored(now, sum(map(len, content(engine).values())), 0)
    assert schema.check(there, keyring.store, keyring).demo is False
    with engines.transaction(there, keyring) as session:
        newer = make_member(session, 1, "Người Mới", now)
        cell = tuple(member.id for member, _ in members.members_of(session, 1))
        assert newer in cell
        session.add(Unit(code="CB9", name="Chi bộ 9", kind="other", created_at=now))
    there.dispose()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nothing_that_was_said_is_in_the_file(
    engine: Engine, keyring: Keyring, tmp_path: Path, now: datetime
) -> None:
    fill(engine, keyring, now)
    file = backups.backup(engine, keyring.store, tmp_path / "backups", now)
    with ZipFile(file) as archive:
        plain = b"".join(archive.read(name) for name in archive.namelist())
        assert json.loads(archive.read("manifest.json"))["tables"]["member"]["rows"] == 5
    assert "Nguyễn Văn An".encode() not in plain
    assert b"Nguy" not in plain


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_files_are_private_and_the_keys_are_replaced(
    engine: Engine, keyring: Keyring, tmp_path: Path, now: datetime
) -> None:
    seen: list[str] = []
    folder = tmp_path / "backups"
    fill(engine, keyring, now)
    first = backups.backup(engine, keyring.store, folder, now, lambda path: seen.append(path.name))
    second = backups.backup(engine, keyring.store, folder, now + timedelta(days=1))
    assert sorted(path.name for path in folder.iterdir()) == [backups.KEYS_FILE, first.name, second.name]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert first.name == "tusoi-20261122T020000Z.zip"
    assert seen == [f".{first.name}.part", "backups", ".keys.backup.part", "backups"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_failed_backup_leaves_nothing(
    engine: Engine, keyring: Keyring, tmp_path: Path, now: datetime
) -> None:
    def full(path: Path) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        backups.backup(engine, keyring.store, tmp_path / "backups", now, full)
    assert list((tmp_path / "backups").iterdir()) == []


def test_taps_go_on_while_a_backup_reads(
    engine: Engine, keyring: Keyring, tmp_path: Path, now: datetime
) -> None:
    fill(engine, keyring, now)
    reader = engines.open_engine(engine.url.render_as_string(hide_password=False), read_only=True)
    with reader.connect() as reading, reading.begin():
        unit = tables.metadata.tables["unit"]
        count = sa.select(sa.func.count()).select_from(unit)
        before = reading.scalar(count)
        with engines.transaction(engine, keyring) as session:
            session.add(Unit(code="NEW", name="Mới", kind="other", created_at=now))
        assert reading.scalar(count) == before
    reader.dispose()


def test_yesterdays_backup_does_not_bring_a_deleted_member_back(
    engine: Engine, keyring: Keyring, tmp_path: Path, now: datetime
) -> None:
    deleted, kept = fill(engine, keyring, now)
    file = backups.backup(engine, keyring.store, tmp_path / "backups", now)
    with engines.transaction(engine, keyring) as session:
        erasure.erase_vaults(session, [deleted], now + timedelta(hours=1))

    assert backups.restore(engine, keyring, file, force=True).erased == 2  # his vault, a file made for him
    after = content(engine)
    for name, rows in after.items():
        columns = list(tables.metadata.tables[name].c.keys())
        if "vault_id" in columns and rows:
            assert {row[columns.index("vault_id")] for row in rows} == {kept}, name
    assert [row[0] for row in after["vault"]] == [kept]
    assert len(after["account"]) == len(after["claim"]) == 1

    fresh = Keyring(MASTER, keyring.store)  # the file still has his ciphertext: it is of no use
    review = next(row for row in rows_in(file, "review") if row["vault_id"] == deleted)
    with pytest.raises(KeyGone):
        fresh.decrypt(review["id"], reviews.PLACE, base64.b64decode(review["answers"]))
    account = next(row for row in rows_in(file, "account") if row["vault_id"] == deleted)
    with pytest.raises(KeyGone):
        fresh.decrypt(deleted, "account.address", base64.b64decode(account["address"]))
    backups.backup_keys(keyring.store, tmp_path / "backups")
    kept_keys = json.loads((tmp_path / "backups" / backups.KEYS_FILE).read_text())
    assert {deleted, review["id"]} <= {owner for owner, _ in kept_keys["destroyed"]}
    assert {deleted, review["id"]}.isdisjoint(owner for owner, _ in kept_keys["keys"])


def test_answers_that_were_dropped_do_not_come_back(
    engine: Engine, keyring: Keyring, tmp_path: Path, now: datetime
) -> None:
    first, second = fill(engine, keyring, now)
    file = backups.backup(engine, keyring.store, tmp_path, now)
    with engines.transaction(engine, keyring) as session:
        reviews.drop_answers(session, reviews.ids_of(session, [first]), now)
    assert backups.restore(engine, keyring, file, force=True).erased == 1
    with engines.transaction(engine, keyring) as session:
        (dropped, _), (kept, _) = (reviews.reviews_of(session, vault)[0] for vault in (first, second))
        assert dropped.answers is None
        assert reviews.answers_of(session, kept) == ["a"]


def test_a_database_with_content_is_not_overwritten_unasked(
    engine: Engine, keyring: Keyring, tmp_path: Path, now: datetime
) -> None:
    fill(engine, keyring, now)
    file = backups.backup(engine, keyring.store, tmp_path, now)
    before = content(engine)
    with pytest.raises(BackupError, match="not empty"):
        backups.restore(engine, keyring, file)
    assert content(engine) == before
    backups.restore(engine, keyring, file, force=True)
    assert content(engine) == before


def rows_in(file: Path, table: str) -> list[dict[str, Any]]:
    """What a backup says of a table."""
    with ZipFile(file) as archive:
        columns = json.loads(archive.read("manifest.json"))["tables"][table]["columns"]
        return [
            dict(zip(columns, json.loads(line), strict=True))
            for line in archive.read(f"{table}.jsonl").splitlines()
        ]


def altered(file: Path, name: str, change: dict[str, object] | bytes) -> Path:
    """A copy of a backup with another manifest, or another table."""
    copy = file.with_name("altered.zip")
    with ZipFile(file) as old, ZipFile(copy, "w") as new:
        for item in old.namelist():
            data = old.read(item)
            if item == name:
                data = change if isinstance(change, bytes) else json.dumps(json.loads(data) | change).encode()
            new.writestr(item, data)
    return copy


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("name", "change", "why"),
    [
        ("manifest.json", {"revision": "9999"}, "newer version"),
        ("manifest.json", {"format": 2}, "newer version"),
        ("manifest.json", {"fingerprint": "00"}, "another master key"),
        ("manifest.json", b"{}", "no backup"),
        ("manifest.json", b"nonsense", "no backup"),
        ("consent.jsonl", b"", "consent has 0 rows of 2"),
    ],
)
def test_what_cannot_be_restored_changes_nothing(
    engine: Engine,
    keyring: Keyring,
    tmp_path: Path,
    now: datetime,
    name: str,
    change: dict[str, object] | bytes,
    why: str,
) -> None:
    fill(engine, keyring, now)
    file = altered(backups.backup(engine, keyring.store, tmp_path, now), name, change)
    before = content(engine)
    with pytest.raises(BackupError, match=why):
        backups.restore(engine, keyring, file, force=True)
    assert content(engine) == before


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_file_that_is_no_backup(engine: Engine, keyring: Keyring, tmp_path: Path) -> None:
    (tmp_path / "photo.zip").write_bytes(b"nothing")
    for name in ("photo.zip", "missing.zip"):
        with pytest.raises(BackupError, match="no backup"):
            backups.restore(engine, keyring, tmp_path / name)


def test_a_restore_needs_the_key_store(
    sqlite_url: str, keyring: Keyring, tmp_path: Path, now: datetime
) -> None:
    engine = engines.open_engine(sqlite_url)
    file = backups.backup(engine, keyring.store, tmp_path, now)
    empty = engines.open_key_store(f"sqlite:///{tmp_path}/other-keys.db")
    with pytest.raises(BackupError, match="key store is missing"):
        backups.restore(engine, Keyring(MASTER, empty), file)
    keys.create_tables(empty)
    with pytest.raises(BackupError, match="another master key"):
        backups.restore(engine, Keyring(MASTER, empty), file)
    empty.dispose()
    engine.dispose()


def test_a_restore_into_nothing_makes_the_tables(
    sqlite_url: str, keyring: Keyring, tmp_path: Path, now: datetime
) -> None:
    engine = engines.open_engine(sqlite_url)
    fill(engine, keyring, now)
    file = backups.backup(engine, keyring.store, tmp_path, now)
    there = engines.open_engine(f"sqlite:///{tmp_path}/new.db")
    backups.restore(there, keyring, file)
    assert content(there) == content(engine)
    assert schema.is_current(there)
    there.dispose()
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_keys_come_back_into_an_empty_store_only(
    keyring: Keyring, session: FlowSession, tmp_path: Path, now: datetime
) -> None:
    first, second = (make_cell(session, now, code, names=("An",)).members[0] for code in ("A1", "B1"))
    keyring.destroy([second], now)
    file = backups.backup_keys(keyring.store, tmp_path)
    with pytest.raises(BackupError, match="in its place"):
        backups.restore_keys(keyring.store, keyring, file)

    empty = engines.open_key_store(f"sqlite:///{tmp_path}/other-keys.db")
    fresh = Keyring(MASTER, empty)
    assert backups.restore_keys(empty, fresh, file) == 1
    assert keys.destroyed(empty) == [second]
    assert keys.fingerprint_of(empty) == fresh.fingerprint
    sealed = members.seal(keyring, first, members.Profile("An"))
    assert fresh.decrypt(first, "member.profile", sealed)[0] == "An"
    with pytest.raises(BackupError, match="another master key"):
        backups.restore_keys(empty, Keyring(bytes(32), empty), file)
    file.write_text("[]")
    with pytest.raises(BackupError, match="no backup"):
        backups.restore_keys(empty, fresh, file)
    empty.dispose()
