"""`/summary`: what an officer sees: how many have handed in while a cycle is open, then protected figures.

The cards are drawn in `flows.summary_cards`. Every opening of figures by an officer is noted (rule 9).
"""

from datetime import datetime

from sqlmodel import Session

from flows import access, audit, disclosure, figures, screens, secrecy, summary_cards, summary_charts
from flows.figures import Findings
from flows.replies import Answer, FlowError, Reply, Show, text
from flows.summary_cards import Place
from storage import covers, publications, units
from storage.accounts import Actor
from storage.cycles import Cycle

LONGEST_COVER = 300


def show(session: Session, actor: Actor, now: datetime) -> Answer:
    """The way in: his unit, or which of several. A member without office sees his cell's results."""
    access.member_of(actor)
    offices = access.held(session, actor, access.FIGURES)
    if not offices:
        return Show("results")
    if len(offices) > 1:
        return summary_cards.which([units.get_unit(session, unit_id) for unit_id in offices])
    return unit(session, actor, next(iter(offices)), now)


def unit(session: Session, actor: Actor, unit_id: int, now: datetime) -> Reply:
    """One unit: the cycle that is open, else the last one that closed. Raises `choice-unknown`."""
    office = access.check(session, actor, access.FIGURES, unit_id)
    known = [c for c in publications.cycles_about(session, unit_id) if c.frozen_at]
    place = _place(session, actor, unit_id)
    if not known:
        return summary_cards.nothing_yet(place)
    newest = known[0]
    if newest.closes_at > now:
        return summary_cards.open_cycle(session, place, newest, now, earlier=_published(known))
    if newest.published_at is None:
        return summary_cards.being_counted(place)
    return _figures(session, actor, place, newest, office, now)


def view(session: Session, actor: Actor, unit_id: int, cycle_id: int, what: str, now: datetime) -> Reply:
    """One view of a published cycle's figures, or of its turnout. Raises `choice-unknown`."""
    if screens.numbered(what)[0] in summary_cards.TURNOUTS:
        return _turnout(session, actor, unit_id, cycle_id, what)
    office = access.check(session, actor, access.FIGURES, unit_id)
    cycle = _cycle(session, unit_id, cycle_id)
    place = _place(session, actor, unit_id)
    if what == "message":
        return summary_cards.message(place, cycle, str(session.info.get("public_url", "")))
    if what == "cycles" and place.above:
        known = [c for c in publications.cycles_about(session, unit_id) if c.published_at]
        grid = summary_charts.over_cycles(session, unit_id, place.name, known, actor.language, actor.timezone)
        audit.note_opening(session, unit_id, cycle_id, now)
        return summary_cards.over_cycles(place, cycle, grid)
    if cycle.published_at is None:
        return unit(session, actor, unit_id, now)
    return _figures(session, actor, place, cycle, office, now, what)


def ask_cover(session: Session, actor: Actor, unit_id: int, cycle_id: int, now: datetime) -> Reply:
    """Ask for the one sentence that goes with the cell's figures. Raises `choice-unknown`."""
    access.check(session, actor, access.COVER, unit_id)
    cycle = _cycle(session, unit_id, cycle_id)
    written = covers.cover_of(session, cycle_id, unit_id)
    return summary_cards.ask_cover(_place(session, actor, unit_id), cycle, written)


def cover(session: Session, actor: Actor, unit_id: int, cycle_id: int, words: str, now: datetime) -> Answer:
    """Keep that sentence (or take it away). Raises `secrecy-refused`, `text-too-long`, `choice-unknown`."""
    access.check(session, actor, access.COVER, unit_id)
    cycle = _cycle(session, unit_id, cycle_id)
    words = secrecy.check_line(words, LONGEST_COVER)
    covers.set_cover(session, cycle.id or 0, unit_id, actor.member_id or 0, words, now)
    audit.note(session, "cover_written", now, unit_id=unit_id, detail=cycle_id)
    shown = f"figures:{unit_id}:{cycle_id}:{'cover' if words else 'top'}"
    return Show(shown, text("cover-kept" if words else "cover-taken"))


def uncover(session: Session, actor: Actor, unit_id: int, cycle_id: int, now: datetime) -> Answer:
    """Take the covering sentence away. Raises `choice-unknown`."""
    return cover(session, actor, unit_id, cycle_id, "", now)


def _figures(
    session: Session,
    actor: Actor,
    place: Place,
    cycle: Cycle,
    office: str,
    now: datetime,
    what: str = "top",
) -> Reply:
    if cycle.step < disclosure.STEP and office != "secretary":
        raise FlowError("summary-one-reader", place="menu")
    kind = screens.numbered(what)[0].removeprefix("kind-") if what.startswith("kind-") else ""
    found = _findings(session, place, cycle, kind)
    if found is None:
        return summary_cards.none(place, cycle, figures.why_none(session, cycle, place.unit_id))
    audit.note_opening(session, place.unit_id, cycle.id or 0, now)
    card = summary_cards.figures(session, place, cycle, found, what)
    if card is None:
        raise FlowError("choice-unknown", place="summary")
    return card


def _turnout(session: Session, actor: Actor, unit_id: int, cycle_id: int, what: str) -> Reply:
    """How many have handed in, child by child: an officer walks down to the cells, and up again (9)."""
    access.check(session, actor, access.TURNOUT, unit_id)
    cycle, place = _cycle(session, unit_id, cycle_id), _place(session, actor, unit_id)
    above = units.get_unit(session, unit_id).parent_id
    if above is None or access.find_office(session, actor, access.TURNOUT, above) is None:
        above = None

    def may(child_id: int) -> bool:
        return access.find_office(session, actor, access.TURNOUT, child_id) is not None

    return summary_cards.turnout(session, place, cycle, what, above, may)


def _findings(session: Session, place: Place, cycle: Cycle, kind: str) -> Findings | None:
    if place.above:
        return figures.of_unit(session, cycle, place.unit_id, kind)
    return figures.of_cell(session, cycle, place.unit_id)


def _place(session: Session, actor: Actor, unit_id: int) -> Place:
    return Place(
        unit_id=unit_id,
        name=units.get_unit(session, unit_id).name,
        above=units.has_children(session, unit_id),
        language=actor.language,
        timezone=actor.timezone,
        secretary=("secretary", unit_id) in actor.roles,
    )


def _cycle(session: Session, unit_id: int, cycle_id: int) -> Cycle:
    about = publications.cycles_about(session, unit_id)
    cycle = next((cycle for cycle in about if cycle.id == cycle_id and cycle.frozen_at), None)
    if cycle is None:
        raise FlowError("choice-unknown", place="summary")
    return cycle


def _published(known: list[Cycle]) -> Cycle | None:
    return next((cycle for cycle in known if cycle.published_at), None)
