"""A new member of a cell, written by who leads it in three short steps, confirmed by the committee above."""

from datetime import datetime, timedelta

from sqlmodel import Session

from flows import access, proposals, roster, secrecy
from flows import units as unit_rules
from flows.proposals import DRAFT
from flows.replies import GAP, Answer, Choice, FlowError, Line, Reply, Show, Text, choice, reply, stack, text
from storage import members, units
from storage import proposals as rows_of
from storage.accounts import Actor
from storage.encryption import keyring_of, new_id
from storage.members import STANDINGS, Profile
from storage.proposals import ADDITION, Proposal

UNFINISHED = timedelta(days=1)
LONGEST = 120


def propose(
    session: Session, actor: Actor, cell_id: int, profile: Profile, standing: str, now: datetime
) -> bool:
    """Propose a member, or add him at once where the actor may confirm himself; whether he was added.

    Raises `not-joined`, `choice-unknown`, `transfer-no-cell`.
    """
    access.check(session, actor, access.PROPOSE, cell_id)
    unit_rules.check_cell(session, units.get_unit(session, cell_id))
    return proposals.put(session, actor, _new(session, actor, cell_id, profile, standing, now), now)


def ask_name(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """Ask for the name. Raises `not-joined`, `choice-unknown`, `transfer-no-cell`."""
    _check(session, actor, cell_id)
    back = choice(f"roll:{cell_id}:0", "roll-back", zero=True)
    return reply("add-name-ask", rows=stack(back), here=f"rolladd:{cell_id}", awaiting=f"addname:{cell_id}")


def name(session: Session, actor: Actor, cell_id: int, words: str, now: datetime) -> Answer:
    """Keep the name.

    Raises `member-name-form`, `member-too-many-letters`, `secrecy-refused`, `not-joined`, `choice-unknown`.
    """
    _check(session, actor, cell_id)
    profile = roster.profile_of(secrecy.check_line(words, LONGEST), "", "")
    row = _new(session, actor, cell_id, profile, "", now)
    row.detail, row.until_at = DRAFT, now + UNFINISHED
    session.add(row)
    session.flush()
    return Show(f"addseat:{row.id}")


def seat(session: Session, actor: Actor, proposal_id: int, now: datetime) -> Reply:
    """What was written so far, and what comes next. Raises `not-joined`, `choice-unknown`."""
    row, profile = _mine(session, actor, proposal_id)
    lines: list[Line] = [text("roll-seat", name=profile.name)]
    if profile.post:
        lines.append(text("roll-post", post=profile.post))
    if same := proposals.same_names(session, row):
        lines.append(text("proposal-same-name", count=same))
    choices: list[Choice] = []
    if not row.standing:
        lines += [GAP, Text("add-standing-ask")]
        choices += [choice(f"addstanding:{row.id}:{one}", f"standing-{one}") for one in STANDINGS]
    else:
        lines += [Text(f"standing-{row.standing}"), GAP]
        at_once = access.find_office(session, actor, access.CONFIRM, row.unit_id)
        lines.append(Text("add-ask" if at_once else "add-ask-committee"))
        choices.append(choice(f"addsend:{row.id}", "add-yes" if at_once else "add-send", main=True))
        choices.append(choice(f"addpost:{row.id}", "add-post"))
    choices.append(choice(f"adddrop:{row.id}", "add-drop", zero=True))
    return reply(*lines, rows=stack(*choices), here=f"addseat:{row.id}")


def standing(session: Session, actor: Actor, proposal_id: int, value: str, now: datetime) -> Answer:
    """Official or probationary. Raises `not-joined`, `choice-unknown`."""
    row, _ = _mine(session, actor, proposal_id)
    if value not in STANDINGS:
        raise FlowError("choice-unknown", place=f"addseat:{proposal_id}")
    row.standing = value
    session.add(row)
    return Show(f"addseat:{proposal_id}")


def ask_post(session: Session, actor: Actor, proposal_id: int, now: datetime) -> Reply:
    """Ask for his post. Raises `not-joined`, `choice-unknown`."""
    _mine(session, actor, proposal_id)
    back = choice(f"addseat:{proposal_id}", "roll-back", zero=True)
    here = f"addpost:{proposal_id}"
    return reply("add-post-ask", rows=stack(back), here=here, awaiting=here)


def post(session: Session, actor: Actor, proposal_id: int, words: str, now: datetime) -> Answer:
    """Keep his post. Raises `secrecy-refused`, `text-too-long`, `not-joined`, `choice-unknown`."""
    row, profile = _mine(session, actor, proposal_id)
    told = roster.profile_of(profile.name, secrecy.check_line(words, LONGEST), profile.own_id)
    row.profile = members.seal_profile(session, row.subject_id, told)
    session.add(row)
    return Show(f"addseat:{proposal_id}")


def send(session: Session, actor: Actor, proposal_id: int, now: datetime) -> Answer:
    """Propose him, once. Raises `not-joined`, `choice-unknown`."""
    row, _ = _mine(session, actor, proposal_id)
    if not row.standing:
        return Show(f"addseat:{proposal_id}")
    row.detail, row.until_at = "", now + proposals.LASTS
    cell_id, done = row.unit_id, proposals.put(session, actor, row, now)
    return Show(f"roll:{cell_id}:0", Text("add-done" if done else "add-sent"))


def drop(session: Session, actor: Actor, proposal_id: int, now: datetime) -> Answer:
    """Write nothing after all. Raises `not-joined`, `choice-unknown`."""
    row, _ = _mine(session, actor, proposal_id)
    cell_id = row.unit_id
    proposals.drop(session, [row], now)
    return Show(f"roll:{cell_id}:0", Text("add-dropped"))


def _new(
    session: Session, actor: Actor, cell_id: int, profile: Profile, standing_: str, now: datetime
) -> Proposal:
    subject = new_id()
    keyring_of(session).create(subject)
    return Proposal(
        kind=ADDITION,
        unit_id=cell_id,
        subject_id=subject,
        by_id=actor.member_id or 0,
        profile=members.seal_profile(session, subject, profile),
        standing=standing_,
        created_at=now,
        until_at=now + proposals.LASTS,
    )


def _mine(session: Session, actor: Actor, proposal_id: int) -> tuple[Proposal, Profile]:
    """What he is writing. Raises `not-joined`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    row = rows_of.find_proposal(session, proposal_id)
    if row is None or row.by_id != member_id or row.detail != DRAFT or actor.channel not in access.HOME:
        raise FlowError("choice-unknown", place="roll")
    access.check(session, actor, access.PROPOSE, row.unit_id)
    assert row.profile is not None
    return row, members.open_profile(session, row.subject_id, row.profile)


def _check(session: Session, actor: Actor, cell_id: int) -> None:
    """A cell whose roll he may change, on a channel that may show names."""
    access.check(session, actor, access.PROPOSE, cell_id)
    if actor.channel not in access.HOME:
        raise FlowError("choice-unknown", place="menu")
    unit_rules.check_cell(session, units.get_unit(session, cell_id))
