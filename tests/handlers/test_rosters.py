"""A cell's roster from a file in chat: looked at first, written once, new members through the committee."""

import io

import openpyxl
from sqlmodel import select

from flows import retention, roster_rows
from storage import members
from storage.engines import FlowSession
from storage.files import StoredFile
from storage.members import Member
from storage.proposals import Proposal
from tests.bot.test_uploads import Sender
from tests.conversations import Plain, World, joins
from tests.flows.test_roster_files import GUIDE, locked, sheets
from tests.handlers.test_rolls import gives, under_a_committee

HEAD = "Họ và tên;Mã;Chức vụ;Ngày sinh\n"


async def asks(world: World, office: str = "secretary", code: str = "CB1") -> Sender:
    """Somebody at the place that awaits a roster."""
    await under_a_committee(world)
    await gives(world, 0, office, code)
    sender = Sender(world)
    await joins(sender)
    await sender.says("/chibo")
    said = await sender.taps(f"rosterin:{world.unit_id}")
    assert "có cột Họ và tên" in said
    return sender


async def names(world: World) -> list[str]:
    """Who is on the roll."""

    def work(session: FlowSession) -> list[str]:
        return sorted(profile.name for _, profile in members.members_of(session, world.unit_id))

    return await world.database.run(work)


async def count(world: World, table: type[Proposal] | type[StoredFile] | type[Member]) -> int:
    """How many rows there are."""
    return await world.database.run(lambda session: len(session.exec(select(table)).all()))


async def test_a_secretary_sends_a_file_and_the_committee_is_asked(world: World) -> None:
    sender = await asks(world)
    text = HEAD + "Nguyễn Văn An;;Bí thư;1/1/1970\nLê Mới;7;;\n(Ví dụ) Ai;;;\n"
    said = await sender.sends_file("ds.csv", text.encode())
    assert "Dòng 2: Nguyễn Văn An · Bí thư trùng họ tên với người khác" in said
    same = sender.buttons["Vẫn là Nguyễn Văn An"]
    said = await sender.picks("Vẫn là Nguyễn Văn An")
    assert "Thêm 1 · đổi 1 · giữ nguyên 0 · không có trong tệp 4" in said
    assert "Bỏ qua các cột: Ngày sinh." in said
    assert "+ Lê Mới" in said
    assert "≠ Nguyễn Văn An · Bí thư" in said
    assert "– Trần Thị Bình: không có trong tệp" in said, said
    assert "Thêm 1 · đổi 1" in await sender.taps(same), "a second tap decides nothing anew"
    assert "Lê Mới" not in await names(world)
    assert await count(world, StoredFile) == 1, "the file is erased: what is kept are the rows"
    yes = sender.buttons["Đồng ý"]
    said = await sender.picks("Đồng ý")
    assert "Đã đề nghị thêm 1 đồng chí, chờ cấp ủy xác nhận; đã đổi 1." in said
    assert await count(world, Proposal) == 1
    assert "Lê Mới" not in await names(world)
    post = await world.database.run(lambda session: members.profile_of(session, world.members[0]).post)
    assert post == "Bí thư"
    assert await count(world, StoredFile) == 0
    assert "không còn ở đây" in await sender.taps(yes), "twice is once"
    assert await count(world, Proposal) == 1
    await sender.taps(f"rosterin:{world.unit_id}")
    said = await sender.sends_file("ds.csv", (HEAD + "Lê Mới;7;;\n").encode())
    assert "1 đồng chí khác đang chờ cấp ủy xác nhận." in said
    assert "Tệp không có gì mới" in said


async def test_an_officer_above_writes_at_once_and_the_same_file_does_nothing(world: World) -> None:
    sender = await asks(world, "officer", "DU")
    file = (HEAD + "".join(f"Lê Mới {letter};;;\n" for letter in "ABCDEFGHIJ")).encode()
    said = await sender.sends_file("ds.csv", file)
    assert "Đồng ý thì danh sách được cập nhật ngay." in said
    assert "Lê Mới I" not in said, "eight a page"
    assert "+ Lê Mới I" in await sender.taps(
        sender.buttons["Đồng ý"].replace("rosteryes", "rosterfile")[:-5] + ":1"
    )
    assert "Đã nhập: thêm 10, đổi 0." in await sender.picks("Đồng ý")
    assert len(await names(world)) == 15
    await sender.taps(f"rosterin:{world.unit_id}")
    assert "Thêm 0 · đổi 0 · giữ nguyên 10 · không có trong tệp 5" in await sender.sends_file("ds.csv", file)


