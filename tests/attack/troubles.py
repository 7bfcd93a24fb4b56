"""What happens in organisations, between cycles and while one is open: to members, cells, the tree, b."""

from collections.abc import Callable
from dataclasses import dataclass

from flows import transfers, unit_changes
from storage import erasure, units
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
    merged: float = 0.02
    deletions: float = 0.01
    founded: float = 0.1
    raises: float = 0.1


BETWEEN = Troubles()
MEANWHILE = Troubles(0.03, 0.03, 0.03, 0.03, moved=0, merged=0, deletions=0.005, founded=0, raises=0)
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
                (troubles.merged, _merge),
            ):
                if cell in tree.cells:  # it may have been merged just now
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
            transfers.leave(world.session, person.member, world.now)
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
        code = units.get_unit(world.session, target).code
        transfers.transfer(world.session, person.member, code, world.now)


def _rename(world: World, tree: Tree, cell: int) -> None:
    unit = tree.units[cell]
    world.former[unit.name] = cell
    unit.name = world.name("Chi bộ mới")
    unit_changes.rename(world.session, unit.code, unit.name, world.now)


def _move(world: World, tree: Tree, cell: int) -> None:
    """A cell comes under another unit of its organisation."""
    above = [unit for unit in tree.units if _is_above(tree, unit) and unit != tree.units[cell].parent]
    if above and cell != tree.top:
        parent = tree.units[world.random.choice(above)]
        unit_changes.move(world.session, tree.units[cell].code, parent.code, world.now)
        tree.units[cell].parent = parent.id


def _merge(world: World, tree: Tree, cell: int) -> None:
    """A cell is merged into another one of its organisation."""
    others = [other for other in tree.cells if other != cell]
    if len(others) > 1 and cell != tree.top:
        into = tree.units[world.random.choice(others)]
        unit_changes.merge(world.session, [tree.units[cell].code], into.code, world.now)
        for person in world.members_of(cell):
            person.cell = into.id
            world.offices.pop(person.member, None)
        tree.cells.remove(cell)
        tree.merged.append(cell)


def _is_above(tree: Tree, unit: int) -> bool:
    return unit not in tree.cells and unit not in tree.merged


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
