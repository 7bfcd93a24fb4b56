"""Telegram's HTML parse mode, read strictly: markup in, plain text and entities out.

Rules and the list of tags: https://core.telegram.org/bots/api#html-style. Offsets and lengths of entities
are counted in UTF-16 code units (https://core.telegram.org/bots/api#messageentity), those named in errors in
bytes. Stricter than the real one on purpose: a `&` that begins no entity is refused, because in our
bot it always means that somebody forgot to escape a text.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Entity = dict[str, Any]

ENTITY_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
ATTRIBUTES_OF_TAG = {
    "a": {"href"},
    "span": {"class"},
    "code": {"class"},
    "blockquote": {"expandable"},
    "tg-emoji": {"emoji-id"},
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
LINK_SCHEMES = {"http", "https", "tg", "mailto", "tel"}

_SPECIAL = re.compile("[<&]")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]+));")
_START = re.compile(r"<([^\s>/]*)")
_END = re.compile(r"</([^\s>]*)\s*>")
_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[^\s=>/\"']*")
_VALUE = re.compile(r"\"([^\"]*)\"|'([^']*)'|([a-zA-Z0-9.-]+)")


class HtmlError(ValueError):
    """Why the text cannot be parsed, in the real server's words."""


def utf16_length(text: str) -> int:
    """How long Telegram thinks a text is."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of an HTML text, before trimming."""
    if _SPECIAL.search(source) is None:
        return source, []
    return _Parser(source).run()


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut white space at both ends, as the server does, and move the entities along."""
    bare = text.strip()
    if bare == text:
        return text, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    size = utf16_length(bare)
    moved = []
    for entity in entities:
        begin = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, size)
        if end > begin:
            moved.append({**entity, "offset": begin, "length": end - begin})
    return bare, moved


@dataclass(slots=True)
class _Open:
    """A tag waiting for its end."""

    tag: str
    offset: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Parser:
    source: str
    at: int = 0
    offset: int = 0
    plain: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def run(self) -> tuple[str, list[Entity]]:
        while (found := _SPECIAL.search(self.source, self.at)) is not None:
            self._add(self.source[self.at : found.start()])
            self.at = found.start()
            if self.source[self.at] == "&":
                self._reference()
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        self._add(self.source[self.at :])
        if self.stack:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)  # a language has meaning inside <pre> only
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.plain), self.entities

    def _add(self, text: str) -> None:
        self.plain.append(text)
        self.offset += utf16_length(text)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def _fail(self, what: str, at: int | None = None) -> HtmlError:
        return HtmlError(f"{what} at byte offset {self._byte(self.at if at is None else at)}")

    def _reference(self) -> None:
        found = _REFERENCE.match(self.source, self.at)
        if found is None:
            raise self._fail('Unescaped "&"')
        hexadecimal, decimal, name = found.groups()
        if name is not None:
            if name not in NAMED:
                raise self._fail(f'Unsupported entity "&{name};"')
            self._add(NAMED[name])
        else:
            code = int(hexadecimal, 16) if hexadecimal else int(decimal)
            if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
                raise self._fail("Invalid character reference")
            self._add(chr(code))
        self.at = found.end()

    def _start_tag(self) -> None:
        found = _START.match(self.source, self.at)
        tag = found.group(1).lower() if found else ""
        if tag not in ENTITY_OF_TAG:
            raise self._fail(f'Unsupported start tag "{tag}"')
        begin, position = self.at, found.end() if found else self.at
        attributes, position = self._attributes(tag, begin, position)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._fail('Tag "span" must have class "tg-spoiler"')
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdecimal():
            raise self._fail("Invalid custom emoji identifier specified")
        self.stack.append(_Open(tag, self.offset, attributes))
        self.at = position

    def _attributes(self, tag: str, begin: int, position: int) -> tuple[dict[str, str], int]:
        """What stands between the name of a start tag and its `>`, and where the tag is over."""
        attributes: dict[str, str] = {}
        while True:
            position = self._skip(_SPACE, position)
            if position >= len(self.source):
                raise self._fail("Unclosed start tag", begin)
            if self.source[position] == ">":
                return attributes, position + 1
            end = self._skip(_NAME, position)
            name = self.source[position:end].lower()
            if not name:
                raise self._fail(f'Empty attribute name in the tag "{tag}"', begin)
            if name not in ATTRIBUTES_OF_TAG.get(tag, set()):
                raise self._fail(f'Unsupported attribute "{name}" in the tag "{tag}"', begin)
            attributes[name], position = self._value(tag, name, end, begin)

    def _value(self, tag: str, name: str, position: int, begin: int) -> tuple[str, int]:
        position = self._skip(_SPACE, position)
        if not self.source.startswith("=", position):
            if name == "expandable":
                return "", position
            raise self._fail(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
        found = _VALUE.match(self.source, self._skip(_SPACE, position + 1))
        if found is None:
            raise self._fail("Unclosed start tag", begin)
        value = next(group for group in found.groups() if group is not None)
        return _REFERENCE.sub(_unescape, value), found.end()

    def _skip(self, pattern: re.Pattern[str], position: int) -> int:
        found = pattern.match(self.source, position)
        return found.end() if found else position

    def _end_tag(self) -> None:
        found = _END.match(self.source, self.at)
        if found is None:
            raise self._fail("Unclosed end tag")
        if not self.stack:
            raise self._fail("Unexpected end tag")
        tag, opened = found.group(1).lower(), self.stack.pop()
        if tag != opened.tag:
            where = self._byte(self.at)
            raise HtmlError(
                f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        self.at = found.end()
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {
            "type": ENTITY_OF_TAG[opened.tag],
            "offset": opened.offset,
            "length": self.offset - opened.offset,
        }
        if opened.tag == "a":
            url = opened.attributes.get("href", "")
            if urlsplit(url).scheme not in LINK_SCHEMES:
                return  # the real server shows the words without a link, and says nothing
            entity["url"] = url
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes["emoji-id"]
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "pre":
            self._take_language(entity)
        elif opened.tag == "code":
            entity["language"] = opened.attributes.get("class", "").removeprefix("language-")
        self.entities.append(entity)

    def _take_language(self, pre: Entity) -> None:
        """`<pre><code class="language-x">` is one entity: the inner one gives its language and goes."""
        last = self.entities[-1] if self.entities else None
        if last and last["type"] == "code" and last["length"] == pre["length"] and last.get("language"):
            pre["language"] = self.entities.pop()["language"]


def _unescape(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return NAMED.get(name, found.group())
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
