"""Changes of a cell's roll: the secretary proposes, the committee above confirms."""

from dataclasses import replace

from sqlmodel import select

from flows import proposals, retention, roles, units
from storage import accounts, keys, members
from storage.engines import FlowSession
from storage.proposals import Proposal
from tests.conftest import make_cell
from tests.conversations import Page, World, joins
from tests.handlers.conftest import Postman
from tests.handlers.test_rolls import gives, under_a_committee

NEW = "Đỗ Văn Mới"
CUONG = "Lê Hoàng Cường"


async def present(world: World, unit_id: int = 0) -> list[str]:
    """The names on a roll."""

    def work(session: FlowSession) -> list[str]:
        return [profile.name for _, profile in members.members_of(session, unit_id or world.unit_id)]

    return await world.database.run(work)


async def led(world: World, page: Page, other: Page) -> None:
    """The page is the secretary's, the other one the committee officer's."""
    await under_a_committee(world)
    await gives(world, 0, "secretary")
    await gives(world, 1, "officer", "DU")
    await joins(page)
    await joins(other, 1)


async def writes(page: Page, name: str = NEW) -> str:
    await page.says("/chibo")
    await page.picks("Thêm đồng chí")
    await page.says(name)
    await page.picks("Đảng viên dự bị")
    await page.picks("Ghi chức vụ")
    return await page.says("Tổ trưởng")


async def test_the_committee_confirms_a_new_member(
    world: World, page: Page, other: Page, postman: Postman
) -> None:
    await led(world, page, other)
    said = await writes(page)
    assert f"{NEW}\nChức vụ: Tổ trưởng\nĐảng viên dự bị" in said
    assert "Cấp trên (hoặc người vận hành) xác nhận" in said
    sent = page.buttons["Gửi đề nghị"]
    assert "Đã gửi đề nghị" in await page.picks("Gửi đề nghị")
    assert "Đề nghị chờ xác nhận (1)" in page.labels
    assert NEW not in await present(world)
    assert "Nút này không còn dùng nữa" in await page.taps(sent), "twice is once"
    told = [(to, message.plain) for to, message in await postman.delivers()]
    assert (other.address, "Có đề nghị về danh sách chi bộ chờ đồng chí xác nhận.") in told
    await other.taps("proposals")
    said = await other.picks(f"Thêm: {NEW}")
    assert "Chi bộ: Chi bộ CB1" in said
    assert "Người đề nghị: Nguyễn Văn An" in said
    assert "Đã cập nhật danh sách" in await other.picks("Xác nhận")
    assert NEW in await present(world)
    await page.says("/chibo")
    assert f"{NEW} · chưa vào" in page.labels


async def test_what_is_declined_leaves_nothing(
    world: World, page: Page, other: Page, postman: Postman
) -> None:
    await led(world, page, other)
    await writes(page)
    await page.picks("Gửi đề nghị")
    [row] = await world.database.run(lambda session: session.exec(select(Proposal)).all())
    await postman.delivers()
    await other.taps("proposals")
    await other.picks(f"Thêm: {NEW}")
    assert "Đã trả lời là không" in await other.picks("Không xác nhận")
    assert NEW not in await present(world)
    assert row.subject_id in keys.destroyed(world.database.keyring.store)
    world.passes(minutes=1)
    told = [message.plain for _, message in await postman.delivers()]
    assert "Một đề nghị của đồng chí về danh sách chi bộ không được xác nhận." in told
    gone = f"proposalyes:{world.unit_id}:{row.id}"
    assert "Nút này không còn dùng nữa" in await other.taps(gone)


async def test_an_officer_adds_at_once(world: World, page: Page, other: Page) -> None:
    await led(world, page, other)
    await other.taps(f"roll:{world.unit_id}:0")
    await other.picks("Thêm đồng chí")
    await other.says("Nguyễn Văn An")
    await other.picks("Đảng viên chính thức")
    assert "đang có 1 đồng chí trùng họ tên" in other.text
    assert "Đã thêm vào danh sách" in await other.picks("Thêm vào danh sách")
    assert (await present(world)).count("Nguyễn Văn An") == 2


