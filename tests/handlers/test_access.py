"""Every command and every choice, for every office, in one's own unit and in others': as the table says.

A verb that is in no list here fails: whoever adds one says whose it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from inspect import getclosurevars
from typing import Any

import pytest
from sqlmodel import select

from flows import access, cycles, meeting_rules, menu, transfers, uploads
from flows.access import (
    ABOVE,
    ATTENDANTS,
    BELOW,
    BODY,
    CELL,
    CODES,
    COLLECTIVE,
    CONFIRM,
    COVER,
    CYCLES,
    FIGURES,
    MEETINGS,
    NOTICES,
    PROPOSE,
    ROLL,
    SECRETARY,
    TABLE,
    TURNOUT,
    UNITS,
)
from flows.replies import FlowError
from handlers.events import Event, awaiting, choice, command
from storage import accounts, files, notices
from storage.accounts import Account, Actor
from storage.attendance import Attendant
from storage.codes import Claim
from storage.engines import FlowSession
from storage.members import ROLES, Role
from storage.notices import APPROVAL, DRAFT, Notice
from storage.proposals import Proposal
from tests.conftest import make_cell, make_member
from tests.conversations import DISPATCHER
from tests.notices import make_notice
from tests.organisations import make_unit
from tests.robustness.seats import seat

ONE = "{unit}:20261203"
"""The next meeting of a cell."""
TYPED = "~"
"""What is typed where these words are awaited, instead of a choice."""
OFFICERS = {
    FIGURES: ("summary:{unit}", "figures:{unit}:{cycle}:message"),
    TURNOUT: ("figures:{unit}:{cycle}:turnout", "figures:{unit}:{cycle}:names"),
    COVER: ("cover:{unit}:{cycle}", "uncover:{unit}:{cycle}", "~cover:{unit}:{cycle}"),
    COLLECTIVE: ("body:{unit}:{cycle}:0", "bodytick:{unit}:{cycle}:0:1.5+", "bodydone:{unit}:{cycle}"),
    CYCLES: (
        *("cycle:{unit}", "cycleopen:{unit}:14", "cycleopenyes:{unit}:14", "cycleextend:{unit}:7"),
        *("cycleextendyes:{unit}:20261206:7", "cycleclose:{unit}", "cyclecloseyes:{unit}:{cycle}"),
    ),
    MEETINGS: (
        *("meeting:{unit}", "meeting:{unit}:0", "meetset:{unit}", "meetday:{unit}", "meetweek:{unit}"),
        *("meetweekday:{unit}:1", "meethour:{unit}:d3", "~meethour:{unit}:d3", "meetlong:{unit}:d3:1930"),
        *(
            "meetplan:{unit}:d3:1930:90",
            "meetsave:{unit}:d3:1930:90",
            "meetplace:{unit}",
            "~meetplace:{unit}",
        ),
        *("meetremind:{unit}", "meetremindset:{unit}:7d-", "meetchange:{unit}", f"meetone:{ONE}"),
        *(f"meetone:{ONE}:0", f"meetmove:{ONE}", f"~meetmove:{ONE}", f"meetmoveto:{ONE}:202612041930"),
        *(f"meetmoveyes:{ONE}:0:202612041930", f"meetcancel:{ONE}", f"meetcancelyes:{ONE}:0"),
        *(f"meetback:{ONE}", f"meetbackyes:{ONE}:0", f"meetline:{ONE}:theme", f"~write:meetline:{ONE}:theme"),
        *("meetpast:{unit}", f"meetheld:{ONE}:1", f"meetnote:{ONE}:present", f"meetnumber:{ONE}:spoke:0"),
    ),
    ROLL: (
        *("rollseat:{unit}:{guest}", "rollcode:{unit}:{guest}", "rollcodeyes:{unit}:{guest}:0"),
        *("slips:{unit}", "slipsyes:{unit}:0:pdf", "slipsyes:{unit}:0:docx", "slip:{unit}:{guest}"),
        *("slipyes:{unit}:{guest}:0:pdf", "slipyes:{unit}:{guest}:0:docx"),
    ),
    BODY: (
        *("offices:{unit}:{guest}", "office:{unit}:{guest}:deputy", "officeyes:{unit}:{guest}:deputy"),
        *("officeend:{unit}:{guest}:clerk", "officeendyes:{unit}:{guest}:clerk"),
    ),
    SECRETARY: (
        *("office:{unit}:{guest}:secretary", "officeyes:{unit}:{guest}:secretary"),
        *("officeend:{unit}:{guest}:secretary", "officeendyes:{unit}:{guest}:secretary"),
    ),
    NOTICES: (
        *("notresult:{notice}", "notunits:{notice}:{unit}:0", "notmissing:{notice}:{unit}:seen:0"),
        "notregistered:{notice}:{unit}:0",
        *("notsaid:{notice}:{unit}:absent:0", "notnudge:{notice}:seen", "notcorrect:{notice}"),
        *("notpart:{notice}:words", "notdo:{notice}", "notcorrectno:{notice}"),
        *("notnudgeyes:{notice}:seen:20261122", "~notcorrect:{notice}:words", "notcheck:{notice}"),
        *("notcorrectyes:{notice}:1:x", "notrecall:{notice}", "notrecallyes:{notice}"),
        *("notclose:{notice}", "notcloseyes:{notice}"),
        *("noticein:{unit}", "noticefrom:{unit}:free:0", "noticerun:{notice}", "noticepause:{notice}"),
        *("noticego:{notice}", "noticestop:{notice}", "noticestopyes:{notice}", "noticereturn:{notice}"),
        *("noticeapprove:{notice}:1:1:x", "~write:noticereturn:{notice}"),
        *("noticefile:{notice}:1", "noticefile:{asked}:1", "noticerun:{asked}"),
        "noticeapprove:{asked}:1:1:x",
    ),
    PROPOSE: (
        *("rolladd:{unit}", "~addname:{unit}", "rosterin:{unit}", "rosterform:{unit}"),
        *("rollleave:{unit}:{other}", "rollleavewhy:{unit}:{other}:left"),
        "rollleaveyes:{unit}:{other}:left",
        *("rollmove:{unit}:{other}", "rollmove:{unit}:{other}:0", "~moveto:{unit}:{other}"),
        *("rollmoveto:{unit}:{other}:{beside}", "rollmoveyes:{unit}:{other}:{beside}"),
        "proposal:{unit}:{proposal}",
    ),
    UNITS: ("unit:{unit}:0", "~unitfind:{unit}"),
    CONFIRM: (
        "rollundo:{unit}:{other}",
        "proposalall:{unit}:{proposal}",
        "proposalallyes:{unit}:{proposal}",
        "proposalyes:{unit}:{proposal}",
        "proposalno:{unit}:{proposal}",
    ),
    ATTENDANTS: (
        *("assign:{unit}", "assign:{unit}:0", "assigncell:{unit}:{below}", "assignwho:{unit}:{below}"),
        *("assignwho:{unit}:{below}:0", "assignwhen:{unit}:{below}:{guest}"),
        *("assignask:{unit}:{below}:{guest}:0", "assignyes:{unit}:{below}:{guest}:0"),
        *("assignend:{unit}:{attendant}", "assignendyes:{unit}:{attendant}"),
    ),
}
NOT_YET = {"meetheld", "meetnote", "meetnumber", "cycleopen", "cycleopenyes", "cycleclose", "cyclecloseyes"}
"""What is refused even to who may: the meeting is still to come, the cycle is open."""
MINE = {
    # officers' routers also hold what every member may do for himself
    *("results", "meetings", "calendar", "attend", "attendwhy", "attendnone"),
    *("attended", "remark", "remarkask", "roll", "offices"),
    *("hand", "handask", "handyes", "handact", "handactyes", "handday", "actend"),
    *("handover", "handoveryes", "handoverno", "handoverback"),
    *("units", "proposals", "proposalback", "addseat", "addstanding", "addpost", "addsend", "adddrop"),
    *("rosterfile", "rostersame", "rosterleave", "rosteryes", "rosterdrop"),
    *("summary", "cycle", "assign"),  # without a unit: the way in, which asks for his offices
    *("notices", "noticenew"),  # what he writes himself: another's draft is as if it were not (FOREIGN)
    *("noticedraft", "noticedrop", "noticedropyes", "noticeask", "noticeskip", "noticeset", "noticesigns"),
    *("noticesign", "noticedone", "noticewhen", "noticeunits", "noticeunit", "noticekinds", "noticekind"),
    *("noticeoffices", "noticeoffice", "noticesilents", "noticesilent", "noticesee", "noticesend"),
    *("noticeyes", "noticeretake", "notice", "noticefile", "noticefileout"),
}
OF_MEMBERS = {
    *("review", "plan", "commitments", "reminding", "calendars", "pushes", "menu", "onboarding"),
    *("privacy", "audit", "links", "inbox", "departures", "fallback"),
}
"""Routers in which there is nothing of an office."""
COMMANDS = {
    *("tusoi", "review", "summary", "tonghop", "ketqua", "results", "dot", "cycle", "kehoach", "plan"),
    *("checkin", "kiemdiem", "camket", "commitment", "lichhop", "meetings", "viec", "tasks", "nhacviec"),
    *("reminders", "menu", "trogiup", "help", "huy", "cancel", "ngonngu", "language", "start"),
    *(
        "quyenriengtu",
        "privacy",
        "nhatky",
        "log",
        "lienket",
        "link",
        "chibo",
        "cell",
        "chucvu",
        "offices",
        "donvi",
        "units",
    ),
    *("thongbao", "notices", "guithongbao", "broadcast"),
}
GONE_MAY = {
    # who is on no roll any more: see what is his own, take it along, withdraw, delete
    *("menu", "help", "language", "speak", "pause", "here", "welcome", "last", "leftplan"),
    *("privacy", "seedata", "takedata", "withdraw", "withdrawyes", "deletedata", "deleteyes"),
    *("links", "linkcode", "unlinks", "unlink", "pinnew", "pinoff", "pinforgot", "forgethere", "newrecovery"),
    *(
        "openrecovery",
        "newpin",
        "pin",
        "recovery",
        "claim",
        "code",
        "inbox",
        "notice",
        "noticefile",
        "pushoff",
    ),
    *("/menu", "/trogiup", "/help", "/huy", "/cancel", "/ngonngu", "/language", "/start"),
    *("/quyenriengtu", "/privacy", "/lienket", "/link", "/thongbao", "/notices"),
}
NOTHING = ("planmove", "plandrop", "carry", "checked", "plandue", "checkdue", "meetnumber", "words")
"""What is refused for what is in it, whoever says it; or means nothing."""
SAMPLES = ("1", "20261203", "202612", "202612031930", "x")
FOREIGN = (
    *("rate:{cycle}:1.1:1", "tick:{cycle}:1.1", "next:{cycle}", "way:{cycle}:group", "sign:{cycle}:1.1"),
    *("detail:{cycle}:1.1", "page:{cycle}:0", "list:{cycle}:0", "done:{cycle}:0", "skip:{cycle}:0"),
    *("degrees:{cycle}:1.1+", "degreesof:{cycle}:0", "settle:{cycle}:0"),
    *("cause:{cycle}:1.1:x", "sum:{cycle}", "reopen:{cycle}", "paperyes:{cycle}", "last:{cycle}"),
    *("submit:{cycle}:keep", "write:{cycle}:strengths", "clear:{cycle}:strengths", "write:{cycle}:note:1.1"),
    *("clear:{cycle}:note:1.1", "results:{cycle}:top", "carry:{cycle}:1:done", "unlink:{chat}"),
    *("claim:{claim}:yes", "attend:{cell}:20261203:1", "attendwhy:{cell}:20261203"),
    *(
        "roll:{cell}:0",
        "attendnone:{cell}:20261203",
        "remark:{cell}:20261203",
        *(f"{verb}:{{proposal}}" for verb in ("proposalback", "addseat", "addpost", "addsend", "adddrop")),
        "addstanding:{proposal}:official",
        "remarkask:{cell}:20261203:order",
    ),
    *(
        "noticedraft:{draft}",
        "noticedrop:{draft}",
        "noticedropyes:{draft}",
        "noticeask:{draft}:title",
        "noticeskip:{draft}:words",
    ),
    *("noticeset:{draft}:answer:1", "noticesigns:{draft}:0", "noticesign:{draft}:0:1.2+"),
    *("noticedone:{draft}:people", "noticewhen:{draft}:now", "noticeunits:{draft}:{cell}:0"),
    *("noticeunit:{draft}:{cell}:0:{cell}+", "noticekinds:{draft}", "noticekind:{draft}:agency+"),
    *("noticeoffices:{draft}", "noticeoffice:{draft}:clerk+", "noticesilents:{draft}:0"),
    *("noticesilent:{draft}:0", "noticesee:{draft}", "noticesend:{draft}", "noticeyes:{draft}:1:1:0:x"),
    *("noticefile:{draft}:1", "noticefileout:{draft}:1", "noticefile:{notice}:1"),
    *("noticeretake:{draft}", "noticerun:{draft}", "noticestopyes:{draft}", "noticereturn:{draft}"),
    *("~write:notice:{draft}:title", "~notice:{draft}:words"),
    *("hand:{role}", "hand:{role}:0", "handask:{role}:{owner}", "handyes:{role}:{owner}", "actend:{role}"),
    *("handact:{role}:{owner}:20261203", "handactyes:{role}:{owner}:20261203", "handover:{offer}"),
    *("handoveryes:{offer}", "handoverno:{offer}", "handoverback:{offer}"),
    *("notice:{notice}", "notanswer:{notice}:coming", "notask:{notice}:absent", "notnone:{notice}"),
    *("notregister:{notice}", "~notregister:{notice}"),
)
"""A member's own choices with what belongs to a cell of strangers."""


