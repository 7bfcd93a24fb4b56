"""Messages as channels send them, and how a reply becomes one: rendered, numbered, split.

What a platform can do is data (`Capabilities`); what it lacks is degraded here once, for all platforms alike.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.replies import Choice, Raw, Reply, Text, text
from locales import texts

ATOM = re.compile(r"</?[bi]>|&#?\w+;|.[\u0300-\u036f]{0,8}")
STYLE = re.compile(r"<(/?)([bi])>")
ADDRESS = "\ue001" * 200
"""Where a link will stand in a message; no shorter than the link, so that what fits in now will then."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do. `longest`: characters of one message. `short_buttons`: labels get cut.

    `monthly`: how many messages a bot may send in a month, 0 for any number. `themes`: each picture is
    drawn in these, for the reader's screen to choose from. `fetched`: a document is a link, and stays where
    it lies until somebody follows it; `linked`: that link stands among the words. `takes_files`: they can be
    sent in; `pictures_only`: of these pictures alone.
    """

    name: str
    buttons: bool = True
    edits: bool = True
    files: bool = True
    longest: int = 4096
    short_buttons: bool = False
    writes_first: bool = True
    monthly: int = 0
    themes: tuple[str, ...] = ("light",)
    fetched: bool = False
    linked: bool = False
    takes_files: bool = True
    pictures_only: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap, as it is shown."""

    label: str
    choice: str
    ticked: bool | None = None
    main: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A document that goes with a message. `kind` is its media type.

    `stored`: one that was sent in; where documents are fetched later (`Capabilities.fetched`) it has no
    data yet. `shown`: a browser shows it, instead of taking it along.
    """

    name: str
    data: bytes
    kind: str = "application/octet-stream"
    stored: int | None = None
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes with a message: a PNG for each of the channel's themes, all of one size.

    `alt` names it; `twin` says the same in words, as restricted HTML. `labels`: of the twin where it is
    folded up, and of the picture as a link to itself.
    """

    name: str
    pngs: tuple[bytes, ...]
    width: int
    height: int
    alt: str
    twin: str
    labels: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """One message: restricted HTML (`<b>`, `<i>`), buttons, perhaps a file or a picture.

    `keep`: never edited away. `secret`: what is typed next is one. `aside`: the card before it stays.
    `awaits_file`: one may be sent in. `linked`: what is to be found where the text says `ADDRESS`, in turn.
    """

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()
    progress: tuple[int, int] | None = None
    keep: bool = False
    secret: bool = False
    file: File | None = None
    aside: bool = False
    picture: Picture | None = None
    awaits_file: bool = False
    linked: tuple[File | Picture, ...] = ()

    @property
    def plain(self) -> str:
        """The text without markup."""
        return texts.strip(self.html)


def numbered(reply: Reply) -> list[tuple[int, Choice]]:
    """The choices with the numbers by which they can be typed: 1, 2, 3 …, and 0 for the way on or back."""
    flat = [item for row in reply.rows for item in row if item.verb]
    ordinary = [item for item in flat if not item.zero]
    return [*enumerate(ordinary, 1), *((0, item) for item in flat if item.zero)]


def offered(reply: Reply, language: str) -> list[list[str]]:
    """What the state remembers of the choices: number, verb, and the words that mean it."""
    result = []
    for number, item in numbered(reply):
        words = list(item.words)
        if isinstance(item.label, Text):
            words += texts.words(language, item.label.key)
        result.append([str(number), item.verb, texts.plain(language, item.label), *words])
    return result


