"""The demo: invented people in two cells, published figures, one cycle open and one about to close.

Only in a database made for it.
"""

import random
import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, insert, select

from flows import (
    answers,
    cycles,
    demo_tree,
    meeting_rules,
    onboarding,
    plan_lines,
    publications,
    roles,
    units,
)
from flows.onboarding import Recovery
from flows.plan_lines import Line, Plan, Step
from locales import checklists
from locales.checklists import Sign
from storage import cycles as cycle_rows
from storage import members, plans, reviews
from storage import units as unit_rows
from storage.cycles import Cycle
from storage.encryption import keyring_of, new_ids
from storage.installation import find_installation
from storage.members import Member, Profile
from storage.units import Unit

LASTS = timedelta(days=14)
ZONE = "Asia/Ho_Chi_Minh"
NO_WORD = Recovery("", "", "")
SOON = timedelta(minutes=8)
"""So long after its start the demo publishes a cell's figures: a newcomer sees it happen."""
COMMON = {"1.3": 0.5, "1.5": 0.6, "1.6": 0.35, "2.1": 0.2, "2.4": 0.45, "2.5": 0.4, "2.6": 0.3, "1.4": 0.3}
"""How often the invented members mark a sign; the others rarely."""
RARE = 0.06
PLANNING = 0.8
"""How many of the invented members who hand in have a plan."""
MEETS = ("FREQ=MONTHLY;BYMONTHDAY=3", "19:30", 90, "Nhà văn hóa khu phố 3")
"""When and where the first cell meets."""
STILL_TO_COME = 2
"""Members of each cell who have not come yet: one may join as they would, by a code."""


def prepare(session: Session, now: datetime) -> None:
    """Fill an empty demo; open a new cycle in one whose last cycle has closed."""
    if session.exec(select(Unit.id).limit(1)).first() is None:
        seed(session, now)
    else:
        refresh(session, now)


def seed(session: Session, now: datetime) -> None:
    """The committee, its cells and their people, and an open cycle."""
    _check(session)
    data = tomllib.loads((resources.files("locales") / "demo.toml").read_text("utf-8"))
    top = data["committee"]
    units.add(session, top["name"], top["code"], now, kind=top["kind"])
    for cell in data["cells"]:
        made = units.add(session, cell["name"], cell["code"], now, parent=top["code"], kind=cell["kind"])
        assert made.id is not None
        _people(session, made, cell["members"], top["code"], now)
    chance = random.Random(2016)
    meeting_rules.set_rule(session, data["cells"][0]["code"], *MEETS, now)
    _past(session, top["code"], now, chance)
    first, *others = (cell["code"] for cell in data["cells"])
    _open(session, first, now)
    for code in others:
        _closing(session, code, now, chance)
    morning = publications.morning(now, ZONE)
    while publications.count_some(session, now, morning):
        pass


def refresh(session: Session, now: datetime) -> bool:
    """Open a new cycle in each cell (in a whole province) in which none is open; whether one was."""
    _check(session)
    province = unit_rows.find_unit(session, demo_tree.TOP)
    places = [province] if province else [unit for unit, _ in people(session)]
    idle = [unit for unit in places if not _is_open(session, unit.id or 0, now)]
    for unit in idle:
        _open(session, unit.code, now)
    return bool(idle)


def _is_open(session: Session, unit_id: int, now: datetime) -> bool:
    over = cycle_rows.cycles_over(session, unit_rows.lineage_of(session, unit_id))
    return any(cycle.closes_at > now for cycle in over)


def people(session: Session) -> list[tuple[Unit, list[tuple[int, Profile, tuple[str, ...]]]]]:
    """Whom one may play: by cell, with their offices, holders first; of a province a few cells."""
    found = []
    query = select(Unit).order_by(col(Unit.id))
    if unit_rows.find_unit(session, demo_tree.TOP):
        query = query.where(col(Unit.code).in_(demo_tree.SHOWN))
    for unit in session.exec(query).all():
        assert unit.id is not None
        held: dict[int, list[str]] = {}
        for role in session.exec(
            select(members.Role)
            .join(Member)
            .where(Member.unit_id == unit.id, col(members.Role.until_at).is_(None))
        ).all():
            held.setdefault(role.member_id, []).append(role.name)
        persons = [
            (member.id, profile, tuple(held.get(member.id, ())))
            for member, profile in members.members_of(session, unit.id)
        ]
        if persons:
            found.append((unit, sorted(persons, key=_rank)))
    return found