@dataclass
class Place:
    """A unit with what a choice may name there."""

    unit: int
    is_cell: bool
    cycle: int
    below: int
    guest: int
    attendant: int
    notice: int
    asked: int
    """A notice that waits for a second officer."""
    other: int = 999
    beside: int = 999
    proposal: int = 999


@dataclass
class Land:
    """Two committees; the first with two cells, the other with one: strangers."""

    session: FlowSession
    now: datetime
    places: dict[str, Place]
    people: dict[str, tuple[Actor, str, str]]
    """By name: the actor, his office, and where he holds it."""


@pytest.fixture
def kind() -> str:
    """The rules are the same on each kind of database."""
    return "sqlite"


@pytest.fixture
def land(session: FlowSession, now: datetime) -> Land:
    """Everybody who may try."""
    places: dict[str, Place] = {}
    top, strangers = make_unit(session, now, "DU"), make_unit(session, now, "XU")
    cells = {}
    for code, parent in (("CB1", top), ("CB2", top), ("CB9", strangers)):
        cells[code] = make_cell(session, now, code, parent, tuple(f"Đảng viên {n}" for n in range(14)))
        meeting_rules.set_rule(session, code, "FREQ=MONTHLY;BYMONTHDAY=3", "19:30", 90, None, now)
    for code, unit_id, under in (("DU", top, ("CB1", "CB2")), ("XU", strangers, ("CB9",))):
        closes = (now + timedelta(days=14)).date().isoformat()
        cycle = cycles.open_cycle(session, code, closes, now, within_budget=False).id or 0
        below, guest = cells[under[0]].unit_id, cells[under[0]].members[13]
        session.add(Role(member_id=guest, unit_id=unit_id, name="committee", from_at=now))
        row = Attendant(unit_id=below, member_id=guest, from_at=now)
        session.add(row)
        session.flush()
        rest = cycle, below, guest, row.id or 0
        places[code] = Place(unit_id, False, *rest, *_notices(session, unit_id, guest, now))
        for name in under:
            cell_id = cells[name].unit_id
            places[name] = Place(cell_id, True, *rest, *_notices(session, cell_id, guest, now))
    for name, place in places.items():
        cell = cells[name] if place.is_cell else cells["CB1" if name == "DU" else "CB9"]
        place.other, place.beside = cell.members[12], cells["CB2" if name != "CB2" else "CB1"].unit_id
        place.proposal = _proposal(session, place.unit, cell.members[11], now)
    places["none"] = Place(999, True, 999, 999, 999, 999, 999, 999)
    people, free = {}, iter(cells["CB1"].members)
    for code in ("CB1", "DU"):
        for office in ROLES:
            name = f"{office} of {code}"
            people[name] = (_person(session, next(free), now, places[code].unit, (office,)), office, code)
    people["member"] = (_person(session, next(free), now, places["CB1"].unit), "", "CB1")
    former = next(free)
    for code in ("CB1", "DU"):
        for office in ROLES:
            role = Role(
                member_id=former, unit_id=places[code].unit, name=office, from_at=now - timedelta(days=9)
            )
            role.until_at = now
            session.add(role)
    people["former holder"] = (_person(session, former, now, places["CB1"].unit), "", "CB1")
    return Land(session, now, places, people)


