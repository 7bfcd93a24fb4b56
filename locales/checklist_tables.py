"""Reading a checklist's file table by table; whatever is wrong is said with its place and a remedy."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn


class ChecklistError(ValueError):
    """A checklist that cannot be used: which file, where in it, what is wrong, what to do."""

    def __init__(self, source: str, place: str, problem: str, remedy: str) -> None:
        super().__init__(f"{source}: {place}: {problem}. {remedy}.")


@dataclass(frozen=True, slots=True)
class Localised:
    vi: str
    en: str

    def of(self, language: str) -> str:
        return self.en if language == "en" else self.vi


def read_toml(text: str, source: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem, _, place = str(error).rstrip(")").partition(" (at ")
        remedy = "Look there and in the line above: a quote or bracket is missing, or a name is there twice"
        raise ChecklistError(source, place or "the file", problem, remedy) from None


@dataclass(frozen=True, slots=True)
class Form:
    """What an id may look like."""

    pattern: str
    length: int
    words: str


class Table:
    """One table of the file. Whatever is wrong in it is said with the file, the place and a remedy."""

    def __init__(self, raw: Mapping[str, object], source: str, place: str, keys: str | None = None) -> None:
        self._raw, self._source, self.place = dict(raw), source, place
        allowed = raw if keys is None else keys.split()
        for key in raw:
            if key not in allowed:
                self.refuse(f"{key!r} is not known here", f"Known are: {', '.join(allowed)}")

    def __contains__(self, key: str) -> bool:
        return key in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def refuse(self, problem: str, remedy: str) -> NoReturn:
        raise ChecklistError(self._source, self.place, problem, remedy)

    def inherit(self, parent: "Table", *keys: str) -> None:
        self._raw = {key: parent._raw[key] for key in keys if key in parent} | self._raw

    def text(self, key: str, limit: int, *, lines: bool = False) -> str:
        raw = self._raw.get(key)
        if not isinstance(raw, str) or not raw.strip():
            self.refuse(f"{key} is missing or empty", f'Write {key} = "…"')
        found = unicodedata.normalize("NFC", raw.strip() if lines else " ".join(raw.split()))
        if len(found) > limit:
            self.refuse(f"{key} has {len(found)} characters, {limit} fit", "Shorten it")
        return found

    def localised(self, key: str, limit: int) -> Localised:
        return self._localised(self._raw.get(key), key, limit)

    def localised_list(self, key: str, limit: int) -> tuple[Localised, ...]:
        return tuple(
            self._localised(raw, f"{key}, number {number}", limit) for number, raw in self._numbered(key)
        )

    def _localised(self, raw: object, what: str, limit: int) -> Localised:
        if not isinstance(raw, dict):
            self.refuse(f"{what} is missing or not in two languages", 'Write { vi = "…", en = "…" }')
        table = Table(raw, self._source, f"{self.place}, {what}", "vi en")
        return Localised(table.text("vi", limit), table.text("en", limit))

    def id(self, form: Form) -> str:
        found = self.text("id", 40)
        if len(found) > form.length or not re.fullmatch(form.pattern, found):
            self.refuse(f"{found!r} is no id here", f"Use {form.words}, at most {form.length} characters")
        return found

    def new_id(self, form: Form, taken: set[str]) -> str:
        found = self.id(form)
        if found in taken:
            self.refuse(f"the id {found!r} is there twice", "Give each its own id")
        taken.add(found)
        return found

    def flag(self, key: str) -> bool:
        found = self._raw.get(key, False)
        if not isinstance(found, bool):
            self.refuse(f"{key} is {found!r}", "Write true or false")
        return found

    def day(self, key: str) -> date:
        found = self._raw.get(key)
        if not isinstance(found, date) or isinstance(found, datetime):
            self.refuse(f"{key} is missing or not a date", f"Write {key} = 2026-01-31, without quotes")
        return found

    def choices(self, key: str, known: Collection[str], remedy: str) -> tuple[str, ...]:
        found: list[str] = []
        for _, raw in self._numbered(key):
            if not isinstance(raw, str) or raw not in known:
                self.refuse(f"{raw!r} in {key} is not known", remedy)
            if raw in found:
                self.refuse(f"{raw!r} is twice in {key}", "Leave one out")
            found.append(raw)
        return tuple(found)

    def table(self, key: str) -> "Table":
        raw = self._raw.get(key)
        if not isinstance(raw, dict) or not raw:
            self.refuse(f"[{key}] is missing or empty", f"Add a table [{key}]")
        return Table(raw, self._source, f"[{key}]")

    def tables(self, key: str, what: str, keys: str) -> list["Table"]:
        found = []
        for number, raw in self._numbered(key):
            if not isinstance(raw, dict):
                self.refuse(f"{key}, number {number}, is not a table", f"Begin each with [[…{key}]]")
            name = raw.get("id")
            place = f"{what} {name}" if name else f"{self.place}, {what} number {number}"
            found.append(Table(raw, self._source, place, keys))
        if not found:
            self.refuse(f"there are no {key}", f"Begin each with [[…{key}]]")
        return found

    def _numbered(self, key: str) -> list[tuple[int, object]]:
        raw = self._raw.get(key, [])
        if not isinstance(raw, list):
            self.refuse(f"{key} is not a list", f"Write {key} = [ … ]")
        return list(enumerate(raw, 1))
