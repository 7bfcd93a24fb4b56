"""Plans as members keep them: lines about some of the signs they marked, in all states a line can be in.

A line is about a sign that was marked, so whoever has one has marked something: an attacker counts on that.
How a plan stands when a cycle closes is said by `Person.stands` alone, never worked out from the lines.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

from flows import plan_lines
from flows.plan_lines import HELPERS, KEPT, Line, Plan, Step
from storage import plans
from storage.cycles import Cycle
from tests.attack.organisations import IN_PERSON, Person, World

DAY = timedelta(days=1)


def write(world: World, people: Iterable[Person], cycle: Cycle) -> None:
    """Everybody's plan, anew in every cycle; who hands in, on paper or not at all, makes no difference."""
    random = Random(cycle.id)  # of its own: twins (T5) differ in plans and must not in anything else
    writers = [person for person in people if person.marked - IN_PERSON]
    vaults = [person.vault for person in writers]
    plans.erase(world.session, plans.ids_of(world.session, vaults), world.now)
    for person in writers:
        if plan := plan_of(person, cycle, random):
            until = world.now + KEPT
            plans.save_content(world.session, None, person.vault, plan_lines.dump(plan), None, until)


def plan_of(person: Person, cycle: Cycle, random: Random) -> Plan | None:
    """A plan that stands as he does when the cycle closes; None of one who never made any."""
    lines: list[Line] = []
    closing = cycle.closes_at.date()
    signs = sorted(person.marked - IN_PERSON)

    def add(due_on: date | None, *steps: Step) -> None:
        about = random.sample(signs, random.randint(1, min(2, len(signs))))
        made_at = min([cycle.opens_at, *(step.at for step in steps)]) - random.randint(0, 90) * DAY
        words, helper = random.choice(("Gặp dân hằng tuần", "Đọc mỗi ngày một mục")), random.choice(HELPERS)
        lines.append(Line(len(lines) + 1, about, words, made_at, due_on, helper, list(steps)))

    if "overdue" in person.stands:
        add(closing - random.randint(1, 60) * DAY, *_under_way(cycle, random))
    elif "open" in person.stands:
        add(random.choice((None, closing, closing + 30 * DAY)), *_under_way(cycle, random))
    if "done" in person.stands:
        add(closing - 40 * DAY, Step(cycle.opens_at + random.random() * 13 * DAY, "finish"))
    if random.random() < 0.3:
        add(closing - 40 * DAY, Step(cycle.opens_at, "drop", "lời riêng"))
    if random.random() < 0.3:
        add(closing - DAY)
        lines[-1].made_at = cycle.closes_at + DAY
    return Plan(lines, counted=len(lines)) if lines else None


def _under_way(cycle: Cycle, random: Random) -> list[Step]:
    """What was done about a line that is open at the closing; some finish it only on the day after."""
    began = cycle.opens_at - random.randint(0, 60) * DAY
    late: datetime = cycle.closes_at + DAY
    steps = [Step(began, "begin"), Step(began + DAY, "check", "2026-01:going"), Step(late, "finish")]
    return [step for step in steps if random.random() < 0.5]
