"""The tree of the invented province: its committees, organisations and cells, and what it was before.

Pure: the same size and seed give the same tree. Nothing here touches a database.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import product
from random import Random
from typing import Any

TOP = "TINH"
"""The province's own code: by it a demo knows that it is one."""
LEAST, MOST = 3, 45
"""Members of a cell."""
SMALLEST = 200
"""Members of the smallest province that still has committees of each kind."""
COMMUNE = 850
"""Members of a usual commune."""
A_TIER = 12
"""Communes that were below one district before that tier was dissolved."""
MERGED, MOVED = 0.02, 0.01
"""Shares of cells that took another one over, or were below another organisation before."""
SHOWN = (f"{TOP}-CQ-C01", "X001-C01", "X001-C02", "X001-D01-C01")
"""Cells whose people a visitor may play."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A unit: a cell when it has a size. `heir`: the unit that took it over when it was closed."""

    code: str
    name: str
    kind: str
    parent: str | None
    size: int = 0
    heir: str = ""
    closed: bool = False


@dataclass(slots=True)
class Tree:
    """All units, parents before children; and where some were before: code, parent, name."""

    units: list[Planned] = field(default_factory=list)
    before: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def cells(self) -> list[Planned]:
        """The units that meet."""
        return [unit for unit in self.units if unit.size]


@cache
def data() -> dict[str, Any]:
    """The words it is made of."""
    return tomllib.loads((resources.files("locales") / "demo_province.toml").read_text("utf-8"))


def plant(size: int, seed: int) -> Tree:
    """A province with exactly so many members."""
    if size < SMALLEST:
        raise ValueError(f"a province has at least {SMALLEST} members")
    chance, tree = Random(f"{seed}:tree"), Tree()
    tree.units.append(Planned(TOP, data()["province"]["name"], "other", None))
    left = size
    for committee in data()["committees"]:
        share = max(LEAST, round(size * committee["share"]))
        left -= share
        tree.units += _committee(committee, share, chance)
    communes = max(2, round(left / COMMUNE))
    for number in range(1, communes + 1):
        share = left // (communes - number + 1)
        if number < communes:
            share = min(max(share + chance.randrange(-share // 3, share // 3), 60), left - 60)
        left -= share
        tree.units += _commune(number, share, chance)
    _dissolve_districts(tree, communes)
    _take_over(tree, chance)
    return tree


def _committee(words: dict[str, Any], size: int, chance: Random) -> Iterator[Planned]:
    """One of the province's own committees: an office, then organisations of several cells."""
    code = f"{TOP}-{words['code']}"
    yield Planned(code, words["name"], words["kind"], TOP)
    first = _size(chance, size)
    yield Planned(f"{code}-C01", "Chi bộ Văn phòng", words["kind"], code, first)
    left, number, names = size - first, 0, _places(chance)
    while left:
        number += 1
        above = Planned(
            f"{code}-D{number:02}", words["organisation"].format(place=next(names)), words["kind"], code
        )
        found = list(_cells(above, words["cells"], left, chance.randrange(4, 14), chance))
        left -= sum(cell.size for cell in found)
        yield above
        yield from found


def _commune(number: int, size: int, chance: Random) -> Iterator[Planned]:
    """A commune or ward: its office, cells of villages, schools and so on, and organisations."""
    words, code, place = data()["commune"], f"X{number:03}", _place(number)
    name = words["phuong" if number % 4 == 1 else "xa"].format(place=place)
    yield Planned(code, name, "residential", TOP)
    first = _size(chance, size)
    yield Planned(f"{code}-C01", words["office"], "agency", code, first)
    left, direct, inner, counts = size - first, 1, 0, dict[str, int]()
    names = _places(chance)
    while left:
        if direct > 1 and chance.random() < 0.09:
            inner += 1
            pattern, kind, _, cell = _weighted(words["organisations"], chance)
            above = Planned(f"{code}-D{inner:02}", pattern.format(place=next(names)), kind, code)
            found = list(_cells(above, [cell], left, chance.randrange(2, 7), chance))
            left -= sum(one.size for one in found)
            yield above
            yield from found
            continue
        direct += 1
        pattern, kind, _ = _weighted(words["cells"], chance)
        counts[pattern] = counts.get(pattern, 0) + 1
        taken = _size(chance, left)
        left -= taken
        yield Planned(f"{code}-C{direct:02}", pattern.format(n=counts[pattern]), kind, code, taken)


def _cells(above: Planned, patterns: list[str], most: int, count: int, chance: Random) -> Iterator[Planned]:
    for number in range(1, count + 1):
        if not most:
            return
        taken = _size(chance, most)
        most -= taken
        name = patterns[number % len(patterns)].format(n=number)
        yield Planned(f"{above.code}-C{number:02}", name, above.kind, above.code, taken)


def _size(chance: Random, left: int) -> int:
    """Members of a cell: mostly 9 to 15, some of 3 or 45; never so that one or two were left over."""
    drawn = chance.random()
    if drawn < 0.7:
        size = chance.randint(9, 15)
    elif drawn < 0.88:
        size = chance.randint(LEAST, 8)
    else:
        size = min(MOST, 16 + int(chance.expovariate(1 / 8)))
    if left - size >= LEAST:
        return size
    return left if left <= MOST else size - LEAST


def _dissolve_districts(tree: Tree, communes: int) -> None:
    """Before the reform communes were below districts, and more of them; both are closed now."""
    words, closed = data()["commune"], []
    for number in range(1, communes + 1):
        district = f"H{(number - 1) // A_TIER + 1:02}"
        if number % A_TIER == 1:
            name = words["former"].format(place=_place(number + 60))
            closed.append(Planned(district, name, "residential", TOP, closed=True))
        commune = next(unit for unit in tree.units if unit.code == f"X{number:03}")
        tree.before.append((commune.code, district, words["before"].format(place=_place(number))))
        if number % 2:
            name = words["before"].format(place=_place(number + 30))
            closed.append(Planned(f"{commune.code}-CU", name, "residential", district, 0, commune.code, True))
    tree.units += closed


def _take_over(tree: Tree, chance: Random) -> None:
    """Some cells took a neighbour over, some were moved to another organisation of their committee."""
    organisations = {unit.code: unit for unit in tree.units if not unit.size and not unit.closed}
    for cell in tree.cells:
        above = organisations[cell.parent or ""]
        drawn = chance.random()
        if drawn < MERGED:
            code = f"{cell.code}-CU"
            tree.units.append(Planned(code, f"{cell.name} (cũ)", cell.kind, cell.parent, 0, cell.code, True))
        elif drawn < MERGED + MOVED and above.parent not in (None, TOP):
            tree.before.append((cell.code, above.parent or "", cell.name))


def _weighted(rows: list[Any], chance: Random) -> Any:
    return chance.choices(rows, [row[2] for row in rows])[0]


def _place(number: int) -> str:
    places = data()["places"]
    names = [f"{first} {second}" for second, first in product(places["second"], places["first"])]
    again, place = divmod(number, len(names))
    return f"{names[place]} {again + 1}" if again else names[place]


def _places(chance: Random) -> Iterator[str]:
    """Names for the organisations of one committee, none twice."""
    start = chance.randrange(100)
    number = start
    while True:
        yield _place(number)
        number += 1
