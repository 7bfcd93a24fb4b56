"""Who sees what: every role opens every report it can tap its way to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flows import access, charts, results, summary
from flows.replies import Answer, Reply, Show
from locales import texts
from storage.accounts import Actor, State
from storage.engines import FlowSession
from tests.attack import emitted
from tests.attack.emitted import Ledger, Viewer
from tests.attack.organisations import World

VIEWS = ("summary", "figures", "results")
"""The choices that lead to figures."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card as it was shown: the choice that led there, its lines as bare text, the whole reply."""

    choice: str
    lines: tuple[str, ...]
    reply: Reply

    @property
    def kind(self) -> str:
        """The kind of organisation that was tapped, if one was."""
        return self.choice.partition(":kind-")[2]


def viewers(world: World) -> Iterator[Viewer]:
    """All who hold an office that reads, and one plain member of each cell.

    An officer whose unit has lost all its cells has nothing to read there, by whatever old button.
    """
    for member, offices in world.offices.items():
        for office, unit in sorted(offices):
            if office != "officer" or world.tree_of(unit).below(unit):
                yield Viewer(member, office, unit)
    for tree in world.trees:
        for cell in tree.cells:
            plain = [person for person in world.members_of(cell) if person.member not in world.offices]
            if plain:
                yield Viewer(plain[0].member, "member", cell)


def look(world: World, ledger: Ledger, language: str = "vi", cycles: Mapping[int, int] | None = None) -> None:
    """Everybody opens everything; by old buttons (of these cycles, by the top units) what was seen before."""
    units = world.former | {unit.name: unit.id for tree in world.trees for unit in tree.units.values()}
    for viewer in viewers(world):
        cycle = cycles.get(world.tree_of(viewer.unit).top) if cycles else None
        who = actor(world, viewer, language)
        for card in cards(world.session, who, door(viewer, cycle), world.now):
            ledger.note(viewer, emitted.read(card.lines, card.kind, units))


def door(viewer: Viewer, cycle: int | None = None) -> str:
    """The choice by which somebody comes to figures: those of the last cycle, or of an older one."""
    if viewer.office == "member":
        return f"results:{cycle}:top" if cycle else "results"
    return f"figures:{viewer.unit}:{cycle}:top" if cycle else "summary"


def actor(world: World, viewer: Viewer, language: str = "vi") -> Actor:
    """The viewer as a turn reads him; someone with several offices looks in each."""
    person = world.people[viewer.member]
    return Actor(
        account_id=0,
        bot="web",
        language=language,
        vault_id=person.vault,
        member_id=person.member,
        unit_id=person.cell,
        timezone="Asia/Ho_Chi_Minh",
        consents=frozenset({f"review/{access.CONSENTS['review']}"}),
        roles=frozenset() if viewer.office == "member" else frozenset({(viewer.office, viewer.unit)}),
        state=State(),
    )


def cards(session: FlowSession, who: Actor, door: str, now: datetime) -> Iterator[Card]:
    """Every card of figures that can be reached from a choice on, tap by tap."""
    waiting, known = [door], {door}
    while waiting:
        choice = waiting.pop()
        reply = tap(session, who, choice, now)
        yield Card(choice, tuple(_read(reply, who.language)), reply)
        known.add(reply.here)
        offered = {item.verb for row in reply.rows for item in row} - known
        waiting += sorted(verb for verb in offered if verb.partition(":")[0] in VIEWS)
        known |= offered


def _read(reply: Reply, language: str) -> list[str]:
    """What a card says, line by line; the picture that goes with it too."""
    lines = reply.lines
    if reply.attachment and reply.attachment.kind == "chart":
        lines += charts.twin(reply.attachment.value)
    return "\n".join(texts.plain(language, line) for line in lines).split("\n")


def tap(session: FlowSession, who: Actor, choice: str, now: datetime) -> Reply:
    """What a tap shows, as `handlers.summary` routes it."""
    answer: Answer
    match choice.split(":"):
        case ["summary"]:
            answer = summary.show(session, who, now)
        case ["summary", unit]:
            answer = summary.unit(session, who, int(unit), now)
        case ["figures", unit, cycle, what]:
            answer = summary.view(session, who, int(unit), int(cycle), what, now)
        case ["results", cycle, what]:
            answer = results.view(session, who, int(cycle), what, now)
        case _:
            answer = results.show(session, who, now)
    return tap(session, who, answer.choice, now) if isinstance(answer, Show) else answer
