"""Who is on no roll any more: what stays his for a while, and how he is told.

He sees, takes along, withdraws and deletes what he wrote (`access.owner_of`, `access.reader_of`). Whatever
is his cell's, `access.member_of` refuses him.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from flows import access, dates, messages, plan_books, plan_words, screens
from flows import units as unit_rules
from flows.replies import GAP, Choice, Line, Reply, Text, choice, reply, stack, text
from storage import members, outbox, plans, reviews
from storage.accounts import Actor
from storage.members import Member

KEPT = timedelta(days=30)
"""So long what he wrote is kept."""
REST = (
    ("inbox", "left-inbox"),
    ("privacy", "menu-privacy"),
    ("links", "menu-links"),
    ("language", "menu-language"),
)


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """His main menu: that he is on no roll here any more, and what he can do. Raises `not-joined`."""
    member_id, _ = access.owner_of(actor)
    title = text("left-title", name=members.profile_of(session, member_id).name)
    until = text("left-until", until=dates.day((actor.left_at or now) + KEPT, actor.timezone))
    rows = [choice("takedata", "privacy-take", main=True), *_written(session, actor)]
    rows += [choice(verb, label) for verb, label in REST]
    return reply(title, GAP, until, GAP, Text("left-mistake"), rows=stack(*rows), here="menu")


def plan(session: Session, actor: Actor, screen: int, now: datetime) -> Reply:
    """His plan, to look at. Raises `not-joined`, `consent-needed`, `off-roll-at-home`."""
    book = plan_books.open_book(session, actor, now, vault_id=access.reader_of(actor))
    known = [*book.plan.open, *book.plan.closed]
    lines: list[Line] = [plan_words.said(book, line, number) for number, line in enumerate(known, 1)]
    title = Text("plan-title" if lines else "plan-none")

    def verb(what: str) -> str:
        return f"leftplan:{screens.numbered(what)[1]}"

    shown, turns = screens.turned([title], lines, f"left~{screen}", actor.language, verb)
    home = choice("menu", "menu-home", zero=True)
    return reply(*shown, rows=stack(*turns, home), here=f"leftplan:{screen}")


def tell(session: Session, member: Member, now: datetime) -> None:
    """Tell him, once. Nothing else that lay ready for him goes out any more."""
    stop(session, member.id, now)
    until = dates.day(now + KEPT, unit_rules.timezone_of(session, member.unit_id))
    said = reply("left-told", text("left-until", until=until), rows=stack(choice("menu", "left-see")))
    messages.send(session, [member.id], f"left:{now:%Y%m%d%H%M%S}", said, member.unit_id, now)


def stop(session: Session, member_id: int, now: datetime) -> None:
    """What lay ready for him is not sent: it would tell of a cell that is not his any more."""
    outbox.end_of(session, [vault.id for vault in members.vaults_of(session, member_id)], now)


def _written(session: Session, actor: Actor) -> list[Choice]:
    """What he wrote that is still kept, where it may be shown."""
    if access.missing_consents(actor) or actor.vault_id is None:
        return []
    rows = [
        choice(f"last:{cycle.id}", text("left-review", opened=dates.day(cycle.opens_at, actor.timezone)))
        for review, cycle in reviews.reviews_of(session, actor.vault_id)
        if review.answers is not None
    ]
    _, content = plans.find_content(session, actor.vault_id)
    return rows if content is None else [*rows, choice("leftplan:0", "left-plan")]
