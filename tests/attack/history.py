"""Histories (T3): cycles are opened, answered and published; in between people come, go and move, units too.

Everybody answers the same in every cycle, and his plan stands the same whenever one closes. An attacker who
cannot count on that looks at each by itself; one who does puts them together.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from flows import answers, dates, disclosure
from storage import engines, schema
from storage.cycles import Cycle, Participant
from storage.encryption import Keyring, keyring_of, new_id
from storage.members import Vault
from storage.reviews import PLACE, Review
from tests.attack import knowledge, organisations, plans
from tests.attack.emitted import Ledger, Seen
from tests.attack.knowledge import Pool, Shape
from tests.attack.observers import look
from tests.attack.organisations import Person, Tree, World
from tests.attack.troubles import BETWEEN, MEANWHILE, Troubles, befall
from tests.conftest import MASTER
from tests.organisations import LASTS, opens, publish

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
HALF_A_YEAR = timedelta(days=182)
ZONE = "Asia/Ho_Chi_Minh"


@dataclass(slots=True)
class Round:
    """One cycle of every organisation: what was seen of it, the trees, and whose reviews count in which cell.

    `cycles`: by the top unit, the cycle's id, which old buttons name. `entered`: who is in a cell's figures
    by the rule, whether he hands in or not.
    """

    seen: Seen
    shapes: list[Shape]
    cycles: dict[int, int]
    counted: dict[int, frozenset[int]] = field(default_factory=dict)
    entered: dict[int, frozenset[int]] = field(default_factory=dict)

    def pools(self, shape: Shape) -> tuple[Pool, ...]:
        """The pools of one of the organisations."""
        return knowledge.pools_of(shape, self.seen.everything, self.counted)


@dataclass(slots=True)
class History:
    """A world, what everybody in it is counted in in every cycle, and the cycles it has been through."""

    world: World
    ledger: Ledger = field(default_factory=Ledger)
    truth: dict[int, frozenset[str]] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)


@contextmanager
def new_world(seed: int) -> Iterator[World]:
    """An empty database in memory."""
    engine, store = engines.open_engine("sqlite://"), engines.open_key_store("sqlite://")
    keyring = Keyring(MASTER, store)
    schema.initialise(engine, store, keyring, False, BEGIN)
    try:
        with engines.transaction(engine, keyring, keep=False) as session:
            yield World(session, Random(seed), Random(f"plans of {seed}"), BEGIN)
    finally:
        engine.dispose()
        store.dispose()


def live(
    world: World,
    sizes: Sequence[int],
    cycles: int,
    troubles: Troubles = BETWEEN,
    prepare: Callable[[World], None] = lambda world: None,
) -> History:
    """Organisations of so many cells, through so many cycles, half a year from one to the next."""
    history = History(world)
    steps = {organisations.make_tree(world, size).top: disclosure.STEP for size in sizes}
    prepare(world)
    for number in range(cycles):
        if number:
            befall(world, steps, troubles)
        history.rounds.append(run_cycle(world, steps, history.ledger))
        history.truth |= {member: person.figures for member, person in world.people.items()}
        world.now += HALF_A_YEAR - LASTS
    return history


def run_cycle(world: World, steps: dict[int, int], ledger: Ledger) -> Round:
    """Open, hand in, publish, and let everybody look."""
    opened = [
        (tree, opens(world.session, world.now, tree.units[tree.top].code, steps[tree.top]))
        for tree in world.trees
    ]
    for tree, cycle in opened:
        hand_in(world, tree, cycle)
    befall(world, {}, MEANWHILE)
    world.now += LASTS
    publish(world.session, world.now)
    cycles = {tree.top: cycle.id or 0 for tree, cycle in opened}
    seen = ledger.of(dates.day(world.now, ZONE)[3:])
    found = Round(seen, knowledge.shapes(world, steps), cycles)
    for _, cycle in opened:
        found.counted |= _by_cell(world, cycle, col(Review.submitted_at).is_not(None))
        found.entered |= _by_cell(world, cycle)
    look(world, ledger)
    return found


def hand_in(world: World, tree: Tree, cycle: Cycle) -> None:
    """The plans and reviews of an organisation: most submit, some on paper, some not at all."""
    plans.write(world, (person for cell in tree.cells for person in world.members_of(cell)), cycle)
    rows = [
        (person, new_id(), world.random.random() < 0.02)
        for cell in tree.cells
        for person in world.members_of(cell)
        if world.random.random() < person.diligence
    ]
    keyring = keyring_of(world.session)
    keyring.create_all([review for _, review, _ in rows])
    organisations.insert(world, "review", [_review(keyring, world, cycle, *row) for row in rows])


def _review(
    keyring: Keyring, world: World, cycle: Cycle, person: Person, review: int, paper: bool
) -> dict[str, object]:
    sealed = None if paper else keyring.encrypt(review, PLACE, answers.dump(person.answers))
    return {
        "id": review,
        "cycle_id": cycle.id,
        "vault_id": person.vault,
        "answers": sealed,
        "keep_copy": world.random.random() < 0.3,
        "started_at": world.now,
        "submitted_at": None if paper else world.now,
        "paper_at": world.now if paper else None,
    }


def _by_cell(world: World, cycle: Cycle, *conditions: ColumnElement[bool]) -> dict[int, frozenset[int]]:
    """Who counts in each cell. Colleagues know who hands in, and the rule says who waits."""
    query = (
        select(Participant.cell_id, Participant.member_id)
        .join(Vault, col(Vault.member_id) == Participant.member_id)
        .join(
            Review,
            (col(Review.vault_id) == Vault.id) & (col(Review.cycle_id) == Participant.cycle_id),
            isouter=True,
        )
        .where(Participant.cycle_id == cycle.id, col(Participant.counted).is_(True), *conditions)
    )
    found: dict[int, set[int]] = {}
    for cell, member in world.session.exec(query).all():
        found.setdefault(cell, set()).add(member)
    return {cell: frozenset(members) for cell, members in found.items()}