def _notices(session: FlowSession, unit_id: int, guest: int, now: datetime) -> tuple[int, int]:
    """One that went out, and one that is to be approved, each with a file."""
    out = make_notice(session, now, unit_id, (guest,), needs_answer=True, registers=True)
    asked = make_notice(session, now, unit_id, (), author_id=guest, state=APPROVAL)
    for notice in (out, asked):
        _attach(session, notice, guest, now)
    return out.id or 0, asked.id or 0


def _attach(session: FlowSession, notice: Notice, member_id: int, now: datetime) -> None:
    """A file goes with it."""
    file_id = files.begin(session, member_id, "ke hoach.txt", now)
    files.end(session, file_id, "text/plain")
    files.complete(session, file_id)
    notices.add_file(session, notice.id or 0, file_id)


def _proposal(
    session: FlowSession, unit_id: int, subject_id: int, now: datetime, kind: str = "leaving"
) -> int:
    """Somebody proposed that a member is on the roll no more."""
    row = Proposal(
        kind=kind,
        unit_id=unit_id,
        subject_id=subject_id,
        by_id=1,
        detail="left",
        created_at=now,
        until_at=now + timedelta(days=30),
    )
    session.add(row)
    session.flush()
    return row.id or 0


def _person(
    session: FlowSession, member_id: int, now: datetime, unit_id: int, offices: tuple[str, ...] = ()
) -> Actor:
    for office in offices:
        session.add(Role(member_id=member_id, unit_id=unit_id, name=office, from_at=now))
    session.flush()
    seat(session, member_id, [("web", str(member_id))], now)
    actor = accounts.find_actor(session, "web", str(member_id), now, "Asia/Ho_Chi_Minh")
    assert actor is not None
    return actor


