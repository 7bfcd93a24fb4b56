"""Settings of units: inherited down the tree; where a rule says so, only ever made stricter.

A unit without a setting of its own has that of the nearest unit above which has one. Of the distance of the
points that counts are rounded to (`step`) the largest on the way up holds, and it is never lowered again
(disclosure.md, rule 3); of the size from which a second officer approves a notice, the smallest.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import available_timezones

from sqlmodel import Session

from flows import audit, disclosure
from flows import units as unit_rules
from flows.replies import FlowError
from locales.texts import LANGUAGES
from storage import unit_settings as rows
from storage import units
from storage.units import Unit

TIMEZONE, LANGUAGE, STEP, APPROVAL = "timezone", "language", "step", "approval_from"
NAMES = (TIMEZONE, LANGUAGE, STEP, APPROVAL)
COARSEST = 10
MOST_PEOPLE = 1_000_000
STRICTEST: dict[str, Callable[[list[int]], int]] = {STEP: max, APPROVAL: min}
"""Settings that bind the units below: which of all values on the way up holds."""


def value_of(session: Session, unit_id: int, name: str) -> str | None:
    """What holds in a unit; None where nobody on the way up has set it."""
    lineage = units.lineage_of(session, unit_id)
    found = rows.settings_of(session, lineage, name)
    if name in STRICTEST and found:
        return str(STRICTEST[name]([int(value) for value in found.values()]))
    return next((found[above] for above in lineage if above in found), None)


def step_of(session: Session, unit_id: int) -> int:
    """The step of a cycle over this unit: the largest that holds in it or in any unit below."""
    own = rows.settings_below(session, unit_id, STEP)
    above = value_of(session, unit_id, STEP)
    return max([disclosure.STEP, int(above or 0), *(int(value) for value in own)])


def set_value(session: Session, code: str, name: str, value: str, now: datetime) -> None:
    """Give a unit a setting of its own, or (an empty `value`) let it inherit again.

    Raises `unit-unknown`, `unit-closed`, `setting-unknown`, `setting-value`, `setting-stricter`.
    """
    unit = unit_rules.find_open(session, code)
    assert unit.id is not None
    if name not in NAMES:
        raise FlowError("setting-unknown", name=name, known=", ".join(NAMES))
    value = value.strip()
    if value or name in STRICTEST:
        _check(session, unit.id, name, value)
    rows.put_setting(session, unit.id, name, value)
    spread(session, unit.id)
    audit.note(session, "unit_set", now, unit_id=unit.id, detail=f"{name}={value}")


def spread(session: Session, unit_id: int) -> None:
    """Write time zone and language, as they hold, into this unit and all below: taps read them there."""
    order = units.subtree_of(session, unit_id)
    own = {name: rows.settings_of(session, order, name) for name in (TIMEZONE, LANGUAGE)}
    parents = units.parents_of(session, order)
    inherited = {name: value_of(session, unit_id, name) for name in own}
    holds: dict[int, tuple[str | None, str | None]] = {}
    for one in order:  # parents come before their children
        above = holds.get(parents.get(one) or 0, (inherited[TIMEZONE], inherited[LANGUAGE]))
        holds[one] = own[TIMEZONE].get(one, above[0]), own[LANGUAGE].get(one, above[1])
    by_value: dict[tuple[str | None, str | None], list[int]] = {}
    for one, pair in holds.items():
        by_value.setdefault(pair, []).append(one)
    for (timezone, language), ids in by_value.items():
        units.set_effective(session, ids, timezone, language)


def strict_of(session: Session, unit_id: int) -> dict[str, int]:
    """What binds a unit now."""
    found = {name: value_of(session, unit_id, name) for name in STRICTEST}
    return {name: int(value) for name, value in found.items() if value is not None}


def keep_strict(session: Session, unit_id: int, held: Mapping[str, int], now: datetime) -> None:
    """Under another unit it is bound no less than before: what would be looser becomes its own."""
    for name, value in held.items():
        holds = value_of(session, unit_id, name)
        if holds is None or STRICTEST[name]([value, int(holds)]) != int(holds):
            rows.put_setting(session, unit_id, name, str(value))
            audit.note(session, "unit_set", now, unit_id=unit_id, detail=f"{name}={value}")


def copy(session: Session, source_id: int, target_id: int) -> None:
    """A unit split off another keeps what that one had set."""
    for name in NAMES:
        if value := rows.settings_of(session, [source_id], name).get(source_id):
            rows.put_setting(session, target_id, name, value)
    spread(session, target_id)


def listing(session: Session, unit: Unit) -> list[tuple[str, str, bool]]:
    """Every setting as it holds in a unit, and whether it is the unit's own."""
    assert unit.id is not None
    found = []
    for name in NAMES:
        own = rows.settings_of(session, [unit.id], name)
        found.append((name, value_of(session, unit.id, name) or "", unit.id in own))
    return found


def _check(session: Session, unit_id: int, name: str, value: str) -> None:
    if name == TIMEZONE and value not in available_timezones():
        raise FlowError("setting-value", name=name, value=value, example="Asia/Ho_Chi_Minh")
    if name == LANGUAGE and value not in LANGUAGES:
        raise FlowError("setting-value", name=name, value=value, example=", ".join(LANGUAGES))
    if name in STRICTEST:
        _check_strict(session, unit_id, name, value)


def _check_strict(session: Session, unit_id: int, name: str, value: str) -> None:
    least, most = (disclosure.STEP, COARSEST) if name == STEP else (1, MOST_PEOPLE)
    holds = value_of(session, unit_id, name)
    if not value and name == APPROVAL:
        return  # what holds above holds here again, and it was never looser
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise FlowError("setting-value", name=name, value=value, example=f"{least} … {most}")
    if name == STEP:
        looser = holds is not None and int(value) < int(holds)
    else:
        above = value_of(session, units.get_unit(session, unit_id).parent_id or 0, name)
        looser, holds = above is not None and int(value) > int(above), above
    if looser:
        raise FlowError("setting-stricter", name=name, holds=holds or "")
