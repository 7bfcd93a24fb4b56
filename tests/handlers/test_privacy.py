"""A member's rights over what is kept: see it, take it along, withdraw, delete."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from flows.kept import PERSONAL
from storage import attendance, audit, commitments, keys, outbox, plans, reminding, tables
from storage.accounts import Account
from storage.attendance import Attendant, Remark
from storage.audit import Act
from storage.codes import Claim
from storage.commitments import Commitment
from storage.covers import Collective, Cover
from storage.encryption import new_id
from storage.engines import FlowSession
from storage.files import StoredFile
from storage.incoming import Incoming, Presence
from storage.members import Role, Vault
from storage.notices import Notice, NoticeCopy
from storage.plans import Plan
from storage.proposals import Proposal
from storage.reminding import PushSubscription
from storage.reviews import Review
from storage.stays import Stay
from tests.conversations import ABROAD, NUMBERED_ONLY, Page, Person, Plain, World, agrees, joins, praises

NOTE = "Hai lần họp tổ về muộn"
STRENGTHS = "Chăm lo hàng xóm"
PLANNED, PROMISED = "Nộp báo cáo đúng hẹn", "Đến họp đúng giờ"


async def leaves_something_everywhere(person: Person, number: int = 0) -> None:
    """A review with words, consents, codes, an office, messages: a row in every table that can hold one."""
    world = person.world
    await joins(person, number)
    await agrees(person)
    await person.picks("Từng biểu hiện một")
    await person.picks("Có dấu hiệu")
    await person.picks("Ghi biểu hiện")
    await person.says(NOTE)
    await person.picks("Tiếp tục")
    await person.picks("Làm theo trang")
    for _ in range(2):
        await person.picks("Xong")
    await person.picks("Để trống những điều")
    await praises(person, STRENGTHS)
    await person.picks("Nộp và giữ")
    await person.says("/lienket")
    await person.picks("Nối thêm máy")
    member = world.members[number]

    def work(session: FlowSession) -> None:
        vault = session.exec(select(Vault.id).where(Vault.member_id == member)).one()
        [chat] = session.exec(select(Account.id).where(Account.vault_id == vault)).all()
        assert chat is not None
        outbox.put(session, chat, vault, "greeting", {"lines": [], "rows": []}, world.now)
        session.add(Role(member_id=member, unit_id=world.unit_id, name="secretary", from_at=world.now))
        cycle, cell, at = world.cycle_id, world.unit_id, world.now
        act = Act(id=0, at=at, office="secretary", member_id=member, unit_id=cell, name="figures_opened")
        audit.append(session, act)
        if number == 0:
            session.add(Cover(cycle_id=cycle, cell_id=cell, member_id=member, words="Cảm ơn.", at=at))
            session.add(
                Collective(cycle_id=cycle, cell_id=cell, member_id=member, degrees={"1.5": "1"}, at=at)
            )
            day = at.date()
            session.add(Attendant(unit_id=cell, member_id=member, from_at=at))
            session.add(Remark(unit_id=cell, planned_on=day, member_id=member, order="Nghiêm túc", at=at))
        attendance.set_attendance(
            session, vault, cell, world.now.date(), False, f"ốm {number}", at, at + timedelta(days=3)
        )
        plan = {"n": 1, "l": [[1, ["1.1"], PLANNED, at.isoformat(), "", "self", []]]}
        plans.save_content(session, None, vault, plan, None, at + timedelta(days=700))
        commitments.put(session, vault, cell, PROMISED, at + timedelta(days=400), at)
        reminding.set_mode(session, vault, "meetings")
        reminding.set_calendar_token(session, vault, f"token {number}", at)
        subscription = PushSubscription(
            account_id=chat, vault_id=vault, endpoint_index=str(number), endpoint=b"", created_at=at
        )
        session.add(subscription)
        session.merge(Presence(account_id=chat, at=at))
        session.add(Incoming(bot="zalo:1", event_id=f"e{number}", vault_id=vault, content=b"", at=at))
        _of_the_organisation(session, member, cell, at)
        hours = timedelta(hours=24)
        session.add(
            Claim(
                member_id=member,
                account_id=chat,
                created_at=world.now,
                effective_at=world.now + hours,
                settled_at=world.now,
            )
        )

    await world.database.run(work)


def _of_the_organisation(session: FlowSession, member: int, cell: int, at: datetime) -> None:
    """Another cell before, a proposal, a file sent in, a notice written and received."""
    week = timedelta(days=7)
    session.add(
        Stay(member_id=member, unit_id=cell, from_at=at - 2 * week, until_at=at - week, ended="transferred")
    )
    proposal = Proposal(
        kind="leaving", unit_id=cell, subject_id=member, by_id=member, created_at=at, until_at=at + week
    )
    file = StoredFile(
        id=new_id(), member_id=member, name=b"", kind="text/csv", size=1, created_at=at, until_at=at + week
    )
    notice = Notice(
        unit_id=cell,
        author_id=member,
        owner_id=new_id(),
        content=b"",
        audience="{}",
        state="done",
        created_at=at,
        until_at=at + week,
    )
    session.add_all([proposal, file, notice])
    session.flush()
    session.add(NoticeCopy(notice_id=notice.id or 0, member_id=member, unit_id=cell))


def unzipped(page: Page) -> tuple[str, dict[str, Any]]:
    """The copy that was taken along: the text to read, and the JSON."""
    file = page.messages[-1].file
    assert file is not None
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert sorted(archive.namelist()) == ["tu-soi.json", "tu-soi.txt"]
        return archive.read("tu-soi.txt").decode(), json.loads(archive.read("tu-soi.json"))


def owned(session: FlowSession, member: int, vaults: list[int]) -> dict[str, int]:
    """How many rows of each table belong to this member, straight or through his vaults and chats."""
    counts = {}
    chats = {
        row.id
        for row in session.connection().execute(sa.text("SELECT id, vault_id FROM account"))
        if row.vault_id in vaults
    }
    for table in tables.metadata.sorted_tables:
        his = {"member_id": [member], "vault_id": vaults, "account_id": list(chats)}
        where = [table.c[name].in_(ids) for name, ids in his.items() if name in table.c]
        if table.name in ("member", "vault"):
            where.append(table.c.id.in_([member] if table.name == "member" else vaults))
        if where:
            query = sa.select(sa.func.count()).select_from(table).where(sa.or_(*where))
            counts[table.name] = session.connection().scalar(query) or 0
    return counts


async def count_owned(
    world: World, number: int, vaults: list[int] | None = None
) -> tuple[dict[str, int], list[int]]:
    """The same, and the vaults there are now."""

    def work(session: FlowSession) -> tuple[dict[str, int], list[int]]:
        member = world.members[number]
        now = list(session.exec(select(Vault.id).where(Vault.member_id == member)).all())
        return owned(session, member, vaults or now), now

    return await world.database.run(work)


async def test_see_what_is_kept_in_two_taps(person: Person) -> None:
    await leaves_something_everywhere(person)
    await person.says("/quyenriengtu")
    await person.picks("Đang lưu gì về tôi?")
    for part in (
        "Nguyễn Văn An",
        "Chi bộ CB1",
        "Tự soi, tự sửa và tính số chung (22/11/2026)",
        "Máy và kênh đã nối: 1",
    ):
        assert part in person.text
    assert "Đợt 22/11/2026: đã nộp, còn giữ câu trả lời" in person.text
    assert NOTE not in person.text
    assert ("Dùng qua" in person.text) == isinstance(person, ABROAD)


async def test_seeing_tells_drafts_paper_and_erased_apart(page: Page) -> None:
    await joins(page)
    await page.taps("seedata")
    assert "chưa đồng ý điều gì" in page.text
    await agrees(page)
    await page.picks("Từng biểu hiện một")
    await page.picks("Không có")
    await page.taps("seedata")
    assert "đang làm dở" in page.text
    await page.taps("paper")
    assert "những câu đã trả lời" in page.text
    await page.picks("Đúng, tôi nộp bản giấy")
    await page.taps("seedata")
    assert "nộp bản giấy" in page.text


async def test_the_copy_to_take_along_is_complete(page: Page) -> None:
    await leaves_something_everywhere(page)
    await page.says("/privacy")
    await page.picks("Tải về bản của tôi")
    readable, value = unzipped(page)
    assert set(value) == set(PERSONAL)
    assert [name for name, rows in value.items() if not rows] == []
    assert value["member"][0]["name"] == "Nguyễn Văn An"
    assert value["account"][0]["address"] == page.address
    [review] = value["review"]
    assert review["strengths"] == STRENGTHS
    marked = next(answer for answer in review["answers"] if answer["sign"] == "1.1")
    assert (marked["degree"], marked["note"]) == ("Có dấu hiệu", NOTE)
    assert next(a for a in review["answers"] if a["sign"] == "3.1")["degree"].startswith("Để trống")
    assert len(review["answers"]) == 27
    for part in (
        "BẢN CÁ NHÂN",
        NOTE,
        STRENGTHS,
        PLANNED,
        PROMISED,
        "Có dấu hiệu",
        "Phai nhạt lý tưởng",
        "Để trống",
    ):
        assert part in readable
    assert "degree: b" not in readable


@pytest.mark.parametrize("address", ["https://tusoi.test", ""])
async def test_where_no_file_can_go_the_way_to_the_copy_is_told(
    plain: Plain, page: Page, address: str
) -> None:
    plain.world.database.info["public_url"] = address
    await joins(plain)
    await plain.says("/quyenriengtu")
    await plain.picks("Tải về bản của tôi")
    assert "không gửi được tệp" in plain.text
    assert "Đây là tất cả" not in plain.text
    assert [message.file for message in plain.messages] == [None]
    assert ("https://tusoi.test" in plain.text) == bool(address)
    await plain.picks("Lấy mã nối")
    await page.says(plain.text.partition("Mã nối: ")[2][:9])
    await page.says("/quyenriengtu")
    await page.picks("Tải về bản của tôi")
    assert "Nguyễn Văn An" in unzipped(page)[0]
    await plain.says("/privacy")
    await plain.picks("Tải về bản của tôi")
    await plain.picks("Quay lại")
    assert "xem, tải về, rút lại hoặc xóa được ngay" in plain.text


async def test_the_copy_comes_as_a_file_where_files_can_go(person: Person) -> None:
    await joins(person)
    await person.says("/quyenriengtu")
    await person.picks("Tải về")
    assert ("tất cả những gì đang lưu" in person.text) != isinstance(person, NUMBERED_ONLY)


async def test_withdrawing_erases_answers_at_once_with_a_receipt(person: Person) -> None:
    await leaves_something_everywhere(person)
    await person.says("/quyenriengtu")
    await person.picks("Rút lại sự đồng ý")
    await person.picks("Tự soi, tự sửa và tính số chung")
    await person.picks("Rút lại ngay")
    assert "Đã rút lại “Tự soi, tự sửa và tính số chung” lúc 09:00 22/11/2026" in person.text
    assert "giấy báo nhận" in person.text
    rows = await person.world.database.run(lambda session: session.exec(select(Review)).all())
    assert [row for row in rows if row.answers or row.submitted_at] == []
    assert await person.world.database.run(lambda session: session.exec(select(Plan)).all()) == []
    assert await person.world.database.run(lambda session: session.exec(select(Commitment)).all()) == []
    await person.says("/tusoi")
    assert "Lưu gì" in person.text


async def test_nothing_to_withdraw_and_forged_purposes(page: Page) -> None:
    await joins(page)
    await page.taps("withdraw")
    assert "chưa đồng ý điều gì" in page.text
    for forged in ("withdraw:everything", "withdrawyes:everything", "withdrawyes:"):
        await page.taps(forged)
        assert "Quyền riêng tư" in page.text


async def test_withdrawing_forgets_what_other_chats_had_on_offer(page: Page, plain: Page) -> None:
    await joins(page)
    await agrees(page)
    await page.picks("Theo trang")
    await page.taps("linkcode")
    await plain.says(page.text.partition("Mã nối: ")[2][:9])
    await plain.says("/tusoi")
    await plain.says("2")
    await page.taps("withdrawyes:review")

    def states(session: FlowSession) -> list[bool]:
        rows = session.connection().execute(sa.text("SELECT bot, state IS NULL FROM account ORDER BY bot"))
        return [bool(empty) for _, empty in rows]

    assert await page.world.database.run(states) == [True, False]


async def test_deleting_erases_everything_of_his_and_nothing_of_others(person: Person, other: Page) -> None:
    world = person.world
    await leaves_something_everywhere(person)
    await leaves_something_everywhere(other, 1)
    _, vaults = await count_owned(world, 0)
    theirs, _ = await count_owned(world, 1)
    await person.says("/quyenriengtu")
    await person.picks("Xóa hết những gì")
    assert "không lấy lại được" in person.text
    await person.picks("Xóa hết, ngay bây giờ")
    assert "Đã xóa lúc 09:00 22/11/2026" in person.text
    assert "giấy báo nhận" in person.text
    left, _ = await count_owned(world, 0, vaults)
    assert [name for name, table in PERSONAL.items() if table.erased and left[name]] == []
    assert left["member"] == 1, "the seat is the organisation's"
    assert (await count_owned(world, 1))[0] == theirs
    store = world.database.keyring.store
    assert not keys.owners(store) & set(vaults)
    assert set(vaults) <= set(keys.destroyed(store))
    await other.says("/tusoi")
    await other.picks("Xem bài đã nộp")
    assert STRENGTHS in other.text
    await person.says("/menu")
    assert "cần vào bằng mã mời" in person.text


async def test_after_deleting_he_may_begin_anew_with_a_fresh_code(page: Page) -> None:
    old = await joins(page)
    await agrees(page)
    await page.taps("deleteyes")
    await page.says(await page.world.code())
    assert "Chào đồng chí Nguyễn Văn An!" in page.text
    assert old not in page.text
    await page.says("/tusoi")
    assert "Lưu gì" in page.text


async def test_deleting_leaves_nothing_to_read_on_the_disk(page: Page, disk: Callable[[], bytes]) -> None:
    await leaves_something_everywhere(page)
    await page.taps("deleteyes")
    stolen = disk()
    for words in (NOTE, STRENGTHS, PLANNED, PROMISED, "Nguyễn Văn An", page.address):
        assert words.encode() not in stolen


async def test_deleting_with_a_claim_on_the_seat_ends_that_too(page: Page, other: Page) -> None:
    await joins(page)
    await other.says(f"/start {await page.world.code()}")
    await page.taps("deleteyes")
    assert await page.world.database.run(lambda session: session.exec(select(Claim)).all()) == []
    await other.says(f"/start {await page.world.code()}")
    assert "Chào đồng chí Nguyễn Văn An!" in other.text


async def test_a_crash_in_the_middle_of_deleting_is_finished_by_his_next_word(page: Page) -> None:
    await leaves_something_everywhere(page)
    _, vaults = await count_owned(page.world, 0)
    page.world.database.keyring.destroy(vaults, page.world.now)
    await page.says("xin chào")
    assert "8 ký tự" in page.text
    left, _ = await count_owned(page.world, 0, vaults)
    assert (left["vault"], left["review"], left["account"]) == (0, 0, 0)
