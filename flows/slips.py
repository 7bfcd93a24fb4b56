"""Invitation slips: a paper for each member with his join code, to be printed, cut out and handed over.

A code is shown once and kept as a hash, so making slips issues codes: each is noted, and older ones of the
same members stop working. Whoever asks for slips is told so first.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from flows import access, dates, names, onboarding, rolls
from flows import units as unit_rules
from flows.replies import Answer, Attachment, FlowError, Line, Reply, Show, Text, choice, reply, stack, text
from flows.slip_pages import CellSlips, Links, Slip
from storage import audit, members, units
from storage.accounts import Actor

EVER = datetime(1970, 1, 1, tzinfo=UTC)
DAYS = rolls.CODE_DAYS
FORMATS = ("pdf", "docx")
BATCH = 50
"""So many codes are issued in one transaction of a command."""
MOST = 1000
"""Slips of one document: 250 pages."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A member who gets a slip."""

    id: int
    name: str
    joined: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """Of a cell: who gets a slip, how many have joined already, and how many have to ask above for one."""

    unit_id: int
    seats: tuple[Seat, ...]
    joined: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell's slips with the codes (by member) that are still to be issued."""

    unit_id: int
    codes: tuple[tuple[int, str], ...]
    page: CellSlips


def invited(session: Session, unit_id: int) -> Invited:
    """Who of a unit has not joined, by given names, so that a slip is found when it is handed over."""
    seats = names.roll_of(session, unit_id)
    joined = members.joined_of(session, [seat.id for seat, _ in seats])
    waiting = [Seat(seat.id, profile.name, False) for seat, profile in seats if seat.id not in joined]
    return Invited(unit_id, tuple(waiting), len(joined))


def draw(session: Session, found: Invited, links: Links, now: datetime, days: int = DAYS) -> Drawn:
    """Slips with new codes, which work once they are issued."""
    unit = units.get_unit(session, found.unit_id)
    codes = [onboarding.new_code() for _ in found.seats]
    page = CellSlips(
        cell=unit.name,
        language=unit.language or "vi",
        until=dates.day(now + timedelta(days=days), unit_rules.timezone_of(session, found.unit_id)),
        links=links,
        slips=tuple(
            Slip(
                name=seat.name,
                code=onboarding.shown_code(code),
                web=f"{links.home}/#{code}" if links.home else "",
                telegram=f"https://t.me/{links.bot}?start={code}" if links.bot else "",
                joined=seat.joined,
            )
            for seat, code in zip(found.seats, codes, strict=True)
        ),
    )
    ids = [seat.id for seat in found.seats]
    return Drawn(found.unit_id, tuple(zip(ids, codes, strict=True)), page)


# For the operator


def below(session: Session, unit_code: str, again: int | None = None) -> list[Invited]:
    """Who gets a slip in a unit and in all below it, cell by cell; or one member (`again`), joined or not.

    Raises `unit-unknown`, `unit-closed`, `slips-elsewhere`, `slips-many`.
    """
    unit = unit_rules.find_open(session, unit_code)
    assert unit.id is not None
    if again is not None:
        seat = members.find_present(session, again)
        if seat is None or seat.unit_id not in units.subtree_of(session, unit.id):
            raise FlowError("slips-elsewhere", id=str(again), unit=unit.code)
        return [_one(session, seat.unit_id, again)]
    found = [each for each in _each(session, unit.id) if each.seats or each.joined]
    number = sum(len(each.seats) for each in found)
    if number > MOST:
        raise FlowError("slips-many", count=number, most=MOST)
    return found


def issue(session: Session, drawn: Drawn, start: int, now: datetime, days: int) -> None:
    """Issue `BATCH` of the codes that were drawn."""
    some = dict(drawn.codes[start : start + BATCH])
    onboarding.issue_codes(session, drawn.unit_id, some, now, days)


def _each(session: Session, unit_id: int) -> list[Invited]:
    """Cell by cell, in the order of the tree."""
    inside = set(units.subtree_of(session, unit_id))
    known = units.codes_of(session, sorted(inside))
    ids = {code: one for one, code in known.items()}
    order = [ids[line.code] for line in unit_rules.listing(session) if line.code in ids and line.members]
    return [invited(session, one) for one in order]


# In chat, for who leads a cell


