"""Pictures and files that go with a notice: sent in one by one, taken out again, opened by its recipients."""

from datetime import datetime

from sqlmodel import Session

from flows import access, notice_drafts, received, secrecy
from flows.notice_drafts import Draft
from flows.replies import (
    GAP,
    Answer,
    Attachment,
    Choice,
    FlowError,
    Line,
    Raw,
    Reply,
    Show,
    Text,
    choice,
    reply,
    stack,
    text,
)
from storage import files, notices
from storage.accounts import Actor
from storage.files import Upload
from storage.notices import DRAFT, RECALLED

MOST = 5
"""So many files go with a notice."""


def card(session: Session, draft: Draft) -> Reply:
    """What goes with it so far; one more may be sent in."""
    found = notices.files_of(session, draft.id)
    rows = [
        choice(f"noticefileout:{draft.id}:{place}", text("notice-file-out", name=name))
        for place, name in named(session, draft.id)
    ]
    done = text("notice-files-done", count=len(found)) if found else Text("notice-files-none")
    rows.insert(0, choice(f"noticedone:{draft.id}:files", done, main=True))
    lines: list[Line] = [Text("notice-ask-files")]
    if found:
        lines += [GAP, *(Raw(f"• {name}") for _, name in named(session, draft.id))]
    return reply(
        *lines,
        rows=stack(*rows, notice_drafts.back(draft)),
        here=f"noticeask:{draft.id}:files",
        awaiting=f"file:notice:{draft.id}",
        progress=notice_drafts.progress(draft),
    )


def take(session: Session, actor: Actor, notice_id: int, file: Upload, now: datetime) -> Answer:
    """One more file. Raises `not-joined`, `choice-unknown`, `notice-not-draft`, `notice-many-files`,
    `secrecy-refused-file` for its name.
    """
    draft = notice_drafts.own(session, actor, notice_id)
    if len(notices.files_of(session, draft.id)) >= MOST:
        raise FlowError("notice-many-files", most=MOST)
    if secrecy.names_secret(file.name):
        raise FlowError("secrecy-refused-file")
    notices.add_file(session, draft.id, file.id)
    notice_drafts.save(session, draft, now)
    return Show(f"noticeask:{draft.id}:files", text("notice-file-taken", name=file.name))


def take_out(session: Session, actor: Actor, notice_id: int, place: int, now: datetime) -> Answer:
    """Not that one; it is erased. Raises `not-joined`, `choice-unknown`, `notice-not-draft`."""
    draft = notice_drafts.own(session, actor, notice_id)
    file_id = notices.files_of(session, draft.id).get(place)
    if file_id is not None:
        files.erase(session, [file_id], now)
    return Show(f"noticeask:{draft.id}:files")


def show(session: Session, actor: Actor, notice_id: int, place: int, now: datetime) -> Reply:
    """One of its files, for its recipients and for who may send it. Raises `not-joined`, `choice-unknown`."""
    _readable(session, actor, notice_id, now)
    file_id = notices.files_of(session, notice_id).get(place)
    found = files.find(session, file_id) if file_id is not None else None
    if found is None:
        raise FlowError("choice-unknown", place="menu")
    file = Attachment("stored", found.name, found.id)
    place_ = actor.state.here or "menu"
    back = choice(place_, "notice-back-step", zero=True)
    return reply(text("notice-file-here", name=found.name), rows=stack(back), here=place_, attachment=file)


def choices(session: Session, notice_id: int) -> list[Choice]:
    """A choice for each of its files."""
    return [
        choice(f"noticefile:{notice_id}:{place}", text("notice-file", name=name))
        for place, name in named(session, notice_id)
    ]


def named(session: Session, notice_id: int) -> list[tuple[int, str]]:
    """Its files that are there, by their places, with their names."""
    found = []
    for place, file_id in notices.files_of(session, notice_id).items():
        file = files.find(session, file_id)
        if file is not None:
            found.append((place, file.name))
    return found


def _readable(session: Session, actor: Actor, notice_id: int, now: datetime) -> None:
    """Pass who wrote it, may send for its unit, or got it."""
    member_id, _ = access.owner_of(actor)
    notice = notices.find(session, notice_id)
    if (
        notice is None
        or notice.state == RECALLED
        or (notice.state == DRAFT and notice.author_id != member_id)
    ):
        raise FlowError("choice-unknown", place="menu")
    if access.find_office(session, actor, access.NOTICES, notice.unit_id) is None:
        received.mine(session, actor, notice_id, now, reading=True)
