"""A cell's roster from a file that is sent in by chat: read, looked at, confirmed.

What is new about those who are on the roll is written at once. Who is new is confirmed by the committee,
unless the cell is still empty or who sends the file may confirm himself.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from flows import access, additions, roster_cells, roster_drafts, roster_imports, roster_lines, screens
from flows.replies import (
    GAP,
    Answer,
    Attachment,
    Choice,
    FlowError,
    Line,
    Reply,
    Show,
    Text,
    choice,
    reply,
    stack,
    text,
)
from flows.roster_drafts import Draft
from flows.roster_headings import plain
from flows.roster_imports import ALL, Plan
from flows.roster_lines import LeftOut
from flows.roster_matching import LEFT, NEW, Doubt
from flows.roster_rows import Row
from storage import files, members, proposals, units
from storage.accounts import Actor
from storage.files import Upload
from storage.proposals import ADDITION

PAGE = 8
AT_ONCE = 200
"""So many new members of one cell are written in one transaction."""
PROPOSED = 10
"""So many are proposed in one."""


def ask(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """Ask for the file. Raises `not-joined`, `choice-unknown`."""
    _check(session, actor, cell_id)
    rows = stack(choice(f"rosterform:{cell_id}", "roster-in-form"), _back(cell_id))
    cell = units.get_unit(session, cell_id).name
    return _awaiting(cell_id, text("roster-in-ask", cell=cell), rows=rows)


def form(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """The template. Raises `not-joined`, `choice-unknown`."""
    _check(session, actor, cell_id)
    document = Attachment("rosters", "danh-sach-mau.xlsx", None)
    return _awaiting(cell_id, "roster-in-form-here", rows=stack(_back(cell_id)), attachment=document)


def receive(
    session: Session, actor: Actor, cell_id: int, file: Upload, draft: Draft, now: datetime
) -> Answer:
    """A file has come and was read; it is erased. Raises `not-joined`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    _check(session, actor, cell_id)
    draft.cell_id = cell_id
    roster_drafts.settle(draft, roster_cells.load(session, units.get_unit(session, cell_id).code))
    kept = roster_drafts.save(session, member_id, draft, now)
    files.erase(session, [file.id], now)
    return Show(f"rosterfile:{kept}:0")


def page(session: Session, actor: Actor, file_id: int, number: int, now: datetime) -> Reply:
    """What is wrong with it, or to be asked, or what it would do. Raises `not-joined`, `roster-in-gone`, …"""
    draft = _mine(session, actor, file_id)
    if draft.problems:
        return _problems(draft, file_id, number)
    plan, waiting = _plan(session, draft)
    if plan.doubts:
        return _doubt(plan.doubts[0], file_id, len(plan.doubts))
    return _preview(session, actor, draft, plan, waiting, file_id, number)


def decide(session: Session, actor: Actor, file_id: int, line: int, member_id: int, now: datetime) -> Answer:
    """A row is this member, or another person (0). Raises `not-joined`, `roster-in-gone`, …"""
    return _decided(session, actor, file_id, line, member_id)


def leave(session: Session, actor: Actor, file_id: int, line: int, now: datetime) -> Answer:
    """A row is the same person as an earlier one. Raises `not-joined`, `roster-in-gone`, …"""
    return _decided(session, actor, file_id, line, LEFT)


def _decided(session: Session, actor: Actor, file_id: int, line: int, who: int) -> Answer:
    draft = _mine(session, actor, file_id)
    plan, _ = _plan(session, draft)
    doubt = next((doubt for doubt in plan.doubts if doubt.row.line == line), None)
    if doubt is not None and who in (NEW, *(LEFT for _ in doubt.lines), *(seat.id for seat in doubt.seats)):
        draft.decisions[str(line)] = who
        roster_drafts.save_again(session, file_id, draft)
    return Show(f"rosterfile:{file_id}:0")


