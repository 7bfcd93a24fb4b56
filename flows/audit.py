"""What officers and the operator did: noted where it is done, read by the members it concerns.

Who acts travels with the session (`actor`, put there by the turn); where there is none it is the operator at
his command line. An act names ids and what was done, never a word of content.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows import access, dates, names
from flows.replies import GAP, Choice, Line, Reply, Text, choice, reply, stack, text
from storage import audit, members, units
from storage.accounts import Actor
from storage.audit import OPERATOR, Act

OPENED = "figures_opened"
ONE_OPENING = timedelta(minutes=10)
"""Looking from card to card for so long is one opening."""
SHARED = (OPENED, "cycle_opened", "cycle_extended", "cycle_closed")
"""Acts in a unit above that concern the members of every cell below."""
GIVEN, TAKEN, DEPUTISING, DEPUTISED = OFFICES = ("role_given", "role_taken", "role_acting", "role_acting_end")
"""An office is given, taken; somebody deputises until a day (`secretary:2026-12-31`), and does so no more."""
OF_UNITS = ("unit_moved", "unit_merged", "unit_split")
"""Acts whose detail is another unit."""
ACTS = (
    *SHARED,
    *("cover_written", "collective_written", "unit_added", "member_added", *OFFICES),
    *("member_left", "roster_imported", "code_issued", "meetings_set", "meeting_changed"),
    *("attendant_assigned", "attendant_ended", "mailing_cancelled"),
    *("unit_moved", "unit_renamed", "unit_merged", "unit_split", "unit_closed", "unit_set"),
    *("member_proposed", "member_declined", "member_transferred", "member_restored", "office_offered"),
    *("notice_sent", "notice_approved", "notice_paused", "notice_resumed", "notice_cancelled"),
    *("notice_corrected", "notice_recalled", "notice_nudged", "notice_closed"),
    *("sending_paused", "sending_resumed", "restored"),
)
"""All acts that are noted."""
PAGE = 6


def note(
    session: Session,
    name: str,
    now: datetime,
    *,
    unit_id: int | None = None,
    subject_id: int | None = None,
    detail: str | int = "",
) -> None:
    """Somebody does this, in that unit, to that member."""
    audit.append(session, _act(session, name, now, unit_id, subject_id, str(detail)))


def note_all(session: Session, name: str, now: datetime, details: Mapping[int, str]) -> None:
    """The same in many units, each with its detail."""
    acts = [_act(session, name, now, unit_id, None, detail) for unit_id, detail in details.items()]
    audit.append_all(session, acts)


def note_each(
    session: Session, name: str, now: datetime, *, unit_id: int, subject_ids: Sequence[int]
) -> None:
    """Somebody does this to each of these members of a unit."""
    first = _act(session, name, now, unit_id, None, "")
    acts = [Act(**first.model_dump(exclude={"subject_id"}), subject_id=each) for each in subject_ids]
    audit.append_all(session, acts)


def note_opening(session: Session, unit_id: int, cycle_id: int, now: datetime) -> None:
    """An officer opens figures; going from card to card is one opening."""
    act = _act(session, OPENED, now, unit_id, None, str(cycle_id))
    if not audit.lately(session, act, now - ONE_OPENING):
        audit.append(session, act)


def openings(session: Session, unit_ids: Sequence[int], since: datetime) -> dict[tuple[int, str], int]:
    """How often these units' figures were opened, by unit and office."""
    return audit.counts_of(session, OPENED, unit_ids, since)


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """The newest acts in the member's cell. Raises `not-joined`."""
    return page(session, actor, 0, now)


def page(session: Session, actor: Actor, number: int, now: datetime) -> Reply:
    """A page of the acts in his cell, newest first. Raises `not-joined`."""
    access.member_of(actor)
    cell_id, *above = units.lineage_of(session, actor.unit_id or 0)
    found = audit.acts_of(session, cell_id, above, SHARED, number * PAGE, PAGE + 1)
    lines: list[Line] = [text("audit-title", cell=units.get_unit(session, cell_id).name), GAP]
    lines += [_line(session, actor, act) for act in found[:PAGE]] or [Text("audit-nothing")]
    turns: list[Choice] = []
    if len(found) > PAGE:
        turns.append(choice(f"audit:{number + 1}", "audit-earlier"))
    if number:
        turns.append(choice(f"audit:{number - 1}", "audit-later"))
    rows = stack(*turns, choice("privacy", "privacy-back", zero=True))
    return reply(*lines, rows=rows, here=f"audit:{number}")


def did(session: Session, act: Act, reader_id: int | None) -> Text:
    """What was done, in words. A name only where an office was given or taken: all know who holds it."""
    office, _, until = act.detail.partition(":") if act.name in OFFICES else ("", "", "")
    args: dict[str, str | Text] = {"role": Text(f"office-{office}") if office else ""}
    args["until"] = f"{date.fromisoformat(until):%d/%m/%Y}" if until else ""
    args["what"] = detail_of(session, act)
    return text(f"act-{act.name}", who=_who(session, act, reader_id), **args)


def detail_of(session: Session, act: Act) -> str:
    """An act's detail for people: another unit by its code, a new name with the old one."""
    if act.name == "unit_renamed" and act.unit_id:
        before = units.names_at(session, [act.unit_id], act.at - timedelta(microseconds=1))[act.unit_id]
        return f"{before} → {units.names_at(session, [act.unit_id], act.at)[act.unit_id]}"
    if act.name in OF_UNITS:
        unit_id = int(act.detail) if act.detail.isdigit() else 0
        return units.codes_of(session, [unit_id]).get(unit_id, "–")
    return act.detail


def _line(session: Session, actor: Actor, act: Act) -> Text:
    unit = units.get_unit(session, act.unit_id or 0).name if act.unit_id != actor.unit_id else ""
    at = dates.day(act.at, actor.timezone)
    what = did(session, act, actor.member_id)
    if unit:
        return text("audit-line-above", at=at, office=Text(f"office-{act.office}"), unit=unit, what=what)
    return text("audit-line", at=at, office=Text(f"office-{act.office}"), what=what)


def _who(session: Session, act: Act, reader_id: int | None) -> str | Text:
    if act.subject_id is None:
        return ""
    if act.subject_id == reader_id:
        return Text("audit-you")
    if act.name in OFFICES:
        seat = members.find_present(session, act.subject_id)
        if seat is not None:
            return names.of(session, seat.id)
    return Text("audit-somebody")


def _act(
    session: Session, name: str, now: datetime, unit_id: int | None, subject_id: int | None, detail: str
) -> Act:
    actor: Actor | None = session.info.get("actor")
    return Act(
        id=0,
        at=now,
        office=_office(session, actor, unit_id),
        member_id=actor.member_id if actor else None,
        unit_id=unit_id,
        name=name,
        subject_id=subject_id,
        detail=detail,
    )


def _office(session: Session, actor: Actor | None, unit_id: int | None) -> str:
    """The office by which he may: the one that is nearest to that unit."""
    if actor is None:
        return OPERATOR
    for above in units.lineage_of(session, unit_id or 0):
        held = {name for name, scope in actor.roles if scope == above}
        for office in members.ROLES:
            if office in held:
                return office
    raise RuntimeError("an act without an office")