async def test_every_problem_has_its_place(world: World) -> None:
    sender = await asks(world)
    text = "Họ và tên;Chi bộ;Ngày chính thức\n;;\n=1;;\nLê An;Chi bộ Lạ;\nVũ Bé;;31/2/2020\n" + "+;;\n" * 8
    said = await sender.sends_file("ds.csv", text.encode())
    assert "Tệp có 11 chỗ cần sửa; chưa nhập gì cả." in said
    assert "• Dòng 3, cột 1: đây không phải họ tên" in said
    assert "• Dòng 5, cột 3: “31/2/2020” không phải ngày tháng" in said
    said = await sender.sends_file("ds.csv", "Họ và tên;Chi bộ\nLê An;Chi bộ Lạ\n".encode())
    assert "• Dòng 2, cột 2: không có chi bộ nào là “Chi bộ Lạ”" in said
    said = await sender.sends_file("ds.csv", "Hä vµ tªn\nNguyÔn V¨n An\n".encode("latin-1"))
    assert "Tệp gõ bằng TCVN3 (ABC), không phải Unicode." in said
    assert "Tệp đang khóa bằng mật khẩu." in await sender.sends_file("ds.xlsx", locked())
    stream = sheets(GUIDE, ("Danh sách", [["Họ và tên", "Mã"], ["Lê Mới", "7"]]))
    said = await sender.sends_file("ds.xlsx", stream.getvalue())
    assert "Đọc trang “Danh sách”; không đọc 1 trang khác." in said
    assert "Tệp này không phải bảng tính" in await sender.sends_file("ds.pdf", b"%PDF-1.7")
    assert len(await names(world)) == 5
    said = await sender.sends_file("ds.csv", "Họ và tên;Chi bộ\nLê Mới;Chi bộ CB1\n".encode())
    assert "+ Lê Mới" in said
    said = await sender.sends_file("ds.csv", "Họ và tên;Chi bộ\nLê Mới Hơn;Chi bộ CB1\n".encode())
    assert "+ Lê Mới Hơn" in said, "a better file takes the place of what was looked at"
    assert "Đã bỏ, danh sách không đổi." in await sender.picks("Bỏ, không nhập")
    assert await count(world, StoredFile) == 0


async def test_rows_that_are_left_out_are_told_and_who_is_on_probation(world: World) -> None:
    sender = await asks(world)
    text = (
        "Họ và tên;Mã;Loại\n(Ví dụ) A;1;\nLê Mới;;Dự bị\nVũ Tư;8;\nTổng cộng: 2;;\nT/M CHI BỘ;;\nBí thư;;\n"
        "Bùi Ký;;\n"
    )
    said = await sender.sends_file("ds.csv", text.encode())
    assert "Bỏ qua dòng 2: dòng ví dụ." in said
    assert "Bỏ qua dòng 5: dòng cộng." in said
    assert "Bỏ qua dòng 6–8: phần ký tên." in said
    assert "+ Lê Mới (dự bị)" in said
    assert "+ Vũ Tư (chính thức)" in said


async def test_the_same_person_twice_in_a_file_is_no_dead_end(world: World) -> None:
    sender = await asks(world)
    text = "Họ và tên;Chức vụ\nLê Mới;Thư ký\nVũ Tư;\nLê Mới;\nLê Mới;Tổ trưởng\n"
    said = await sender.sends_file("ds.csv", text.encode())
    assert "Dòng 4: Lê Mới trùng họ tên với người khác. Đây là ai? (Còn 2 chỗ cần hỏi.)" in said
    assert "• Dòng 2 của tệp: Lê Mới · Thư ký" in said
    assert not [label for label in sender.buttons if label.startswith("Vẫn là")]
    leave = sender.buttons["Cùng người ở dòng 2: bỏ dòng này"]
    said = await sender.picks("Cùng người ở dòng 2: bỏ dòng này")
    assert "Dòng 5: Lê Mới · Tổ trưởng trùng" in said
    assert "dòng 4" not in said.lower(), "what is left out is nobody's namesake"
    assert "Dòng 5" in await sender.taps(leave), "a second tap decides nothing anew"
    said = await sender.picks("Là người khác")
    assert "Thêm 3" in said
    assert "Bỏ qua dòng 4: trùng người với dòng khác." in said
    said = await sender.picks("Đồng ý")
    assert "Đã đề nghị thêm 3 đồng chí" in said


