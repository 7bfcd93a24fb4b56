"""Everybody's inbox: what waits for an answer first; opening is having seen; answers can be changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from flows import inbox, notice_answers, notice_cards
from flows.replies import dump
from storage import outbox
from storage.accounts import Account
from storage.engines import FlowSession
from storage.notices import Notice, NoticeCopy
from tests.conftest import make_cell
from tests.conversations import Page, Person, Plain, World, joins
from tests.handlers.conftest import Postman
from tests.notices import WORDS, make_notice


async def notice(world: World, *, members: tuple[int, ...] | None = None, **columns: Any) -> int:
    """A notice of the cell to all its members, or to these."""

    def work(session: FlowSession) -> int:
        made = make_notice(session, world.now, world.unit_id, members or world.members, **columns)
        return made.id or 0

    return await world.database.run(work)


async def changed(world: World, notice_id: int, **columns: Any) -> None:
    """Something happens to a notice."""

    def work(session: FlowSession) -> None:
        row = session.get_one(Notice, notice_id)
        for name, value in columns.items():
            setattr(row, name, value)

    await world.database.run(work)


async def copy_of(world: World, notice_id: int, number: int = 0) -> NoticeCopy:
    """What is kept of one member's copy."""
    return await world.database.run(
        lambda session: session.get_one(NoticeCopy, (notice_id, world.members[number]))
    )


async def test_a_member_finds_reads_and_answers(person: Person) -> None:
    """On every channel, with nothing agreed to but joining."""
    world = person.world
    await joins(person)
    assert "Chưa có thông báo nào" in await person.says("/thongbao")
    made = await notice(world, needs_answer=True)
    await person.says("/menu")
    await person.picks("Thông báo (1")
    assert "Cần đồng chí trả lời: 1" in person.text
    said = await person.picks("● Cần trả lời: Mời họp")
    assert "Chi bộ CB1" in said
    assert "dự hội nghị ngày 5/12." in said
    assert "Gửi ngày 22/11/2026" in said
    assert "Đã xem: 09:00 22/11/2026" in said
    assert "đã trả lời: dự" in await person.picks("Tôi dự")
    await person.picks("Tôi vắng")
    assert (await copy_of(world, made)).answer == "absent"  # said, whether he goes on or not
    assert "vắng (Đi <công tác> 2 ngày)." in await person.says(" Đi  <công tác> 2 ngày")
    await person.picks("Cử người đi thay")
    assert "Trần Thị Bình đi thay" in await person.says("Trần Thị Bình")
    await person.picks("Tôi vắng")
    assert "đã trả lời: vắng." in await person.picks("Không nêu lý do")
    await person.picks("Các thông báo khác")
    assert "trả lời" not in person.text
    assert [label for label in person.labels if label.startswith("Mời họp")]


async def test_what_waits_comes_first_then_the_newest(world: World, page: Page) -> None:
    await joins(page)
    world.passes(days=-3)
    await notice(world, title="Cũ, cần trả lời", needs_answer=True)
    for number in range(8):
        world.passes(minutes=1)
        await notice(world, title=f"Tin {number}")
    await page.says("/thongbao")
    first = [label for label in page.labels if "22" not in label]
    assert [label.partition(" · ")[0] for label in first[:8]] == [
        "● Cần trả lời: Cũ, cần trả lời",
        *(f"● Tin {number}" for number in (7, 6, 5, 4, 3, 2, 1)),
    ]
    assert "● là thông báo chưa xem" in page.text
    await page.picks("Trang sau")
    assert "● Tin 0 · 19/11" in page.labels
    await page.picks("● Tin 0")
    await page.taps("inbox:1")
    assert "Tin 0 · 19/11" in page.labels
    assert "chưa xem" not in page.text


ALIKE = "Thông báo kết quả hội nghị Ban Chấp hành Đảng bộ xã lần thứ "
"""How many titles begin."""


async def test_notices_that_begin_alike_are_told_apart(world: World, page: Page) -> None:
    await joins(page)
    for number in ("mười lăm", "mười sáu"):
        await notice(world, title=ALIKE + number)
    await page.says("/thongbao")
    for number in ("mười lăm", "mười sáu"):
        assert f"● {ALIKE}{number} · 22/11" in page.labels


