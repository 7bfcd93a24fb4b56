"""When a notice goes out: now, at an hour that is typed, or every month."""

from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import notice_drafts, notice_series, recurrences, typed_moments
from flows import units as unit_rules
from flows.notice_drafts import Draft
from flows.replies import Answer, Choice, FlowError, Line, Reply, Text, choice, reply, stack, text
from storage.accounts import Actor
from storage.notices import Notice

TYPED = ("sendat", "monthly")
"""What is typed here."""
FARTHEST = timedelta(days=366)
DATES = 3
"""So many of the next dates of a monthly notice are shown."""


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
        lines += _dates(session, draft, now)
    here, progress = f"noticeask:{draft.id}:time", notice_drafts.progress(draft)
    return reply(*lines, rows=stack(*on, *ways, notice_drafts.back(draft)), here=here, progress=progress)


def choose(session: Session, actor: Actor, notice_id: int, way: str, now: datetime) -> Answer:
    """Now; or ask when. Raises `not-joined`, `choice-unknown`, `notice-not-draft`."""
    draft = notice_drafts.own(session, actor, notice_id)
    if way == "now":
        draft.notice.due_at, draft.notice.monthly = None, ""
        notice_drafts.save(session, draft, now, "time")
        return notice_drafts.after(draft)
    if way not in TYPED:
        raise FlowError("choice-unknown", place=f"noticeask:{notice_id}:time")
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
    `notice-too-far`, `notice-monthly-unclear`.
    """
    if way == "monthly":
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
    """When it goes out."""
    timezone = unit_rules.timezone_of(session, notice.unit_id)
    if notice.monthly:
        return notice_series.spoken(notice.monthly)
    if notice.due_at is None or notice.due_at <= now:
        return Text("notice-goes-now")
    return recurrences.spoken(notice.due_at, timezone)


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


def _dates(session: Session, draft: Draft, now: datetime) -> list[Line]:
    if not draft.notice.monthly:
        return []
    timezone = unit_rules.timezone_of(session, draft.notice.unit_id)
    ahead = islice(notice_series.dates_after(draft.notice.monthly, now, timezone), DATES)
    return [text("notice-next", when=recurrences.spoken(moment_, timezone)) for moment_ in ahead]


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
