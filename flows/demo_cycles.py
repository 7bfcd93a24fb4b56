"""What happened in the invented province: a cycle that was published, transfers, one that is open now."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows import answers, cycles, demo, demo_tree, plan_lines, publications
from flows.demo_province import ZONE, Province, Stage, insert
from flows.demo_tree import LEAST, MOST, Planned
from locales import checklists
from storage import cycles as cycle_rows
from storage import members, plans, reviews
from storage.accounts import Account
from storage.attendance import Attendant
from storage.cycles import Cycle, Participant
from storage.encryption import keyring_of
from storage.members import Member, Role, Vault
from storage.plans import Plan
from storage.reviews import Review
from storage.stays import Stay

PAST, OPEN = timedelta(days=200), timedelta(days=8)
"""How long ago the last cycle and this one opened."""
TAKING_PART, LASTS = 0.3, timedelta(days=14)
"""The share of cells that hand in here; the others on paper."""
HERE, PAPER, KEPT = 0.85, 0.6, 0.4
"""Of those who joined: how many hand in here, or on paper; who of them keep a copy."""
SO_FAR, DRAFTS = 0.5, 0.2
"""Of those of the cells taking part who hand in while the cycle is open, and who have begun."""
TRANSFERRED, ATTENDED, CHATS = 0.015, 0.2, 0.4
"""Shares of members who moved since, of cells somebody attends, of vaults with a chat."""
PLANNING = 0.1
BITS = 62


def stages(province: Province) -> Iterator[Stage]:
    """One cycle from its opening to its publication; then what changed; then the one that is open."""
    batches = province.batches
    past, now = province.now - PAST, province.now
    over = past + LASTS

    yield Stage("cycle", 1, lambda session, step: _open(session, province, past, over))
    yield Stage(
        "roster",
        _steps(province, 12 * cycles.CELLS_AT_ONCE),
        lambda session, step: not _frozen(session, past),
    )
    yield Stage("reviews", len(batches), _each(batches, province, _past))
    yield Stage(
        "publication", _steps(province, 40), lambda session, step: publications.publish_some(session, over)
    )
    yield Stage("since then", len(batches), _each(batches, province, _since))
    opened = now - OPEN
    yield Stage("cycle", 1, lambda session, step: _open(session, province, opened, now + 2 * LASTS))
    yield Stage(
        "roster",
        _steps(province, 12 * cycles.CELLS_AT_ONCE),
        lambda session, step: not _frozen(session, opened),
    )
    yield Stage("reviews", len(batches), _each(batches, province, _now))
    morning = publications.morning(now, ZONE)
    yield Stage(
        "turnout",
        len(province.tree.cells) // publications.CELLS_AT_ONCE + 1,
        lambda session, step: publications.count_some(session, now, morning),
    )


def _steps(province: Province, at_once: int) -> int:
    return sum(cell.size for cell in province.tree.cells) // at_once + 1


def _each(
    batches: list[list[Planned]],
    province: Province,
    work: Callable[[Session, Province, list[Planned]], None],
) -> Callable[[Session, int], bool]:
    def step(session: Session, number: int) -> bool:
        work(session, province, batches[number])
        return number + 1 < len(batches)

    return step


def _open(session: Session, province: Province, opened: datetime, closes: datetime) -> bool:
    """As it is opened everywhere; but the key of its rounding follows the seed."""
    made = cycles.open_cycle(session, demo_tree.TOP, closes.isoformat(), opened, within_budget=False)
    assert made.noise_owner is not None
    key = Random(f"{province.seed}:noise:{made.id}").randbytes(32).hex()
    made.noise = keyring_of(session).encrypt(made.noise_owner, cycle_rows.NOISE, key)
    return False


def _frozen(session: Session, opened: datetime) -> bool:
    return cycles.open_some(session, opened, cycles.CELLS_AT_ONCE)


def _past(session: Session, province: Province, cells: list[Planned]) -> None:
    _reviews(session, province, cells, province.now - PAST, over=True)


def _now(session: Session, province: Province, cells: list[Planned]) -> None:
    _reviews(session, province, cells, province.now - OPEN, over=False)


def _reviews(
    session: Session, province: Province, cells: Sequence[Planned], opened: datetime, *, over: bool
) -> None:
    """What the members of these cells handed in, here or on paper; some have only begun."""
    cycle = session.exec(select(Cycle).where(Cycle.opens_at == opened)).one()
    chance = Random(f"{province.seed}:reviews:{cycle.id}:{cells[0].code}")
    here = {province.ids[cell.code] for cell in cells if chance.random() < TAKING_PART or _shown(cell)}
    signs = checklists.load(cycle.checklist).signs_for(())
    rows: list[dict[str, Any]] = []
    given: dict[int, answers.Answers] = {}
    for cell_id, vault_id in _vaults(session, cycle.id or 0, [province.ids[cell.code] for cell in cells]):
        row = _row(cell_id in here, opened, chance, over=over)
        if row is None:
            continue
        row |= {"id": chance.getrandbits(BITS) + 1, "cycle_id": cycle.id, "vault_id": vault_id}
        if row["paper_at"] is None:
            given[row["id"]] = answers.Answers({sign.id: demo.answer(sign, chance) for sign in signs})
            if row["submitted_at"] is None:
                given[row["id"]].signs = dict(list(given[row["id"]].signs.items())[:9])
        rows.append(row)
    keyring = keyring_of(session)
    keyring.create_all([row["id"] for row in rows])
    for row in rows:
        found = given.get(row["id"])
        sealed = keyring.encrypt(row["id"], reviews.PLACE, answers.dump(found)) if found else None
        row["answers"] = sealed
    insert(session, {Review: rows})
    if over:
        _plans(session, rows, given, signs, chance)


def _row(here: bool, opened: datetime, chance: Random, *, over: bool) -> dict[str, Any] | None:
    """Whether, when and how a member handed in."""
    drawn, at = chance.random(), opened + timedelta(hours=chance.randrange(5, 150))
    row: dict[str, Any] = {"keep_copy": False, "started_at": at, "submitted_at": None, "paper_at": None}
    if not here:
        return row | {"paper_at": at} if over and drawn < PAPER else None
    if drawn < (HERE if over else SO_FAR):
        return row | {"submitted_at": at, "keep_copy": chance.random() < KEPT}
    return row if not over and drawn < SO_FAR + DRAFTS else None


def _shown(cell: Planned) -> bool:
    return cell.code in demo_tree.SHOWN


def _vaults(session: Session, cycle_id: int, cells: Sequence[int]) -> list[tuple[int, int]]:
    """Cell and vault of those expected who have joined, in an order that the seed gives."""
    query = (
        select(Participant.cell_id, Vault.id)
        .join(Vault, col(Vault.member_id) == col(Participant.member_id))
        .where(Participant.cycle_id == cycle_id, col(Participant.cell_id).in_(cells))
    )
    return sorted(session.exec(query).all())


def _plans(
    session: Session,
    rows: Sequence[dict[str, Any]],
    given: dict[int, answers.Answers],
    signs: Sequence[Any],
    chance: Random,
) -> None:
    """Some of them have a plan about what they marked."""
    made = []
    for row in rows:
        found = given.get(row["id"])
        if not found or chance.random() >= PLANNING:
            continue
        at = row["started_at"]
        plan = demo.plan_of([sign for sign in signs if found.degree_of(sign.id) in "12"], at, chance)
        made.append((chance.getrandbits(BITS) + 1, row["vault_id"], plan, at + plan_lines.KEPT))
    keyring = keyring_of(session)
    keyring.create_all([plan_id for plan_id, *_ in made])
    sealed = [
        {
            "id": plan_id,
            "vault_id": vault_id,
            "content": keyring.encrypt(plan_id, plans.PLACE, plan_lines.dump(plan)),
            "trim_at": plan_lines.trim_at(plan),
            "until_at": until,
        }
        for plan_id, vault_id, plan, until in made
    ]
    insert(session, {Plan: sealed})


def _since(session: Session, province: Province, cells: list[Planned]) -> None:
    """Transfers since the last cycle, who attends which cell, and the chats of those who have joined."""
    chance = Random(f"{province.seed}:since:{cells[0].code}")
    ids = [province.ids[cell.code] for cell in cells]
    query = select(Member.id, Member.unit_id).where(col(Member.unit_id).in_(ids), members.is_present())
    seats = sorted(session.exec(query).all())
    _transfer(session, province, seats, chance)
    _attend(session, province, cells, chance)
    _chats(session, province, [member for member, _ in seats], chance)


def _transfer(session: Session, province: Province, seats: Sequence[tuple[int, int]], chance: Random) -> None:
    """To another cell nearby: never one that holds an office, never below 3 nor above 45 in a cell."""
    sizes: dict[int, int] = {}
    for _, cell in seats:
        sizes[cell] = sizes.get(cell, 0) + 1
    held = set(session.exec(select(Role.member_id)).all())
    stays, moves = [], []
    for member, cell in seats:
        to = chance.choice(list(sizes))
        if chance.random() >= TRANSFERRED or member in held or to == cell:
            continue
        if sizes[cell] <= LEAST or sizes[to] >= MOST:
            continue
        sizes[cell], sizes[to] = sizes[cell] - 1, sizes[to] + 1
        at = province.now - timedelta(days=chance.randrange(20, 160))
        begun = province.now - PAST - timedelta(days=100)
        stay = {
            "member_id": member,
            "unit_id": cell,
            "from_at": begun,
            "until_at": at,
            "ended": "transferred",
        }
        stays.append(stay)
        moves.append({"moved": member, "to_cell": to})
    if moves:
        update = sa.update(Member).where(col(Member.id) == sa.bindparam("moved"))
        session.connection().execute(update.values(unit_id=sa.bindparam("to_cell")), moves)
    insert(session, {Stay: stays})


def _attend(session: Session, province: Province, cells: Sequence[Planned], chance: Random) -> None:
    """A member of the committee above attends some of its cells."""
    found = session.exec(select(Role.unit_id, Role.member_id).where(Role.name == "committee")).all()
    bodies: dict[int, list[int]] = {}
    for unit, member in sorted(found):
        bodies.setdefault(unit, []).append(member)
    at = province.now - PAST
    rows = []
    for cell in cells:
        body = bodies.get(province.ids.get(cell.parent or "", 0))
        if body and chance.random() < ATTENDED:
            rows.append({"unit_id": province.ids[cell.code], "member_id": chance.choice(body), "from_at": at})
    insert(session, {Attendant: rows})


def _chats(session: Session, province: Province, seats: Sequence[int], chance: Random) -> None:
    keyring, rows = keyring_of(session), []
    query = select(Vault.id).where(col(Vault.member_id).in_(seats))
    for vault in sorted(session.exec(query).all()):
        if chance.random() < CHATS:
            address = f"{chance.getrandbits(128):032x}"
            row = {
                "bot": "web",
                "address_index": keyring.index("address", f"web\0{address}"),
                "address": keyring.encrypt(vault, "account.address", address),
                "vault_id": vault,
                "language": "vi",
                "created_at": province.now - PAST,
            }
            rows.append(row)
    insert(session, {Account: rows})
