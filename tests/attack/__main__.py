"""`python -m tests.attack`: all attackers at full size; a table, and `build/attack.json`."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.attack import campaign, control, history, rosters, shape
from tests.attack.campaign import Tally
from tests.attack.organisations import ITEMS, PLANS

RESULT = Path("build/attack.json")
SIZES = (18, 14, 12, 9, 6, 1, 1, 1)
"""Cells of the organisations of one world."""
WORLDS, CYCLES = 9, 4
WITH_REPEATS = 2
"""In so many worlds everybody looks at everything twice."""
CELLS = 20_000
"""Cells of which only the rosters live."""
BOUNDS: dict[str, tuple[str, float]] = {
    "cell_items": (">=", 50_000),
    "certain_outsider": ("<=", 0),
    "certain_insider": ("<=", 0),
    "certain_two_insiders": ("<=", 0),
    "certain_by_solver": ("<=", 0),
    "certain_by_collusion": ("<=", 0),
    "disagreements": ("<=", 0),
    "breaches": ("<=", 0),
    "arrivals_alone": ("<=", 0),
    "pools_broken_up": ("<=", 0),
    "conflicts": ("<=", 0),
    "differences_in_shape": ("<=", 0),
    "constant_rate": ("<=", 0.0001),
    "constant_rate_of_rosters": ("<=", 0.0001),
    "control_rate": (">=", 0.3),
    "control_rate_of_plans": (">", 0),
    "control_moving": (">", 0),
    "control_near": (">=", 0.01),
}


def world(seed: int) -> Tally:
    """A world's history, and every attacker of one."""
    random = Random(seed)
    with history.new_world(seed) as made:
        lived = history.live(made, SIZES, CYCLES)
        tally = campaign.by_bounds(lived) + campaign.errors(lived)
        tally += campaign.by_solver(lived, random, 20) + campaign.by_collusion(lived, random, 150)
        tally += campaign.by_collusion(lived, random, 30, PLANS)
        tally += campaign.by_constancy(lived, 2) + campaign.by_constancy(lived, CYCLES)
        tally += campaign.by_changes(lived) + campaign.by_conduct(lived)
        return tally + campaign.by_repeats(lived) if seed < WITH_REPEATS else tally


def exact(seed: int) -> Tally:
    """The negative control: every count is published as it is."""
    with control.points(control.exact), history.new_world(seed) as made:
        lived = history.live(made, SIZES, 1)
        found, plans = campaign.by_bounds(lived), campaign.by_bounds(lived, PLANS)
        tally = Counter({f"control_{name}": number for name, number in found.items()})
        return tally + Counter({f"control_plans_{name}": number for name, number in plans.items()})


def twins(seed: int) -> Tally:
    """Other answers and plans with the same values."""
    found = shape.twins(seed, (9, 5, 1))
    return Counter(differences_in_shape=len(found.differing), twin_cards=len(found.first))


def constant(name: str, cycles: int, cells: int, rule: str = "", figures: Sequence[str] = ITEMS) -> Tally:
    """Rosters alone, over so many cycles, by the rule or by other points."""
    with control.points(getattr(control, rule)) if rule else nullcontext():
        found, seen = rosters.certain(Random(1), cells, cycles, figures)
    return Counter({name: found, f"{name}_of": seen})


JOBS: list[tuple[Callable[..., Tally], tuple[Any, ...]]] = [
    *((world, (seed,)) for seed in range(WORLDS)),
    (exact, (WORLDS,)),
    (twins, (WORLDS + 1,)),
    (constant, ("rosters_2", 2, CELLS)),
    (constant, ("rosters_4", 4, CELLS // 2)),
    (constant, ("rosters_plans", 2, CELLS, "", PLANS)),
    (constant, ("control_moving", 4, CELLS // 5, "moving")),
    (constant, ("control_near", 4, CELLS // 50, "near")),
]


def main() -> None:
    """Attack, show, write; the exit code tells whether all bounds are kept."""
    begin = perf_counter()
    tally: Tally = Counter()
    with ProcessPoolExecutor(max_workers=2) as pool:
        for done in [pool.submit(job, *given) for job, given in JOBS]:
            tally.update(done.result())
    result = summary(tally) | {"seconds": round(perf_counter() - begin, 1)}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    sys.exit(not show(result))


def summary(tally: Tally) -> dict[str, Any]:
    """What `attack.json` holds: the rates, and every number they were made of."""
    return {
        "cell_items": tally["cell_items"],
        **{name: tally[name] for name, (sign, bound) in BOUNDS.items() if (sign, bound) == ("<=", 0)},
        "constant_rate": _share(tally, "certain_over_2", "pool_signs_2"),
        "constant_rate_of_rosters": _share(tally, "rosters_2", "rosters_2_of"),
        "constant_rate_of_plans": _share(tally, "rosters_plans", "rosters_plans_of"),
        "constant_rate_over_four": _share(tally, "rosters_4", "rosters_4_of"),
        "control_rate": _share(tally, "control_certain_outsider", "control_cell_items"),
        "control_rate_insider": _share(tally, "control_certain_insider", "control_cell_items"),
        "control_rate_of_plans": _share(tally, "control_plans_certain_insider", "control_plans_cell_items"),
        "control_moving": _share(tally, "control_moving", "control_moving_of"),
        "control_near": _share(tally, "control_near", "control_near_of"),
        "error_pp": {
            level: round(_share(tally, f"off_{level}", f"figures_{level}") / 100, 2)
            for level in ("cell", "branch", "organisation")
        },
        "numbers": dict(sorted(tally.items())),
    }


def _share(tally: Tally, part: str, whole: str) -> float:
    return round(tally[part] / max(1, tally[whole]), 7)


def show(result: dict[str, Any]) -> bool:
    """The table; whether every bound is kept."""
    table = Table(
        "figure", "measured", "bound", "", title=f"Attacks on the disclosure, {result['seconds']} s"
    )
    kept = True
    for name, (sign, bound) in BOUNDS.items():
        measured = result[name]
        met = {"<=": measured <= bound, ">=": measured >= bound, ">": measured > bound}[sign]
        table.add_row(name, f"{measured:,}", f"{sign} {bound:,}", "met" if met else "MISSED")
        kept &= met
    for name in ("constant_rate_of_plans", "constant_rate_over_four", "control_rate_insider"):
        table.add_row(name, str(result[name]), "", "")
    for level, points in result["error_pp"].items():
        table.add_row(f"error_pp, {level}", str(points), "", "")
    Console().print(table)
    return kept


if __name__ == "__main__":
    main()
