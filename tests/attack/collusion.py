"""T6: two officers of different units put together what they saw, their own cells' figures, their answers
and plans."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from tests.attack import knowledge, solver
from tests.attack.emitted import Facts, Viewer
from tests.attack.history import Round
from tests.attack.knowledge import Shape
from tests.attack.organisations import PLANS

Pair = tuple[Viewer, Viewer]


def pairs(round_: Round, shape: Shape) -> Iterator[Pair]:
    """All pairs of officers of different units above cells."""
    officers = sorted(viewer for viewer in round_.seen.by_viewer if viewer.unit in shape.below)
    for one, other in combinations(officers, 2):
        if one.member != other.member and one.unit != other.unit:
            yield one, other


def certain(
    round_: Round, shape: Shape, pair: Pair, figure: str, truth: Mapping[int, frozenset[str]]
) -> set[int]:
    """The pools (by number) of which two officers find out another's answer; all of plans at once."""
    figures = PLANS if figure in PLANS else (figure,)
    seen: Facts = {}
    for viewer in pair:
        seen |= {
            subject: said for subject, said in _seen_by(round_, viewer).items() if subject.figure in figures
        }
    known = knowledge.known(shape, round_.pools(shape), seen)
    insiders = {viewer.member: truth[viewer.member] for viewer in pair}
    return {number for number, _ in solver.certain(known, figures, insiders, linked=True)}


def _seen_by(round_: Round, viewer: Viewer) -> Facts:
    """What an officer opened, and as a member the figures of his own cell."""
    own = {cell for cell, members in round_.counted.items() if viewer.member in members}
    back = {subject: said for subject, said in round_.seen.everything.items() if own & set(subject.units)}
    return back | round_.seen.by_viewer[viewer]