async def test_what_is_no_name_is_asked_for_again(world: World, page: Page, other: Page) -> None:
    await led(world, page, other)
    await page.says("/chibo")
    await page.picks("Thêm đồng chí")
    assert "Đây không phải họ tên" in await page.says("123 !")
    assert "Họ và tên đồng chí mới" in page.text
    await page.says(NEW)
    assert "Không thêm ai" in await page.picks("Bỏ, không thêm")
    assert await world.database.run(lambda session: session.exec(select(Proposal)).all()) == []


async def second_cell(world: World) -> int:
    """A cell under the same committee."""
    return await world.database.run(
        lambda session: (
            make_cell(session, world.now, "CB2", units.find_open(session, "DU").id, ("Ngô Thị Hai",)).unit_id
        )
    )


async def test_a_transfer(world: World, page: Page, other: Page) -> None:
    await led(world, page, other)
    beside = await second_cell(world)
    await page.says("/chibo")
    await page.picks(CUONG)
    await page.picks("Chuyển sinh hoạt")
    assert "Chi bộ CB2" in page.labels
    assert "Không thấy chi bộ nào" in await page.says("Chi bộ Sao Hỏa")
    said = await page.says("cb2")
    assert f"Đề nghị chuyển {CUONG} đến Chi bộ CB2?" in said
    assert "Đã gửi đề nghị" in await page.picks("Đồng ý")
    again = f"rollleaveyes:{world.unit_id}:{world.members[2]}:left"
    assert "đang có một đề nghị chờ xác nhận" in await page.taps(again)
    await other.taps("proposals")
    await other.picks("Chuyển sinh hoạt")
    assert "Chuyển đến: Chi bộ CB2" in other.text
    await other.picks("Xác nhận")
    assert CUONG not in await present(world)
    assert CUONG in await present(world, beside)


async def test_somebody_leaves(world: World, page: Page, other: Page) -> None:
    await led(world, page, other)
    await page.taps(f"rollseat:{world.unit_id}:{world.members[2]}")
    await page.picks("Không còn trong danh sách")
    said = await page.picks("Đã từ trần")
    assert f"{CUONG}: Đã từ trần. Gửi đề nghị này?" in said
    await page.picks("Đồng ý")
    await page.taps("proposals")
    said = await page.picks(f"Từ trần: {CUONG}")
    assert "Xác nhận" not in page.labels, "who proposes does not confirm"
    assert "Rút đề nghị" in page.labels
    assert said
    await other.taps("proposals")
    await other.picks(f"Từ trần: {CUONG}")
    await other.picks("Xác nhận")
    assert CUONG not in await present(world)


async def test_who_may_do_it_at_once_is_asked_first_and_undoes_it_within_a_day(
    world: World, page: Page, other: Page
) -> None:
    await led(world, page, other)
    place = f"{world.unit_id}:{world.members[2]}"
    await other.taps(f"rollleave:{place}")
    said = await other.picks("Đã từ trần")
    assert f"{CUONG}: Đã từ trần. Đưa ra khỏi danh sách?" in said
    assert CUONG in await present(world), "not by one tap"
    await other.picks("Đồng ý")
    assert CUONG not in await present(world)
    await page.says("/chibo")
    assert not [label for label in page.labels if "Hoàn tác" in label], "who could not do it does not undo it"
    undo = other.buttons[f"Hoàn tác: đưa {CUONG} trở lại"]
    await other.taps(undo)
    assert CUONG in await present(world)
    await other.taps(f"rollleaveyes:{place}:left")
    world.passes(days=2)
    assert "Không hoàn tác ở đây được nữa" in await other.taps(undo)
    assert "Hoàn tác" not in "".join(other.labels)


