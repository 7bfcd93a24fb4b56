"""Meetings for tests: a cell that meets on the third of every month, and who leads it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import select

from flows import mailings, replanned, roles
from storage import meetings, units
from storage.engines import FlowSession
from storage.mailings import Mailing
from storage.meetings import Meeting
from storage.units import Unit
from tests.conversations import World
from tests.organisations import make_unit

ZONE = "Asia/Ho_Chi_Minh"
THIRD = "FREQ=MONTHLY;BYMONTHDAY=3"
DAY = date(2026, 12, 3)
"""The next meeting's planned day: a Thursday."""


def meets(session: FlowSession, cell_id: int, now: datetime, rule: str = THIRD, at: str = "19:30") -> None:
    """The cell meets by this rule, at its usual place."""
    replanned.change(session, cell_id, rule, at, 90, ZONE, now)
    meetings.set_place(session, cell_id, "Hội trường", now)


async def led(world: World) -> World:
    """The first member is the cell's secretary, and it meets on the third. It is Sunday, 22 November 2026."""

    def work(session: FlowSession) -> None:
        roles.give(session, world.members[0], "secretary", "CB1", world.now)
        meets(session, world.unit_id, world.now)

    await world.database.run(work)
    return world


async def below(world: World, officer: int = 1) -> int:
    """The cell is below a committee, and one of its members an officer of that; the committee's id."""

    def work(session: FlowSession) -> int:
        top = make_unit(session, world.now, "DU")
        session.get_one(Unit, world.unit_id).parent_id = top
        session.flush()
        roles.give(session, world.members[officer], "officer", "DU", world.now)
        assert units.has_children(session, top)
        return top

    return await world.database.run(work)


async def row_of(world: World, day: date = DAY) -> Meeting | None:
    """What is special about a meeting."""
    return await world.database.run(lambda session: session.get(Meeting, (world.unit_id, day)))


async def told(world: World) -> Sequence[Mailing]:
    """The changes that were to be told, the first one first."""

    def work(session: FlowSession) -> Sequence[Mailing]:
        return session.exec(select(Mailing).where(Mailing.code == "change").order_by(Mailing.id)).all()  # type: ignore[arg-type]

    return await world.database.run(work)


async def goes_out(world: World) -> int:
    """What is due is laid out for its people; how many mailings."""
    return await world.database.run(lambda session: mailings.lay_some(session, world.now, 100))
