"""When a notice goes out: now, at an hour that is typed, or every month."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import notice_drafts, notice_series, recurrences, reminders, typed_moments
from flows import units as unit_rules
from flows.notice_drafts import Draft
from flows.replies import Answer, Choice, FlowError, Line, Reply, Text, choice, reply, stack, text
from locales import notice_templates
from locales.notice_templates import Field
from storage import units
from storage.accounts import Actor
from storage.notices import Notice

TYPED = ("sendat", "monthly")
"""What is typed here."""
FARTHEST = timedelta(days=366)
DATES = 3
"""So many of the next dates of a monthly notice are shown."""
FIXED = ("day", "moment")
"""Kinds of fields that hold one day, which is over a month later."""


def card(session: Session, draft: Draft, now: datetime) -> Reply:
    """The three ways."""
    on = _on(draft)
    ways = [
        choice(f"noticewhen:{draft.id}:{way}", f"notice-time-{way}", main=way == "now" and not on)
        for way in ("now", *TYPED)
    ]
    lines: list[Line] = [Text("notice-ask-time")]
    if "time" in draft.content["steps"]:
        lines.append(text("notice-goes", when=when(session, draft.notice, now)))
        lines += dates(session, draft.notice, now)
    here, progress = f"noticeask:{draft.id}:time", notice_drafts.progress(draft)
    return reply(*lines, rows=stack(*on, *ways, notice_drafts.back(draft)), here=here, progress=progress)


def choose(session: Session, actor: Actor, notice_id: int, way: str, now: datetime) -> Answer:
    """Now; or ask when. Raises `not-joined`, `choice-unknown`, `notice-not-draft`, `notice-monthly-day`,
    `notice-monthly-optional`.
    """
    draft = notice_drafts.own(session, actor, notice_id)
    if way == "now":
        draft.notice.due_at, draft.notice.monthly = None, ""
        notice_drafts.save(session, draft, now, "time")
        return notice_drafts.after(draft)
    if way not in TYPED:
        raise FlowError("choice-unknown", place=f"noticeask:{notice_id}:time")
    if way == "monthly":
        _check_fixed(session, draft.notice, draft.content)
    back = choice(f"noticeask:{draft.id}:time", "notice-back-step", zero=True)
    return reply(
        f"notice-ask-{way}",
        rows=stack(back),
        here=f"noticewhen:{draft.id}:{way}",
        awaiting=f"write:notice:{draft.id}:{way}",
        progress=notice_drafts.progress(draft),
    )


def write(session: Session, draft: Draft, way: str, words: str, language: str, now: datetime) -> Answer:
    """Take the moment, or the rule. Raises `notice-moment-unclear`, `notice-hour-missing`, `notice-past`,
    `notice-too-far`, `notice-monthly-unclear`, `notice-monthly-day`, `notice-monthly-optional`.
    """
    if way == "monthly":
        _check_fixed(session, draft.notice, draft.content)
        draft.notice.monthly, draft.notice.due_at = notice_series.read(words, language), None
        notice_drafts.save(session, draft, now, "time")
        return card(session, draft, now)  # the next dates are shown before he goes on
    local = now.astimezone(ZoneInfo(unit_rules.timezone_of(session, draft.notice.unit_id)))
    at = moment(words, local, language)
    if at > now + FARTHEST:
        raise FlowError("notice-too-far")
    draft.notice.due_at, draft.notice.monthly = at, ""
    notice_drafts.save(session, draft, now, "time")
    return notice_drafts.after(draft)


def when(session: Session, notice: Notice, now: datetime) -> Text:
    """When it goes out: nobody is written to at night, whatever was chosen, and that is said."""
    timezone = unit_rules.timezone_of(session, notice.unit_id)
    if notice.monthly:
        return _rule(notice.monthly, now, timezone)
    due_at = max(notice.due_at or now, now)
    waking = reminders.awake(due_at, timezone)
    if waking > due_at > now:
        at = _hour(due_at, timezone)
        return text("notice-goes-later", when=recurrences.spoken(waking, timezone), at=at)
    if waking > now and due_at == now:
        return text("notice-goes-morning", morning=_morning(waking, now, timezone))
    return recurrences.spoken(due_at, timezone) if due_at > now else Text("notice-goes-now")


def arrives(session: Session, notice: Notice, now: datetime) -> datetime:
    """When the first of its recipients is written to."""
    timezone = unit_rules.timezone_of(session, notice.unit_id)
    return reminders.awake(max(notice.due_at or now, now), timezone)


def night(session: Session, notice: Notice, now: datetime) -> list[Line]:
    """What becomes of one whose hour has come, while nobody is written to."""
    if notice.due_at is None or notice.due_at > now or (waking := arrives(session, notice, now)) <= now:
        return []
    timezone = unit_rules.timezone_of(session, notice.unit_id)
    return [text("notice-night", morning=_morning(waking, now, timezone))]


def check(session: Session, notice: Notice, content: Mapping[str, Any], field: Field | None = None) -> None:
    """A monthly notice holds no fixed day, and is given none (`field`).

    Raises `notice-monthly-day`, or `notice-monthly-optional` where the day can be left out.
    """
    if not notice.monthly:
        return
    if field is not None and field.kind in FIXED:
        _refuse(session, notice, field)
    _check_fixed(session, notice, content)


def _check_fixed(session: Session, notice: Notice, content: Mapping[str, Any]) -> None:
    for field in notice_templates.find(content["template"]).fields:
        if field.kind in FIXED and content["fields"].get(field.id):
            _refuse(session, notice, field)


def _refuse(session: Session, notice: Notice, field: Field) -> NoReturn:
    what = field.label.of(units.get_unit(session, notice.unit_id).language or "vi")
    key = "notice-monthly-optional" if field.optional else "notice-monthly-day"
    raise FlowError(key, what=what, place=f"noticeask:{notice.id}:{field.id if field.optional else 'time'}")


def _rule(rule: str, now: datetime, timezone: str) -> Text:
    first = next(notice_series.dates_after(rule, now, timezone))
    waking = reminders.awake(first, timezone)
    said = notice_series.spoken(rule)
    return text("notice-monthly-morning", rule=said, at=_hour(waking, timezone)) if waking > first else said


def _morning(waking: datetime, now: datetime, timezone: str) -> Text:
    """``06:30 sáng mai``"""
    same = recurrences.today(waking, timezone) == recurrences.today(now, timezone)
    return text("notice-this-morning" if same else "notice-next-morning", at=_hour(waking, timezone))


def _hour(moment_: datetime, timezone: str) -> str:
    return f"{moment_.astimezone(ZoneInfo(timezone)):%H:%M}"


def moment(words: str, local: datetime, language: str) -> datetime:
    """A day and an hour to come. Raises `notice-moment-unclear`, `notice-hour-missing`, `notice-past`."""
    said = typed_moments.ahead(words, local, language)
    if said is None:
        raise FlowError("notice-moment-unclear")
    if said.at is None:
        raise FlowError("notice-hour-missing")
    found = datetime.combine(said.on or local.date(), said.at, local.tzinfo)
    if found <= local:
        raise FlowError("notice-past")
    return found


def dates(session: Session, notice: Notice, now: datetime) -> list[Line]:
    """The next times a monthly one goes out."""
    if not notice.monthly:
        return []
    timezone = unit_rules.timezone_of(session, notice.unit_id)
    ahead = islice(notice_series.dates_after(notice.monthly, now, timezone), DATES)
    waking = (reminders.awake(moment_, timezone) for moment_ in ahead)
    return [text("notice-next", when=recurrences.spoken(moment_, timezone)) for moment_ in waking]


def _on(draft: Draft) -> list[Choice]:
    """On to what is asked next, or to the overview, where something is set already."""
    if "time" not in draft.content["steps"]:
        return []
    rest = draft.open
    place = f"noticeask:{draft.id}:{rest[0]}" if rest else f"noticedraft:{draft.id}"
    return [choice(place, "notice-go-on", main=True)]


def spoken(session: Session, notice: Notice) -> Text:
    """When a notice was confirmed."""
    timezone = unit_rules.timezone_of(session, notice.unit_id)
    return recurrences.spoken(notice.confirmed_at or notice.created_at, timezone)
