"""Texts: Fluent catalogues, Vietnamese and English, rendered to a restricted HTML (``<b>``, ``<i>``).

Arguments are escaped, so that what a member typed is never markup. A key with an attribute ``.words`` lists
further typed answers that mean the same, separated by ``|``.
"""

from functools import cache, lru_cache
from html import escape, unescape
from importlib import resources
from re import compile as pattern
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("vi", "en")
LONG = 2000
TAG = pattern(r"</?[bi]>")
LINK = r"(?>https?://[^\s*<]*[^\s*<_.,;:!?)])"
"""An address, without the stop after it; what stands in it marks nothing."""
BOLD = rf"(?<![\w*])\*\*(?![\s*])(?P<bold>(?:{LINK}|(?!https?://|\*\*).)+)(?<!\s)\*\*(?![\w*])"
ITALIC = rf"(?<!\w)_(?![\s_])(?P<italic>(?:{LINK}|(?!https?://)(?:[^_]|(?<=\w)_(?=\w)))+)(?<!\s)_(?!\w)"
MARKS = {
    None: pattern(rf"{LINK}|{BOLD}|{ITALIC}"),
    "bold": pattern(rf"{LINK}|{ITALIC}"),
    "italic": pattern(rf"{LINK}|{BOLD}"),
}
"""What is looked for, by what it stands in."""


@cache
def catalogue(language: str) -> FluentBundle:
    """All texts of a language in one bundle."""
    bundle = FluentBundle([language], use_isolating=False)
    folder = resources.files("locales") / language
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text("utf-8")))
    return bundle


def render(language: str, line: Any) -> str:
    """A `flows.replies` line as restricted HTML. KeyError for a key or argument that does not exist."""
    value = getattr(line, "value", None)
    if value is not None:
        plain_ = escape(value, quote=False)
        return marked(plain_) if getattr(line, "marks", False) else plain_
    return _render(language if language in LANGUAGES else "vi", line.key, line.args)


def plain(language: str, line: Any) -> str:
    """The same as bare text, for buttons, files and consoles."""
    return strip(render(language, line))


def strip(html: str) -> str:
    """Restricted HTML as bare text."""
    return unescape(TAG.sub("", html)) if "<" in html or "&" in html else html


@lru_cache(maxsize=200)
def marked(escaped: str) -> str:
    """``**bold**`` and ``_italic_`` of an escaped text as tags. None reaches over the end of a line."""
    return "\n".join(_marked(line) for line in escaped.split("\n"))


def _marked(line: str, within: str | None = None) -> str:
    done, parts = 0, []
    for found in MARKS[within].finditer(line):
        kind = found.lastgroup
        if kind is not None:
            tag = kind[0]
            inner = found[kind] if within else _marked(found[kind], kind)
            parts += [line[done : found.start()], f"<{tag}>{inner}</{tag}>"]
            done = found.end()
    return "".join([*parts, line[done:]])


@lru_cache(maxsize=20_000)
def words(language: str, key: str) -> tuple[str, ...]:
    """The typed answers that mean the same as this label."""
    message = catalogue(language).get_message(key)
    if not message.attributes or "words" not in message.attributes:
        return ()
    value, _ = catalogue(language).format_pattern(message.attributes["words"])
    return tuple(word.strip() for word in str(value).split("|"))


@lru_cache(maxsize=20_000)
def _render(language: str, key: str, args: tuple[tuple[str, Any], ...]) -> str:
    bundle = catalogue(language)
    if not bundle.has_message(key):
        raise KeyError(key)
    values = {name: _argument(language, value) for name, value in args}
    pattern_ = bundle.get_message(key).value
    if pattern_ is None:
        raise KeyError(key)
    held = {f"\ue000{name}\ue000": value for name, value in values.items() if _is_long(value)}
    short = {name: f"\ue000{name}\ue000" if _is_long(value) else value for name, value in values.items()}
    text, errors = bundle.format_pattern(pattern_, short)
    if errors:
        raise KeyError(f"{key}: {errors[0]}")
    for mark, value in held.items():
        text = str(text).replace(mark, value)
    return str(text)


def _is_long(value: Any) -> bool:
    """Fluent refuses arguments over 2,500 characters; a member's own words, escaped, may have them."""
    return isinstance(value, str) and len(value) > LONG


def _argument(language: str, value: Any) -> Any:
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return escape(value, quote=False)
    return render(language, value)
