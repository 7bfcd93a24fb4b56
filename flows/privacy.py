"""What is kept about a member: see it, take it along, withdraw, delete. What that is says `flows.kept`."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from flows import access, audit, kept, own_records, own_rows, plan_lines, retention
from flows.dates import day, hour
from flows.replies import GAP, Attachment, Choice, FlowError, Line, Reply, choice, reply, stack, text
from locales import texts
from storage import accounts, commitments, consents, erasure, files, plans, reviews, units
from storage.accounts import Actor
from storage.codes import Claim
from storage.consents import Consent
from storage.cycles import Cycle
from storage.reviews import Review

YEAR = timedelta(days=365)


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """The privacy page: in plain words, and what can be done."""
    access.owner_of(actor)
    rows = [choice("seedata", "privacy-see"), choice("takedata", "privacy-take")]
    if actor.left_at is None:
        rows.append(choice("audit", "privacy-audit"))
    if actor.consents:
        rows.append(choice("withdraw", "privacy-withdraw"))
    rows += [choice("deletedata", "privacy-delete"), choice("menu", "menu-home", zero=True)]
    lines = [GAP, *_openings(session, actor, now)] if actor.left_at is None else []
    return reply("privacy-title", *lines, rows=stack(*rows), here="privacy")


def _openings(session: Session, actor: Actor, now: datetime) -> list[Line]:
    """How often the figures of his cell, and of the units above it, were opened within a year, by whom."""
    lineage = units.lineage_of(session, actor.unit_id or 0)
    opened = audit.openings(session, lineage, now - YEAR)
    lines: list[Line] = []
    for unit_id in lineage:
        here = {office: count for (unit, office), count in opened.items() if unit == unit_id}
        if here:
            offices = [
                f"{texts.plain(actor.language, text(f'office-{name}'))} {n}" for name, n in here.items()
            ]
            name = units.get_unit(session, unit_id).name
            lines.append(
                text("privacy-opened", unit=name, count=sum(here.values()), offices=", ".join(offices))
            )
    return lines or [text("privacy-not-opened")]


def see(session: Session, actor: Actor, now: datetime) -> Reply:
    """What is kept about me, in a page; the words themselves are in the copy to take along."""
    member = own_records.roster_of(session, actor)[0]
    lines: list[Line] = [
        text("privacy-see-roster", name=member["name"], post=member["post"] or "–", cell=member["unit"]),
        GAP,
        text("privacy-see-accounts", count=len(own_rows.chats_of(session, actor))),
    ]
    given = [row for row in consents.consents_of(session, actor.vault_id or 0) if not row.withdrawn_at]
    lines += [_consent_line(actor, row) for row in given] or [text("privacy-no-consent")]
    written = reviews.reviews_of(session, actor.vault_id or 0)
    lines += [GAP, text("privacy-see-reviews", count=len(written))]
    lines += [_review_line(actor, review, cycle) for review, cycle in written]
    lines += _plan_lines(session, actor)
    lines += [GAP, text("privacy-see-vault"), text("privacy-see-outbox"), text("privacy-see-codes")]
    lines.append(text("privacy-see-meetings"))
    if actor.roles:
        lines.append(text("privacy-see-acts"))
    rows = stack(choice("takedata", "privacy-take"), choice("privacy", "privacy-back", zero=True))
    return reply(*lines, rows=rows, here="seedata")


def _plan_lines(session: Session, actor: Actor) -> list[Line]:
    """The plan by numbers, and that there is a promise to the cell."""
    _, content = plans.find_content(session, actor.vault_id or 0)
    plan = plan_lines.load(content)
    lines: list[Line] = []
    if content is not None:
        lines.append(text("privacy-see-plan", open=len(plan.open), closed=len(plan.closed)))
    if commitments.find_commitment(session, actor.vault_id or 0):
        lines.append(text("privacy-see-commitment"))
    return lines


def _consent_line(actor: Actor, row: Consent) -> Line:
    return text(
        "privacy-see-consents", purpose=text(f"purpose-{row.purpose}"), on=day(row.given_at, actor.timezone)
    )


def _review_line(actor: Actor, review: Review, cycle: Cycle) -> Line:
    opened = day(cycle.opens_at, actor.timezone)
    if review.paper_at:
        return text("privacy-review-paper", opened=opened)
    state = "submitted" if review.submitted_at else "draft"
    return text(f"privacy-review-{state}" if review.answers else "privacy-review-erased", opened=opened)


def take(session: Session, actor: Actor, now: datetime) -> Reply:
    """Everything, as a file of the member's own: readable text and JSON in one ZIP."""
    access.owner_of(actor)
    value = {name: table.take(session, actor) for name, table in kept.PERSONAL.items()}
    attachment = Attachment("export", "tu-soi-ban-ca-nhan.zip", value)
    rows = stack(choice("privacy", "privacy-back", zero=True))
    return reply("privacy-taken", rows=rows, here="privacy", attachment=attachment, keep=True)


