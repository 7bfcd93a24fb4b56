"""What happens in organisations, between cycles and while one is open: to members, cells, the tree, b."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, update

from flows import roster
from storage import erasure, units
from storage.members import Member
from tests.attack import organisations
from tests.attack.organisations import Tree, World

COARSEST = 6


@dataclass(frozen=True, slots=True)
class Troubles:
    """How likely it is: for a cell, for a member (deletions), for an organisation (founded, raises)."""

    joins: float = 0.3
    leaves: float = 0.3
    transfers: float = 0.2
    renames: float = 0.1
    moved: float = 0.02
    deletions: float = 0.01
    founded: float = 0.1
    raises: float = 0.1


BETWEEN = Troubles()
MEANWHILE = Troubles(0.03, 0.03, 0.03, 0.03, moved=0, deletions=0.005, founded=0, raises=0)
"""While a cycle is open nothing of this may change who is counted where."""


def befall(world: World, steps: dict[int, int], troubles: Troubles) -> None:
    """Let things happen. `steps`: by the top unit, the distance of the points in the next cycle."""
    for tree in world.trees:
        for cell in list(tree.cells):
            for chance, happens in (
                (troubles.joins, _join),
                (troubles.leaves, _leave),
                (troubles.transfers, _transfer_one),
                (troubles.renames, _rename),
                (troubles.moved, _move),
            ):
                _perhaps(world, chance, happens, tree, cell)
        _perhaps(world, troubles.founded, _found, tree, tree.top)
        if world.random.random() < troubles.raises:
            steps[tree.top] = min(COARSEST, steps[tree.top] + 1)
    _delete(world, troubles.deletions)


def _perhaps(
    world: World, chance: float, happens: Callable[[World, Tree, int], None], tree: Tree, unit: int
) -> None:
    if world.random.random() < chance:
        happens(world, tree, unit)


def _join(world: World, tree: Tree, cell: int) -> None:
    for _ in range(world.random.choice((1, 1, 1, 2, 2, 3, 5, 6))):
        organisations.add_person(world, cell)


def _leave(world: World, tree: Tree, cell: int) -> None:
    for _ in range(world.random.choice((1, 1, 1, 2, 2, 3))):
        if len(members := world.members_of(cell)) > 3:
            person = world.random.choice(members)
            roster.leave(world.session, person.member, world.now)
            world.offices.pop(person.member, None)
            person.present = False


def _transfer_one(world: World, tree: Tree, cell: int) -> None:
    if others := [other for other in tree.cells if other != cell]:
        transfer(world, cell, world.random.choice(others))


def transfer(world: World, source: int, target: int) -> None:
    """A member without office goes from one cell to another."""
    if members := [person for person in world.members_of(source) if person.member not in world.offices]:
        person = world.random.choice(members)
        person.cell = target
        world.session.exec(update(Member).where(col(Member.id) == person.member).values(unit_id=target))


def _rename(world: World, tree: Tree, cell: int) -> None:
    row = units.get_unit(world.session, cell)
    row.name = tree.units[cell].name = world.name("Chi bộ mới")
    world.session.flush()


def _move(world: World, tree: Tree, cell: int) -> None:
    """A cell comes under another unit of its organisation."""
    above = [unit for unit in tree.units if unit not in tree.cells and unit != tree.units[cell].parent]
    if above and cell != tree.top:
        row = units.get_unit(world.session, cell)
        row.parent_id = tree.units[cell].parent = world.random.choice(above)
        world.session.flush()


def _found(world: World, tree: Tree, top: int) -> None:
    """A new cell, of new members and of some who were elsewhere."""
    if len(tree.units) > 1:
        cell = organisations.add_cell(world, tree, top, world.random.choice((2, 4, 9)))
        for other in world.random.sample(tree.cells, min(3, len(tree.cells))):
            if other != cell:
                transfer(world, other, cell)


def _delete(world: World, share: float) -> None:
    """Some delete all they wrote; they stay on the roster and join again."""
    for person in list(world.people.values()):
        if person.present and world.random.random() < share:
            erasure.erase_vaults(world.session, [person.vault], world.now)
            person.vault = organisations.add_vault(world, person.member)