async def refusal(land: Land, actor: Actor, written: str) -> str | None:
    """The key by which the choice (or what is typed) is refused; None when it is done. Nothing stays."""
    event = Event("web", "1", "x", choice=None if written[0] in f"{TYPED}/" else written)
    awaited = written.removeprefix(TYPED) if written.startswith(TYPED) else ""
    if event.choice is None:
        event = Event("web", "1", "x", text="20h00 ngày 4/12" if awaited else written)
    found: list[Any] = []

    async def run(flow: Any, *args: Any) -> None:
        found.append((flow, args))

    kind = "callback_query" if event.choice else "message"
    await DISPATCHER.propagate_event(kind, event, run=run, awaited=awaited)  # type: ignore[arg-type]
    [(flow, args)] = found
    assert flow not in (menu.outdated, menu.not_understood), f"nobody takes {written}"
    land.session.info["actor"] = actor
    tried = land.session.begin_nested()
    try:
        flow(land.session, actor, *args, land.now)
    except FlowError as error:
        return error.text.key
    finally:
        tried.rollback()
        land.session.expire_all()
    return None


def allowed(capability: str, office: str, held_in: str, target: str, place: Place) -> bool:
    """What the table says."""
    where = TABLE[capability].get(office)
    if where == BELOW:
        return target in {"CB1": ("CB1",), "DU": ("DU", "CB1", "CB2")}[held_in]
    return where is not None and held_in == target and where != (ABOVE if place.is_cell else CELL)


