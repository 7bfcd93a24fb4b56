"""For whom a notice is: by unit, by kind of unit, by office, or who did not answer an earlier notice.

Only by what is official. How many that are is counted from the roster, whoever has joined or not.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlmodel import Session

from flows import dates, notice_cards, notice_drafts, notice_registrations, screens
from flows.notice_drafts import Draft
from flows.replies import (
    GAP,
    Answer,
    Choice,
    FlowError,
    Line,
    Raw,
    Reply,
    Show,
    Text,
    choice,
    reply,
    stack,
    text,
)
from storage import audiences, notices, units
from storage.accounts import Actor
from storage.members import ROLES
from storage.notices import Notice
from storage.units import KINDS

PAGE = 8
NAMED = 3
"""So many units are named; of more, how many."""
ALL = 10_000
LISTS = {"kind": KINDS, "office": ROLES}
ASKS = {"kind": "notice-ask-kinds", "office": "notice-ask-offices"}
MOST_UNITS = 2000
SILENT = ("unanswered", "unregistered")
"""Limits by an earlier notice: who did not answer it, and where it asks cells to register, which did not."""


def told(session: Session, notice: Notice, now: datetime) -> list[Line]:
    """Who is meant, and how many these are now."""
    people, cells = audiences.count(session, notices.audience_of(notice), now)
    return [*chosen(session, notice), text("notice-to-count", people=people, cells=cells)]


def chosen(session: Session, notice: Notice) -> list[Line]:
    """Who is meant, in words."""
    meant = notices.audience_of(notice)
    lines: list[Line] = [_units_told(session, notice.unit_id, meant["units"])]
    lines += [text("notice-to-kind", kind=Text(f"kind-{kind}")) for kind in meant["kinds"]]
    lines += [text("notice-to-office", office=Text(f"office-{office}")) for office in meant["offices"]]
    if meant["unanswered"] is not None:
        lines.append(text("notice-to-silent", title=_title(session, meant["unanswered"])))
    if meant.get("unregistered") is not None:
        lines.append(text("notice-to-unregistered", title=_title(session, meant["unregistered"])))
    return lines


def check(session: Session, notice: Notice, now: datetime) -> tuple[int, int]:
    """How many members in how many cells, all of them below its unit.

    Raises `notice-nobody`, `notice-registers-leaders`, and `notice-units-moved` when a unit that was chosen
    is not below any more.
    """
    notice_registrations.check_audience(notice)
    meant = notices.audience_of(notice)
    below = set(units.subtree_of(session, notice.unit_id))
    if not set(meant["units"]) <= below:
        _put(session, notice, {**meant, "units": [unit for unit in meant["units"] if unit in below]})
        raise FlowError("notice-units-moved", place=f"noticeask:{notice.id}:people")
    people, cells = audiences.count(session, meant, now)
    if not people:
        raise FlowError("notice-nobody", place=f"noticeask:{notice.id}:people")
    return people, cells


def card(session: Session, actor: Actor, draft: Draft, now: datetime) -> Reply:
    """Who is meant now, and by what it can be narrowed."""
    rows: list[Choice] = [choice(f"noticedone:{draft.id}:people", "notice-people-done", main=True)]
    if units.has_children(session, draft.notice.unit_id):
        rows.append(choice(f"noticeunits:{draft.id}:{draft.notice.unit_id}:0", "notice-people-units"))
        rows.append(choice(f"noticekinds:{draft.id}", "notice-people-kinds"))
    rows.append(choice(f"noticeoffices:{draft.id}", "notice-people-offices"))
    if notices.asking(session, draft.notice.unit_id, 0, 1):
        rows.append(choice(f"noticesilents:{draft.id}:0", "notice-people-silent"))
    here, progress = f"noticeask:{draft.id}:people", notice_drafts.progress(draft)
    lines = [Text("notice-ask-people"), GAP, *told(session, draft.notice, now)]
    return reply(*lines, rows=stack(*rows, notice_drafts.back(draft)), here=here, progress=progress)


def browse(session: Session, actor: Actor, notice_id: int, unit_id: int, number: int, now: datetime) -> Reply:
    """The units right below one, each to be ticked; those with units below can be opened.

    Raises `not-joined`, `choice-unknown`, `notice-not-draft`.
    """
    draft = notice_drafts.own(session, actor, notice_id)
    path = _path(session, draft, unit_id)
    found = audiences.children(session, unit_id, number * PAGE, PAGE + 1)
    chosen = notices.audience_of(draft.notice)["units"]
    whole = bool(set(path) & set(chosen))
    verb = f"noticeunit:{draft.id}:{unit_id}:{number}"
    rows: list[tuple[Choice, ...]] = []
    for child, name, parted in found[:PAGE]:
        on = whole or child in chosen
        row = [choice(f"{verb}:{child}{'-' if on else '+'}", Raw(name), ticked=on)]
        if parted:
            label = text("notice-unit-open", unit=name)
            row.append(choice(f"noticeunits:{draft.id}:{child}:0", label))
        rows.append(tuple(row))
    every = choice(
        f"{verb}:{unit_id}{'-' if whole else '+'}", "notice-units-none" if whole else "notice-units-all"
    )
    turns = screens.pages(f"noticeunits:{draft.id}:{unit_id}", number, len(found) > PAGE)
    up = (
        [choice(f"noticeunits:{draft.id}:{path[1]}:0", "notice-unit-up")]
        if unit_id != draft.notice.unit_id
        else []
    )
    rest = (every, *turns, *up, _back(draft))
    title = text("notice-units", unit=units.get_unit(session, unit_id).name)
    lines: list[Line] = [title, told(session, draft.notice, now)[-1]]
    here = f"noticeunits:{draft.id}:{unit_id}:{number}"
    return reply(*lines, rows=(*rows, *stack(*rest)), here=here)


def tick_units(
    session: Session, actor: Actor, notice_id: int, unit_id: int, number: int, ticks: str, now: datetime
) -> Reply:
    """Choose units, or take them out again: ``7+,9-``. Raises as `browse`."""
    draft = notice_drafts.own(session, actor, notice_id)
    meant = notices.audience_of(draft.notice)
    for part in ticks.split(","):
        one, on = part[:-1], part.endswith("+")
        if not (one.isascii() and one.isdigit() and len(one) < 16 and part[-1] in "+-"):
            raise FlowError("choice-unknown", place=f"noticeask:{notice_id}:people")
        _path(session, draft, int(one))
        meant["units"] = (_with if on else _without)(session, meant["units"], int(one))
    if len(meant["units"]) > MOST_UNITS:
        raise FlowError("notice-many-units", most=MOST_UNITS)
    _keep(session, draft, meant, now)
    return browse(session, actor, notice_id, unit_id, number, now)


def listing(session: Session, actor: Actor, notice_id: int, name: str, now: datetime) -> Reply:
    """Kinds of units, or offices, each to be ticked; none ticked is no limit. Raises as `browse`."""
    draft = notice_drafts.own(session, actor, notice_id)
    chosen = notices.audience_of(draft.notice)[f"{name}s"]
    rows = [
        choice(
            f"notice{name}:{draft.id}:{one}{'-' if one in chosen else '+'}",
            Text(f"kind-{one}" if name == "kind" else f"office-{one}"),
            ticked=one in chosen,
        )
        for one in LISTS[name]
    ]
    lines: list[Line] = [Text(ASKS[name]), *told(session, draft.notice, now)[-1:]]
    return reply(*lines, rows=stack(*rows, _back(draft)), here=f"notice{name}s:{draft.id}")


def tick(session: Session, actor: Actor, notice_id: int, name: str, ticks: str, now: datetime) -> Reply:
    """Choose kinds or offices, or take them out again: ``agency+``. Raises as `browse`."""
    draft = notice_drafts.own(session, actor, notice_id)
    meant, known = notices.audience_of(draft.notice), LISTS[name]
    chosen = set(meant[f"{name}s"])
    for part in ticks.split(","):
        one, on = part[:-1], part.endswith("+")
        if one not in known or part[-1] not in "+-":
            raise FlowError("choice-unknown", place=f"noticeask:{notice_id}:people")
        chosen = chosen | {one} if on else chosen - {one}
    meant[f"{name}s"] = [one for one in known if one in chosen]
    _keep(session, draft, meant, now)
    return listing(session, actor, notice_id, name, now)


def silents(session: Session, actor: Actor, notice_id: int, number: int, now: datetime) -> Reply:
    """Earlier notices that needed an answer, to choose those who did not give one. Raises as `browse`."""
    draft = notice_drafts.own(session, actor, notice_id)
    found = notices.asking(session, draft.notice.unit_id, number * PAGE, PAGE + 1)
    rows = []
    for other in found[:PAGE]:
        day = dates.day(other.confirmed_at or other.created_at, actor.timezone)
        key = "notice-silent-units" if other.registers else "notice-silent"
        label = text(key, title=_title_of(session, other), day=day)
        rows.append(choice(f"noticesilent:{draft.id}:{other.id}", label))
    meant = notices.audience_of(draft.notice)
    if any(meant.get(name) is not None for name in SILENT):
        rows.append(choice(f"noticesilent:{draft.id}:0", "notice-silent-none"))
    turns = screens.pages(f"noticesilents:{draft.id}", number, len(found) > PAGE)
    here = f"noticesilents:{draft.id}:{number}"
    return reply("notice-ask-silent", rows=stack(*rows, *turns, _back(draft)), here=here)


def silent(session: Session, actor: Actor, notice_id: int, other_id: int, now: datetime) -> Answer:
    """Only those who did not answer that one, or whose cell did not register; 0: no limit.

    Raises as `browse`.
    """
    draft = notice_drafts.own(session, actor, notice_id)
    known = {other.id: other for other in notices.asking(session, draft.notice.unit_id, 0, ALL)}
    if other_id and other_id not in known:
        raise FlowError("choice-unknown", place=f"noticeask:{notice_id}:people")
    meant: dict[str, Any] = {**notices.audience_of(draft.notice), **dict.fromkeys(SILENT)}
    if other_id:
        meant[SILENT[known[other_id].registers]] = other_id
    _keep(session, draft, meant, now)
    return Show(f"noticeask:{draft.id}:people")


def _units_told(session: Session, unit_id: int, chosen: Sequence[int]) -> Line:
    if list(chosen) == [unit_id]:
        return text("notice-to-all", unit=units.get_unit(session, unit_id).name)
    names = "; ".join(units.get_unit(session, one).name for one in chosen[:NAMED])
    return text("notice-to-units", units=names, more=max(0, len(chosen) - NAMED))


def _with(session: Session, chosen: Sequence[int], unit_id: int) -> list[int]:
    """This unit too; those below it are in it."""
    if set(units.lineage_of(session, unit_id)) & set(chosen):
        return list(chosen)
    below = set(units.subtree_of(session, unit_id))
    return [*(one for one in chosen if one not in below), unit_id]


def _without(session: Session, chosen: Sequence[int], unit_id: int) -> list[int]:
    """Not this unit, nor any below; of a unit above that was chosen, the others stay."""
    below = set(units.subtree_of(session, unit_id))
    left = [one for one in chosen if one not in below]
    path = units.lineage_of(session, unit_id)
    for depth, above in enumerate(path):
        if above in left:
            left.remove(above)
            for child, parent in pairwise(path[: depth + 1]):
                left += [one for one, *_ in audiences.children(session, parent, 0, ALL) if one != child]
    return left


def _path(session: Session, draft: Draft, unit_id: int) -> list[int]:
    """A unit and those above it; it is the notice's own or below. Raises `choice-unknown`."""
    path = units.lineage_of(session, unit_id)
    if draft.notice.unit_id not in path:
        raise FlowError("choice-unknown", place=f"noticeask:{draft.id}:people")
    return path


def _keep(session: Session, draft: Draft, meant: dict[str, Any], now: datetime) -> None:
    _put(session, draft.notice, meant)
    notice_drafts.save(session, draft, now)


def _put(session: Session, notice: Notice, meant: dict[str, Any]) -> None:
    notices.set_audience(notice, meant)
    session.flush()


def _title(session: Session, notice_id: int) -> str:
    other = notices.find(session, notice_id)
    return _title_of(session, other) if other else "?"


def _title_of(session: Session, notice: Notice) -> str:
    return notice_cards.subject(notices.content_of(session, notice))


def _back(draft: Draft) -> Choice:
    return choice(f"noticeask:{draft.id}:people", "notice-people-back", zero=True)
