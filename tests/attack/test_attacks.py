"""The attackers of disclosure.md (T1 to T8) on small organisations; at full size: `make attack`."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from flows.publications import names_of
from tests.attack import campaign, control, history, organisations, rosters, shape, troubles
from tests.attack.history import History
from tests.attack.organisations import CHECKLIST, PLANS


def test_nobodys_answer_is_certain_whoever_reads_along(lived: History) -> None:
    found = campaign.by_bounds(lived)
    assert found["cell_items"] > 450
    assert not any(found[name] for name in campaign.INSIDERS)


def test_the_solver_finds_nothing_either(lived: History) -> None:
    found = campaign.by_solver(lived, Random(1), 5)
    assert found == Counter(systems=15)


def test_two_officers_together_learn_nobodys_answer(lived: History) -> None:
    found = campaign.by_collusion(lived, Random(1), 30)
    found += campaign.by_collusion(lived, Random(2), 10, PLANS)
    assert found == Counter(collusions=40)


def test_nothing_is_shown_that_must_not_be(lived: History) -> None:
    assert campaign.by_conduct(lived) == Counter(breaches=0)


def test_joiners_enter_together_and_pools_stay_together(lived: History) -> None:
    found = campaign.by_changes(lived)
    assert found["arrivals"] > 0
    assert found["pools_kept"] > 0
    assert found["arrivals_alone"] == found["pools_broken_up"] == 0


def founded(new: int, moved: int) -> Counter[str]:
    """Beside a cell of eleven another is founded, by so many new members and so many of the eleven."""
    with history.new_world(30) as world:
        tree = organisations.Tree(top=0)
        tree.top = organisations.add_unit(world, tree, "Đảng bộ", None)
        old = organisations.add_cell(world, tree, tree.top, 11)
        world.trees.append(tree)
        made = History(world, rounds=[])
        made.rounds.append(history.run_cycle(world, {tree.top: 4}, made.ledger))
        world.now += history.HALF_A_YEAR
        young = organisations.add_cell(world, tree, tree.top, new)
        for _ in range(moved):
            troubles.transfer(world, old, young)
        made.rounds.append(history.run_cycle(world, {tree.top: 4}, made.ledger))
        return campaign.by_changes(made)


@pytest.mark.parametrize(("new", "moved"), [(2, 0), (2, 4), (1, 8)])
def test_a_new_cell_does_not_bring_a_few_into_old_figures(new: int, moved: int) -> None:
    """Its new members, with some who were counted next door already, are compared with the figures there."""
    assert founded(new, moved)["arrivals_alone"] == 0


def test_who_looks_again_sees_the_same(lived: History) -> None:
    found = campaign.by_repeats(replace(lived, rounds=lived.rounds[-1:]))
    assert found["looks"] > 300
    assert found["conflicts"] == 0


def test_all_figures_are_seen_by_somebody(lived: History) -> None:
    """Or the attackers would find nothing because they saw nothing."""
    seen = {subject.figure for subject in lived.rounds[0].seen.everything}
    assert seen == {name.partition(":")[2] for name in names_of(CHECKLIST)}


def test_other_answers_with_the_same_values_show_nowhere() -> None:
    found = shape.twins(21, (3,))
    assert found.changed > 20
    assert found.replanned > 10
    assert found.differing == []


def test_constant_answers_are_hardly_ever_certain_within_a_year() -> None:
    found, seen = rosters.certain(Random(2), 600, 2)
    assert seen > 25_000
    assert found / seen <= 0.0001


# The negative controls (T8): what leaks is found, or the attackers are broken.


def test_exact_counts_leak() -> None:
    with control.points(control.exact), history.new_world(21) as world:
        made = history.live(world, (6, 1), 1)
        found, of_plans = campaign.by_bounds(made), campaign.by_bounds(made, PLANS)
        solved = campaign.by_solver(made, Random(1), 4)
    assert found["certain_outsider"] / found["cell_items"] >= 0.3
    assert found["certain_insider"] > found["certain_outsider"]
    assert of_plans["certain_insider"] > of_plans["certain_outsider"] > 0
    assert solved["certain_by_solver"] > 0
    assert solved["disagreements"] == 0


def test_points_that_move_with_n_leak_to_constant_answers() -> None:
    with control.points(control.moving):
        found, _ = rosters.certain(Random(3), 400, 4)
    assert found > 0


def test_points_too_near_each_other_leak_much_more() -> None:
    with control.points(control.near):
        found, seen = rosters.certain(Random(2), 25, 4)
    assert found / seen > 0.01