@pytest.mark.parametrize("capability", OFFICERS)
async def test_offices_are_as_in_the_table(land: Land, capability: str) -> None:
    wrong, done = [], set()
    for template in OFFICERS[capability]:
        for target, place in land.places.items():
            written = template.format(**vars(place))
            for name, (actor, office, held_in) in land.people.items():
                refused = await refusal(land, actor, written)
                if not allowed(capability, office, held_in, target, place):
                    if refused != "choice-unknown":
                        wrong.append(f"{name}: {template} in {target}: {refused}")
                elif refused != "choice-unknown":
                    done.add(template)
    assert wrong == []
    missed = {template.lstrip(TYPED).split(":")[0] for template in set(OFFICERS[capability]) - done}
    assert missed <= NOT_YET, "those whom the table names can do it"


async def test_names_of_others_go_over_no_foreign_companys_servers(land: Land) -> None:
    """Who may see a member on the organisation's own page is refused elsewhere."""
    actor, *_ = land.people["secretary of CB1"]
    for template in (*OFFICERS[ROLL], *OFFICERS[BODY]):
        written = template.format(**vars(land.places["CB1"]))
        assert await refusal(land, actor, written) is None, written
        assert await refusal(land, replace(actor, bot="telegram:1"), written) == "choice-unknown", written


