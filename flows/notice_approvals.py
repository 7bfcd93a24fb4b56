"""A second officer approves a notice to many: he sees it and its count, approves, or sends it back."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from flows import (
    access,
    audit,
    messages,
    notice_audiences,
    notice_cards,
    notice_drafts,
    notice_files,
    notice_sending,
    secrecy,
)
from flows.notice_drafts import Draft
from flows.replies import GAP, Answer, Choice, FlowError, Reply, Show, Text, choice, reply, stack, text
from storage import attendance, notices, units
from storage.accounts import Actor
from storage.notices import APPROVAL, DRAFT, Notice

LONGEST = 300


def request(session: Session, draft: Draft, people: int, now: datetime) -> None:
    """Ask the others who may. Raises `notice-nobody-approves` where there is nobody."""
    others = _others(session, draft.notice, now)
    if not others:
        raise FlowError("notice-nobody-approves", place=f"noticedraft:{draft.id}")
    draft.notice.state, draft.notice.people = APPROVAL, people
    for name in ("returned", "mending"):
        draft.content.pop(name, None)
    notice_drafts.save(session, draft, now)
    unit = units.get_unit(session, draft.notice.unit_id).name
    said = reply(
        text("notice-approve-please", unit=unit),
        rows=stack(choice(f"noticerun:{draft.id}", "notice-approve-see")),
    )
    messages.send(session, others, f"approve{draft.id}.{now:%y%m%d%H%M%S}", said, draft.notice.unit_id, now)


def card(session: Session, actor: Actor, notice: Notice, now: datetime) -> Reply:
    """What waits to be approved: by whoever may and did not write it; its author may take it back."""
    content = notices.content_of(session, notice)
    people, cells, mark = notice_sending.shows(session, notice, content, now)
    lines = notice_sending.shown(session, notice)
    lines += [GAP, *notice_audiences.chosen(session, notice)]
    lines.append(notice_sending.counted(session, notice, people, cells, now))
    lines += notice_cards.asked(notice)
    if notice.author_id == actor.member_id:
        lines.append(Text("notice-waits-second"))
        rows = [choice(f"noticeretake:{notice.id}", "notice-retake")]
    else:
        yes = f"noticeapprove:{notice.id}:{people}:{cells}:{mark}"
        rows = [
            choice(yes, text("notice-approve", people=people), main=True),
            choice(f"noticereturn:{notice.id}", "notice-return"),
        ]
    rows += [*notice_files.choices(session, notice.id or 0), _back()]
    return reply(*lines, rows=stack(*rows), here=f"noticerun:{notice.id}")


def approve(
    session: Session, actor: Actor, notice_id: int, people: int, cells: int, mark: str, now: datetime
) -> Answer:
    """Approve what was shown, once. Raises `not-joined`, `choice-unknown`, `notice-approve-own`,
    `notice-over`, `notice-nobody`.
    """
    notice = asked(session, actor, notice_id)
    if notice.state != APPROVAL:
        return Show(f"noticerun:{notice_id}")
    content = notices.content_of(session, notice)
    notice_sending.check_days(session, notice, content, now)
    if (people, cells, mark) != notice_sending.shows(session, notice, content, now):
        return Show(f"noticerun:{notice_id}", Text("notice-changed"))
    notice.approver_id = actor.member_id
    notice_sending.release(session, notice, now)
    audit.note(session, "notice_approved", now, unit_id=notice.unit_id, detail=notice_id)
    _tell(session, notice, "notice-was-approved", f"noticerun:{notice_id}", now)
    return Show(f"noticerun:{notice_id}", Text("notice-confirmed"))


def ask_return(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """Why it goes back. Raises as `approve`."""
    notice = asked(session, actor, notice_id)
    if notice.state != APPROVAL:
        return Show(f"noticerun:{notice_id}")
    back = choice(f"noticerun:{notice_id}", "notice-back-step", zero=True)
    here, awaiting = f"noticereturn:{notice_id}", f"write:noticereturn:{notice_id}"
    return reply("notice-ask-return", rows=stack(back), here=here, awaiting=awaiting)


def give_back(session: Session, actor: Actor, notice_id: int, words: str, now: datetime) -> Answer:
    """Send it back to its author with a line. Raises as `approve`, and `secrecy-refused`, `text-too-long`,
    `notice-empty`.
    """
    notice = asked(session, actor, notice_id)
    if notice.state != APPROVAL:
        return Show(f"noticerun:{notice_id}")
    line = secrecy.check_line(words, LONGEST)
    if not line:
        raise FlowError("notice-empty")
    content = notices.content_of(session, notice)
    content["returned"], content["mending"] = line, True
    notice.content = notices.seal_content(session, notice.owner_id, content)
    notice.state = DRAFT
    _tell(session, notice, "notice-was-returned", f"noticedraft:{notice_id}", now)
    return Show("notices", Text("notice-returned-now"))


def retake(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """Its author wants it back. Raises `not-joined`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    notice = notices.find(session, notice_id)
    if notice is None or notice.author_id != member_id:
        raise FlowError("choice-unknown", place="notices")
    access.check(session, actor, access.NOTICES, notice.unit_id)
    if notice.state == APPROVAL:
        content = {**notices.content_of(session, notice), "mending": True}
        notice.content = notices.seal_content(session, notice.owner_id, content)
        notice.state = DRAFT
        session.flush()
    return Show(f"noticedraft:{notice_id}")


def asked(session: Session, actor: Actor, notice_id: int) -> Notice:
    """A notice that somebody else wrote and he may approve.

    Raises `not-joined`, `choice-unknown`, `notice-approve-own`, `notice-being-mended`.
    """
    member_id, _ = access.member_of(actor)
    notice = notices.find(session, notice_id)
    check_there(session, actor, notice)
    if notice is None or notice.state == DRAFT:
        raise FlowError("choice-unknown", place="menu")
    access.check(session, actor, access.NOTICES, notice.unit_id)
    if notice.author_id == member_id:
        raise FlowError("notice-approve-own", place=f"noticerun:{notice_id}")
    return notice


def check_there(session: Session, actor: Actor, notice: Notice | None) -> None:
    """Raise `notice-being-mended` to who was asked to approve what is its author's again.

    Any other draft is its author's alone: nobody else learns that there is one.
    """
    if notice is None or notice.state != DRAFT or notice.author_id == actor.member_id:
        return
    if access.find_office(session, actor, access.NOTICES, notice.unit_id) is None:
        return
    if notices.content_of(session, notice).get("mending"):
        raise FlowError("notice-being-mended", place="notices")


def _others(session: Session, notice: Notice, now: datetime) -> Sequence[int]:
    """Who else may send for this unit: the nearest who are there, going up."""
    offices = tuple(access.TABLE[access.NOTICES])
    for unit_id in units.lineage_of(session, notice.unit_id):
        held = attendance.holders_of(session, unit_id, offices, now)
        if others := [member for member in held if member != notice.author_id]:
            return others
    return []


def _tell(session: Session, notice: Notice, key: str, verb: str, now: datetime) -> None:
    said = reply(key, rows=stack(choice(verb, "notice-open")))
    messages.send(
        session, [notice.author_id], f"{key}:{notice.id}.{now:%y%m%d%H%M%S}", said, notice.unit_id, now
    )


def _back() -> Choice:
    return choice("notices", "notice-back", zero=True)
