"""What comes back to the members: their cell's published figures, their own marks beside them on a tap."""

from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session

from flows import access, answers, figures, review_cards, screens, summary_charts, summary_views
from flows.desks import Desk, lay
from flows.figures import Findings
from flows.replies import Choice, FlowError, Line, Reply, Text, choice, reply, stack, text
from flows.summary_views import View
from storage import cycles, publications, reviews, units
from storage.accounts import Actor
from storage.cycles import Cycle


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """The newest published figures of the member's cell. Raises `not-joined`."""
    access.member_of(actor)
    newest = next(iter(_known(session, actor)), None)
    if newest is None:
        return reply("results-none", rows=stack(_home()), here="results")
    return _card(session, actor, newest, "top")


def view(session: Session, actor: Actor, cycle_id: int, what: str, now: datetime) -> Reply:
    """One view of them; `mine` puts his own marks beside. Raises `not-joined`, `choice-unknown`."""
    access.member_of(actor)
    cycle = next((one for one in _known(session, actor) if one.id == cycle_id), None)
    if cycle is None:
        raise FlowError("choice-unknown", place="menu")
    return _card(session, actor, cycle, what)


def _known(session: Session, actor: Actor) -> list[Cycle]:
    """The published cycles of his cell, and of the cells he was in before; newest first."""
    member_id, _ = access.member_of(actor)
    mine = cycles.cycles_of_member(session, member_id, units.lineage_of(session, actor.unit_id or 0))
    known = {
        cycle.id: cycle
        for cycle in [*(one for one, _ in mine), *publications.cycles_about(session, actor.unit_id or 0)]
    }
    published = [cycle for cycle in known.values() if cycle.published_at]
    return sorted(published, key=lambda cycle: cycle.opens_at, reverse=True)


def _card(session: Session, actor: Actor, cycle: Cycle, what: str) -> Reply:
    counted_in = cycles.cell_of(session, cycle.id or 0, actor.member_id or 0)
    cell_id = counted_in or actor.unit_id or 0
    found = figures.of_cell(session, cycle, cell_id)
    if found is None:
        why = figures.why_none(session, cycle, cell_id)
        return reply(why, rows=stack(_home()), here="results")
    mine = _mine(session, actor, cycle)
    name, _ = screens.numbered(what)
    beside = summary_views.beside(session, cycle, cell_id, actor.timezone)
    own = _own(found, mine) if name == "mine" and mine else None
    view = own or summary_views.view(found, name, beside, actor.language)
    if view is None:
        raise FlowError("choice-unknown", place="results")
    verb = f"results:{cycle.id}:".__add__
    lines, rows = summary_views.screen(found, view, what, beside, cycle, actor, verb)
    if mine and name != "mine":
        rows.append(choice(verb("mine"), "results-mine"))
    picture = summary_charts.bars(found, cycle, actor.language, actor.timezone) if name == "top" else None
    return reply(*lines, rows=stack(*rows, _home()), here=verb(what), attachment=picture)


def _mine(session: Session, actor: Actor, cycle: Cycle) -> Desk | None:
    """His own review, where he kept his copy and still agrees to have it shown here."""
    if access.missing_consents(actor):
        return None
    sheet = reviews.find_sheet(session, cycle.id or 0, actor.vault_id or 0)
    if sheet is None or sheet.answers is None or not sheet.submitted_at:
        return None
    return lay(session, actor, actor.vault_id or 0, sheet, answers.load(sheet.answers))


def _own(found: Findings, mine: Desk) -> View:
    """The signs he marked, each with the cell's figure, as far as it may be shown."""
    lines: list[Line] = [
        text(
            "results-mine-line",
            id=sign.id,
            label=review_cards.label_of(mine, sign),
            degree=review_cards.degree(mine, mine.answers.degree_of(sign.id)),
            **asdict(found.of(sign)),
        )
        for sign in answers.listed(mine.answers, mine.signs)
        if found.shown(sign)
    ]
    return View(Text("results-mine-title"), lines or [Text("results-mine-none")])


def _home() -> Choice:
    return choice("menu", "menu-home", zero=True)
