"""Templates of notices, as data: what is asked for each, in its order."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from locales.checklist_tables import Localised

KINDS = ("line", "text", "place", "day", "moment", "signs")


@dataclass(frozen=True, slots=True)
class Field:
    """Something a template asks for. `at`: it is the moment the notice invites to."""

    id: str
    kind: str
    label: Localised
    ask: Localised
    optional: bool = False
    at: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A template; the one without an id is free text."""

    id: str
    name: Localised
    title: Localised
    official: bool = False
    needs_answer: bool = False
    registers: bool = False
    fields: tuple[Field, ...] = ()

    def field(self, field_id: str) -> Field | None:
        """One of its fields, or None."""
        return next((field for field in self.fields if field.id == field_id), None)


FREE = Template("", Localised("", ""), Localised("", ""))
"""Free text: nothing is asked but title and words."""


@cache
def all_() -> dict[str, Template]:
    """Every template by its id, in the order of the file."""
    raw = tomllib.loads((resources.files("locales") / "notice_templates.toml").read_text("utf-8"))
    return {found.id: found for found in map(_template, raw["templates"])}


def find(template_id: str) -> Template:
    """The template with this id; free text where there is none (any more)."""
    return all_().get(template_id, FREE)


def _template(raw: Mapping[str, Any]) -> Template:
    return Template(
        id=raw["id"],
        name=Localised(**raw["name"]),
        title=Localised(**raw["title"]),
        official=raw["official"],
        needs_answer=raw["needs_answer"],
        registers=raw.get("registers", False),
        fields=tuple(map(_field, raw["fields"])),
    )


def _field(raw: Mapping[str, Any]) -> Field:
    if raw["kind"] not in KINDS:
        raise ValueError(f"notice_templates.toml: {raw['id']}: no kind {raw['kind']!r}")
    texts = {"label": Localised(**raw["label"]), "ask": Localised(**raw["ask"])}
    return Field(
        raw["id"], raw["kind"], **texts, optional=raw.get("optional", False), at=raw.get("at", False)
    )
