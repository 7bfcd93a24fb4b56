"""By name, who did not see or not answer an official notice; why somebody is absent, and who comes instead.

Names of others go over no foreign company's servers, and are told only of members below the notice's unit.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from flows import access, notice_answers, screens, sent_notices
from flows.replies import GAP, Choice, FlowError, Line, Reply, Text, choice, reply, stack, text
from storage import members, notice_copies, notice_tallies, units
from storage.accounts import Actor
from storage.notice_tallies import UNANSWERED, UNSEEN
from storage.notices import ABSENT, DEPUTY, Notice, NoticeCopy

PAGE, REASONS = 8, 5
"""Names on a card; names with what each wrote."""


def missing(
    session: Session, actor: Actor, notice_id: int, unit_id: int, what: str, number: int, now: datetime
) -> Reply:
    """A page of who has not seen it, or not answered. Raises `not-joined`, `choice-unknown`."""
    notice = sent_notices.below(session, actor, notice_id, unit_id)
    wanted = what == UNSEEN or (what == UNANSWERED and notice.needs_answer)
    if not wanted or not sent_notices.is_official(notice):
        raise FlowError("choice-unknown", place=f"notresult:{notice_id}")
    verb = f"notmissing:{notice_id}:{unit_id}:{what}"
    title = Text(f"notmissing-{sent_notices.undone(notice, what)}-title")
    ways = _ways(notice, unit_id, what, now)
    if actor.channel not in access.HOME:
        return _at_home(session, title, ways, f"{verb}:{number}")
    found = notice_tallies.missing(session, notice, unit_id, what, number * PAGE, PAGE + 1)
    cells = units.names_of(session, [cell_id for _, cell_id in found])
    lines = [
        text("notnames-line", name=members.profile_of(session, member_id).name, cell=cells[cell_id])
        for member_id, cell_id in found[:PAGE]
    ]
    return _page(title, lines, verb, number, len(found) > PAGE, ways)


def said(
    session: Session, actor: Actor, notice_id: int, unit_id: int, answer: str, number: int, now: datetime
) -> Reply:
    """A page of who is absent, with the reasons; or of who comes instead of whom.

    Raises `not-joined`, `choice-unknown`.
    """
    notice = sent_notices.below(session, actor, notice_id, unit_id)
    if answer not in (ABSENT, DEPUTY) or not notice.needs_answer:
        raise FlowError("choice-unknown", place=f"notresult:{notice_id}")
    verb = f"notsaid:{notice_id}:{unit_id}:{answer}"
    title = Text(f"notsaid-{answer}-title")
    ways = [_back(notice_id)]
    if actor.channel not in access.HOME:
        return _at_home(session, title, ways, f"{verb}:{number}")
    found = notice_tallies.said(session, notice, unit_id, answer, number * REASONS, REASONS + 1)
    lines = [_said(session, notice, copy) for copy in found[:REASONS]]
    return _page(title, lines, verb, number, len(found) > REASONS, ways)


def _said(session: Session, notice: Notice, copy: NoticeCopy) -> Text:
    name = members.profile_of(session, copy.member_id).name
    words = notice_copies.words_of(session, notice, copy)
    if words:
        return text(f"notsaid-{copy.answer}", name=name, words=words)
    return text("notsaid-nothing", name=name)


def _ways(notice: Notice, unit_id: int, what: str, now: datetime) -> list[Choice]:
    """Those of the whole notice can be reminded."""
    ways = [_back(notice.id or 0)]
    going = notice.state in sent_notices.CHANGED
    if unit_id == notice.unit_id and going and (what == UNSEEN or notice_answers.takes_answers(notice, now)):
        left = sent_notices.undone(notice, what)
        ways.insert(0, choice(f"notnudge:{notice.id}:{what}", f"notnudge-{left}"))
    return ways


def _back(notice_id: int) -> Choice:
    return choice(f"notresult:{notice_id}", "notresult-back", zero=True)


def _page(
    title: Text, lines: Sequence[Line], verb: str, number: int, more: bool, ways: Sequence[Choice]
) -> Reply:
    said_ = lines or [Text("notnames-nobody")]
    rows = stack(*screens.pages(verb, number, more), *ways)
    return reply(title, GAP, *said_, rows=rows, here=f"{verb}:{number}")


def _at_home(session: Session, title: Text, ways: Sequence[Choice], here: str) -> Reply:
    """Where names are read instead."""
    address = session.info.get("public_url", "")
    where = text("notnames-at-home", address=address) if address else Text("notnames-at-home-only")
    return reply(title, GAP, where, rows=stack(*ways), here=here)