def confirm(session: Session, actor: Actor, file_id: int, added: int, changed: int, now: datetime) -> Answer:
    """Do what was shown. Raises `not-joined`, `roster-in-gone`, `roster-in-many`, `choice-unknown`."""
    draft = _mine(session, actor, file_id)
    plan, _ = _plan(session, draft)
    if draft.problems or plan.doubts or (len(plan.added), len(plan.changed)) != (added, changed):
        return Show(f"rosterfile:{file_id}:0", Text("roster-in-moved"))
    if len(plan.added) + len(plan.changed) > AT_ONCE:
        raise FlowError("roster-in-many", place=f"rosterfile:{file_id}:0", max=AT_ONCE)
    if _at_once(session, actor, draft.cell_id):
        roster_imports.apply(session, plan, now)
        files.erase(session, [file_id], now)
        return Show(f"roll:{draft.cell_id}:0", text("roster-in-done", added=added, changed=changed))
    start = 0
    while start < len(plan.changed):
        start = roster_imports.change_some(session, plan, start, now)
    for place in plan.added[:PROPOSED]:
        row = plan.rows[place]
        additions.propose(session, actor, draft.cell_id, row.profile, row.standing, now)
    if added > PROPOSED:
        return Show(f"rosterfile:{file_id}:0", text("roster-in-some", done=PROPOSED, left=added - PROPOSED))
    files.erase(session, [file_id], now)
    return Show(f"roll:{draft.cell_id}:0", text("roster-in-proposed", added=added, changed=changed))


def drop(session: Session, actor: Actor, file_id: int, now: datetime) -> Answer:
    """Nothing of it. Raises `not-joined`, `roster-in-gone`, `choice-unknown`."""
    draft = _mine(session, actor, file_id)
    files.erase(session, [file_id], now)
    return Show(f"roll:{draft.cell_id}:0", Text("roster-in-dropped"))


def _plan(session: Session, draft: Draft) -> tuple[Plan, int]:
    """What it would do; and how many of its new members wait for the committee already."""
    decisions = {int(line): member for line, member in draft.decisions.items()}
    rows = roster_drafts.rows_of(draft)
    near = units.beside(session, draft.cell_id)
    plan = roster_imports.plan(session, rows, decisions=decisions, shown=ALL, near=near)
    waiting = {_who(profile) for profile in _proposed(session, draft.cell_id)}
    new = [place for place in plan.added if _who(rows[place].profile) not in waiting]
    count = len(plan.added) - len(new)
    plan.added = type(plan.added)("L", new)
    return plan, count


def _proposed(session: Session, cell_id: int) -> list[members.Profile]:
    return [
        members.open_profile(session, row.subject_id, row.profile)
        for row in proposals.waiting(session, (ADDITION,), cell_id)
        if row.profile is not None
    ]


def _who(profile: members.Profile) -> tuple[str, str]:
    return plain(profile.name), profile.own_id


def _at_once(session: Session, actor: Actor, cell_id: int) -> bool:
    """Whether he may confirm himself, or nobody is there yet."""
    may = access.find_office(session, actor, access.CONFIRM, cell_id) is not None
    return may or not members.peopled_of(session, [cell_id])


def _problems(draft: Draft, file_id: int, number: int) -> Reply:
    shown = draft.problems[number * PAGE : (number + 1) * PAGE]
    more = (number + 1) * PAGE < len(draft.problems)
    lines: list[Line] = [text("roster-in-problems", count=len(draft.problems)), GAP]
    for line, column, key, args in shown:
        place = (
            text("roster-in-place", row=line, column=column) if column else text("roster-in-row", row=line)
        )
        lines.append(text("roster-in-problem", place=place, what=text(key, **args)))
    lines += [GAP, Text("roster-in-mend")]
    rows = stack(*screens.pages(f"rosterfile:{file_id}", number, more), _back(draft.cell_id))
    return reply(*lines, rows=rows, here=f"rosterfile:{file_id}:{number}", awaiting=_better(draft))


def _doubt(doubt: Doubt, file_id: int, left: int) -> Reply:
    """Who is this? With whom he shares his name is said: rows of the file, members of the roll."""
    row, lines = doubt.row, ", ".join(map(str, doubt.lines))
    rows = [
        choice(f"rostersame:{file_id}:{row.line}:{seat.id}", text("roster-in-same", post=_post(seat.profile)))
        for seat in doubt.seats[:PAGE]
    ]
    if lines:
        rows.append(choice(f"rosterleave:{file_id}:{row.line}", text("roster-in-leave", lines=lines)))
    rows.append(choice(f"rostersame:{file_id}:{row.line}:{NEW}", "roster-in-other"))
    others = doubt.earlier[:PAGE]
    return reply(
        text("roster-in-doubt", row=row.line, name=_post(row.profile), left=left),
        *(text("roster-in-beside-row", row=each.line, name=_post(each.profile)) for each in others),
        *(text("roster-in-beside-seat", name=_post(seat.profile)) for seat in doubt.seats[:PAGE]),
        rows=stack(*rows, _drop(file_id)),
        here=f"rosterfile:{file_id}:0",
    )


