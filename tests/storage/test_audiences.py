"""Who is meant by an audience: each once, below these units alone, nobody who left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.sql import visitors
from sqlmodel import col, update

from storage import audiences, notices
from storage.engines import FlowSession
from storage.members import ROLES, Member, Role
from storage.notices import REGISTERED, NoticeCopy
from storage.units import KINDS, Unit
from tests.conftest import make_cell
from tests.organisations import make_unit

OFFICIAL = {"member", "arrival", "unit", "role", "noticecopy"}
"""What an audience may be chosen by: the roster, the tree, offices, answers to notices."""


@dataclass
class Land:
    """A province with three communes, two cells each; who is where, and what he does."""

    top: int
    communes: list[int]
    cells: dict[int, tuple[int, ...]]
    kinds: dict[int, str]
    offices: set[tuple[int, str, int]]
    silent: set[int]
    gone: set[int]
    notice: int
    open: set[int]
    asked: int

    def below(self, units: list[int]) -> set[int]:
        """These units and all below, reckoned by hand."""
        found = set(units)
        if self.top in found:
            found |= {*self.communes, *self.cells}
        for place, commune in enumerate(self.communes):
            if commune in found:
                found |= set(list(self.cells)[2 * place : 2 * place + 2])
        return found

    def meant(self, meant: dict[str, Any]) -> list[tuple[int, int]]:
        """The same as the statement, one by one."""
        below = self.below(meant["units"])
        found = []
        for cell, seats in self.cells.items():
            for member in seats:
                held = {name for who, name, unit in self.offices if who == member and unit in below}
                fits = (
                    cell in below
                    and member not in self.gone
                    and (not meant["kinds"] or self.kinds[cell] in meant["kinds"])
                    and (not meant["offices"] or held & set(meant["offices"]))
                    and (meant["unanswered"] is None or member in self.silent)
                    and (meant["unregistered"] is None or cell in self.open)
                )
                found += [(member, cell)] if fits else []
        return sorted(found)


@pytest.fixture
def land(session: FlowSession, now: datetime) -> Land:
    """Offices are held above one's own cell too, some of them no longer; some members left."""
    top = make_unit(session, now, "TINH")
    communes = [make_unit(session, now, f"XA{n}", top) for n in range(3)]
    cells, kinds = {}, {}
    for number in range(6):
        cell = make_cell(session, now, f"CB{number}", communes[number // 2])
        cells[cell.unit_id] = cell.members
        kinds[cell.unit_id] = KINDS[number % 3]
        session.exec(update(Unit).where(col(Unit.id) == cell.unit_id).values(kind=KINDS[number % 3]))
    offices = set()
    for number, (cell_id, seats) in enumerate(cells.items()):
        held = [
            (seats[0], "secretary", cell_id),
            (seats[0], "deputy", cell_id),
            (seats[1], "officer", communes[number // 2]),
            (seats[2], "officer", top),
            (seats[2], "committee", cell_id),
            (seats[0], "secretary", communes[2]),
        ]
        for who, name, unit in held:
            session.add(Role(member_id=who, unit_id=unit, name=name, from_at=now - timedelta(days=1)))
        offices |= set(held)
        past = Role(member_id=seats[3], unit_id=cell_id, name="clerk", from_at=now - timedelta(days=9))
        past.until_at = now
        session.add(past)
    first = next(iter(cells.values()))
    content = {"title": "", "words": "", "template": "", "fields": {}}
    notice = notices.create(session, top, first[0], content, now, now, audiences.audience([top]))
    silent = {seats[n] for seats in cells.values() for n in (0, 2, 4)}
    for cell_id, seats in cells.items():
        for member in seats:
            copy = NoticeCopy(notice_id=notice.id or 0, member_id=member, unit_id=cell_id)
            copy.answered_at = None if member in silent else now
            session.add(copy)
    asked = notices.create(session, top, first[0], content, now, now, audiences.audience([top]))
    for number, (cell_id, seats) in enumerate(cells.items()):
        for member in seats[: 2 if number else 0]:  # the first cell was not asked
            copy = NoticeCopy(notice_id=asked.id or 0, member_id=member, unit_id=cell_id)
            copy.answer = REGISTERED if number % 2 else ""
            session.add(copy)
    open_ = {cell_id for number, cell_id in enumerate(cells) if number and not number % 2}
    gone = {first[1], first[2]}
    session.flush()
    session.exec(update(Member).where(col(Member.id).in_(gone)).values(left_at=now))
    return Land(top, communes, cells, kinds, offices, silent, gone, notice.id or 0, open_, asked.id or 0)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whoever_is_meant_comes_once_and_nobody_else(
    session: FlowSession, land: Land, now: datetime, data: st.DataObject
) -> None:
    everywhere = [land.top, *land.communes, *land.cells]
    meant = audiences.audience(
        data.draw(st.lists(st.sampled_from(everywhere), max_size=4)),
        tuple(data.draw(st.lists(st.sampled_from(KINDS), max_size=2))),
        tuple(data.draw(st.lists(st.sampled_from(ROLES), max_size=3))),
        data.draw(st.sampled_from([None, land.notice])),
        data.draw(st.sampled_from([None, land.asked])),
    )
    expected = land.meant(meant)
    found = session.connection().execute(audiences.recipients(meant, now)).all()
    assert sorted(tuple(row) for row in found) == expected
    assert audiences.count(session, meant, now) == (len(expected), len({cell for _, cell in expected}))


def test_recipients_can_be_written_down_some_at_a_time(
    session: FlowSession, land: Land, now: datetime
) -> None:
    """As a notice's copies are: those who have none yet, so many at once."""
    first = next(iter(land.cells.values()))
    content = {"title": "", "words": "", "template": "", "fields": {}}
    meant = audiences.audience([land.top])
    notice = notices.create(session, land.top, first[0], content, now, now, meant)
    laid = sa.select(sa.func.count()).where(col(NoticeCopy.notice_id) == notice.id)
    after = []
    for _ in range(4):
        who = audiences.recipients(meant, now).subquery()
        known = sa.select(col(NoticeCopy.member_id)).where(col(NoticeCopy.notice_id) == notice.id)
        rest = [sa.literal(0), sa.literal(0), sa.literal("")]
        rows = sa.select(sa.literal(notice.id), who.c.member_id, who.c.unit_id, *rest)
        names = ["notice_id", "member_id", "unit_id", "laid", "seen", "answer"]
        some = rows.where(who.c.member_id.not_in(known)).limit(10)
        session.connection().execute(sa.insert(NoticeCopy).from_select(names, some, include_defaults=False))
        after.append(session.connection().scalar(laid))
    assert after == [10, 20, 28, 28]


def test_it_reads_of_nobodys_review_plan_consent_or_chat() -> None:
    everything = audiences.audience([1], ("agency",), ("secretary",), 1, 1)
    statement = audiences.recipients(everything, datetime.now().astimezone())
    tables = {item.name for item in visitors.iterate(statement) if isinstance(item, sa.Table)}
    assert tables == OFFICIAL