def _rank(person: tuple[int, Profile, tuple[str, ...]]) -> tuple[int, str]:
    order = [members.ROLES.index(role) for role in person[2]]
    return min(order, default=len(members.ROLES)), person[1].name


def _people(session: Session, cell: Unit, persons: list[dict[str, Any]], above: str, now: datetime) -> None:
    ids = new_ids(len(persons))
    keyring_of(session).create_all(ids)
    rows = [
        {
            "id": member_id,
            "unit_id": cell.id,
            "profile": members.seal_profile(session, member_id, Profile(person["name"], person["post"])),
            "standing": person.get("standing", "official"),
            "created_at": now,
        }
        for member_id, person in zip(ids, persons, strict=True)
    ]
    session.connection().execute(insert(Member), rows)
    for member_id, person in zip(ids, persons, strict=True):
        for role in person.get("roles", ()):
            roles.give(session, member_id, role, cell.code, now)
        if person.get("officer"):
            roles.give(session, member_id, "officer", above, now)


def _open(session: Session, code: str, now: datetime) -> None:
    last = (now + LASTS).astimezone(ZoneInfo(ZONE))
    cycles.open_cycle(session, code, last.date().isoformat(), now, within_budget=False)


def _past(session: Session, code: str, now: datetime, chance: random.Random) -> None:
    """A cycle of all cells that closed a month ago, nearly everybody in it, with its publication."""
    closed = now - 2 * LASTS
    made = cycles.open_cycle(session, code, closed.isoformat(), closed - LASTS, within_budget=False)
    for _, persons in people(session):
        _hand_in(session, made, [person[0] for person in persons][:-STILL_TO_COME], closed, chance)
    while publications.publish_some(session, now):
        pass


def _closing(session: Session, code: str, now: datetime, chance: random.Random) -> None:
    """A cell's cycle that closes within minutes; nearly all have handed in."""
    opened, closes = now + SOON - LASTS, (now + SOON).isoformat()
    made = cycles.open_cycle(session, code, closes, opened, within_budget=False)
    persons = next(found for unit, found in people(session) if unit.code == code)
    _hand_in(session, made, [person[0] for person in persons][:-STILL_TO_COME], opened, chance)


def _hand_in(
    session: Session, cycle: Cycle, member_ids: Sequence[int], now: datetime, chance: random.Random
) -> None:
    """Invented reviews of these members."""
    signs = checklists.load(cycle.checklist).signs_for(())
    for member_id in member_ids:
        found = members.find_vault(session, member_id)
        vault_id = found.id if found else onboarding.open_vault(session, member_id, NO_WORD, now)
        given = {sign.id: answer(sign, chance) for sign in signs}
        review_id = reviews.start_review(session, cycle.id or 0, vault_id, now)
        value = answers.dump(answers.Answers(given))
        reviews.save_answers(session, review_id, value, submitted_at=now)
        if chance.random() < PLANNING:
            _plan(session, vault_id, [sign for sign in signs if given[sign.id].marked], now, chance)


def _plan(session: Session, vault_id: int, marked: list[Sign], now: datetime, chance: random.Random) -> None:
    if plans.ids_of(session, [vault_id]):
        return
    plan = plan_of(marked, now, chance)
    if plan.lines:
        content, until = plan_lines.dump(plan), now + plan_lines.KEPT
        plans.save_content(session, None, vault_id, content, plan_lines.trim_at(plan), until)


def plan_of(marked: Sequence[Sign], now: datetime, chance: random.Random) -> Plan:
    """An invented plan: a line for each of the first signs marked, some begun, some done, some late."""
    plan = Plan()
    for sign in [sign for sign in marked if not sign.in_person][:3]:
        words = chance.choice(sign.measures).vi
        due = now.date() + timedelta(days=chance.choice((20, 40, 90)))
        acts = chance.choice(((), ("begin",), ("begin",), ("begin", "finish")))
        steps = [Step(now + timedelta(days=number), act) for number, act in enumerate(acts)]
        plan.lines.append(Line(plan.count(), [sign.id], words, now, due, "self", steps))
    return plan


def answer(sign: Sign, chance: random.Random) -> answers.Answer:
    """What an invented member answers."""
    if sign.in_person or chance.random() >= COMMON.get(sign.id, RARE):
        return answers.Answer(answers.NONE)
    return answers.Answer(chance.choice("12"), [cause.id for cause in sign.causes[:1]])


def _check(session: Session) -> None:
    """The last guard: nothing invented gets into a real database."""
    installation = find_installation(session)
    if installation is None or not installation.demo:
        raise RuntimeError("this is not a demo database")
