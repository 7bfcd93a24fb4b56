"""What officers above see: turnout by unit, sums over the whole unit, never one cell's own figures."""

from datetime import datetime, timedelta

import pytest

from bot.messages import numbered
from flows import publications, summary
from flows.replies import FlowError, Reply, Show
from locales import texts
from storage.accounts import Actor, State
from storage.engines import FlowSession
from storage.units import Unit
from tests.conftest import Cell
from tests.organisations import LASTS, cell_of, hands_in, make_unit, opens, publish


def officer(cell: Cell, *roles: tuple[str, int]) -> Actor:
    """The first member of a cell, with these offices."""
    held = frozenset(roles)
    member, zone = cell.members[0], "Asia/Ho_Chi_Minh"
    return Actor(1, "web", "vi", 1, member, cell.unit_id, zone, frozenset(), held, State())


def words(reply: object) -> str:
    """What a card says, and its choices."""
    assert isinstance(reply, Reply)
    lines = [texts.plain("vi", line) for line in reply.lines]
    return "\n".join(lines + [f"[{texts.plain('vi', item.label)}]" for _, item in numbered(reply)])


def lives(session: FlowSession, now: datetime, cells: list[Cell]) -> tuple[datetime, int]:
    """A cycle in which everybody hands in, half of them with 1.5, published: when it closed, and its id."""
    cycle = opens(session, now, "DU")
    for cell in cells:
        for number, member in enumerate(cell.members):
            hands_in(session, now, cycle, member, ["1.5"] if number % 2 else [])
    publish(session, now + LASTS)
    return now + LASTS, cycle.id or 0


def test_turnout_by_unit_with_the_late_ones_first(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cells = [cell_of(session, now, f"CB{n:02}", 4, top) for n in range(20)]
    cycle = opens(session, now, "DU")
    for number, cell in enumerate(cells):
        for member in cell.members[: number % 5]:
            hands_in(session, now, cycle, member)
    later = now + timedelta(days=1)
    while publications.count_some(session, later, publications.morning(later, "Asia/Ho_Chi_Minh")):
        pass
    actor = officer(cells[0], ("officer", top))
    said = words(summary.show(session, actor, later))
    assert "Đã nộp: 40/80" in said
    assert "Nộp đủ: 4/20 chi bộ" in said
    assert "[Lời nhắn gửi nhóm chi bộ]" in said
    first = words(summary.view(session, actor, top, cycle.id or 0, "turnout", later))
    assert first.index("CB00: 0/4") < first.index("CB01: 1/4") < first.index("CB02: 2/4")
    assert "CB09" not in first
    assert "CB09: 4/4" in words(summary.view(session, actor, top, cycle.id or 0, "turnout~1", later))


def test_an_officer_walks_down_to_the_cells_and_up_again(session: FlowSession, now: datetime) -> None:
    """Participation only: neither the figures of those below nor anything of those above or beside."""
    top, other = make_unit(session, now, "TU"), make_unit(session, now, "XU")
    middle = make_unit(session, now, "DU", top)
    cells = [cell_of(session, now, f"CB{n}", 4, middle) for n in (10, 2)]
    alone = cell_of(session, now, "CBX", 4, top)
    cycle = opens(session, now, "TU")
    hands_in(session, now, cycle, cells[0].members[0])
    later = now + timedelta(days=2)
    while publications.count_some(session, later, publications.morning(later, "Asia/Ho_Chi_Minh")):
        pass
    number = cycle.id or 0
    provincial = officer(alone, ("officer", top))
    whole = summary.view(session, provincial, top, number, "turnout", later)
    assert "Chi bộ CBX: 0/4" in words(whole)
    assert "Đảng ủy DU: 1/8" in words(whole)
    down = {item.verb for row in whole.rows for item in row if item.verb.startswith("figures:")}
    assert down == {f"figures:{middle}:{number}:turnout", f"figures:{top}:{number}:names"}
    below = summary.view(session, provincial, middle, number, "names", later)
    said = words(below)
    assert said.index("CB2: 0/4") < said.index("CB10: 1/4")
    assert f"figures:{top}:{number}:names" in {item.verb for row in below.rows for item in row}
    for unit, what in ((middle, "top"), (middle, "message"), (cells[0].unit_id, "top"), (other, "turnout")):
        with pytest.raises(FlowError, match="choice-unknown"):
            summary.view(session, provincial, unit, number, what, later)
    local = officer(cells[0], ("officer", middle))
    shown = summary.view(session, local, middle, number, "turnout", later)
    assert f"figures:{top}" not in str(shown.rows)
    with pytest.raises(FlowError, match="choice-unknown"):
        summary.view(session, local, top, number, "turnout", later)


def test_sums_over_the_whole_unit_and_no_cells_own(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cells = [cell_of(session, now, f"CB{n}", 10, top) for n in range(3)]
    closed, _ = lives(session, now, cells)
    actor = officer(cells[0], ("officer", top))
    said = words(summary.show(session, actor, closed))
    assert "Đảng ủy DU" in said
    assert "Tính trên 30 bài" in said
    assert "Chi bộ" not in said.replace("chi bộ", "")
    with pytest.raises(FlowError, match="choice-unknown"):
        summary.unit(session, actor, cells[1].unit_id, closed)


def test_one_cell_alone_is_not_a_sum(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cell = cell_of(session, now, "CB1", 10, top)
    closed, _ = lives(session, now, [cell])
    said = words(summary.show(session, officer(cell, ("officer", top)), closed))
    assert "khoảng" not in said
    assert "Không có số liệu" in said


def test_kinds_only_where_each_and_the_rest_have_two_pools(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cells = [cell_of(session, now, f"CB{n}", 10, top) for n in range(5)]
    for cell in cells[3:]:
        session.get_one(Unit, cell.unit_id).kind = "agency"
    session.flush()
    closed, number = lives(session, now, cells)
    actor = officer(cells[0], ("officer", top))
    assert "[Cơ quan]" in words(summary.show(session, actor, closed))
    said = words(summary.view(session, actor, top, number, "kind-agency", closed))
    assert "Tính trên 20 bài" in said


def test_a_kind_with_one_pool_is_not_shown_apart(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cells = [cell_of(session, now, f"CB{n}", 10, top) for n in range(4)]
    session.get_one(Unit, cells[3].unit_id).kind = "agency"
    session.flush()
    closed, _ = lives(session, now, cells)
    actor = officer(cells[0], ("officer", top))
    assert "[Khu dân cư]" not in words(summary.show(session, actor, closed))


def test_cycles_side_by_side_need_two(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cells = [cell_of(session, now, f"CB{n}", 10, top) for n in range(2)]
    actor = officer(cells[0], ("officer", top))
    closed, number = lives(session, now, cells)
    assert "Mới có một đợt" in words(summary.view(session, actor, top, number, "cycles", closed))
    closed, number = lives(session, closed, cells)
    card = summary.view(session, actor, top, number, "cycles", closed)
    assert card.attachment
    assert [len(row.cells) for row in card.attachment.value.rows][:2] == [2, 2]


def test_who_holds_several_offices_chooses(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cell = cell_of(session, now, "CB1", 10, top)
    said = words(summary.show(session, officer(cell, ("officer", top), ("secretary", cell.unit_id)), now))
    assert "[Đảng ủy DU]" in said
    assert "[Chi bộ CB1]" in said
    assert summary.show(session, officer(cell), now) == Show("results")
    assert "chưa có đợt tự soi nào" in words(summary.show(session, officer(cell, ("officer", top)), now))
