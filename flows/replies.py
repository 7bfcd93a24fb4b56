"""What a flow answers: text keys and neutral choices. A channel renders them; nothing here draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the catalogue by its key, with arguments. Arguments may be texts themselves."""

    key: str
    args: tuple[tuple[str, "str | int | Text"], ...] = ()


@dataclass(frozen=True, slots=True)
class Raw:
    """A text that is data already (a sign's name, a member's own words): shown as it is."""

    value: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The same with simple marks: ``**bold**``, ``_italic_`` at the borders of words."""

    marks: ClassVar[bool] = True
    value: str


Line = Text | Raw | Marked


FILE = "file:"
"""How what a place awaits begins where that is a file: ``file:NAME:PARTS``."""
GAP = Raw("")
"""An empty line between paragraphs."""


def text(key: str, **args: "str | int | Text") -> Text:
    """A text with its arguments by name."""
    return Text(key, tuple(sorted(args.items())))


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap. The verb is complete in itself (at most 64 bytes), so an old button still works.

    One without a verb only fills its place in a row (of a calendar). `ticked` draws a box. `zero` numbers it
    0 where there are no buttons. `main` is the way most people go on. `words` are further typed answers.
    """

    verb: str
    label: Line
    ticked: bool | None = None
    zero: bool = False
    main: bool = False
    words: tuple[str, ...] = ()


BLANK = Choice("", Raw(" "))
"""An empty place in a row."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document to be made after the commit, named by kind, with the frozen value it is made from.

    The kind ``stored`` is a file that was sent in, by its id: it is read then, and not made.
    `said`: the cards say the same, so nothing is lost where it cannot be shown.
    """

    kind: str
    name: str
    value: Any
    said: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """One card: paragraphs, rows of choices, and where the member stands with it.

    `here` is the choice that shows this place again (for a lost answer, an unclear word, another device).
    `awaiting` names the free text expected next, or the file (``file:NAME…``). `keep`: shown once, never
    edited away. `secret`: what is typed next is a secret. `progress`: done and total. `aside`: said in
    passing; the place, the choices on offer and the text awaited stay what they were. `live`: drawn anew
    while it is the newest card.
    """

    lines: tuple[Line, ...]
    rows: tuple[tuple[Choice, ...], ...] = ()
    here: str = "menu"
    awaiting: str = ""
    attachment: Attachment | None = None
    progress: tuple[int, int] | None = None
    keep: bool = False
    secret: bool = False
    aside: bool = False
    live: bool = False

    @property
    def awaits_file(self) -> bool:
        """Whether a file may be sent in here."""
        return self.awaiting.startswith(FILE)


@dataclass(frozen=True, slots=True)
class Show:
    """Show another place, with a line before it: the turn asks the routers for that place.

    `puzzled`: something was not understood; the next time in a row is answered more briefly.
    """

    choice: str
    note: Text | None = None
    puzzled: bool = False


Answer = Reply | Show


class FlowError(Exception):
    """A refusal the user may cause. The turn undoes the flow, then shows the text and a place.

    `place` is the choice of the place to show; without one, the place where he was. `tries` are wrong tries
    (purpose, hashed subject) that are counted although the flow is undone.
    """

    def __init__(self, key: str, *, place: str = "", **args: "str | int | Text") -> None:
        super().__init__(key)
        self.text = text(key, **args)
        self.place = place
        self.tries: list[tuple[str, str]] = []


def reply(*lines: Line | str, **rest: Any) -> Reply:
    """A reply from keys or texts: ``reply("menu-title", here="menu")``."""
    return Reply(tuple(Text(line) if isinstance(line, str) else line for line in lines), **rest)


def choice(verb: str, label: Line | str, **rest: Any) -> Choice:
    """A choice whose label is a key or a text."""
    return Choice(verb, Text(label) if isinstance(label, str) else label, **rest)


def stack(*choices: Choice) -> tuple[tuple[Choice, ...], ...]:
    """Choices one below the other."""
    return tuple((item,) for item in choices)


def dump(reply_: Reply) -> Mapping[str, Any]:
    """A reply without attachment as JSON, for the outbox: texts and choices only."""
    return {
        "lines": [_dump(line) for line in reply_.lines],
        "rows": [[[item.verb, _dump(item.label)] for item in row] for row in reply_.rows],
    }


def parse(value: Mapping[str, Any]) -> Reply:
    """What `dump` wrote."""
    rows = tuple(tuple(Choice(verb, _parse(label)) for verb, label in row) for row in value["rows"])
    return Reply(tuple(_parse(line) for line in value["lines"]), rows)


def _dump(line: Line) -> Any:
    if isinstance(line, Raw):
        return line.value
    if isinstance(line, Marked):
        return {"marked": line.value}
    return [line.key, {name: _dump(arg) if isinstance(arg, Text) else arg for name, arg in line.args}]


def _parse(value: Any) -> Line:
    if isinstance(value, str):
        return Raw(value)
    if isinstance(value, dict):
        return Marked(value["marked"])
    key, args = value
    parsed: dict[str, Any] = {
        name: _parse(arg) if isinstance(arg, list) else arg for name, arg in args.items()
    }
    return text(key, **parsed)