@pytest.mark.parametrize(
    ("title", "longest", "shown"),
    [
        (ALIKE, 26, "Thông báo kết quả hội…"),
        ("Mời họp chi bộ", 26, "Mời họp chi bộ"),
        ("Mời họp chi bộ", 14, "Mời họp chi bộ"),
        ("Mời họp, chi bộ", 10, "Mời họp…"),
        ("a" * 30, 26, "a" * 25 + "…"),
    ],
)
def test_a_title_is_cut_between_words(title: str, longest: int, shown: str) -> None:
    assert inbox.shortened(title, longest) == shown
    assert len(shown) <= longest


async def test_nothing_is_asked_when_no_answer_is_taken(world: World, page: Page) -> None:
    await joins(page)
    made = await notice(world, needs_answer=True, answer_by=world.now + timedelta(hours=2))
    assert "Đồng chí có dự được không" in await page.taps(f"notice:{made}")
    world.passes(hours=3)
    said = await page.taps(f"notice:{made}")
    assert "Thông báo này không nhận trả lời nữa." in said
    assert "Đồng chí có dự được không" not in said


async def test_it_is_seen_once(world: World, page: Page) -> None:
    await joins(page)
    made = await notice(world)
    assert (await copy_of(world, made)).seen_at is None
    await page.taps(f"notice:{made}")
    world.passes(hours=1)
    assert "Đã xem: 09:00 22/11/2026" in await page.taps(f"notice:{made}")
    assert (await copy_of(world, made)).seen == 1
    assert (await copy_of(world, made, 1)).seen == 0


async def test_what_is_not_his_is_as_if_it_were_not(world: World, page: Page) -> None:
    await joins(page)
    others = await notice(world, members=world.members[1:], needs_answer=True)
    waiting = await notice(world, needs_answer=True, state="waiting")
    await changed(world, waiting, state="waiting")

    def not_laid(session: FlowSession) -> None:
        for row in session.exec(select(NoticeCopy).where(NoticeCopy.notice_id == waiting)):
            row.laid = 0

    await world.database.run(not_laid)
    for one in (others, waiting, 999):
        for verb in ("notice:{}", "notanswer:{}:coming", "notask:{}:absent", "notnone:{}"):
            said = await page.taps(verb.format(one))
            assert "Nút này không còn dùng nữa" in said, verb
            assert "Chưa có thông báo nào" in said
    assert "cần trả lời" not in await page.taps("menu")


