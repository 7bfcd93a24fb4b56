"""What the choices of a plan mean, written from what a plan promises its member and not from its code.

A deed is a choice that was tapped, or words about the place where they were asked for. What it leaves unsaid
(the moment, the language, what was marked last) is its `Case`. A deed that is refused changes nothing.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime

from flows import secrecy
from flows.replies import text
from locales import texts
from locales.checklists import Sign
from tests.robustness.model import SIGNS
from tests.robustness.plan_days import meant, months_on
from tests.robustness.plan_model import MOVES, Case, Line, Plan, Refused, Unfit

LONGEST = 300
HELPERS = ("self", "committee", "group", "family")
REASONS = ("needless", "unfit", "replaced")
MONTHLY = {"done": "finish", "going": "begin", "none": ""}
"""How a line went in a month, and what that says about the line; by number: 1, 2, 3."""


def after(plan: Plan, verb: str, case: Case, words: str | None = None) -> Plan:
    """The plan after this choice; with words, after they were written where it asked for them."""
    name, *parts = verb.removeprefix("write:").split(":")
    deed = DEEDS.get((name, len(parts), words is not None))
    if deed is None:
        return plan
    made = deepcopy(plan)
    try:
        act = deed(made, case, *parts, *([] if words is None else [words]))
    except Refused:
        return plan
    if made == plan:
        return plan
    if act:
        made.remember(act, plan.lines, case.now)
    made.forget(case.now)
    return made


def unfit(plan: Plan, awaiting: str, case: Case, words: str) -> bool:
    """Whether these words cannot be taken where they are awaited, so that they are asked for again."""
    name, *parts = awaiting.removeprefix("write:").split(":")
    try:
        if name == "commit":
            _promise(words)
        elif (name, len(parts), True) in DEEDS:
            DEEDS[name, len(parts), True](deepcopy(plan), case, *parts, words)
    except Unfit:
        return True
    except Refused:
        pass
    return False


def asked(plan: Plan, verb: str) -> str:
    """About what words are awaited after a choice that asks for some; nothing where it does not."""
    name, *parts = verb.split(":")
    if verb == "commitmentnew":
        return "commit"
    if (name, len(parts)) not in ASKING or (name != "planown" and int(parts[0]) not in plan.lines):
        return ""
    return verb


ASKING = (("planown", 1), ("planask", 2), ("plandrop", 1), ("plandue", 1), ("checkdue", 1), ("checknote", 1))


def _take(plan: Plan, case: Case, sign: str, number: str) -> str:
    measures = _sign(sign).measures
    if int(number) >= len(measures):
        raise Refused
    return _make(plan, case, [sign], measures[int(number)].of(case.language))


def _own(plan: Plan, case: Case, sign: str, words: str) -> str:
    return _make(plan, case, [] if sign == "-" else [_sign(sign).id], _one_line(words))


def _make(plan: Plan, case: Case, signs: list[str], words: str) -> str:
    """The same once more is no second line."""
    same = (line for line in plan.lines.values() if line.open and line.words == words)
    if not any(set(signs) <= set(line.signs) for line in same):
        plan.add(Line(words, signs, case.now))
    return "made"


def _due(plan: Plan, case: Case, number: str, day: str) -> str:
    return _put_off(plan, case, number, datetime.strptime(day, "%Y%m%d").date(), monthly=False)  # noqa: DTZ007


def _due_typed(plan: Plan, case: Case, number: str, words: str) -> str:
    return _put_off(plan, case, number, meant(words, case), monthly=False)


def _late(plan: Plan, case: Case, number: str, day: str) -> str:
    return _put_off(plan, case, number, datetime.strptime(day, "%Y%m%d").date(), monthly=True)  # noqa: DTZ007


def _late_typed(plan: Plan, case: Case, number: str, words: str) -> str:
    return _put_off(plan, case, number, meant(words, case), monthly=True)


def _put_off(plan: Plan, case: Case, number: str, day: date | None, *, monthly: bool) -> str:
    """A day from today to two years from now."""
    line = plan.line(number)
    if day is None or not case.today <= day <= months_on(case.today, 24):
        raise Unfit
    if line.due and line.due != day:
        line.tell("due", f"{line.due:%d/%m/%Y}")
    line.due = day
    return "due" if line.helper or monthly else "made"


def _help(plan: Plan, case: Case, number: str, helper: str) -> str:
    line = plan.line(number)
    if helper not in HELPERS:
        raise Refused
    before, line.helper = line.helper, helper
    if before not in ("", helper):
        line.tell("helper")
    return "helper" if before else "made"


def _move(plan: Plan, case: Case, number: str, act: str) -> str:
    if act not in MOVES or act == "drop":
        raise Refused
    plan.line(number).move(act, case.now)
    return act


def _drop(plan: Plan, case: Case, number: str, reason: str) -> str:
    if reason not in REASONS:
        raise Refused
    plan.line(number).move("drop", case.now, reason)
    return "drop"


def _drop_because(plan: Plan, case: Case, number: str, words: str) -> str:
    plan.line(number).move("drop", case.now, f"“{_one_line(words)}”")
    return "drop"


def _undo(plan: Plan, case: Case, number: str) -> str:
    """Only the latest change, within a day."""
    if plan.last(case.now) != int(number):
        raise Refused
    for line_number, before in plan.undos.pop().before.items():
        plan.lines.pop(line_number, None)
        if before is not None:
            plan.lines[line_number] = before
    return ""


def _settle(plan: Plan, case: Case, number: str, cycle: str, way: str) -> str:
    line = plan.line(number)
    if way not in ("done", "keep"):
        raise Refused
    if way == "done":
        line.move("finish", case.now)
        return "finish"
    if ("keep", cycle) not in line.told:
        line.tell("keep", cycle)
    return "keep"


def _join(plan: Plan, case: Case, number: str, ticks: str) -> str:
    line = plan.line(number)
    before = list(line.signs)
    for sign, on in ((_sign(tick[:-1]).id, tick[-1] == "+") for tick in ticks.split(",")):
        if on != (sign in line.signs):
            line.signs = [*line.signs, sign] if on else [other for other in line.signs if other != sign]
    if line.signs != before:
        line.tell("signs", ", ".join(before))
    return "signs"


def _serve(plan: Plan, case: Case, number: str, sign: str) -> str:
    return _join(plan, case, number, f"{sign}+")


def _write(plan: Plan, case: Case, number: str, what: str, words: str) -> str:
    line, words = plan.line(number), _one_line(words)
    if what == "part":
        plan.add(Line(words, list(line.signs), case.now, line.due, line.helper, told=[("split", line.words)]))
        line.tell("parted", words)
        return "split"
    if what == "note":
        line.tell("note", words)
    elif what == "words" and words != line.words:
        line.tell("words", line.words)
        line.words = words
    return what


def _note(plan: Plan, case: Case, number: str, words: str) -> str:
    return _write(plan, case, number, "note", words)


def _erase(plan: Plan, case: Case, number: str) -> str:
    """Gone for good: nothing brings it back."""
    plan.line(number)
    del plan.lines[int(number)]
    for undo in plan.undos:
        undo.before.pop(int(number), None)
    plan.undos = [undo for undo in plan.undos if undo.before]
    return ""


def _skip(plan: Plan, case: Case, cycle: str, sign: str) -> str:
    """In the cycle of the newest review alone."""
    if int(cycle) == case.cycle:
        before = plan.skipped[1] if plan.skipped[0] == case.cycle else frozenset()
        plan.skipped = case.cycle, before | {_sign(sign).id}
    return ""


def _check(plan: Plan, case: Case, number: str, month: str, way: str) -> str:
    """Noted once a month."""
    line = plan.line(number)
    if way not in MONTHLY:
        raise Refused
    if not line.noted(month):
        _went(line, month, way, case.now)
    return "check"


def _check_all(plan: Plan, case: Case, month: str, numbers: str, words: str) -> str:
    """A number for each line, in order, 0 to leave it; all or nothing."""
    lines, given = numbers.split("."), re.sub(r"[\s,;.]", "", words)
    if len(given) != len(lines) or not set(given) <= set("0123"):
        raise Unfit
    for number, way in zip(lines, given, strict=True):
        line = plan.lines.get(int(number))
        if way != "0" and line and line.open and not line.noted(month):
            _went(line, month, list(MONTHLY)[int(way) - 1], case.now)
    return "check"


def _went(line: Line, month: str, way: str, now: datetime) -> None:
    if MONTHLY[way]:
        line.move(MONTHLY[way], now)
    line.tell("check", f"{month} {way}")


DEEDS: dict[tuple[str, int, bool], Callable[..., str]] = {
    ("plantake", 2, False): _take,
    ("planown", 1, True): _own,
    ("plandue", 2, False): _due,
    ("plandue", 1, True): _due_typed,
    ("planhelp", 2, False): _help,
    ("planmove", 2, False): _move,
    ("plandrop", 2, False): _drop,
    ("plandrop", 1, True): _drop_because,
    ("planundo", 1, False): _undo,
    ("carry", 3, False): _settle,
    ("planjoin", 2, False): _join,
    ("planserve", 2, False): _serve,
    ("planask", 2, True): _write,
    ("planeraseyes", 1, False): _erase,
    ("planskip", 2, False): _skip,
    ("checked", 3, False): _check,
    ("checkdue", 2, False): _late,
    ("checkdue", 1, True): _late_typed,
    ("checknote", 1, True): _note,
    ("checkall", 2, True): _check_all,
}
"""By name, number of parts, and whether words are written."""
CHANGING = frozenset(name for name, _, _ in DEEDS)


def _sign(sign: str) -> Sign:
    """A sign that a plan may name: not one to be talked over in person, nor of an office he does not hold."""
    if sign not in SIGNS or SIGNS[sign].in_person:
        raise Refused
    return SIGNS[sign]


def _one_line(words: str) -> str:
    """Words, not only signs, of a length to read, and no secret."""
    words = " ".join(words.split())
    if not any(map(str.isalnum, words)) or len(words) > LONGEST or secrecy.marked(words):
        raise Unfit
    return words


GENERAL = 8


def promised(promise: str, verb: str, case: Case, words: str | None = None) -> str:
    """What he promises his cell after this choice, or after writing it; nothing: an empty text."""
    name, *parts = verb.removeprefix("write:").split(":")
    if name == "commitmentrevoke":
        return ""
    if name == "commityes" and 1 <= int(parts[0]) <= GENERAL:
        return texts.plain(case.language, text("commitment-general", number=int(parts[0])))
    if name == "commit" and words is not None:
        try:
            return _promise(words)
        except Unfit:
            pass
    return promise


def _promise(words: str) -> str:
    """No number of a sign in it."""
    if re.search(r"\b[1-9]\.[1-9]\b", words):
        raise Unfit
    return _one_line(words)