def ask(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """What making slips does, before any is made. Raises `not-joined`, `choice-unknown`."""
    found = _of_cell(session, actor, cell_id, now)
    back = choice(f"roll:{cell_id}:0", "roll-back", zero=True)
    here = f"slips:{cell_id}"
    if not found.seats:
        return reply("slips-none-held" if found.held else "slips-none", rows=stack(back), here=here)
    cell = units.get_unit(session, cell_id).name
    lines: list[Line] = [text("slips-ask", cell=cell, count=len(found.seats))]
    if found.joined:
        lines.append(text("slips-ask-joined", count=found.joined))
    if found.held:
        lines.append(text("slips-ask-held", count=found.held))
    before = _issued_in(session, cell_id)
    rows = [choice(f"slipsyes:{cell_id}:{before}:{each}", f"slips-{each}") for each in FORMATS]
    return reply(*lines, rows=stack(*rows, back), here=here)


def make(session: Session, actor: Actor, cell_id: int, before: int, form: str, now: datetime) -> Answer:
    """Issue the codes of a cell and make its slips. `before`: so many were issued there when he was asked.

    Raises `not-joined`, `choice-unknown`.
    """
    found = _of_cell(session, actor, cell_id, now)
    if _issued_in(session, cell_id) != before or not found.seats:
        return Show(f"slips:{cell_id}", Text("slips-changed"))
    return _made(session, found, form, now, f"slips:{cell_id}", f"roll:{cell_id}:0")


def ask_one(session: Session, actor: Actor, cell_id: int, member_id: int, now: datetime) -> Reply:
    """What a slip for one member does. Raises `not-joined`, `choice-unknown`, `roll-code-committee`."""
    rolls.seat_of(session, actor, access.ROLL, cell_id, member_id)
    issued = rolls.issued(session, actor, cell_id, member_id, now)
    [seat] = _one(session, cell_id, member_id).seats
    asked = text("roll-code-ask-joined" if seat.joined else "roll-code-ask", name=seat.name)
    rows = [choice(f"slipyes:{cell_id}:{member_id}:{issued}:{each}", f"slips-{each}") for each in FORMATS]
    back = choice(f"rollseat:{cell_id}:{member_id}", "roll-back", zero=True)
    return reply(asked, rows=stack(*rows, back), here=f"slip:{cell_id}:{member_id}")


def make_one(
    session: Session, actor: Actor, cell_id: int, member_id: int, before: int, form: str, now: datetime
) -> Answer:
    """Issue the code and make the slip of one member. `before`: so many were made when he was asked.

    Raises `not-joined`, `choice-unknown`, `roll-code-committee`.
    """
    rolls.seat_of(session, actor, access.ROLL, cell_id, member_id)
    place = f"rollseat:{cell_id}:{member_id}"
    if len(audit.times_of(session, onboarding.ISSUED, member_id)) != before:
        return Show(place, Text("roll-code-made"))
    rolls.issued(session, actor, cell_id, member_id, now)
    return _made(session, _one(session, cell_id, member_id), form, now, place, place)


def _made(session: Session, found: Invited, form: str, now: datetime, here: str, back: str) -> Reply:
    home, bot = session.info.get("public_url") or "", session.info.get("telegram_name") or ""
    drawn = draw(session, found, Links(home, bot), now)
    onboarding.issue_codes(session, found.unit_id, dict(drawn.codes), now, DAYS)
    done = text("slips-made", count=len(found.seats), until=drawn.page.until)
    return reply(
        done,
        rows=stack(choice(back, "roll-back", zero=True)),
        here=here,
        attachment=Attachment("slips", f"phieu-moi.{form}", (drawn.page,)),
        keep=True,
    )


def _of_cell(session: Session, actor: Actor, cell_id: int, now: datetime) -> Invited:
    """Who gets a slip from him: who was given a second code lately needs the committee above."""
    access.check(session, actor, access.ROLL, cell_id)
    if actor.channel not in access.HOME or units.has_children(session, cell_id):
        raise FlowError("choice-unknown", place="menu")
    found = invited(session, cell_id)
    if access.find_office(session, actor, access.CODES, cell_id) is not None:
        return found
    times = audit.all_times_of(session, onboarding.ISSUED, [seat.id for seat in found.seats])
    free = tuple(seat for seat in found.seats if not rolls.reissued(times.get(seat.id, []), now))
    return Invited(cell_id, free, found.joined, len(found.seats) - len(free))


def _one(session: Session, unit_id: int, member_id: int) -> Invited:
    joined = bool(members.joined_of(session, [member_id]))
    seat = Seat(member_id, members.profile_of(session, member_id).name, joined)
    return Invited(unit_id, (seat,), 0)


def _issued_in(session: Session, cell_id: int) -> int:
    """How many codes were ever issued in a cell."""
    return sum(audit.counts_of(session, onboarding.ISSUED, [cell_id], EVER).values())
