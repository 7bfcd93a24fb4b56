"""A shared commitment: what a member promises his cell, with his name, for its members to read.

It is written for the purpose and leads to no sign and no plan. The page opens when at least K members stand
on it; before that nobody is told how many do. Names and words stay on the organisation's own server.
"""

import re
import unicodedata
from datetime import datetime, timedelta

from sqlmodel import Session

from flows import access, disclosure, plan_changes, screens
from flows.dates import day
from flows.replies import GAP, Answer, Choice, FlowError, Line, Reply, Show, Text, choice, reply, stack, text
from locales import texts
from storage import commitments, units
from storage import cycles as stored_cycles
from storage.accounts import Actor

GENERAL = 8
"""So many general ones are offered to tap (`commitment-general`)."""
LASTS = timedelta(days=400)
"""A little over a year: it is renewed at the year-end review, or it goes."""
SIGN_ID = re.compile(r"(?<!\d)[1-9]\s*[.,]\s*[1-9](?!\d)")
"""The number of a sign, however it is typed; "1,5 giờ" is refused with it, which is the lesser harm."""


def show(session: Session, actor: Actor, now: datetime) -> Answer:
    """His own commitment, and the way to the cell's page. Raises `not-joined`."""
    _, vault_id = access.member_of(actor)
    if access.missing_consents(actor):
        return Show("consent:commitment")
    own = commitments.find_commitment(session, vault_id)
    enough = _enough(session, actor)
    rows: list[Choice] = []
    if own is not None and own.unit_id == actor.unit_id and own.until_at > now:
        lines: list[Line] = [
            text("commitment-own", words=commitments.words_of(session, own)),
            text("commitment-until", on=day(own.until_at, actor.timezone)),
        ]
        rows = [choice("commitmentnew", "commitment-change"), choice("commitmentrevoke", "commitment-revoke")]
    else:
        lines = [text("commitment-what", enough=enough)]
        rows = [choice("commitmentnew", "commitment-write", main=True)]
    rows.insert(0 if own else 1, choice("commitments:0", "commitment-page"))
    rows.append(choice("plan", "plan-back", zero=True))
    return reply("commitment-title", GAP, *lines, rows=stack(*rows), here="commitment")


def page(session: Session, actor: Actor, screen: int, now: datetime) -> Reply:
    """The cell's page, once enough stand on it: names in order of the alphabet. Raises `not-joined`."""
    access.member_of(actor)
    cell_id = actor.unit_id or 0
    back = choice("commitment", "plan-back", zero=True)
    found = commitments.of_cell(session, cell_id, now)
    enough = _enough(session, actor)
    if len(found) < enough:
        return reply(text("commitment-closed", enough=enough), rows=stack(back), here="commitments:0")
    if actor.channel not in access.HOME:
        home = session.info.get("public_url", "")
        where = text("commitment-at-home", address=home) if home else Text("commitment-at-home-only")
        return reply(where, rows=stack(back), here="commitments:0")
    title = text("commitment-page-title", cell=units.get_unit(session, cell_id).name)
    lines: list[Line] = [text("commitment-line", name=name, words=words) for name, words in sorted(found)]

    def verb(what: str) -> str:
        return f"commitments:{screens.numbered(what)[1]}"

    shown, turns = screens.turned([title], lines, f"page~{screen}", actor.language, verb)
    return reply(*shown, rows=stack(*turns, back), here=f"commitments:{screen}")


def ask(session: Session, actor: Actor, now: datetime) -> Reply:
    """A general one to tap, or his own words. Raises `not-joined`, `consent-needed`."""
    access.reviewer_of(actor)
    rows = [
        choice(f"commit:{number}", text("commitment-general", number=number))
        for number in range(1, GENERAL + 1)
    ]
    rows.append(choice("commitment", "plan-back", zero=True))
    return reply("commitment-ask", rows=stack(*rows), here="commitmentnew", awaiting="commit")


def choose(session: Session, actor: Actor, number: int, now: datetime) -> Reply:
    """A general one, shown before it is put on the page. Raises `choice-unknown`."""
    access.reviewer_of(actor)
    if not 1 <= number <= GENERAL:
        raise FlowError("choice-unknown", place="commitmentnew")
    rows = (
        choice(f"commityes:{number}", "commitment-yes", main=True),
        choice("commitmentnew", "plan-back", zero=True),
    )
    words = text("commitment-general", number=number)
    return reply(text("commitment-sure", words=words), rows=stack(*rows), here=f"commit:{number}")


def agree(session: Session, actor: Actor, number: int, now: datetime) -> Answer:
    """Put a general one on the page. Raises `choice-unknown`."""
    if not 1 <= number <= GENERAL:
        raise FlowError("choice-unknown", place="commitmentnew")
    words = _said(actor, number)
    return _put(session, actor, words, now)


def write(session: Session, actor: Actor, words: str, now: datetime) -> Answer:
    """His own words: on the page at once. Raises `plan-empty`, `commitment-no-sign`, `secrecy-refused` …"""
    words = plan_changes.line_of_words(words, "commitmentnew")
    if SIGN_ID.search(unicodedata.normalize("NFKC", words)):
        raise FlowError("commitment-no-sign", place="commitmentnew")
    return _put(session, actor, words, now)


def revoke(session: Session, actor: Actor, now: datetime) -> Answer:
    """Take it back: at once it stands nowhere any more. Raises `not-joined`."""
    _, vault_id = access.member_of(actor)
    commitments.erase(session, commitments.ids_of(session, [vault_id]), now)
    return Show("commitment", Text("commitment-revoked"))


def _put(session: Session, actor: Actor, words: str, now: datetime) -> Answer:
    vault_id = access.reviewer_of(actor)
    commitments.put(session, vault_id, actor.unit_id or 0, words, now + LASTS, now)
    return Show("commitment", Text("commitment-kept"))


def _said(actor: Actor, number: int) -> str:
    return texts.plain(actor.language, text("commitment-general", number=number))


def _enough(session: Session, actor: Actor) -> int:
    """K: as for figures, and never fewer than usual, since all of the cell reads this page."""
    known = stored_cycles.cycles_over(session, units.lineage_of(session, actor.unit_id or 0))
    step = max(disclosure.STEP, known[0].step if known else 0)
    return disclosure.threshold(step)
