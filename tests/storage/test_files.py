"""Files: sealed in pieces, whole or not there, unreadable from the moment their key is destroyed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlalchemy import Engine
from sqlmodel import select, update

from flows import health, retention
from storage import backups, engines, erasure, files, keys
from storage.encryption import KeyGone, Keyring, keyring_of
from storage.engines import FlowSession
from storage.files import FilePiece, StoredFile, Upload
from storage.notices import Notice, NoticeFile
from tests.conftest import MASTER, Cell, make_cell, on_one_database

HOUR = timedelta(hours=1)
PIECES = (b"mot" * 100, b"hai" * 100, b"ba")


def put(
    session: FlowSession, member_id: int, now: datetime, pieces: Sequence[bytes] = PIECES, taken: bool = True
) -> Upload:
    """A file of a member that has come."""
    file_id = files.begin(session, member_id, "Giấy mời.pdf", now)
    for number, data in enumerate(pieces):
        files.add(session, file_id, number, data)
    found = files.end(session, file_id, "application/pdf")
    if taken:
        files.complete(session, file_id)
    return found


def left(session: FlowSession) -> tuple[int, int]:
    """Rows of files and of pieces."""
    count = sa.select(sa.func.count())
    connection = session.connection()
    return tuple(connection.scalar(count.select_from(table)) or 0 for table in (StoredFile, FilePiece))  # type: ignore[return-value]


def test_a_file_comes_back_as_it_was_sent(session: FlowSession, cell: Cell, now: datetime) -> None:
    upload = put(session, cell.members[0], now)
    assert upload == Upload(upload.id, "Giấy mời.pdf", "application/pdf", 602)
    assert files.find(session, upload.id) == upload
    assert files.name_of(session, upload.id) == "Giấy mời.pdf"
    assert files.open_file(session, upload.id) == b"".join(PIECES)


def test_nothing_of_it_can_be_read_in_the_tables(session: FlowSession, cell: Cell, now: datetime) -> None:
    upload = put(session, cell.members[0], now)
    row = session.get_one(StoredFile, upload.id)
    pieces = session.exec(select(FilePiece.data)).all()
    assert "Giấy".encode() not in row.name
    assert not any(b"mot" in data or b"hai" in data for data in pieces)


def test_it_is_there_only_when_somebody_has_taken_it(session: FlowSession, cell: Cell, now: datetime) -> None:
    upload = put(session, cell.members[0], now, taken=False)
    assert files.find(session, upload.id) is None
    for read in (files.open_file, files.name_of):
        with pytest.raises(KeyGone):
            read(session, upload.id)
    assert files.coming(session, cell.members[0]) == 1
    files.complete(session, upload.id)
    assert files.coming(session, cell.members[0]) == 0
    assert files.open_file(session, upload.id)


@on_one_database
def test_pieces_that_changed_places_or_are_missing_are_noticed(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    upload = put(session, cell.members[0], now)
    for number, other in ((1, 9), (0, 1), (9, 0)):
        session.exec(update(FilePiece).where(FilePiece.number == number).values(number=other))  # type: ignore[arg-type]
    with pytest.raises(InvalidTag):
        files.open_file(session, upload.id)
    session.exec(sa.delete(FilePiece).where(FilePiece.number < 2))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="missing"):
        files.open_file(session, upload.id)


def test_erasing_destroys_the_key_and_every_row(session: FlowSession, cell: Cell, now: datetime) -> None:
    first, second = (put(session, member, now) for member in cell.members[:2])
    notice = Notice(
        unit_id=cell.unit_id,
        author_id=cell.members[0],
        owner_id=1,
        content=b"",
        audience="{}",
        state="draft",
        created_at=now,
        until_at=now,
    )
    session.add(notice)
    session.flush()
    session.add(NoticeFile(notice_id=notice.id or 0, place=1, file_id=first.id))
    assert files.erase(session, [first.id], now) == 1
    assert keys.find(keyring_of(session).store, first.id) is None
    assert left(session) == (1, 3)
    assert session.exec(select(NoticeFile)).all() == []
    assert files.find(session, first.id) is None
    assert files.erase(session, [first.id], now) == 0
    assert files.open_file(session, second.id)


def test_what_nothing_keeps_is_erased_after_an_hour(session: FlowSession, cell: Cell, now: datetime) -> None:
    taken, untaken, kept = (put(session, cell.members[0], now, taken=n != 1) for n in range(3))
    files.keep(session, [kept.id], now + 30 * HOUR)
    files.keep(session, [kept.id], now + 2 * HOUR)  # never shorter
    assert files.erase_due(session, now + HOUR - timedelta(seconds=1), 10) == 0
    assert files.erase_due(session, now + HOUR, 1) == 1
    assert files.erase_due(session, now + HOUR, 10) == 1
    assert [files.find(session, one.id) for one in (taken, untaken, kept)] == [None, None, kept]
    assert files.erase_due(session, now + 30 * HOUR, 10) == 1
    assert left(session) == (0, 0)


def test_the_untaken_is_erased_and_the_taken_is_not(session: FlowSession, cell: Cell, now: datetime) -> None:
    taken, untaken = (put(session, cell.members[0], now, taken=n == 0) for n in range(2))
    for one in (taken, untaken, untaken):
        files.erase_untaken(session, one.id, now)
    assert left(session) == (1, 3)
    assert files.find(session, taken.id)


def test_bytes_within_an_hour_are_counted_a_member(session: FlowSession, cell: Cell, now: datetime) -> None:
    put(session, cell.members[0], now)
    put(session, cell.members[0], now, taken=False)
    put(session, cell.members[1], now)
    assert files.bytes_since(session, cell.members[0], now - HOUR) == 1204
    assert files.bytes_since(session, cell.members[0], now) == 0
    assert files.bytes_since(session, cell.members[2], now - HOUR) == 0


def test_a_seat_goes_with_the_files_it_sent_in(session: FlowSession, cell: Cell, now: datetime) -> None:
    mine, other = (put(session, member, now) for member in cell.members[:2])
    counts = erasure.erase_members(session, [cell.members[0]], now)
    assert (counts["storedfile"], counts["filepiece"]) == (1, 3)
    assert keys.find(keyring_of(session).store, mine.id) is None
    assert files.open_file(session, other.id)


def test_the_sweep_and_the_check_know_this_owner(session: FlowSession, cell: Cell, now: datetime) -> None:
    upload = put(session, cell.members[0], now)
    assert upload.id in health._owners(session)
    keyring_of(session).destroy([upload.id], now)
    assert files.find(session, upload.id) is None
    assert erasure.sweep(session) == 1
    assert left(session) == (0, 0)


@on_one_database
def test_retention_counts_and_erases(session: FlowSession, cell: Cell, now: datetime) -> None:
    for _ in range(retention.MOST_FILES + 1):
        put(session, cell.members[0], now)
    dry = retention.run(session, now + HOUR, dry_run=True)
    assert dry[retention.FILES] == retention.MOST_FILES + 1
    first = retention.run(session, now + HOUR, dry_run=False)
    assert (first[retention.FILES], retention.left(first)) == (retention.MOST_FILES, True)
    second = retention.run(session, now + HOUR, dry_run=False)
    assert (second[retention.FILES], retention.left(second)) == (1, False)


def test_a_backup_brings_files_back_but_not_the_erased(
    engine: Engine, keyring: Keyring, tmp_path: Path, now: datetime
) -> None:
    with engines.transaction(engine, keyring) as session:
        cell = make_cell(session, now, "CB1")
        kept = put(session, cell.members[0], now, [b"x"] * 20)
        erased = put(session, cell.members[0], now)
    file = backups.backup(engine, keyring.store, tmp_path / "backups", now)
    with engines.transaction(engine, keyring) as session:
        files.erase(session, [erased.id], now)
    assert backups.restore(engine, keyring, file, force=True).erased == 1
    with engines.transaction(engine, Keyring(MASTER, keyring.store)) as session:
        assert files.open_file(session, kept.id) == b"x" * 20
        assert files.find(session, erased.id) is None
        assert left(session) == (1, 20)
