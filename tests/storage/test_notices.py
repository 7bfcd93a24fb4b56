"""A notice's words are sealed under a key of its own, and go with it."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlmodel import select

from flows import health, notice_cards
from flows.replies import Marked, dump
from storage import audiences, erasure, keys, notices
from storage.encryption import KeyGone, keyring_of
from storage.engines import FlowSession
from storage.notices import Notice, NoticeCopy
from tests.conftest import Cell

CONTENT = {"title": "Giấy mời", "words": "Họp **chi bộ**", "template": "", "fields": {}}


def written(session: FlowSession, cell: Cell, now: datetime) -> Notice:
    """A notice with a copy."""
    notice = notices.create(
        session, cell.unit_id, cell.members[0], CONTENT, now, now, audiences.audience([cell.unit_id])
    )
    session.add(NoticeCopy(notice_id=notice.id or 0, member_id=cell.members[1], unit_id=cell.unit_id))
    session.flush()
    return notice


def test_its_words_are_sealed(session: FlowSession, cell: Cell, now: datetime) -> None:
    notice = written(session, cell, now)
    assert notices.content_of(session, notice) == CONTENT
    assert "Họp".encode() not in notice.content
    assert notices.audience_of(notice)["units"] == [cell.unit_id]
    card = notice_cards.sent(session, notice)
    assert Marked("Họp **chi bộ**") in card.lines
    assert [item.verb for row in card.rows for item in row] == [f"notice:{notice.id}"]
    assert dump(card)


def test_erasing_destroys_the_key(session: FlowSession, cell: Cell, now: datetime) -> None:
    notice, child = written(session, cell, now), written(session, cell, now)
    child.series_id = notice.id
    session.exec(sa.delete(NoticeCopy).where(sa.column("notice_id") == notice.id))
    sealed, owner = notice.content, notice.owner_id
    notices.erase(session, [notice.id or 0], now)
    session.expire_all()
    assert session.get_one(Notice, child.id).series_id is None
    assert keys.destroyed(keyring_of(session).store) == [owner]
    with pytest.raises(KeyGone):
        keyring_of(session).decrypt(owner, notices.PLACE, sealed)


def test_the_sweep_erases_notices_that_an_old_backup_brings_back(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    notice, child = written(session, cell, now), written(session, cell, now)
    child.series_id = notice.id
    session.flush()
    keyring_of(session).destroy([notice.owner_id], now)
    assert {item.name for item in health.findings(session, now, None) if not item.ok} == {"erased members"}
    assert erasure.sweep(session) == 1
    left = session.exec(select(Notice.id)).all()
    assert left == [child.id]
    assert session.exec(select(NoticeCopy.notice_id)).all() == [child.id]
    assert erasure.sweep(session) == 0


def test_a_lost_key_of_a_notice_is_found(session: FlowSession, cell: Cell, now: datetime) -> None:
    notice = written(session, cell, now)
    with keyring_of(session).store.begin() as connection:
        connection.execute(sa.delete(keys.wrapped_key).where(keys.wrapped_key.c.owner == notice.owner_id))
    assert {item.name for item in health.findings(session, now, None) if not item.ok} == {"keys"}
