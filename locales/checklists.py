"""Checklists as data: what a member checks himself against, from a TOML file, checked to the last text.

The programme depends on ids only. Another checklist, or the official wording of this one, is a file that an
operator places in his own folder (docs/checklists.md).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from locales.checklist_models import ROLES as ROLES
from locales.checklist_models import Cause, Degree, Group
from locales.checklist_models import Checklist as Checklist
from locales.checklist_models import Page as Page
from locales.checklist_models import Sign as Sign
from locales.checklist_tables import ChecklistError as ChecklistError
from locales.checklist_tables import Form, Table, read_toml
from locales.checklist_tables import Localised as Localised

# Finding the files


def load(checklist_id: str, folder: Path | None = None) -> Checklist:
    """The checklist of that name; `folder`, the operator's own, goes before the one that comes with the
    programme. Read once: a changed file counts from the next start."""
    return _load(checklist_id, folder)


@lru_cache(maxsize=64)
def _load(checklist_id: str, folder: Path | None) -> Checklist:
    places = _places(folder)
    # A name is only ever compared with what lies in the folders, so it can never lead out of them.
    home = next((place for place in places if checklist_id in _names(place)), None)
    if home is None:
        known = ", ".join(available(folder))
        problem = f"there is no checklist {checklist_id!r}"
        raise ChecklistError(" or ".join(map(str, places)), "folder", problem, f"Choose one of: {known}")
    source = home / f"{checklist_id}.toml"
    checklist = parse(_read(source), str(source))
    if checklist.id != checklist_id:
        remedy = f"Name the file {checklist.id}.toml, or change the id"
        raise ChecklistError(str(source), "id", f"is {checklist.id!r}, unlike the file's name", remedy)
    # Official texts lie beside the checklist, or in the operator's folder when the checklist is ours.
    for place in places[: places.index(home) + 1]:
        official = place / f"{checklist_id}.official.toml"
        if official.is_file():
            return with_official_texts(checklist, _read(official), str(official))
    return checklist


def available(folder: Path | None = None) -> tuple[str, ...]:
    return tuple(sorted({name for place in _places(folder) for name in _names(place)}))


def _places(folder: Path | None) -> list[Traversable]:
    packaged = resources.files("locales") / "checklists"
    return [packaged] if folder is None else [folder, packaged]


def _names(place: Traversable) -> set[str]:
    if not place.is_dir():
        return set()
    stems = (file.name.removesuffix(".toml") for file in place.iterdir() if file.name.endswith(".toml"))
    return {stem for stem in stems if "." not in stem}


def _read(file: Traversable) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")  # Windows editors put a mark at the beginning
    except UnicodeDecodeError as error:
        place = f"byte {error.start}"
        raise ChecklistError(str(file), place, "not UTF-8 text", "Save the file as UTF-8") from None


# Reading a file


def parse(text: str, source: str) -> Checklist:
    top = Table(
        read_toml(text, source),
        source,
        "top of the file",
        "id version title verified_by verified_on causes degrees groups",
    )
    causes = _causes(top)
    checklist = Checklist(
        id=top.id(Form("[0-9a-z_]+", 32, "small letters, digits and _")),
        version=top.text("version", 20),
        title=top.localised("title", 120),
        degrees=_degrees(top),
        groups=_groups(top, causes),
        verified_by=top.text("verified_by", 120) if "verified_by" in top else None,
        verified_on=top.day("verified_on") if "verified_on" in top else None,
    )
    official = [sign.id for sign in checklist.signs_for(ROLES) if sign.official_text]
    if official and not (checklist.verified_by and checklist.verified_on):
        problem = f"sign {official[0]} has official_text, but who compared it with the document is missing"
        top.refuse(problem, "Give verified_by and verified_on")
    return checklist


def with_official_texts(checklist: Checklist, text: str, source: str) -> Checklist:
    """The same checklist with the official wording, from a file with verified_by, verified_on and [texts]."""
    top = Table(read_toml(text, source), source, "top of the file", "verified_by verified_on texts")
    known = {sign.id for sign in checklist.signs_for(ROLES)}
    texts = top.table("texts")
    for sign_id in texts:
        if sign_id not in known:
            first, last = (checklist.signs_for(ROLES)[end].id for end in (0, -1))
            remedy = f'Use the ids {first} to {last} in quotes, "{first}" = "…"; of a sign with items, theirs'
            texts.refuse(f"there is no sign {sign_id!r} in this checklist", remedy)
    official = {sign_id: texts.text(sign_id, 1500, lines=True) for sign_id in texts}
    groups = tuple(
        replace(
            group,
            signs=tuple(
                replace(sign, official_text=official.get(sign.id, sign.official_text)) for sign in group.signs
            ),
        )
        for group in checklist.groups
    )
    verified_by, verified_on = top.text("verified_by", 120), top.day("verified_on")
    return replace(checklist, groups=groups, verified_by=verified_by, verified_on=verified_on)


def _causes(top: Table) -> dict[str, Cause]:
    causes = {}
    table = top.table("causes")
    for key in table:
        if not re.fullmatch(r"[a-z]{1,10}", key):
            table.refuse(f"{key!r} is no id of a cause", "Use at most 10 letters a to z")
        if key == "other":
            table.refuse("'other' is added by the programme itself", "Leave it out")
        causes[key] = Cause(key, table.localised(key, 40))
    return causes


def _degrees(top: Table) -> tuple[Degree, ...]:
    degrees: list[Degree] = []
    meant: dict[str, str] = {}
    for table in top.tables("degrees", "degree", "id label words"):
        degree_id = table.id(Form(str(len(degrees)), 1, f'"{len(degrees)}", counting from "0"'))
        degree = Degree(degree_id, table.localised("label", 40), table.localised("words", 200))
        for word in f"{degree.words.vi}|{degree.words.en}".split("|"):
            if not word or word != word.strip().lower() or word.isdigit():
                table.refuse(f"{word!r} cannot be typed for it", "Use small letters; numbers mean a choice")
            if meant.setdefault(word, degree_id) != degree_id:
                table.refuse(f"{word!r} already means degree {meant[word]}", "Let a word mean one degree")
        degrees.append(degree)
    if len(degrees) < 2:
        top.refuse("a scale needs two degrees", "Give two or more [[degrees]], the first meaning: none")
    return tuple(degrees)


def _groups(top: Table, causes: Mapping[str, Cause]) -> tuple[Group, ...]:
    groups = []
    taken: set[str] = set()
    for table in top.tables("groups", "group", "id title short signs"):
        group_id = table.new_id(Form("[0-9a-z]+", 3, "small letters and digits"), taken)
        title, short = table.localised("title", 100), table.localised("short", 24)
        entries = table.tables("signs", "sign", f"{_SIGN} items")
        signs = tuple(sign for entry in entries for sign in _leaves(entry, group_id, causes, taken))
        groups.append(Group(group_id, title, short, signs))
    return tuple(groups)


_SIGN = "id label plain question in_person roles causes measures official_text"


def _leaves(entry: Table, group: str, causes: Mapping[str, Cause], taken: set[str]) -> Iterator[Sign]:
    sign_id = entry.new_id(_id_under(group), taken)
    if "items" not in entry:
        yield _sign(entry, sign_id, group, None, causes)
        return
    for key in ("plain", "question", "official_text"):
        if key in entry:
            entry.refuse(f"has items, so {key} has no place here", f"Move {key} to its items")
    heading = entry.localised("label", 60)
    for item in entry.tables("items", "item", _SIGN):
        item.inherit(entry, "in_person", "roles", "causes", "measures")
        yield _sign(item, item.new_id(_id_under(sign_id), taken), group, heading, causes)


def _id_under(parent: str) -> Form:
    words = f"{parent!r}, a point, then small letters and digits"
    return Form(rf"{re.escape(parent)}\.[0-9a-z]+", 8, words)


def _sign(
    table: Table, sign_id: str, group_id: str, heading: Localised | None, causes: Mapping[str, Cause]
) -> Sign:
    in_person = table.flag("in_person")
    named = table.choices("causes", tuple(causes), "Add it to [causes], or choose another")
    measures = table.localised_list("measures", 120)
    if in_person and (named or measures):
        table.refuse("in_person, so it takes no causes and no measures", "Leave them out")
    if not in_person and not 4 <= len(named) <= 6:
        table.refuse(f"has {len(named)} causes", "Name 4 to 6")
    if not in_person and not 3 <= len(measures) <= 5:
        table.refuse(f"has {len(measures)} measures", "Give 3 to 5")
    return Sign(
        id=sign_id,
        group=group_id,
        heading=heading,
        label=table.localised("label", 60),
        plain=table.localised("plain", 160),
        question=table.localised("question", 120),
        in_person=in_person,
        roles=table.choices("roles", ROLES, f"Known roles: {', '.join(ROLES)}"),
        causes=tuple(causes[cause] for cause in named),
        measures=measures,
        official_text=table.text("official_text", 1500, lines=True) if "official_text" in table else None,
    )