async def test_a_recalled_notice_says_only_that(world: World, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    made = await notice(world, needs_answer=True)
    await page.taps(f"notice:{made}")
    await page.taps(f"notanswer:{made}:absent")
    world.passes(hours=1)
    await changed(world, made, state="recalled", changed_at=world.now)
    said = await page.says("Con ốm")
    assert "không cần trả lời nữa" in said
    assert "được thu hồi lúc 10:00 22/11/2026" in said
    assert "hội nghị" not in said
    await page.taps("inbox")
    assert "Đã thu hồi · 22/11" in page.labels
    assert "Mời họp" not in str(page.labels)
    assert "Cần đồng chí trả lời" not in page.text
    assert "Nút này không còn dùng nữa" in await other.taps(f"notice:{made}")  # he never had it


async def test_who_was_sent_it_learns_that_it_was_recalled(world: World, page: Page) -> None:
    await joins(page)
    made = await notice(world)

    def sent(session: FlowSession) -> None:
        account = session.exec(select(Account)).one()
        outbox.put(session, account.id or 0, account.vault_id or 0, f"n{made}.1", {}, world.now)
        (row,) = session.exec(select(outbox.Outbox)).all()
        row.notice_id, row.done_at, row.outcome = made, world.now, "sent"

    await world.database.run(sent)
    await changed(world, made, state="recalled", changed_at=world.now)
    assert "đã được thu hồi" in await page.taps(f"notice:{made}")
    assert (await copy_of(world, made)).seen == 0


async def test_corrected_while_the_card_was_open(world: World, page: Page) -> None:
    await joins(page)
    made = await notice(world, needs_answer=True)
    await page.taps(f"notice:{made}")
    world.passes(hours=1)
    await changed(world, made, revision=2, changed_at=world.now)
    said = await page.picks("Tôi dự")
    assert "vừa được sửa" in said
    assert "Đã sửa lúc 10:00 22/11/2026" in said
    assert (await copy_of(world, made)).answer == ""
    assert (await copy_of(world, made)).seen == 2
    assert "đã trả lời: dự" in await page.picks("Tôi dự")


async def test_answers_are_taken_until_its_moment_once(world: World, page: Page) -> None:
    await joins(page)
    made = await notice(world, needs_answer=True, answer_by=world.now + timedelta(hours=2))
    assert "xem thông báo dưới đây" in await page.taps(f"notanswer:{made}:coming")
    assert "đổi ý được đến 11:00 22/11/2026" in page.text
    for _ in range(2):
        await page.taps(f"notanswer:{made}:coming")
    at = (await copy_of(world, made)).answered_at
    assert at == world.now
    world.passes(hours=1)
    await page.taps(f"notanswer:{made}:coming")
    assert (await copy_of(world, made)).answered_at == at
    world.passes(hours=1)
    assert "chưa được ghi" in await page.taps(f"notanswer:{made}:absent")
    assert "không nhận trả lời nữa" in page.text
    assert "Tôi dự" not in page.labels
    assert (await copy_of(world, made)).answer == "coming"
    assert "Nút này không còn" in await page.taps(f"notanswer:{await notice(world)}:coming")


async def test_what_he_writes_is_short_no_secret_and_sealed(
    world: World, page: Page, disk: Callable[[], bytes]
) -> None:
    await joins(page)
    made = await notice(world, needs_answer=True)
    await page.taps(f"notice:{made}")
    await page.taps(f"notanswer:{made}:absent")
    assert "không được lưu" in await page.says("Họp về tài liệu MẬT")
    assert f"{notice_answers.LONGEST} ký tự" in await page.says("a" * 301)
    assert (await copy_of(world, made)).reason is None
    assert "Con bị ốm nặng" in await page.says("Con bị ốm nặng")
    assert "Con bị ốm nặng".encode() not in disk()
    await page.taps(f"notanswer:{made}:deputy")
    assert "ví dụ: Trần Thị Bình" in await page.says(" 12 ")
    assert (await copy_of(world, made)).answer == "absent"
    await page.says("Lê Hoàng Cường")
    assert (await copy_of(world, made)).answer == "deputy"
    assert "Nút này không còn" in await page.taps(f"notanswer:{made}:maybe")


async def test_a_notice_that_comes_changes_no_number(world: World, plain: Plain, postman: Postman) -> None:
    await joins(plain)
    await notice(world, title="Đã có", needs_answer=True)
    await plain.says("/thongbao")
    await plain.picks("● Cần trả lời: Đã có")
    made = await notice(world, needs_answer=True)

    def tell(session: FlowSession) -> None:
        account = session.exec(select(Account)).one()
        card = dump(notice_cards.sent(session, session.get_one(Notice, made)))
        outbox.put(session, account.id or 0, account.vault_id or 0, f"n{made}.1", card, world.now)

    await world.database.run(tell)
    ((_, letter),) = await postman.delivers()
    assert "hội nghị ngày 5/12" in letter.plain
    assert "1. " not in letter.plain
    assert "gõ /thongbao" in letter.plain
    assert "lý do" in await plain.says("2")
    assert "đã trả lời: vắng" in await plain.picks("Không nêu lý do")
    assert (await copy_of(world, made)).answer == ""


async def test_who_moved_keeps_his_notices(world: World, page: Page) -> None:
    """They are his, wherever he is now; and those of strangers stay strangers'."""
    await joins(page)
    made = await notice(world)

    def work(session: FlowSession) -> int:
        there = make_cell(session, world.now, "CB2")
        return make_notice(session, world.now, there.unit_id, there.members).id or 0

    strangers = await world.database.run(work)
    assert "Nút này" in await page.taps(f"notice:{strangers}")
    assert WORDS.partition("**")[0] in await page.taps(f"notice:{made}")