def ask_withdraw(session: Session, actor: Actor, now: datetime) -> Reply:
    """Which consent to take back."""
    access.owner_of(actor)
    purposes = sorted({item.partition("/")[0] for item in actor.consents})
    rows: list[Choice] = [choice(f"withdraw:{name}", text(f"purpose-{name}")) for name in purposes]
    rows.append(choice("privacy", "privacy-back", zero=True))
    return reply(
        "privacy-withdraw-ask" if purposes else "privacy-no-consent", rows=stack(*rows), here="withdraw"
    )


def confirm_withdraw(session: Session, actor: Actor, purpose: str, now: datetime) -> Reply:
    """What taking it back means, before it is done."""
    access.owner_of(actor)
    if purpose not in access.CONSENTS:
        raise FlowError("choice-unknown", place="privacy")
    key = "privacy-withdraw-review" if purpose == "review" else "privacy-withdraw-platform"
    rows = stack(
        choice(f"withdrawyes:{purpose}", "privacy-withdraw-yes"),
        choice("privacy", "privacy-back", zero=True),
    )
    return reply(key, rows=rows, here="withdraw")


def withdraw(session: Session, actor: Actor, purpose: str, now: datetime) -> Reply:
    """Take a consent back, at once: for the review, all he wrote is erased with it."""
    member_id, vault_id = access.owner_of(actor)
    if purpose not in access.CONSENTS:
        raise FlowError("choice-unknown", place="privacy")
    consents.withdraw(session, vault_id, purpose, now)
    if purpose == "review":
        reviews.erase(session, reviews.ids_of(session, [vault_id]), now)
        plans.erase(session, plans.ids_of(session, [vault_id]), now)
        commitments.erase(session, commitments.ids_of(session, [vault_id]), now)
        files.erase(session, files.made_for(session, [member_id]), now)  # copies that wait to be fetched
        accounts.forget_states(session, vault_id)
    rows = stack(choice("privacy", "privacy-back", zero=True))
    line = text("privacy-withdrawn", purpose=text(f"purpose-{purpose}"), at=hour(now, actor.timezone))
    return reply(line, rows=rows, here="privacy", keep=True)


def ask_delete(session: Session, actor: Actor, now: datetime) -> Reply:
    """What deleting means, before it is done."""
    access.owner_of(actor)
    rows = stack(
        choice("deleteyes", "privacy-delete-yes"),
        choice("takedata", "privacy-take"),
        choice("privacy", "privacy-back", zero=True),
    )
    return reply("privacy-delete-ask", rows=rows, here="deletedata")


def delete(session: Session, actor: Actor, now: datetime) -> Reply:
    """Erase all he wrote, his channels and his key, at once. The ledger keeps the id alone."""
    member_id, vault_id = access.owner_of(actor)
    erased = erasure.erase_vaults(session, [vault_id], now)
    session.connection().execute(sa.delete(Claim).where(col(Claim.member_id) == member_id))
    session.info["relinked"] = True
    line = text("privacy-deleted", at=hour(now, actor.timezone), count=sum(erased.values()))
    return reply(line, here="welcome", keep=True)


def retain(session: Session, now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """Erase what has been kept long enough (or only count it). Called every day, and by the operator."""
    return retention.run(session, now, dry_run=dry_run)
