"""A member's own rows, table by table, as the copy he takes along shows them. Which tables: `flows.kept`."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from flows import answers, plan_lines
from flows.onboarding import channel_name
from flows.replies import text
from locales import checklists, texts
from storage import (
    accounts,
    attendance,
    commitments,
    consents,
    plans,
    reviews,
    units,
)
from storage.accounts import Account, Actor
from storage.attendance import Attendance
from storage.incoming import Incoming, Presence
from storage.members import Vault
from storage.outbox import Outbox
from storage.reminding import CalendarLink, PushSubscription, Reminding

Rows = list[dict[str, Any]]


def vault_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Vault).where(Vault.id == actor.vault_id)).all()
    return [
        {"opened": row.created_at.isoformat(), "recovery_word_set": bool(row.recovery_hash)} for row in rows
    ]


def chats_of(session: Session, actor: Actor) -> Rows:
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


def consents_of(session: Session, actor: Actor) -> Rows:
    return [
        {
            "purpose": row.purpose,
            "version": row.version,
            "channel": row.channel,
            "given": row.given_at.isoformat(),
            "withdrawn": iso(row.withdrawn_at),
        }
        for row in consents.consents_of(session, actor.vault_id or 0)
    ]


def reviews_of(session: Session, actor: Actor) -> Rows:
    rows = []
    for review, cycle in reviews.reviews_of(session, actor.vault_id or 0):
        value = answers.load(reviews.answers_of(session, review))
        checklist = checklists.load(cycle.checklist, session.info.get("checklists"))
        rows.append(
            {
                "cycle_opened": cycle.opens_at.isoformat(),
                "cycle_closes": cycle.closes_at.isoformat(),
                "submitted": iso(review.submitted_at),
                "on_paper": iso(review.paper_at),
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


def plans_of(session: Session, actor: Actor) -> Rows:
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


def commitments_of(session: Session, actor: Actor) -> Rows:
    row = commitments.find_commitment(session, actor.vault_id or 0)
    if row is None:
        return []
    words = commitments.words_of(session, row)
    return [{"cell": unit_name(session, row.unit_id), "words": words, "until": row.until_at.isoformat()}]


def outbox_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Outbox).where(Outbox.vault_id == actor.vault_id)).all()
    return [{"at": row.created_at.isoformat(), "outcome": row.outcome or "waiting"} for row in rows]


def attendances_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Attendance).where(Attendance.vault_id == actor.vault_id)).all()
    return [
        {
            "cell": unit_name(session, row.unit_id),
            "meeting_planned_on": row.planned_on.isoformat(),
            "coming": row.coming,
            "reason": attendance.reason_of(session, row),
            "deleted": row.until_at.isoformat(),
        }
        for row in rows
    ]


def reminding_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Reminding).where(Reminding.vault_id == actor.vault_id)).all()
    return [{"reminders": row.mode} for row in rows]


def calendar_links_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(CalendarLink).where(CalendarLink.vault_id == actor.vault_id)).all()
    return [{"calendar_link_since": row.created_at.isoformat()} for row in rows]


def pushes_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(PushSubscription).where(PushSubscription.vault_id == actor.vault_id)).all()
    return [{"browser_told_since": row.created_at.isoformat()} for row in rows]


def unanswered_of(session: Session, actor: Actor) -> Rows:
    """What he wrote to a bot that has not answered it yet."""
    rows = session.exec(select(Incoming).where(Incoming.vault_id == actor.vault_id)).all()
    return [{"channel": channel_name(row.bot), "unanswered_since": row.at.isoformat()} for row in rows]


def presences_of(session: Session, actor: Actor) -> Rows:
    """When he last wrote, where a bot cannot ask what it has missed."""
    query = select(Account.bot, Presence.at).join(Presence).where(Account.vault_id == actor.vault_id)
    rows = session.exec(query).all()
    return [{"channel": channel_name(bot), "last_wrote": at.isoformat()} for bot, at in rows]


def unit_name(session: Session, unit_id: int) -> str:
    """What a unit is called."""
    return units.get_unit(session, unit_id).name


WITHOUT_DEGREE = {
    answers.TICKED: "review-ticked",
    answers.YES: "review-person-yes",
    answers.BLANK: "review-person-blank",
}


def iso(moment: datetime | None) -> str | None:
    """A moment as JSON has it."""
    return moment.isoformat() if moment else None
