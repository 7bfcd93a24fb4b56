"""Organisations to be attacked: trees of units with officers, and members who stay as they are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random
from typing import Any

import sqlalchemy as sa

from flows import answers
from flows.answers import OTHER, Answer, Answers
from locales import checklists
from storage import tables
from storage.encryption import keyring_of, new_id
from storage.engines import FlowSession
from storage.members import Profile, seal
from storage.units import KINDS

CHECKLIST = checklists.load("nq04_2016")
SIGNS = CHECKLIST.signs_for(())
FIGURES = tuple(sign.id for sign in SIGNS)
CAUSES = (*dict.fromkeys(cause.id for sign in SIGNS for cause in sign.causes), OTHER)
PLANS = ("open", "done", "overdue")
ITEMS = (*FIGURES, *PLANS)
"""What a member may have been counted in by himself: the signs, and how his plan stands."""
IN_PERSON = frozenset(sign.id for sign in SIGNS if sign.in_person)
"""Signs to be talked over in person: no cause and no line of a plan may be about one."""
OFFICES = ("secretary", "deputy", "committee")
COMMON = {"1.3": 0.35, "1.4": 0.2, "1.5": 0.5, "1.7": 0.2, "2.1": 0.15, "2.5": 0.25, "2.6": 0.3, "2.9": 0.1}
"""How many mark these signs; the others nearly nobody, those to be talked over in person least of all."""
RARE, RAREST = 0.03, 0.005
PLANNED = {"open": 0.5, "done": 0.3, "overdue": 0.3}
"""How many of those who marked something have such a line; overdue: of those with an open one."""
EXTREMES = 0.05, 0.95
"""In some cells nearly nobody has such a line, in others nearly everybody."""


@dataclass(slots=True)
class Person:
    """A member: where he is, what he finds in himself and does about it (the truth), how often he hands in.

    `stands`: how his plan stands whenever a cycle closes (`PLANS`).
    """

    member: int
    vault: int
    cell: int
    answers: Answers
    stands: frozenset[str]
    diligence: float
    present: bool = True

    @property
    def figures(self) -> frozenset[str]:
        """The signs, causes and plans in whose figures he is counted: each once, whatever the degree."""
        named = {cause for answer in self.answers.signs.values() for cause in answer.causes}
        other = {OTHER for answer in self.answers.signs.values() if answer.other}
        return self.marked | named | other | self.stands

    @property
    def marked(self) -> frozenset[str]:
        """The signs he marked."""
        return frozenset(sign for sign, answer in self.answers.signs.items() if answer.marked)


@dataclass(slots=True)
class Unit:
    """A node of the tree, by its present name."""

    id: int
    code: str
    name: str
    kind: str
    parent: int | None


@dataclass(slots=True)
class Tree:
    """An organisation with a cycle of its own: its top unit, all units, those that are cells or were once."""

    top: int
    units: dict[int, Unit] = field(default_factory=dict)
    cells: list[int] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)

    def below(self, unit: int) -> list[int]:
        """The cells below a unit, or the cell itself."""
        return [cell for cell in self.cells if unit in self.lineage(cell)]

    def lineage(self, unit: int) -> list[int]:
        """The unit and all above it."""
        found = [unit]
        while (parent := self.units[found[-1]].parent) is not None:
            found.append(parent)
        return found


@dataclass(slots=True)
class World:
    """All organisations, everybody in them, and who holds which office.

    What is in plans is drawn by itself (`planning`): it changes nothing else in a world.
    """

    session: FlowSession
    random: Random
    planning: Random
    now: datetime
    trees: list[Tree] = field(default_factory=list)
    people: dict[int, Person] = field(default_factory=dict)
    offices: dict[int, set[tuple[str, int]]] = field(default_factory=dict)
    former: dict[str, int] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def members_of(self, cell: int) -> list[Person]:
        """Who is on a cell's roster."""
        return [person for person in self.people.values() if person.present and person.cell == cell]

    def tree_of(self, unit: int) -> Tree:
        """The organisation a unit belongs to."""
        return next(tree for tree in self.trees if unit in tree.units)

    def name(self, what: str) -> str:
        """A name no other unit ever bears: a reader can tell from a title whose figures it has."""
        return f"{what} {next(self.numbers)}"