async def test_a_stranger_meets_the_welcome(land: Land) -> None:
    accounts.add_account(land.session, "web", "nobody", "vi", land.now)
    stranger = accounts.find_actor(land.session, "web", "nobody", land.now, "UTC")
    assert stranger
    for templates in OFFICERS.values():
        for template in templates:
            written = template.format(**vars(land.places["CB1"]))
            assert await refusal(land, stranger, written) == "not-joined", written


async def test_what_belongs_to_strangers_is_as_if_it_were_not(land: Land) -> None:
    """A forged choice is refused with the same words as one that names nothing."""
    owner = land.session.exec(select(Role.member_id).where(Role.unit_id == land.places["XU"].unit)).one()
    seat(land.session, owner, [("web", "foreign")], land.now)
    chat = land.session.exec(select(Account.id).order_by(Account.id.desc())).first()  # type: ignore[union-attr]
    claim = Claim(member_id=owner, account_id=chat or 0, created_at=land.now, effective_at=land.now)
    land.session.add(claim)
    land.session.flush()
    there = land.places["CB9"]
    theirs = {"cycle": there.cycle, "cell": there.unit, "chat": chat, "claim": claim.id}
    theirs["notice"] = there.notice
    own = land.places["CB1"].unit
    draft = make_notice(land.session, land.now, own, (), author_id=owner, state=DRAFT)
    _attach(land.session, draft, owner, land.now)
    theirs["draft"] = draft.id
    theirs["role"] = land.session.exec(select(Role.id).where(Role.member_id == owner)).one()
    theirs["owner"], theirs["offer"] = owner, _proposal(land.session, there.unit, owner, land.now, "handover")
    theirs["proposal"] = there.proposal
    nothing = dict.fromkeys(theirs, 999)
    actor = land.people["secretary of CB1"][0]
    for template in FOREIGN:
        refused = await refusal(land, actor, template.format(**theirs))
        assert refused is not None, template
        assert refused == await refusal(land, actor, template.format(**nothing)), template