def _post(profile: members.Profile) -> str:
    return f"{profile.name} · {profile.post}" if profile.post else profile.name


def _preview(
    session: Session,
    actor: Actor,
    draft: Draft,
    plan: Plan,
    waiting: int,
    file_id: int,
    number: int,
) -> Reply:
    added, changed = len(plan.added), len(plan.changed)
    listed = _listed(plan)
    lines: list[Line] = [
        text("roster-in-title", cell=units.get_unit(session, draft.cell_id).name),
        text("roster-in-counts", added=added, changed=changed, same=plan.unchanged, absent=plan.absent),
    ]
    if draft.others:
        lines.append(text("roster-in-sheet", sheet=draft.sheet, others=draft.others))
    if draft.unknown:
        lines.append(text("roster-in-unknown", columns=", ".join(draft.unknown)[:300]))
    lines += _left_out(draft, plan)
    if waiting:
        lines.append(text("roster-in-waiting", count=waiting))
    lines += [GAP, *listed[number * PAGE : (number + 1) * PAGE], GAP]
    rows: list[Choice] = screens.pages(f"rosterfile:{file_id}", number, (number + 1) * PAGE < len(listed))
    if added or changed:
        at_once = _at_once(session, actor, draft.cell_id)
        lines.append(Text("roster-in-sure" if at_once or not added else "roster-in-sure-committee"))
        rows.append(choice(f"rosteryes:{file_id}:{added}:{changed}", "roster-in-yes", main=True))
    else:
        lines.append(Text("roster-in-nothing"))
    here = f"rosterfile:{file_id}:{number}"
    return reply(*lines, rows=stack(*rows, _drop(file_id)), here=here, awaiting=_better(draft))


def _left_out(draft: Draft, plan: Plan) -> list[Line]:
    """Which rows are left out, and why."""
    left = [LeftOut(line, why) for line, why in draft.left_out] + plan.left
    reasons = roster_lines.by_reason(left, PAGE)
    return [text("roster-in-left", lines=lines, why=Text(f"roster-left-{why}")) for why, lines in reasons]


def _better(draft: Draft) -> str:
    """A file that is mended may be sent in at once."""
    return f"file:roster:{draft.cell_id}"


def _listed(plan: Plan) -> list[Line]:
    """Everybody who is added, changed, elsewhere, or not in the file."""
    new = [plan.rows[place] for place in plan.added]
    return [
        *(_person("roster-in-added", row) for row in new),
        *(_person("roster-in-changed", row) for _, row in plan.shown_changed),
        *(text("roster-in-elsewhere", name=_post(row.profile)) for row, _ in plan.elsewhere),
        *(text("roster-in-absent", name=_post(seat.profile)) for seat in plan.shown_absent),
    ]


def _person(key: str, row: Row) -> Text:
    return text(key, name=_post(row.profile), standing=Text(f"roster-in-{row.standing}"))


def _mine(session: Session, actor: Actor, file_id: int) -> Draft:
    """What he sent in. Raises `not-joined`, `roster-in-gone`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    draft = roster_drafts.find(session, member_id, file_id)
    _check(session, actor, draft.cell_id)
    return draft


def _check(session: Session, actor: Actor, cell_id: int) -> None:
    """A cell whose roll he may change, on a channel that may show names."""
    access.check(session, actor, access.ROLL, cell_id)
    access.check(session, actor, access.PROPOSE, cell_id)
    if units.has_children(session, cell_id) or actor.channel not in access.HOME:
        raise FlowError("choice-unknown", place="menu")


def _awaiting(cell_id: int, said: Text | str, rows: Sequence[Sequence[Choice]], **more: Attachment) -> Reply:
    here, awaiting = f"rosterin:{cell_id}", f"file:roster:{cell_id}"
    return reply(said, rows=tuple(map(tuple, rows)), here=here, awaiting=awaiting, **more)


def _drop(file_id: int) -> Choice:
    return choice(f"rosterdrop:{file_id}", "roster-in-drop", zero=True)


def _back(cell_id: int) -> Choice:
    return choice(f"roll:{cell_id}:0", "roll-back", zero=True)
