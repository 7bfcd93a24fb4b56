"""Whatever a secretary does in whatever order: what is told and what will be reminded of stay right."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from flows import (
    mailings,
    meeting_cards,
    meeting_changes,
    meeting_dates,
    meeting_moves,
    meeting_news,
    reminders,
    replanned,
)
from flows.replies import FlowError
from storage.engines import FlowSession
from storage.mailings import MEETING, Mailing
from storage.meetings import Meeting, MeetingRule
from tests.conftest import Cell, on_one_database
from tests.flows.test_summary import officer
from tests.meetings import THIRD, ZONE, meets

RULES = (THIRD, "FREQ=MONTHLY;BYMONTHDAY=5", "FREQ=WEEKLY;BYDAY=TH")
STEPS = 60


def acts(session: FlowSession, cell: Cell, chance: random.Random, now: datetime) -> Callable[[], object]:
    """Something a secretary may do with one of the next meetings, or with the rule."""
    actor, unit = officer(cell, ("secretary", cell.unit_id)), cell.unit_id
    rule = session.get_one(MeetingRule, unit)
    ahead = meeting_dates.upcoming(session, rule, ZONE, now, meeting_cards.SHOWN, cancelled=True)
    meeting = chance.choice(ahead)
    day, revision = meeting.planned_on, meeting_news.revision_of(session, meeting)
    local = meeting.begins_at.astimezone(ZoneInfo(ZONE)) + timedelta(days=chance.randint(-9, 9))
    return chance.choice(
        [
            lambda: meeting_moves.move(session, actor, unit, day, revision, local.replace(tzinfo=None), now),
            lambda: meeting_moves.move(session, actor, unit, day, revision, local.replace(tzinfo=None), now),
            lambda: meeting_changes.cancel(session, actor, unit, day, revision, now),
            lambda: meeting_changes.bring_back(session, actor, unit, day, revision, now),
            lambda: meeting_changes.write_line(
                session, actor, unit, day, "theme", chance.choice(["-", "Một", "Hai"]), now
            ),
            lambda: replanned.change(session, unit, chance.choice(RULES), "19:30", 90, ZONE, now),
            lambda: mailings.lay_some(session, now, 100),
        ]
    )


@on_one_database
@pytest.mark.parametrize("seed", range(2))
def test_in_any_order(session: FlowSession, cell: Cell, now: datetime, seed: int) -> None:
    chance = random.Random(seed)
    meets(session, cell.unit_id, now)
    done = 0
    for _ in range(STEPS):
        now += timedelta(minutes=chance.choice([1, 10, 2000]))
        try:
            acts(session, cell, chance, now)()
            done += 1
        except FlowError:
            continue
        reminders.draw_some(session, now, 10)
        rule = session.get_one(MeetingRule, cell.unit_id)
        ahead = meeting_dates.upcoming(session, rule, ZONE, now, 20)
        begins = [one.begins_at for one in ahead]
        assert len(set(begins)) == len(begins)
        query = select(Mailing.occasion).where(
            Mailing.rank == MEETING, col(Mailing.laid_at).is_(None), Mailing.due_at > now
        )
        held = {f"{moment:%Y%m%d%H%M}" for moment in begins}
        assert {name.split(":")[2] for name in session.exec(query)} <= held
        soonest = reminders.plan(rule, ahead[:1], ZONE, now)
        assert {one.occasion for one in soonest} <= set(session.exec(select(Mailing.occasion)).all())
        check_told(session, cell, now)
    assert done > STEPS // 3


def check_told(session: FlowSession, cell: Cell, now: datetime) -> None:
    """What was changed and not told yet is told once, and as it is now."""
    query = select(Mailing).where(Mailing.code == "change", col(Mailing.laid_at).is_(None))
    waiting = session.exec(query).all()
    assert len({one.planned_on for one in waiting}) == len(waiting)
    rule = session.get_one(MeetingRule, cell.unit_id)
    known = meeting_dates.upcoming(session, rule, ZONE, now, 20, cancelled=True)
    ahead = {other.planned_on: other for other in known}
    for one in waiting:
        day = one.planned_on or now.date()
        meeting, row = ahead.get(day), session.get(Meeting, (cell.unit_id, day))
        assert row, "the meeting went with the rule"
        if meeting:
            assert meeting.cancelled == ("meeting-told-cancelled" in one.content)
            local = meeting.begins_at.astimezone(ZoneInfo(ZONE))
            assert meeting.cancelled or f"{local:%d/%m/%Y}" in one.content