def render(
    reply: Reply,
    language: str,
    can: Capabilities,
    made: File | Picture | None = None,
    note: Text | None = None,
) -> list[Message]:
    """A reply as the messages of a channel; only the last one carries the choices, and what was `made`."""
    lines = [texts.render(language, line) for line in reply.lines]
    if note is not None:
        lines = [texts.render(language, note), "", *lines]
    if made is not None and can.linked:
        lines += ["", *link_lines([made], language)]
    rows = reply.rows if can.buttons else ()
    if not can.buttons:
        lines += _number_list(reply, language)
    elif can.short_buttons:
        lines += _full_labels(reply, language)
    parts = split("\n".join(lines), can.longest)
    buttons = tuple(tuple(_button(item, language) for item in row) for row in rows)
    file = made if isinstance(made, File) and not can.linked else None
    picture = made if isinstance(made, Picture) and not can.linked else None
    last = Message(
        parts[-1],
        buttons,
        reply.progress,
        reply.keep,
        reply.secret,
        file,
        reply.aside,
        picture,
        reply.awaits_file,
    )
    messages = [*(Message(part, keep=reply.keep) for part in parts[:-1]), last]
    if made is None or not can.linked:
        return messages
    return [replace(one, linked=(made,)) if ADDRESS in one.html else one for one in messages]


def link_lines(files: Sequence[File | Picture], language: str) -> list[str]:
    """Files as links among the words: each with its name; and whose they are, and for how long."""
    named = [(file.alt if isinstance(file, Picture) else file.name) for file in files]
    lines = [
        line for name in named for line in (texts.render(language, text("link-file", name=name)), ADDRESS)
    ]
    return [*lines, texts.render(language, text("link-private"))]


def _button(item: Choice, language: str) -> Button:
    return Button(texts.plain(language, item.label), item.verb, item.ticked, item.main)


def _number_list(reply: Reply, language: str) -> list[str]:
    lines = [
        f"<b>{number}</b>. {_box(item)}{texts.render(language, item.label)}"
        for number, item in numbered(reply)
    ]
    return ["", *lines] if lines else []


def _box(item: Choice) -> str:
    return "" if item.ticked is None else ("☑ " if item.ticked else "☐ ")


def _full_labels(reply: Reply, language: str) -> list[str]:
    """Where buttons are cut, a list of ticks, or of what is data, is written out above them too."""
    data = [
        item for row in reply.rows for item in row if item.ticked is not None or isinstance(item.label, Raw)
    ]
    labels = [texts.render(language, item.label) for item in data]
    if not any(len(label) > 34 for label in labels):
        return []
    return ["", *(f"{_box(item) or '• '}{label}" for item, label in zip(data, labels, strict=True))]


def split(html: str, longest: int) -> list[str]:
    """Text in parts no longer than that, cut at line ends where possible."""
    parts, current = [], ""
    for line in (piece for whole in html.split("\n") for piece in _pieces(whole, longest)):
        if current and size(current) + size(line) + 1 > longest:
            parts.append(current)
            current = line
        else:
            current = f"{current}\n{line}" if current else line
    return [*parts, current]


def _pieces(line: str, longest: int) -> list[str]:
    """A line cut at blanks, else anywhere but in a tag or an entity; an open style is closed and reopened."""
    pieces = []
    while size(line) > longest:
        cut = _cut(line, longest - len("</i></b>"))
        head, rest = line[:cut], line[cut:].lstrip()
        style: list[str] = []
        for end, name in STYLE.findall(head):
            style = style[:-1] if end else [*style, name]
        pieces.append(head + "".join(f"</{name}>" for name in reversed(style)))
        line = "".join(f"<{name}>" for name in style) + rest
    return [*pieces, line]


def _cut(line: str, room: int) -> int:
    """After the last blank that fits in, else after the last whole tag, entity or letter."""
    blank = end = used = 0
    for atom in ATOM.finditer(line):
        used += size(atom.group())
        if used > room:
            break
        end = atom.end()
        blank = atom.start() if atom.group() == " " else blank
    return blank or end


def size(text: str) -> int:
    """Characters as platforms count them: UTF-16, where an emoji is two; put together (NFC) or not."""
    units = _units(text)
    if unicodedata.is_normalized("NFC", text):
        return units
    return max(units, _units(unicodedata.normalize("NFC", text)))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
