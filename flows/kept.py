"""What is kept about a member, table by table: how he sees it, takes it along, whether deletion erases it.

Every table is named here (`PERSONAL` or `FREE`); a test fails when a new one is not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from flows import access, answers, plan_lines
from flows.onboarding import channel_name
from flows.replies import text
from locales import checklists, texts
from storage import accounts, attendance, audit, commitments, consents, members, plans, reviews, units
from storage.accounts import Actor
from storage.attendance import Attendance, Attendant, Remark
from storage.codes import Claim, Code
from storage.covers import Collective, Cover
from storage.cycles import Cycle, Participant
from storage.members import Role, Vault
from storage.outbox import Outbox
from storage.reminding import CalendarLink, PushSubscription, Reminding

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kept:
    """How one table with personal data is treated.

    `take` reads the member's rows for the copy he takes along; `see` is the text that names them;
    `erased` tells whether deletion erases them, or (with a reason) who keeps them on what basis;
    `until` says how long they are kept otherwise.
    """

    take: Callable[[Session, Actor], Rows]
    see: str
    erased: bool
    basis: str
    until: str


def roster(session: Session, actor: Actor) -> Rows:
    member_id, _ = access.member_of(actor)
    row = session.get_one(members.Member, member_id)
    profile = members.profile_of(session, member_id)
    return [
        {
            "name": profile.name,
            "post": profile.post,
            "own_id": profile.own_id,
            "standing": row.standing,
            "unit": units.get_unit(session, row.unit_id).name,
            "since": row.created_at.isoformat(),
        }
    ]


def _roles(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Role).where(Role.member_id == actor.member_id)).all()
    return [
        {"office": row.name, "from": row.from_at.isoformat(), "until": _iso(row.until_at)} for row in rows
    ]


def _vault(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Vault).where(Vault.id == actor.vault_id)).all()
    return [
        {"opened": row.created_at.isoformat(), "recovery_word_set": bool(row.recovery_hash)} for row in rows
    ]


def chats(session: Session, actor: Actor) -> Rows:
    return [
        {
            "channel": channel_name(account.bot),
            "address": accounts.address_of(session, account),
            "since": account.created_at.isoformat(),
            "pin": account.pin_hash is not None,
            "language": account.language,
        }
        for account in accounts.accounts_of(session, actor.vault_id or 0)
    ]


def _codes(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Code).where(Code.member_id == actor.member_id)).all()
    return [
        {"purpose": row.purpose, "expires": row.expires_at.isoformat(), "used": _iso(row.used_at)}
        for row in rows
    ]


def _claims(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Claim).where(Claim.member_id == actor.member_id)).all()
    return [{"asked": row.created_at.isoformat(), "settled": _iso(row.settled_at)} for row in rows]


def _consents(session: Session, actor: Actor) -> Rows:
    return [
        {
            "purpose": row.purpose,
            "version": row.version,
            "channel": row.channel,
            "given": row.given_at.isoformat(),
            "withdrawn": _iso(row.withdrawn_at),
        }
        for row in consents.consents_of(session, actor.vault_id or 0)
    ]


def _participants(session: Session, actor: Actor) -> Rows:
    query = select(Cycle.opens_at).join(Participant).where(Participant.member_id == actor.member_id)
    return [{"expected_in_cycle_of": opened.isoformat()} for opened in session.exec(query).all()]


def _reviews(session: Session, actor: Actor) -> Rows:
    rows = []
    for review, cycle in reviews.reviews_of(session, actor.vault_id or 0):
        value = answers.load(reviews.answers_of(session, review))
        checklist = checklists.load(cycle.checklist, session.info.get("checklists"))
        rows.append(
            {
                "cycle_opened": cycle.opens_at.isoformat(),
                "cycle_closes": cycle.closes_at.isoformat(),
                "submitted": _iso(review.submitted_at),
                "on_paper": _iso(review.paper_at),
                "keep_my_copy": review.keep_copy,
                "strengths": value.strengths,
                "answers": [_answer(checklist, key, item, actor) for key, item in value.signs.items()],
            }
        )
    return rows


def _answer(checklist: Any, sign_id: str, item: answers.Answer, actor: Actor) -> dict[str, Any]:
    sign = checklist.sign(sign_id)
    names = {key: texts.plain(actor.language, text(label)) for key, label in WITHOUT_DEGREE.items()}
    names |= {degree.id: degree.label.of(actor.language) for degree in checklist.degrees}
    return {
        "sign": sign_id,
        "label": sign.label.of(actor.language),
        "degree": names.get(item.degree, item.degree),
        "causes": [cause.label.of(actor.language) for cause in sign.causes if cause.id in item.causes],
        "other_cause": item.other,
        "note": item.note,
    }


def _plans(session: Session, actor: Actor) -> Rows:
    _, content = plans.find_content(session, actor.vault_id or 0)
    return [
        {
            "what": line.words,
            "signs": line.signs,
            "state": line.state,
            "due": line.due_on.isoformat() if line.due_on else None,
            "helper": line.helper,
            "made": line.made_at.isoformat(),
            "history": [f"{step.at.isoformat()} {step.act} {step.words}".strip() for step in line.steps],
        }
        for line in plan_lines.load(content).lines
    ]


def _commitments(session: Session, actor: Actor) -> Rows:
    row = commitments.find_commitment(session, actor.vault_id or 0)
    if row is None:
        return []
    words = commitments.words_of(session, row)
    return [{"cell": _unit(session, row.unit_id), "words": words, "until": row.until_at.isoformat()}]


def _outbox(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Outbox).where(Outbox.vault_id == actor.vault_id)).all()
    return [{"at": row.created_at.isoformat(), "outcome": row.outcome or "waiting"} for row in rows]


def _acts(session: Session, actor: Actor) -> Rows:
    """What he did in an office, and what officers and the operator did about him."""
    return [
        {
            "at": act.at.isoformat(),
            "as": act.office,
            "by_me": act.member_id == actor.member_id,
            "act": act.name,
            "unit": _unit(session, act.unit_id) if act.unit_id else "",
        }
        for act in audit.concerning(session, actor.member_id or 0)
    ]


def _covers(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Cover).where(Cover.member_id == actor.member_id)).all()
    return [
        {"cell": _unit(session, row.cell_id), "words": row.words, "at": row.at.isoformat()} for row in rows
    ]


def _collectives(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Collective).where(Collective.member_id == actor.member_id)).all()
    return [
        {"cell": _unit(session, row.cell_id), "marked": sorted(row.degrees), "at": row.at.isoformat()}
        for row in rows
    ]


def _attendances(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Attendance).where(Attendance.vault_id == actor.vault_id)).all()
    return [
        {
            "cell": _unit(session, row.unit_id),
            "meeting_planned_on": row.planned_on.isoformat(),
            "coming": row.coming,
            "reason": attendance.reason_of(session, row),
            "deleted": row.until_at.isoformat(),
        }
        for row in rows
    ]


def _attendants(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Attendant).where(Attendant.member_id == actor.member_id)).all()
    return [
        {
            "attends_cell": _unit(session, row.unit_id),
            "meeting_planned_on": row.planned_on.isoformat() if row.planned_on else "all",
            "from": row.from_at.isoformat(),
            "until": _iso(row.until_at),
        }
        for row in rows
    ]


def _remarks(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Remark).where(Remark.member_id == actor.member_id)).all()
    return [
        {
            "cell": _unit(session, row.unit_id),
            "meeting_planned_on": row.planned_on.isoformat(),
            "preparation": row.preparation,
            "order": row.order,
            "chairing": row.chairing,
            "democracy": row.democracy,
        }
        for row in rows
    ]


def _reminding(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Reminding).where(Reminding.vault_id == actor.vault_id)).all()
    return [{"reminders": row.mode} for row in rows]


def _calendar_links(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(CalendarLink).where(CalendarLink.vault_id == actor.vault_id)).all()
    return [{"calendar_link_since": row.created_at.isoformat()} for row in rows]


def _pushes(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(PushSubscription).where(PushSubscription.vault_id == actor.vault_id)).all()
    return [{"browser_told_since": row.created_at.isoformat()} for row in rows]


def _unit(session: Session, unit_id: int) -> str:
    return units.get_unit(session, unit_id).name


WITHOUT_DEGREE = {
    answers.TICKED: "review-ticked",
    answers.YES: "review-person-yes",
    answers.BLANK: "review-person-blank",
}
SEAT = "the organisation's roster, on the basis told at joining"
OFFICE = "an officer's act in his office, which the members concerned may know"
PERSONAL: dict[str, Kept] = {
    "member": Kept(roster, "privacy-see-roster", False, SEAT, "while a member; erased by the operator after"),
    "role": Kept(_roles, "privacy-see-roster", False, SEAT, "with the seat"),
    "participant": Kept(_participants, "privacy-see-roster", False, SEAT, "with the cycle"),
    "code": Kept(_codes, "privacy-see-codes", False, SEAT, "30 days after it expires"),
    "vault": Kept(_vault, "privacy-see-vault", True, "consent", "until he deletes, or 30 days after leaving"),
    "account": Kept(chats, "privacy-see-accounts", True, SEAT, "until unlinked"),
    "claim": Kept(_claims, "privacy-see-codes", True, SEAT, "30 days after it is settled"),
    "consent": Kept(_consents, "privacy-see-consents", True, "proof of consent", "with the vault"),
    "review": Kept(_reviews, "privacy-see-reviews", True, "consent", "by his choice at submitting"),
    "plan": Kept(_plans, "privacy-see-plan", True, "consent", "until he erases it, or two years untouched"),
    "commitment": Kept(_commitments, "privacy-see-commitment", True, "consent", "until he takes it back"),
    "act": Kept(_acts, "privacy-see-acts", False, OFFICE, "while the organisation uses this: a log is whole"),
    "cover": Kept(_covers, "privacy-see-acts", False, OFFICE, "with the cycle"),
    "collective": Kept(_collectives, "privacy-see-acts", False, OFFICE, "with the cycle"),
    "attendance": Kept(
        _attendances, "privacy-see-meetings", True, "his own word", "two days after the meeting"
    ),
    "attendant": Kept(_attendants, "privacy-see-acts", False, OFFICE, "with the seat"),
    "remark": Kept(_remarks, "privacy-see-acts", False, OFFICE, "with the meeting"),
    "reminding": Kept(_reminding, "privacy-see-meetings", True, SEAT, "with the vault"),
    "calendarlink": Kept(_calendar_links, "privacy-see-meetings", True, SEAT, "until he takes it back"),
    "pushsubscription": Kept(_pushes, "privacy-see-meetings", True, SEAT, "until he takes it back"),
    "outbox": Kept(_outbox, "privacy-see-outbox", True, SEAT, "30 days after it was sent"),
}
FREE = {
    "unit": "the organisation's tree; names no person",
    "cycle": "periods of a unit; names no person",
    "event": "ids a platform gave to events, no address, no content; 7 days",
    "attempt": "keyed hashes that count wrong tries; a day",
    "chain": "where the log of officers' acts ends",
    "installation": "describes the database",
    "meetingrule": "when and where a cell meets; names no person",
    "meeting": "what is special about one meeting of a cell; numbers, no names",
    "mailing": "what is told to a whole cell, in the same words for everybody",
    "sender": "which process sends for a bot",
    "spending": "how many messages a bot has sent in a month",
    "pool": "rounded figures of at least K members together; no person can be read from them",
    "poolcell": "which cells were counted together, and how many took part",
    "total": "sums of published figures",
    "turnout": "how many of a cell took part",
}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
