"""T1: intervals, up and down the tree, of everything published; and when an interval makes an answer certain.

Members of one pool are alike to whoever only sees its figures, so somebody's answer is certain exactly when
it is everybody's: all marked, or none, but for the insiders, who know their own.
"""

from tests.attack.knowledge import Contradiction, Knowledge

Span = tuple[int, int]
WITHIN = {"overdue": "open"}
"""Who is counted in the one is counted in the other."""


def spans(knowledge: Knowledge, figure: str) -> list[Span]:
    """For every pool, how many there may have been who are counted in this figure.

    Of two figures the one within the other, each also bounds the other.
    """
    found = _alone(knowledge, figure)
    for part, whole in WITHIN.items():
        if figure == part:
            most = [high for _, high in _alone(knowledge, whole)]
            found = [(low, min(high, other)) for (low, high), other in zip(found, most, strict=True)]
        if figure == whole:
            least = [low for low, _ in _alone(knowledge, part)]
            found = [(max(low, other), high) for (low, high), other in zip(found, least, strict=True)]
    return found


def _alone(knowledge: Knowledge, figure: str) -> list[Span]:
    """The same by what was said of this figure alone."""
    said = knowledge.leaves.get(figure, {})
    values = [
        {said[number].value: (said[number].low, said[number].high)} if number in said else pool.lattice
        for number, pool in enumerate(knowledge.pools)
    ]
    while _narrow(values, knowledge, figure):
        pass
    return [
        (min(low for low, _ in allowed.values()), max(high for _, high in allowed.values()))
        for allowed in values
    ]


def _narrow(values: list[dict[int, Span]], knowledge: Knowledge, figure: str) -> bool:
    """Take away the values that no sum allows, whatever the other pools' are; whether any went."""
    narrowed = False
    for total in knowledge.sums.get(figure, ()):
        least = {part: min(values[part]) for part in total.pools}
        most = {part: max(values[part]) for part in total.pools}
        low, high = sum(least.values()), sum(most.values())
        for part in total.pools:
            left = {
                value: span
                for value, span in values[part].items()
                if total.value - (high - most[part]) <= value <= total.value - (low - least[part])
            }
            if not left:
                raise Contradiction(f"{figure}: {total} cannot be")
            narrowed |= len(left) < len(values[part])
            values[part] = left
    return narrowed


def certain(span: Span, n: int, marked: int, insiders: int) -> bool:
    """Whether so many members, whoever they are, can know another's answer. `marked`: how many did mark."""
    low, high = span
    others = n - insiders
    known = range(max(0, insiders - (n - marked)), min(insiders, marked) + 1)
    return others > 0 and any(low - own >= others or high - own <= 0 for own in known)