def insert(world: World, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Many rows by one statement."""
    if found := list(rows):
        world.session.connection().execute(sa.insert(tables.metadata.tables[table]), found)


def make_tree(world: World, cells: int) -> Tree:
    """Branches of 2 to 15 cells below one top, some cells right below it; or one cell by itself."""
    tree = Tree(top=0)
    if cells == 1:
        tree.top = add_cell(world, tree, None, _size(world.random))
    else:
        tree.top = add_unit(world, tree, "Đảng bộ", None)
        _fill(world, tree, cells)
        _appoint_officers(world, tree)
    world.trees.append(tree)
    return tree


def _fill(world: World, tree: Tree, cells: int) -> None:
    largest = min(15, max(3, cells // 2))
    while cells > 0:
        group = min(cells, world.random.randint(2, largest))
        straight = world.random.random() < 0.2
        parent = tree.top if straight else add_unit(world, tree, "Đảng ủy", tree.top)
        for _ in range(group):
            add_cell(world, tree, parent, _size(world.random))
        cells -= group


def _size(random: Random) -> int:
    return round(random.triangular(3, 25, 10))


def add_unit(world: World, tree: Tree, what: str, parent: int | None) -> int:
    """A unit under that parent; its id."""
    unit_id, kind = next(world.numbers), world.random.choice(KINDS[:3])
    if parent is not None and world.random.random() < 0.7:
        kind = tree.units[parent].kind
    unit = Unit(unit_id, f"U{unit_id}", world.name(what), kind, parent)
    tree.units[unit_id] = unit
    row = {"code": unit.code, "name": unit.name, "kind": kind, "parent_id": parent, "created_at": world.now}
    insert(world, "unit", [{"id": unit_id, **row}])
    return unit_id


def add_cell(world: World, tree: Tree, parent: int | None, size: int) -> int:
    """A cell with so many members and its officers; its id."""
    cell = add_unit(world, tree, "Chi bộ", parent)
    tree.cells.append(cell)
    leaning = {sign: 0.95 for sign in FIGURES if world.random.random() < 0.01}
    leaning |= {name: world.planning.choice(EXTREMES) for name in PLANS if world.planning.random() < 0.3}
    members = [add_person(world, cell, leaning) for _ in range(size)]
    for office, person in zip(OFFICES, members, strict=False):
        appoint(world, person.member, office, cell)
    return cell


def add_person(world: World, cell: int, leaning: dict[str, float] | None = None) -> Person:
    """A member who has joined; `leaning`: how many in his cell mark a sign or have a line, if unusual."""
    member = new_id()
    keyring = keyring_of(world.session)
    keyring.create(member)
    profile = seal(keyring, member, Profile(f"Đảng viên {member}"))
    seat = {"profile": profile, "standing": "official", "created_at": world.now}
    insert(world, "member", [{"id": member, "unit_id": cell, **seat}])
    diligence = world.random.choices((1.0, 0.6, 0.0), (17, 2, 1))[0]
    answers_ = given(world.random, leaning or {})
    person = Person(member, add_vault(world, member), cell, answers_, frozenset(), diligence)
    person.stands = standing(world.planning, person.marked, leaning or {})
    world.people[member] = person
    return person


def add_vault(world: World, member: int) -> int:
    """What a member who joins (again) gets to keep his own in."""
    vault = new_id()
    keyring_of(world.session).create(vault)
    recovery = {"recovery_salt": "", "recovery_hash": "", "created_at": world.now}
    insert(world, "vault", [{"id": vault, "member_id": member, **recovery}])
    return vault


def rate_of(sign_id: str) -> float:
    """How many of all members mark a sign."""
    return COMMON.get(sign_id, RAREST if CHECKLIST.sign(sign_id).in_person else RARE)


def given(random: Random, leaning: dict[str, float]) -> Answers:
    """What a member answers: mostly "none"; to what he marks, some causes."""
    signs = {}
    for sign in SIGNS:
        if random.random() >= leaning.get(sign.id, rate_of(sign.id)):
            signs[sign.id] = Answer(
                answers.BLANK if sign.in_person and random.random() < 0.1 else answers.NONE
            )
        elif sign.in_person:
            signs[sign.id] = Answer(answers.YES)
        else:
            causes = [cause.id for cause in sign.causes if random.random() < 0.4]
            signs[sign.id] = Answer(random.choice("12"), causes, "lời riêng" * (random.random() < 0.1))
    return Answers(signs)


def standing(random: Random, marked: frozenset[str], leaning: dict[str, float]) -> frozenset[str]:
    """How the plan of someone who marked these signs stands. Without a mark to work on there is no line."""
    if not marked - IN_PERSON:
        return frozenset()
    found = {name for name in PLANS if random.random() < leaning.get(name, PLANNED[name])}
    return frozenset(found if "open" in found else found - {"overdue"})


def appoint(world: World, member: int, office: str, unit: int) -> None:
    """Give a member an office."""
    world.offices.setdefault(member, set()).add((office, unit))
    insert(world, "role", [{"member_id": member, "unit_id": unit, "name": office, "from_at": world.now}])


def _appoint_officers(world: World, tree: Tree) -> None:
    """In every unit above cells a secretary and an officer, members of some cell below."""
    for unit in set(tree.units) - {*tree.cells, *tree.merged}:
        cells = tree.below(unit)
        for office in ("secretary", "officer"):
            holder = world.random.choice(world.members_of(world.random.choice(cells)))
            appoint(world, holder.member, office, unit)