@pytest.fixture(params=[transfers.LEFT, transfers.DECEASED])
def gone(request: pytest.FixtureRequest, land: Land) -> Actor:
    """A secretary, once, who has left, or died."""
    member_id = make_member(land.session, land.places["CB1"].unit, "Đỗ Văn Xa", land.now)
    _person(land.session, member_id, land.now, land.places["DU"].unit, ("secretary", "officer"))
    transfers.leave(land.session, member_id, land.now, request.param)
    actor = accounts.find_actor(land.session, "web", str(member_id), land.now, "UTC")
    assert actor is not None
    return actor


async def test_who_is_on_no_roll_any_more_keeps_his_own_things_alone(land: Land, gone: Actor) -> None:
    """Whatever he picks, types or calls."""
    wrong, may = [], set()
    place = vars(land.places["CB1"])
    real = [template.format(**place) for templates in OFFICERS.values() for template in templates]
    for written in (*real, *written_in_all_ways()):
        name = written.lstrip(TYPED).split(":")[written.startswith(f"{TYPED}write:")]
        refused = await refusal(land, gone, written)
        if name in NOTHING and refused in (None, "plan-unknown", "plan-day-unclear", "choice-unknown"):
            continue
        if refused != "off-roll" and name not in GONE_MAY:
            wrong.append(f"{written}: {refused}")
        elif refused != "off-roll":
            may.add(name)
    assert not wrong, "\n".join(wrong)
    assert may == GONE_MAY, may ^ GONE_MAY
    with pytest.raises(FlowError, match="off-roll"):
        uploads.begin(land.session, gone, "anh.png", land.now)


def written_in_all_ways() -> Iterator[str]:
    """Every command, every choice, everything that is typed, with something in each of its parts."""
    for _, item in filters():
        if isinstance(item, command):
            yield from (f"/{name}" for name in sorted(item.names))
        elif isinstance(item, choice | awaiting):
            name = item.verb if isinstance(item, choice) else f"{TYPED}{item.name}"
            yield ":".join([name, *map(sample, item.types)])


def sample(kind: Callable[[str], Any]) -> str:
    """Something that fits a part of a choice."""
    if kind is str:
        return "theme"
    for text in (getclosurevars(kind).nonlocals.get("word", ""), *SAMPLES):
        try:
            kind(text)
        except ValueError:
            continue
        return str(text)
    raise AssertionError(kind)


def filters() -> Iterator[tuple[str, Any]]:
    """Every router's filters, with its name."""
    for router in DISPATCHER.sub_routers:
        for observer in (router.callback_query, router.message):
            for handler in observer.handlers:
                for item in handler.filters or ():
                    yield router.name, getattr(item.callback, "__self__", item.callback)


def test_every_choice_is_somebodys() -> None:
    officers = {template.partition(":")[0] for templates in OFFICERS.values() for template in templates}
    known = {verb.lstrip(TYPED) for verb in officers} | MINE
    verbs = {item.verb for name, item in filters() if isinstance(item, choice) and name not in OF_MEMBERS}
    assert verbs <= known
    words = {item.name for name, item in filters() if isinstance(item, awaiting) and name not in OF_MEMBERS}
    assert words <= {verb.lstrip(TYPED) for verb in officers if verb.startswith(TYPED)} | MINE


def test_every_command_is_known() -> None:
    """A command names nothing of others: it is the way in, and what follows is a choice."""
    assert {name for _, item in filters() if isinstance(item, command) for name in item.names} == COMMANDS


def test_the_table_names_offices_that_there_are() -> None:
    for capability, offices in TABLE.items():
        assert offices, capability
        assert set(offices) <= set(ROLES)
    assert set(OFFICERS) | {CODES} == set(TABLE), "CODES lifts a limit: tests/handlers/test_rolls.py"
    assert access.LEADERS == ("secretary", "deputy")
