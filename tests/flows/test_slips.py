"""Who gets a slip, and what making slips does to codes: issued, noted, older ones void."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from flows import onboarding, slips, units
from flows.replies import FlowError
from flows.slip_pages import Links
from flows.slips import Invited
from storage import codes, members
from storage.audit import Act, verify
from storage.engines import FlowSession
from tests.conftest import NAMES, Cell, make_cell, make_members
from tests.organisations import joins, make_unit

LINKS = Links("https://tusoi.test", "tusoi_bot")


def issue(session: FlowSession, found: Invited, now: datetime, days: int = 30) -> list[str]:
    """Draw slips and issue their codes, as a command does; the bare codes."""
    drawn = slips.draw(session, found, LINKS, now, days)
    for start in range(0, len(drawn.codes), slips.BATCH):
        slips.issue(session, drawn, start, now, days)
    return [code for _, code in drawn.codes]


def test_all_who_have_not_joined_get_one(session: FlowSession, cell: Cell, now: datetime) -> None:
    joins(session, now, cell.members[1])
    [found] = slips.below(session, "cb1")
    assert [seat.name for seat in found.seats] == [NAMES[0], *NAMES[2:]]
    assert (found.unit_id, found.joined, found.held) == (cell.unit_id, 1, 0)
    page = slips.draw(session, found, LINKS, now, 7).page
    assert (page.cell, page.language, page.until, page.links) == ("Chi bộ CB1", "vi", "29/11/2026", LINKS)
    for slip in page.slips:
        code = onboarding.tidy_code(slip.code)
        assert slip.code[4] == "-"
        assert (slip.web, slip.telegram) == (
            f"https://tusoi.test/#{code}",
            f"https://t.me/tusoi_bot?start={code}",
        )
        assert not slip.joined
    assert len({slip.code for slip in page.slips}) == 4


def test_without_an_address_or_a_bot_there_are_no_links(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    [found] = slips.below(session, "CB1")
    slip = slips.draw(session, found, Links(), now).page.slips[0]
    assert (slip.web, slip.telegram) == ("", "")


def test_codes_work_once_issued_and_older_ones_no_more(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    [found] = slips.below(session, "CB1")
    older = onboarding.issue_code(session, cell.members[0], now)
    drawn = slips.draw(session, found, LINKS, now)
    assert codes.use_code(session, drawn.codes[0][1], now) is None, "drawn, not issued"
    made = issue(session, found, now, days=7)
    assert codes.use_code(session, older, now) is None
    late = now + timedelta(days=7)
    assert codes.use_code(session, made[0], late) is None
    for member_id, code in zip((seat.id for seat in found.seats), made, strict=True):
        used = codes.use_code(session, code, late - timedelta(seconds=1))
        assert used
        assert (used.member_id, used.purpose, used.vault_id) == (member_id, "seat", None)


def test_they_are_in_the_order_of_given_names(session: FlowSession, now: datetime) -> None:
    names = ("Vũ Ánh", "Lê Bình", "Đỗ An", "An Đạt", "Lê An", "Trần Dũng")
    make_cell(session, now, "CB1", names=names)
    [found] = slips.below(session, "CB1")
    assert [seat.name for seat in found.seats] == [
        *("Đỗ An", "Lê An", "Vũ Ánh", "Lê Bình", "Trần Dũng", "An Đạt")
    ]


def test_each_code_is_noted_and_the_log_holds(session: FlowSession, cell: Cell, now: datetime) -> None:
    [found] = slips.below(session, "CB1")
    issue(session, found, now)
    acts = session.exec(select(Act).where(Act.name == "code_issued").order_by(Act.id)).all()  # type: ignore[arg-type]
    assert [act.subject_id for act in acts] == list(cell.members)
    assert {(act.unit_id, act.office, act.at, act.detail) for act in acts} == {
        (cell.unit_id, "operator", now, "")
    }
    assert verify(session).faults == ()


def test_a_committee_gets_all_its_cells_and_no_other(session: FlowSession, now: datetime) -> None:
    top, other = make_unit(session, now, "DU"), make_unit(session, now, "XU")
    cells = {
        code: make_cell(session, now, code, above)
        for code, above in (("CB2", top), ("CB1", top), ("CB9", other))
    }
    units.find_open(session, "CB1").language = "en"
    session.flush()
    for member_id in cells["CB2"].members:
        joins(session, now, member_id)
    found = slips.below(session, "DU")
    assert [(each.unit_id, len(each.seats), each.joined) for each in found] == [
        (cells["CB1"].unit_id, 5, 0),
        (cells["CB2"].unit_id, 0, 5),
    ]
    assert slips.draw(session, found[0], LINKS, now).page.language == "en"


def test_one_member_again_joined_or_not(session: FlowSession, now: datetime) -> None:
    top, other = make_unit(session, now, "DU"), make_unit(session, now, "XU")
    here, there = make_cell(session, now, "CB1", top), make_cell(session, now, "CB9", other)
    joins(session, now, here.members[1])
    [found] = slips.below(session, "DU", again=here.members[1])
    assert (found.unit_id, [seat.name for seat in found.seats]) == (here.unit_id, [NAMES[1]])
    assert slips.draw(session, found, LINKS, now).page.slips[0].joined
    [found] = slips.below(session, "CB1", again=here.members[0])
    assert not found.seats[0].joined
    for stranger in (there.members[0], 5):
        with pytest.raises(FlowError, match="slips-elsewhere"):
            slips.below(session, "DU", again=stranger)


def test_a_file_has_an_end(
    session: FlowSession, cell: Cell, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(slips, "MOST", 5)
    assert slips.below(session, "CB1")
    make_members(session, cell.unit_id, ("Lê Sáu",), now)
    with pytest.raises(FlowError, match="slips-many"):
        slips.below(session, "CB1")


def test_codes_of_a_large_cell_are_issued_in_parts(
    session: FlowSession, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slips, "BATCH", 2)
    cell = make_cell(session, now, "CB1")
    [found] = slips.below(session, "CB1")
    drawn = slips.draw(session, found, LINKS, now)
    slips.issue(session, drawn, 2, now, 30)
    working = [codes.use_code(session, code, now) is not None for _, code in drawn.codes]
    assert working == [False, False, True, True, False]
    assert members.joined_of(session, cell.members) == set()