async def test_the_last_who_could_act_does_not_take_himself_off(
    world: World, page: Page, other: Page
) -> None:
    await led(world, page, other)
    own = f"rollleaveyes:{world.unit_id}:{world.members[1]}:left"
    assert "duy nhất xác nhận được" in await other.taps(own)
    assert "Xin nhờ người vận hành" in other.text
    await page.taps(own)
    await other.taps("proposals")
    await other.picks("Thôi sinh hoạt")
    assert "duy nhất xác nhận được" in await other.picks("Xác nhận"), "proposed by somebody else, too"
    await other.taps("proposals")
    await other.picks("Thôi sinh hoạt")
    await other.picks("Không xác nhận")
    await gives(world, 3, "officer", "DU")
    await other.taps(own)
    assert len(await present(world)) == 4


async def test_a_committee_gets_no_members_of_its_own(world: World, page: Page, other: Page) -> None:
    await led(world, page, other)
    above = await world.database.run(lambda session: units.find_open(session, "DU").id)
    assert "không phải chi bộ" in await other.taps(f"rolladd:{above}")


async def test_the_operator_confirms_where_there_is_no_committee(world: World, page: Page) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    await writes(page)
    await page.picks("Gửi đề nghị")

    def confirm(session: FlowSession) -> None:
        [line] = proposals.listing(session)
        assert (line.what, line.unit, line.name) == ("addition", "CB1", NEW)
        proposals.carry_out(session, proposals.waiting(session, line.id), world.now)

    await world.database.run(confirm)
    assert NEW in await present(world)


async def test_several_of_one_cell_are_confirmed_together(world: World, page: Page, other: Page) -> None:
    await led(world, page, other)
    for name in (NEW, "Đỗ Thị Hai"):
        await writes(page, name)
        await page.picks("Gửi đề nghị")
    await other.taps("proposals")
    said = await other.picks("Đồng ý tất cả (2): Chi bộ CB1")
    assert f"Thêm: {NEW}\nChức vụ: Tổ trưởng\nĐảng viên dự bị" in said
    yes = other.buttons["Đồng ý tất cả (2)"]
    await writes(page, "Đỗ Văn Ba")
    await page.picks("Gửi đề nghị")
    await other.taps(yes)
    roll = set(await present(world))
    assert {NEW, "Đỗ Thị Hai"} <= roll
    assert "Đỗ Văn Ba" not in roll, "what came after he looked"
    assert "Không có đề nghị nào" in await other.taps(yes)
    assert not [label for label in other.labels if "tất cả" in label]


async def test_what_nobody_settles_is_forgotten(world: World, page: Page) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    await writes(page)
    await page.picks("Gửi đề nghị")
    world.passes(days=31)
    await world.database.run(lambda session: retention.run(session, world.now, dry_run=False))
    assert await world.database.run(lambda session: session.exec(select(Proposal)).all()) == []


async def test_on_a_foreign_platform_nobody_is_named(world: World, page: Page, other: Page) -> None:
    await led(world, page, other)
    await writes(page)
    await page.picks("Gửi đề nghị")

    def asked(session: FlowSession) -> str:
        actor = accounts.find_actor(session, "web", other.address, world.now, "UTC")
        assert actor
        return str(proposals.show(session, replace(actor, bot="telegram:1"), world.now))

    assert NEW not in await world.database.run(asked)


async def test_both_at_once_is_once(world: World, page: Page, other: Page) -> None:
    """Two officers confirm the same proposal: the second is told that it is settled."""
    await led(world, page, other)
    await world.database.run(
        lambda session: roles.give(session, world.members[3], "officer", "DU", world.now)
    )
    third = Page(world, "page-3")
    await joins(third, 3)
    await writes(page)
    await page.picks("Gửi đề nghị")
    await other.taps("proposals")
    await other.picks(f"Thêm: {NEW}")
    yes = other.buttons["Xác nhận"]
    await other.picks("Xác nhận")
    assert "Nút này không còn dùng nữa" in await third.taps(yes)
    assert (await present(world)).count(NEW) == 1
