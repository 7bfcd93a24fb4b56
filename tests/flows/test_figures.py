"""Published figures on a cell's card: arrows, what is shown from fifty on, and why there are none."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlmodel import col, select

from flows import figures, results, summary
from flows.replies import FlowError
from storage import reviews
from storage.cycles import Cycle
from storage.engines import FlowSession
from storage.members import Vault
from storage.reviews import Review
from tests.conftest import Cell, on_one_database
from tests.flows.test_summary import officer, words
from tests.organisations import LASTS, all_hand_in, cell_of, hands_in, make_unit, opens, publish


def lives(
    session: FlowSession, now: datetime, cell: Cell, markers: int, code: str, step: int = 4
) -> tuple[datetime, Cycle]:
    """A cycle in which all of a cell hand in, so many of them with 1.5."""
    cycle = opens(session, now, code, step)
    for number, member in enumerate(cell.members):
        hands_in(session, now, cycle, member, ["1.5"] if number < markers else [])
    publish(session, now + LASTS)
    return now + LASTS, cycle


def reads(session: FlowSession, cell: Cell, now: datetime) -> tuple[str, str]:
    """What the secretary and what a member sees."""
    secretary = officer(cell, ("secretary", cell.unit_id))
    return words(summary.show(session, secretary, now)), words(results.show(session, officer(cell), now))


@on_one_database
@pytest.mark.parametrize(
    ("before", "now_", "arrow"),
    [(4, 12, "↑"), (12, 4, "↓"), (8, 12, ""), (8, 4, ""), (8, 8, "")],
)
def test_an_arrow_for_a_change_of_twice_the_step(
    session: FlowSession, now: datetime, before: int, now_: int, arrow: str
) -> None:
    cell = cell_of(session, now, "CB1", 20)
    for markers in (before, now_):
        now, _ = lives(session, now, cell, markers, "CB1")
    for said in reads(session, cell, now):
        [line] = [line for line in said.splitlines() if "1.5" in line]
        assert f"khoảng {now_}/20 đồng chí" in line
        assert [sign for sign in "↑↓" if sign in line] == list(arrow)


def test_no_arrow_where_others_are_counted_too(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cells = [cell_of(session, now, f"CB{n}", size, top) for n, size in enumerate((16, 5))]
    now, _ = lives(session, now, cells[0], 4, "CB0")
    cycle = opens(session, now, "DU")
    all_hand_in(session, now, cycle, cells, ["1.5"])
    now += LASTS
    publish(session, now)
    said, _ = reads(session, cells[0], now)
    assert "Chi bộ CB0, Chi bộ CB1" in said
    assert "khoảng 21/21" in said
    assert "↑" not in said


@on_one_database
@pytest.mark.parametrize(("size", "shown"), [(49, False), (50, True)])
def test_signs_to_be_talked_over_in_person_from_fifty_on(
    session: FlowSession, now: datetime, size: int, shown: bool
) -> None:
    cell = cell_of(session, now, "CB1", size)
    cycle = opens(session, now, "CB1")
    all_hand_in(session, now, cycle, [cell], ["3.1"])
    now += LASTS
    publish(session, now)
    found = figures.of_cell(session, cycle, cell.unit_id)
    assert found
    assert ("3.1" in [sign.id for sign in found.most_frequent]) is shown
    assert all((f"khoảng {size}/{size}" in said) is shown for said in reads(session, cell, now))


def on_paper(session: FlowSession, now: datetime, cycle: Cycle, members: Sequence[int]) -> None:
    """These hand in on paper."""
    for vault in session.exec(select(Vault.id).where(col(Vault.member_id).in_(members))).all():
        review = reviews.start_review(session, cycle.id or 0, vault, now)
        session.get_one(Review, review).paper_at = now
    session.flush()


@pytest.mark.parametrize(
    ("handing_in", "paper", "why"),
    [(0, 0, "chưa ai nộp"), (0, 9, "mọi người đều nộp bản giấy"), (7, 2, "ít bài quá. Cần ít nhất 8 bài")],
)
def test_where_there_are_no_figures_a_sentence_says_why(
    session: FlowSession, now: datetime, handing_in: int, paper: int, why: str
) -> None:
    """The same whatever was answered."""
    seen = set()
    for marks in ([], ["1.1", "1.5"]):
        with session.begin_nested() as world:
            cell = cell_of(session, now, "CB1", 9)
            cycle = opens(session, now, "CB1")
            for member in cell.members[:handing_in]:
                hands_in(session, now, cycle, member, marks)
            on_paper(session, now, cycle, cell.members[9 - paper :])
            publish(session, now + LASTS)
            seen.add(reads(session, cell, now + LASTS))
            world.rollback()
    [(secretarys, members)] = seen
    assert why in secretarys
    assert why in members


def test_too_few_even_together(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cells = [cell_of(session, now, f"CB{n}", 3, top) for n in range(2)]
    cycle = opens(session, now, "DU")
    all_hand_in(session, now, cycle, cells, ["1.1"])
    now += LASTS
    publish(session, now)
    assert "ít bài quá" in reads(session, cells[0], now)[0]
    above = words(summary.show(session, officer(cells[0], ("officer", top)), now))
    assert "ít bài quá" in above
    assert "[Theo từng nơi, chậm trước]" in above


def test_a_cycle_opened_for_one_reader_has_one(session: FlowSession, now: datetime) -> None:
    cell = cell_of(session, now, "CB1", 12)
    now, cycle = lives(session, now, cell, 6, "CB1", step=3)
    assert "khoảng 6/12 đồng chí (4–8)" in reads(session, cell, now)[0]
    deputy = officer(cell, ("deputy", cell.unit_id))
    with pytest.raises(FlowError, match="summary-one-reader"):
        summary.show(session, deputy, now)
    with pytest.raises(FlowError, match="summary-one-reader"):
        summary.view(session, deputy, cell.unit_id, cycle.id or 0, "causes", now)