async def test_who_shares_a_name_is_told_from_the_roll(world: World) -> None:
    sender = await asks(world)
    text = "Họ và tên;Chức vụ\nNguyễn Văn An;Thư ký\nNguyễn Văn An;\n"
    said = await sender.sends_file("ds.csv", text.encode())
    assert "Dòng 2: Nguyễn Văn An · Thư ký trùng" in said
    assert "• Trong danh sách: Nguyễn Văn An" in said
    said = await sender.picks("Vẫn là Nguyễn Văn An")
    assert "• Dòng 2 của tệp: Nguyễn Văn An · Thư ký" in said
    said = await sender.picks("Cùng người ở dòng 2: bỏ dòng này")
    assert "Thêm 0 · đổi 1" in said


async def test_the_template_goes_out_and_is_no_roster(world: World) -> None:
    sender = await asks(world)
    await sender.picks("Cho tôi tệp mẫu")
    (document,) = [message.file for message in sender.messages if message.file]
    book = openpyxl.load_workbook(io.BytesIO(document.data))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]][:2] == ["Họ và tên", "Mã đảng viên"]
    assert sheet.data_validations.dataValidation[0].formula1 == '"Chính thức,Dự bị"'
    assert "Tệp không có đảng viên nào." in await sender.sends_file("mau.xlsx", document.data)
    sheet["A4"], sheet["D4"] = "Lê Mới", "Dự bị"
    stream = io.BytesIO()
    book.save(stream)
    assert "Thêm 1" in await sender.sends_file("mau.xlsx", stream.getvalue())


async def test_what_nobody_confirms_is_forgotten_within_the_hour(world: World) -> None:
    sender = await asks(world)
    await sender.sends_file("ds.csv", (HEAD + "Lê Mới;;;\n").encode())
    world.passes(minutes=61)
    await world.database.run(lambda session: retention.run(session, world.now, dry_run=False))
    assert await count(world, StoredFile) == 0
    assert "chỉ giữ một giờ" in await sender.picks("Đồng ý")


async def test_somebody_of_a_cell_beside_is_told(world: World) -> None:
    sender = await asks(world, "officer", "DU")

    def work(session: FlowSession) -> None:
        from flows import roster, units

        units.add(session, "Chi bộ 2", "CB2", world.now, parent="DU")
        roster.add(session, "Lê Mới", "CB2", world.now, own_id="7")

    await world.database.run(work)
    said = await sender.sends_file("ds.csv", (HEAD + "Lê Mới;7;;\n").encode())
    assert "! Lê Mới: mã này đang ở chi bộ khác." in said
    assert "Thêm 0" in said


async def test_another_persons_file_is_as_if_it_were_not(world: World, other: Sender) -> None:
    sender = await asks(world)
    await sender.sends_file("ds.csv", (HEAD + "Lê Mới;;;\n").encode())
    verb = sender.buttons["Đồng ý"]
    await gives(world, 1, "deputy")
    await joins(other, 1)
    assert "không còn ở đây" in await other.taps(verb)
    assert "không còn ở đây" in await other.taps("rosteryes:5:1:0")


async def test_where_no_files_can_be_sent(world: World) -> None:
    await under_a_committee(world)
    await gives(world, 0, "secretary")
    person = Plain(world)
    await joins(person)
    await person.says("/chibo")
    said = await person.picks("Nhập danh sách từ tệp")
    assert "trang web" in said or "có cột Họ và tên" in said


def test_rows_are_one_piece_of_memory() -> None:
    rows = roster_rows.Rows()
    for number in range(3):
        rows.append(roster_rows.Row(number, members.Profile(f"Lê {number}", "", "7"), "official", 1))
    assert [row.profile.name for row in rows] == ["Lê 0", "Lê 1", "Lê 2"]
    assert rows[-1].line == 2
