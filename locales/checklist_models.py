"""What a checklist consists of: signs in groups, the pages that show them, the degrees that answer them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from locales.checklist_tables import Localised

ROLES = ("secretary", "deputy", "committee", "officer")
PAGE_SIZE = 9  # a page is answered by typing the numbers 1 to 9


@dataclass(frozen=True, slots=True)
class Cause:
    id: str
    label: Localised


@dataclass(frozen=True, slots=True)
class Sign:
    """One answerable leaf: a sign, or a sub-item under the heading of its sign."""

    id: str
    group: str
    heading: Localised | None
    label: Localised
    plain: Localised
    question: Localised
    in_person: bool
    roles: tuple[str, ...]  # empty: for everyone
    causes: tuple[Cause, ...]
    measures: tuple[Localised, ...]
    official_text: str | None

    def named(self, language: str) -> str:
        """Its name, with its heading where it has one."""
        label = self.label.of(language)
        return f"{self.heading.of(language)}: {label}" if self.heading else label


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    title: Localised
    short: Localised
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Degree:
    id: str
    label: Localised
    words: Localised  # typed words that mean this degree, separated by "|"


@dataclass(frozen=True, slots=True)
class Page:
    """At most nine signs of one group; `number` is the place in `Checklist.pages_for`, from 0."""

    number: int
    group: Group
    part: int  # from 1
    parts: int
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    id: str
    version: str
    title: Localised
    degrees: tuple[Degree, ...]  # the first means: none
    groups: tuple[Group, ...]
    verified_by: str | None = None  # who compared the official texts with the document
    verified_on: date | None = None
    # Looked up at every tap, hence indexes, built once.
    _signs: dict[str, Sign] = field(init=False, repr=False, compare=False)
    _groups: dict[str, Group] = field(init=False, repr=False, compare=False)
    _bound: frozenset[str] = field(init=False, repr=False, compare=False)
    _views: dict[frozenset[str], tuple[tuple[Sign, ...], tuple[Page, ...]]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        signs = {sign.id: sign for group in self.groups for sign in group.signs}
        object.__setattr__(self, "_signs", signs)
        object.__setattr__(self, "_groups", {group.id: group for group in self.groups})
        object.__setattr__(self, "_bound", frozenset(role for sign in signs.values() for role in sign.roles))
        object.__setattr__(self, "_views", {})

    def sign(self, sign_id: str) -> Sign:
        return self._signs[sign_id]

    def group(self, group_id: str) -> Group:
        return self._groups[group_id]

    def signs_for(self, roles: Collection[str]) -> tuple[Sign, ...]:
        """In order; signs bound to roles only for those who hold one of them."""
        return self._view(roles)[0]

    def pages_for(self, roles: Collection[str]) -> tuple[Page, ...]:
        return self._view(roles)[1]

    def _view(self, roles: Collection[str]) -> tuple[tuple[Sign, ...], tuple[Page, ...]]:
        held = self._bound.intersection(roles)
        if held not in self._views:
            pages = tuple(_pages(self.groups, held))
            self._views[held] = tuple(sign for page in pages for sign in page.signs), pages
        return self._views[held]


def _pages(groups: tuple[Group, ...], held: frozenset[str]) -> Iterator[Page]:
    number = 0
    for group in groups:
        signs = [sign for sign in group.signs if not sign.roles or held.intersection(sign.roles)]
        parts = -(-len(signs) // PAGE_SIZE)
        for part in range(parts):  # of even length: ten signs are five and five, not nine and one
            start, end = (len(signs) * edge // parts for edge in (part, part + 1))
            yield Page(number, group, part + 1, parts, tuple(signs[start:end]))
            number += 1
