"""Invitation slips in chat: asked about first, made once, and every code on them lets somebody in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import ANY

import pytest
import sqlalchemy as sa

from bot import documents
from bot.messages import File
from tests.bot.documents import paper
from tests.conftest import NAMES, make_members
from tests.conversations import Page, Plain, World, joins
from tests.handlers.test_rolls import gives, issued, under_a_committee

CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run side by side: a document may take longer than anybody would wait for it."""
    monkeypatch.setattr(documents._worker, "patience", 60)


def file_of(page: Page) -> File:
    """The document of the answer."""
    file = page.messages[0].file
    assert file
    return file


def yes(page: Page, form: str = "pdf") -> str:
    """The choice that makes them."""
    return next(verb for verb in page.buttons.values() if re.match(rf"slips?yes:.*:{form}$", verb))


async def test_all_who_have_not_joined_get_a_slip_that_lets_them_in(world: World, page: Page) -> None:
    world.database.info["telegram_name"] = "tusoi_bot"
    await gives(world, 0, "secretary")
    await joins(page)
    await page.says("/chibo")
    before = await issued(world)
    said = await page.picks("Phiếu mời để in")
    assert "Sẽ cấp 4 mã mời mới cho 4 đồng chí chưa vào" in said
    assert "không dùng được nữa" in said
    assert "1 đồng chí đã vào rồi" in said
    assert await issued(world) == before, "asked only"
    older, again = await world.code(1), yes(page)
    said = await page.taps(again)
    assert "đã có mã được cấp, nên lần bấm này không cấp thêm mã nào" in said
    assert await issued(world) == before + 1
    again = yes(page)
    said = await page.picks("Cấp mã, lấy phiếu PDF")
    assert "Đã cấp 4 mã" in said
    assert "trước ngày 22/12/2026" in said
    assert not CODE.search(said), "codes are on paper only"
    file = file_of(page)
    assert (file.name, file.kind) == ("phieu-moi.pdf", "application/pdf")
    assert await issued(world) == before + 5
    await page.taps(again)
    assert await issued(world) == before + 5, "a second tap makes no second set"
    assert page.messages[0].file is None
    found = [part for sheet in paper.read(file.data) for part in paper.quarters(sheet)]
    assert "Mã này không đúng" in await newcomer(world, "old").says(older)
    for number, part in enumerate(found, 1):
        assert f"{NAMES[number]} Chi bộ CB1" in part.said
        assert len(paper.squares(part.boxes)) == 2
        [code] = CODE.findall(part.said)
        said = await newcomer(world, f"new-{number}").says(code)
        assert f"Chào đồng chí {NAMES[number]}!" in said
        assert "Từ khôi phục của đồng chí" in said, "the second step"
        assert "Bắt đầu tự soi" in newcomer_labels(part), "the third step"
    assert "Không còn ai cần phiếu" in await page.taps(f"slips:{world.unit_id}")
    await page.says("/chibo")
    assert "Phiếu mời để in" not in page.labels


def newcomer(world: World, address: str) -> Page:
    """Somebody who was never here."""
    return Page(world, address)


