"""The last look at a notice, and its confirmation: with the exact count, and a second officer where asked.

From the confirmation on it is fixed who receives it (`flows.notice_layouts`).
"""

import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from flows import (
    audit,
    notice_approvals,
    notice_audiences,
    notice_cards,
    notice_drafts,
    notice_files,
    notice_layouts,
    notice_series,
    notice_times,
    unit_settings,
)
from flows import units as unit_rules
from flows.replies import GAP, Answer, FlowError, Line, Show, Text, choice, reply, stack, text
from locales import notice_templates
from storage import audiences, notices
from storage.accounts import Actor
from storage.encryption import keyring_of
from storage.notices import FIXING, SERIES, Notice

SAME = timedelta(days=2)
"""Within it the same words to any of the same people are asked about."""
YEAR = timedelta(days=365)
MARK = 12
"""Letters of the mark that a choice carries."""


def see(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """The notice exactly as its recipients get it.

    Raises `not-joined`, `choice-unknown`, `notice-not-draft`.
    """
    draft = notice_drafts.own(session, actor, notice_id)
    if draft.open:
        return notice_drafts.after(draft, Text("notice-not-all"))
    lines = shown(session, draft.notice)
    send = choice(f"noticesend:{draft.id}", "notice-send", main=True)
    rows = stack(send, *notice_files.choices(session, draft.id), notice_drafts.back(draft))
    return reply(*lines, rows=rows, here=f"noticesee:{draft.id}")


def shown(session: Session, notice: Notice) -> list[Line]:
    """The card of the recipients, under a line that says so."""
    button = Text(notice_cards.open_label(notice))
    return [text("notice-preview", button=button), GAP, *notice_cards.sent(session, notice).lines]


def ask(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """To how many it goes, and when.

    Raises as `see`, and `notice-nobody`, `notice-units-moved`, `notice-over`.
    """
    draft = notice_drafts.own(session, actor, notice_id)
    if draft.open:
        return notice_drafts.after(draft, Text("notice-not-all"))
    check_days(session, draft.notice, draft.content, now)
    people, cells, mark = shows(session, draft.notice, draft.content, now)
    lines: list[Line] = [text("notice-title", title=notice_cards.subject(draft.content))]
    lines.append(counted(session, draft.notice, people, cells, now))
    digest = digest_of(session, draft.content)
    same = _same(session, draft.notice, digest, now)
    if same is not None:
        lines += [GAP, text("notice-same", when=notice_times.spoken(session, same))]
    second = needs_second(session, draft.notice.unit_id, people)
    if second:
        lines += [GAP, text("notice-needs-second", size=second)]
    yes = f"noticeyes:{draft.id}:{people}:{cells}:{int(same is not None)}:{mark}"
    label = "notice-ask-second" if second else "notice-yes-again" if same else "notice-yes"
    back = choice(f"noticesee:{draft.id}", "notice-see-back", zero=True)
    rows = (choice(yes, label, main=same is None), back)
    return reply(*lines, rows=stack(*rows), here=f"noticesend:{draft.id}")


def confirm(
    session: Session,
    actor: Actor,
    notice_id: int,
    people: int,
    cells: int,
    again: int,
    mark: str,
    now: datetime,
) -> Answer:
    """Send it, once; or ask a second officer. If anything is not as it was shown, it is shown again.

    Raises as `ask`, and `notice-nobody-approves`.
    """
    draft = notice_drafts.own(session, actor, notice_id)
    if draft.open:
        return notice_drafts.after(draft, Text("notice-not-all"))
    check_days(session, draft.notice, draft.content, now)
    as_shown = (people, cells, mark) == shows(session, draft.notice, draft.content, now)
    if not as_shown or (not again and _same(session, draft.notice, digest_of(session, draft.content), now)):
        return Show(f"noticesend:{draft.id}", Text("notice-changed"))
    if needs_second(session, draft.notice.unit_id, people):
        notice_approvals.request(session, draft, people, now)
        return Show(f"noticerun:{draft.id}", Text("notice-asked-second"))
    release(session, draft.notice, now)
    audit.note(session, "notice_sent", now, unit_id=draft.notice.unit_id, detail=draft.id)
    return Show(f"noticerun:{draft.id}", Text("notice-confirmed"))


def release(session: Session, notice: Notice, now: datetime) -> None:
    """It is confirmed: from now on who receives it is fixed."""
    content = notices.content_of(session, notice)
    notice.digest = digest_of(session, content)
    for name in ("steps", "returned", "mending"):
        content.pop(name, None)
    notice.content = notices.seal_content(session, notice.owner_id, content)
    notice.confirmed_at = now
    if notice.monthly:
        timezone = unit_rules.timezone_of(session, notice.unit_id)
        notice.due_at = next(notice_series.dates_after(notice.monthly, now, timezone))
        notice.state, notice.until_at = SERIES, notice.due_at + YEAR
        notices.keep_files(session, notice)
        session.flush()
        return
    notice.due_at = max(notice.due_at or now, now)
    notice.answer_by = moment_of(content)
    notice.state, notice.revision = FIXING, 1
    notice.until_at = max(notice.due_at, notice.answer_by or now) + YEAR
    notices.keep_files(session, notice)
    notice_layouts.fix_now(session, notice)


def counted(session: Session, notice: Notice, people: int, cells: int, now: datetime) -> Text:
    """``Gửi cho 412 đồng chí ở 37 chi bộ, ngay bây giờ.``"""
    return text("notice-count", people=people, cells=cells, when=notice_times.when(session, notice, now))


def needs_second(session: Session, unit_id: int, people: int) -> int:
    """The size from which a second officer approves, if this is as large; otherwise 0."""
    size = int(unit_settings.value_of(session, unit_id, unit_settings.APPROVAL) or 0)
    return size if size and people >= size else 0


def digest_of(session: Session, content: Mapping[str, Any]) -> str:
    """By what the same words are recognised, whatever their case and blanks; a keyed hash."""
    said = json.dumps(
        [content["title"], content["words"], content["fields"]], ensure_ascii=False, sort_keys=True
    )
    plain = unicodedata.normalize("NFC", said).casefold().replace("\\n", " ")
    return keyring_of(session).index("notice", " ".join(plain.split()))


def shows(
    session: Session, notice: Notice, content: Mapping[str, Any], now: datetime
) -> tuple[int, int, str]:
    """How many members in how many cells it goes to, and a mark of all else that is confirmed, to the letter:
    who confirms something else is shown it anew. Raises as `notice_audiences.check`.
    """
    timed = notice.due_at if notice.due_at and notice.due_at > now else None  # an hour gone by is "at once"
    said = [
        *(content[name] for name in ("template", "title", "words", "fields")),
        content.get("checklist"),
        list(notices.files_of(session, notice.id or 0).values()),
        [timed and timed.isoformat(), notice.monthly],
        [notice.needs_answer, notice.registers, notice.official],
        notices.audience_of(notice),
    ]
    whole = json.dumps(said, ensure_ascii=False, sort_keys=True)
    mark = keyring_of(session).index("notice.confirmed", whole)[:MARK]
    return *notice_audiences.check(session, notice, now), mark


def check_days(session: Session, notice: Notice, content: Mapping[str, Any], now: datetime) -> None:
    """Raise `notice-over` when a day that is named has gone by, or it goes out only after that; and
    `notice-monthly-day`, `notice-monthly-optional` when it is named in what goes out every month.
    """
    notice_times.check(session, notice, content)
    goes = notice_times.arrives(session, notice, now)
    for field in notice_templates.find(content["template"]).fields:
        value = content["fields"].get(field.id)
        place = f"noticeask:{notice.id}:{field.id}"
        if value and field.kind == "moment" and datetime.fromisoformat(value) <= goes:
            raise FlowError("notice-over", place=place)
        if value and field.kind == "day" and date.fromisoformat(value) < goes.date():
            raise FlowError("notice-over", place=place)


def moment_of(content: Mapping[str, Any]) -> datetime | None:
    """The moment it invites to."""
    for field in notice_templates.find(content["template"]).fields:
        if field.at and content["fields"].get(field.id):
            return datetime.fromisoformat(content["fields"][field.id])
    return None


def _same(session: Session, notice: Notice, digest: str, now: datetime) -> Notice | None:
    """A notice of late with the same words, to any of the same people."""
    meant = notices.audience_of(notice)
    for other in notices.alike(session, digest, now - SAME):
        if other.id != notice.id and audiences.overlap(session, meant, now, other):
            return other
    return None
