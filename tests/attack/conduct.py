"""What the rule forbids to be shown at all, whatever could be made of it: checked on everything emitted."""

from collections import Counter

from tests.attack.emitted import Said, Subject
from tests.attack.history import Round
from tests.attack.knowledge import Pool, Shape, parts_of
from tests.attack.organisations import IN_PERSON

IN_PERSON_FROM = 50
"""Written down here once more: who changes the rule's own number is noticed."""


def breaches(round_: Round, shape: Shape) -> Counter[str]:
    """How often each thing was shown that must not be, in one organisation's cycle."""
    pools = round_.pools(shape)
    found: Counter[str] = Counter()
    for subject, said in round_.seen.everything.items():
        if subject.units[0] in shape.below or subject.units[0] in shape.kinds:
            found.update(_breaches(subject, said, shape, pools))
    return found


def _breaches(subject: Subject, said: Said, shape: Shape, pools: tuple[Pool, ...]) -> list[str]:
    above = subject.units[0] in shape.below
    parts = [pools[number] for number in parts_of(shape, pools, subject)] if above else []
    checks = {
        "fewer than K": said.n < 2 * shape.step,
        "in person": subject.figure in IN_PERSON and said.n < IN_PERSON_FROM,
        "one cell's own figures above it": above and sum(len(pool.cells) for pool in parts) < 2,
        "a kind of one pool": bool(subject.kind) and len(parts) < 2,
    }
    return [name for name, broken in checks.items() if broken]