def newcomer_labels(part: paper.Sheet) -> str:
    """What a slip says of buttons."""
    return " ".join(re.findall("“([^”]*)”", part.said))


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements that a turn executes."""
    found: list[str] = []

    def note(*args: Any) -> None:
        found.append(args[2])

    sa.event.listen(world.database.engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(world.database.engine, "before_cursor_execute", note)


async def test_as_word_the_same(world: World, page: Page) -> None:
    await gives(world, 0, "deputy")
    await joins(page)
    await page.taps(f"slips:{world.unit_id}")
    await page.picks("Cấp mã, lấy phiếu Word (DOCX)")
    file = file_of(page)
    assert (file.name, file.kind) == ("phieu-moi.docx", documents.SLIPS["docx"])
    for number, slip in enumerate(paper.opened(file.data).slips, 1):
        [code] = CODE.findall(" ".join(slip))
        assert NAMES[number] in await newcomer(world, f"new-{number}").says(code)


async def test_one_member_gets_one_joined_or_not(world: World, page: Page, other: Page) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    await joins(other, 1)
    seat = f"{world.unit_id}:{world.members[1]}"
    await page.taps(f"rollseat:{seat}")
    said = await page.picks("Phiếu mời để in")
    assert "đồng chí ấy được báo, có một ngày để từ chối" in said
    again = yes(page)
    await page.taps(again)
    [part] = paper.quarters(paper.read(file_of(page).data)[0])
    assert NAMES[1] in part.said
    assert "ba từ khôi phục cũ" in part.said
    assert "Mã vừa được cấp rồi" in await page.taps(again)
    [code] = CODE.findall(part.said)
    said = await newcomer(world, "new").says(code)
    assert "ba từ khôi phục" in said, "the second step"
    await page.taps(f"slip:{world.unit_id}:{world.members[2]}")
    await page.picks("Cấp mã, lấy phiếu Word (DOCX)")
    [slip] = paper.opened(file_of(page).data).slips
    [code] = CODE.findall(" ".join(slip))
    assert NAMES[2] in await newcomer(world, "newer").says(code)


async def test_a_second_time_in_a_month_needs_the_committee(world: World, page: Page, other: Page) -> None:
    await under_a_committee(world)
    await gives(world, 0, "secretary")
    await gives(world, 1, "officer", "DU")
    await joins(page)
    await joins(other, 1)
    for _ in range(2):
        await world.code(2)
    said = await page.taps(f"slips:{world.unit_id}")
    assert "Sẽ cấp 2 mã" in said
    assert "1 đồng chí đã được cấp lại mã trong 30 ngày qua" in said
    await page.picks("Cấp mã, lấy phiếu PDF")
    [sheet] = paper.read(file_of(page).data)
    assert [NAMES[3] in part.said or NAMES[4] in part.said for part in paper.quarters(sheet)] == [True, True]
    await page.taps(f"slips:{world.unit_id}")
    await page.picks("Cấp mã, lấy phiếu PDF")
    said = await page.taps(f"slips:{world.unit_id}")
    assert "đều đã được cấp lại mã trong 30 ngày qua" in said
    assert page.labels == ["Quay lại"]
    assert "xin nhờ cán bộ đảng ủy" in await page.taps(f"slip:{world.unit_id}:{world.members[2]}")
    said = await other.taps(f"slips:{world.unit_id}")
    assert "Sẽ cấp 3 mã" in said
    assert "30 ngày" not in said
    await other.picks("Cấp mã, lấy phiếu PDF")
    assert len(paper.quarters(paper.read(file_of(other).data)[0])) == 3
    world.passes(days=31)
    assert "Sẽ cấp 3 mã" in await page.taps(f"slips:{world.unit_id}")


async def test_where_there_are_no_files_the_codes_are_said(world: World, plain: Plain) -> None:
    await gives(world, 0, "secretary")
    await joins(plain)
    await plain.says("/chibo")
    await plain.picks("Phiếu mời để in")
    said = await plain.picks("Cấp mã, lấy phiếu PDF")
    assert "Kênh này không gửi được tệp" in said
    assert "tệp kèm theo" not in said
    found = re.findall(r"^• (.*): (\S{4}-\S{4})$", said, re.MULTILINE)
    assert found == [(name, ANY) for name in NAMES[1:]]
    for name, code in found:
        assert name in await newcomer(world, name).says(code)


async def test_when_the_file_cannot_be_made_no_code_is_lost(
    world: World, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, keep: bool = True) -> None:
        return None

    await gives(world, 0, "secretary")
    await joins(page)
    await page.taps(f"slips:{world.unit_id}")
    monkeypatch.setattr(documents._worker, "make", fails)
    said = await page.picks("Cấp mã, lấy phiếu PDF")
    assert "Chưa làm được tệp" in said
    assert len(CODE.findall(said)) == 4
    assert page.messages[0].keep


async def test_a_large_cell_takes_no_more_statements(world: World, page: Page) -> None:
    """Nobody else can write meanwhile."""
    names = tuple(f"Đảng viên {number:02}" for number in range(40))
    await gives(world, 0, "secretary")
    await joins(page)
    counts: list[int] = []
    for _ in range(2):
        if counts:
            await world.database.run(lambda session: make_members(session, world.unit_id, names, world.now))
        await page.taps(f"slips:{world.unit_id}")
        with counted(world) as statements:
            await page.taps(yes(page))
        counts.append(len(statements))
    assert len(paper.read(file_of(page).data)) == 11
    assert counts[0] == counts[1]
