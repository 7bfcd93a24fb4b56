"""The menu, help, language, and what to say when something was not understood."""

from datetime import datetime

from sqlmodel import Session

from flows import access, departures, handovers, review, uploads
from flows.replies import GAP, Answer, FlowError, Reply, Show, Text, choice, reply, stack, text
from locales.texts import LANGUAGES
from storage import accounts, members, notice_copies, units
from storage.accounts import Actor

ITEMS = (
    ("review", "menu-review"),
    ("plan", "menu-plan"),
    ("meetings", "menu-meetings"),
    ("results", "menu-results"),
    ("privacy", "menu-privacy"),
    ("links", "menu-links"),
    ("language", "menu-language"),
    ("help", "menu-help"),
)


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """The main menu."""
    if actor.left_at is not None:
        return departures.show(session, actor, now)
    member_id, vault_id = access.member_of(actor)
    waiting = notice_copies.waiting(session, member_id, vault_id, now)
    name = members.profile_of(session, member_id).name
    cell = units.get_unit(session, actor.unit_id or 0).name
    items = [choice(verb, label, main=verb == "review") for verb, label in ITEMS]
    if access.held(session, actor, access.FIGURES):
        items.insert(2, choice("summary", "menu-summary"))
    if access.held(session, actor, access.CYCLES):
        items.insert(3, choice("cycle", "menu-cycle"))
    if access.find_office(session, actor, access.ROLL, actor.unit_id or 0):
        items.insert(4, choice("roll", "menu-roll"))
    if access.held(session, actor, access.NOTICES):
        items.insert(5, choice("notices", "menu-notices"))
    if access.held(session, actor, access.UNITS):
        items.insert(4, choice("units", "menu-units"))
    label = text("menu-inbox-waiting", count=waiting) if waiting else Text("menu-inbox")
    items.insert(1, choice("inbox", label))
    rows = stack(*handovers.offered_to(session, member_id, now), *items)
    title = text("menu-title", name=name, cell=cell)
    return reply(title, GAP, review.standing(session, actor, now), rows=rows, here="menu")


def cancel(session: Session, actor: Actor, now: datetime) -> Answer:
    """Leave what was begun; nothing saved is lost."""
    return Show(home(actor), text("menu-cancelled"))


def pause(session: Session, actor: Actor, now: datetime) -> Answer:
    """Stop for now: everything is saved already."""
    return Show(home(actor), text("review-paused"))


def assist(session: Session, actor: Actor, now: datetime) -> Reply:
    """What can be done here, in a few lines."""
    if actor.left_at is not None:
        return departures.show(session, actor, now)
    key = "help-member" if actor.member_id else "help-stranger"
    rows = stack(choice(home(actor), "menu-home", zero=True))
    return reply(key, rows=rows, here="help")


def languages(session: Session, actor: Actor, now: datetime) -> Reply:
    """The languages to choose from, each in its own."""
    rows = [choice(f"speak:{language}", f"language-{language}") for language in LANGUAGES]
    rows.append(choice(home(actor), "menu-home", zero=True))
    return reply("language-ask", rows=stack(*rows), here="language")


def speak(session: Session, actor: Actor, language: str, now: datetime) -> Answer:
    """Change the language of all this member's chats."""
    if language not in LANGUAGES:
        raise FlowError("choice-unknown")
    accounts.set_language(session, actor, language)
    return Show(home(actor), text("language-set"))


def not_understood(session: Session, actor: Actor, now: datetime) -> Answer:
    """Say once what can be done now and show the place again; a second time in a row only say it."""
    if actor.state.puzzled:
        return reply("not-understood-again" if actor.taps else "not-understood-again-typed", aside=True)
    said = Text("not-understood" if actor.taps else "not-understood-typed")
    return Show(actor.state.here or home(actor), said, puzzled=True)


def outdated(session: Session, actor: Actor, now: datetime) -> Answer:
    """A button this product no longer knows: say so kindly and show where he is."""
    return Show(home(actor), text("choice-unknown"))


def home(actor: Actor) -> str:
    """The place of a chat that is nowhere else."""
    return "menu" if actor.member_id else "welcome"


def here(session: Session, actor: Actor, now: datetime) -> Answer:
    """Show the place where he is (a page loaded anew, an answer that was lost)."""
    return Show(actor.state.here or home(actor))


def words_only(session: Session, actor: Actor, now: datetime) -> Reply:
    """A sticker, a voice, a picture: kindly, and without losing the place."""
    return reply("file-otherwise" if uploads.awaits(actor, now) else "words-only", aside=True)


def edited(session: Session, actor: Actor, now: datetime) -> Reply:
    """An earlier message was edited: that changes no answer."""
    return reply("edited-only", aside=True)
