"""Invitation slips, read back from the pages: nothing is cut off, all is large enough, squares are right."""

import unicodedata

import pytest
import segno

from bot import documents
from bot.documents import slips
from bot.messages import Capabilities, File
from flows.replies import GAP, Attachment, Reply, Text, text
from flows.slip_pages import CellSlips, Links, Slip
from tests.bot.documents import paper
from tests.conversations import PLAIN

CAMERA = "bằng máy ảnh điện thoại, bấm dòng hiện ra."
FAILING = "Không quét được:"
HOME, BOT = "https://tusoi.example.org", "tusoi_kp3_bot"
LETTERS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE = [letter + tone for letter in LETTERS for tone in TONES]
"""Every vowel with every tone, each in as many signs as it can be written with."""


LONG = "Tôn Nữ Công Tằng Huyền Trân Nguyễn Phúc Bảo Thị Kim Ngọc Ánh Tuyết Quỳnh Hương Đặng Trần Thùy Dươnnh"
UNIT = (
    "Chi bộ Khu phố 3 thuộc Đảng bộ bộ phận các khu dân cư phía Bắc, Đảng bộ phường Bến Nghé, Thành phố"
    " Hồ Chí Minh; trực thuộc Đảng bộ cơ sở số mười hai, nhiệm kỳ năm năm, các tổ từ một đến hai mươi tư!!!"
)


def cell(
    *names: str,
    home: str = HOME,
    bot: str = BOT,
    joined: bool = False,
    language: str = "vi",
    called: str = "Chi bộ 3",
) -> CellSlips:
    """A cell's slips, each with a code of its own."""
    made = []
    for number, name in enumerate(names):
        code = f"ACDE{number:04}".translate(str.maketrans("0123456789", "FGHJKMNPQR"))
        web = f"{home}/#{code}" if home else ""
        telegram = f"https://t.me/{bot}?start={code}" if bot else ""
        made.append(Slip(name, f"{code[:4]}-{code[4:]}", web, telegram, joined))
    return CellSlips(called, language, "22/12/2026", Links(home, bot), tuple(made))


def matrix(link: str) -> list[list[bool]]:
    """A square as it should be."""
    return [[bool(module) for module in row] for row in segno.make_qr(link, error="m").matrix]


def printed(*value: CellSlips) -> list[paper.Sheet]:
    """Every slip of a PDF."""
    pages = paper.read(slips.make(value, "pdf"))
    return [quarter for page in pages for quarter in paper.quarters(page)]


def test_a_cell_of_45_takes_12_pages_and_every_slip_is_whole() -> None:
    value = cell(*(f"Nguyễn Thị Kiều Oanh {number}" for number in range(45)))
    sheets = paper.read(slips.make((value,), "pdf"))
    assert len(sheets) == 12
    found = [quarter for sheet in sheets for quarter in paper.quarters(sheet)]
    for slip, part in zip(value.slips, found, strict=True):
        told = slips.worded(value, slip)
        labels = [square.label for square in told.squares]
        head = [told.title, slip.name, value.cell, told.code_label, slip.code]
        assert value.until in told.until
        assert part.said == " ".join(
            [*head, *labels, *told.steps, told.otherwise, told.until, told.help, told.private]
        )
        drawn = paper.squares(part.boxes)
        assert [square.dark for square in drawn] == [matrix(slip.web), matrix(slip.telegram)]


@pytest.mark.parametrize(
    "value",
    [
        cell("Lê An"),
        cell(LONG, called=UNIT, home=f"https://{'tu-soi.' * 7}example.vn", bot="a" * 32),
        cell(LONG.upper(), called=UNIT),
        cell(LONG, called=UNIT, joined=True),
        cell(LONG, called=UNIT, language="en"),
    ],
    ids=["usual", "long", "capitals", "joined", "english"],
)
def test_letters_are_large_and_all_stays_in_its_place(value: CellSlips) -> None:
    assert (len(LONG), len(UNIT)) == (100, 200)
    [part] = printed(value)
    told = slips.worded(value, value.slips[0])
    name, code = value.slips[0].name, value.slips[0].code
    assert name in part.said, "names are wrapped, never cut"
    assert value.cell in part.said
    assert min(each.x for each in part.words) >= 5.5
    assert max(each.end for each in part.words) <= 105 - 5.5
    assert max(each.y for each in part.words) <= 148.5 - 5.5
    sizes = {each.said: (each.size, each.font) for each in part.words}
    assert sizes[code][0] >= 22
    assert sizes[code][1] == "mono"
    assert min(size for line, (size, _) in sizes.items() if line in name) >= 14
    assert min(size for line, (size, _) in sizes.items() if any(line in step for step in told.steps)) >= 12
    drawn, slip = paper.squares(part.boxes), value.slips[0]
    assert [square.dark for square in drawn] == [matrix(slip.web), matrix(slip.telegram)]
    for square in drawn:
        assert square.wide >= 25
        quiet = 4 * square.wide / len(square.dark)
        for each in part.words:
            beside = each.end < square.left - quiet or each.x > square.left + square.wide + quiet
            above, head = each.y < square.top - quiet, each.y - each.size * paper.MM * 0.75
            assert beside or above or head > square.top + square.wide + quiet, each.said


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("joined", [False, True], ids=["new", "joined"])
def test_steps_and_labels_are_in_large_print_on_four_slips_a_page(language: str, joined: bool) -> None:
    """Names of 40 letters, a unit of nearly 100, both squares: the steps in 16 points, all labels in 14."""
    names = [f"Công Tằng Tôn Nữ Huyền Trân Nguyễn Thị {number}" for number in "ABCD"]
    assert {len(name) for name in names} == {40}
    value = cell(*names, language=language, joined=joined, called=UNIT[:97])
    found = printed(value)
    assert len(found) == 4
    written = paper.opened(slips.make((value,), "docx"))
    for slip, part in zip(value.slips, found, strict=True):
        told = slips.worded(value, slip)
        sizes = {each.said: each.size for each in part.words}
        steps = [size for line, size in sizes.items() if any(line in step for step in told.steps)]
        assert min(steps) >= 16
        for label in (told.code_label, *(square.label for square in told.squares)):
            assert sizes[label] >= 14
            assert written.sizes[label] >= 14
        assert min(written.sizes[step] for step in told.steps) >= 16
        assert max(each.y % 148.5 for each in part.words) <= 148.5 - 5.5
        assert len(paper.squares(part.boxes)) == 2


def test_a_name_without_blanks_is_broken_and_whole() -> None:
    [part] = printed(cell("W" * 100, called=UNIT))
    assert "W" * 100 in "".join(each.said for each in part.words)
    assert max(each.end for each in part.words) <= 105 - 5.5
    assert max(each.y for each in part.words) <= 148.5 - 5.5


def test_every_letter_of_vietnamese() -> None:
    """Composed or not, small and capital: what is printed is one sign a letter, and in the file's fonts."""
    letters = [*VIETNAMESE, *(letter.upper() for letter in VIETNAMESE), "đ", "Đ"]
    parts = [f"Ng{''.join(letters[at : at + 20])}" for at in range(0, len(letters), 20)]
    wanted = [unicodedata.normalize("NFC", part) for part in parts]
    assert max(map(len, wanted)) == 22
    value = cell(*wanted, *(unicodedata.normalize("NFD", part) for part in parts), home="", bot="")
    for name, part in zip(wanted * 2, printed(value), strict=True):
        assert name in "".join(each.said for each in part.words)
    written = paper.opened(slips.make((value,), "docx"))
    assert [slip[1] for slip in written.slips] == wanted * 2


def test_the_docx_says_the_same() -> None:
    value = cell(*(f"Nguyễn Thị Kiều Oanh {number}" for number in range(9)))
    written = paper.opened(slips.make((value, cell("Lê An")), "docx"))
    assert written.tables == 4
    assert len(written.slips) == 10
    for slip, paragraphs in zip(value.slips, written.slips, strict=False):
        told = slips.worded(value, slip)
        labels = " ".join(square.label for square in told.squares)
        assert paragraphs == [
            *(told.title, slip.name, value.cell, f"{told.code_label} {slip.code}", labels),
            *(*told.steps, told.otherwise, told.until, told.help, told.private),
        ]
        assert written.sizes[slip.name] >= 14
        assert written.sizes[slip.code] >= 22
        assert min(written.sizes[step] for step in told.steps) >= 12
    links = [link for slip in (*value.slips, *cell("Lê An").slips) for link in (slip.web, slip.telegram)]
    assert [dark for _, dark in written.pictures] == [matrix(link) for link in links]
    assert all(wide * len(dark) / (len(dark) + 8) >= 25 for wide, dark in written.pictures)


def test_each_cell_begins_a_page_in_its_own_language() -> None:
    value = (cell("Lê An"), cell(), cell("Vũ Bình", "Đỗ Chi", language="en", called="Chi bộ 4"))
    first, second = (paper.quarters(sheet) for sheet in paper.read(slips.make(value, "pdf")))
    assert [len(first), len(second)] == [1, 2]
    assert "Phiếu mời vào Tự soi" in first[0].said
    assert "Invitation to Tự soi Vũ Bình Chi bộ 4" in second[0].said


@pytest.mark.parametrize(
    ("home", "bot", "labels", "step", "otherwise"),
    [
        (
            *(HOME, BOT, ["Trang web", "Hoặc Telegram"], f"Quét một trong hai ô {CAMERA}"),
            f"{FAILING} mở {HOME}, gõ mã mời.",
        ),
        (HOME, "", ["Trang web"], f"Quét ô vuông {CAMERA}", f"{FAILING} mở {HOME}, gõ mã mời."),
        ("", BOT, ["Telegram"], "bấm Bắt đầu (Start).", f"{FAILING} tìm @{BOT} trong Telegram, gõ mã mời."),
        ("", "", [], "1. Mở Tự soi theo cách chi bộ hướng dẫn, rồi gõ mã mời ở trên.", ""),
    ],
)
def test_the_first_step_is_what_there_is(
    home: str, bot: str, labels: list[str], step: str, otherwise: str
) -> None:
    value = cell("Lê An", home=home, bot=bot)
    told = slips.worded(value, value.slips[0])
    assert [square.label for square in told.squares] == labels
    assert step in told.steps[0]
    assert told.otherwise == otherwise
    [part] = printed(value)
    assert told.steps[0] in part.said
    assert len(paper.squares(part.boxes)) == len(labels)
    assert len(paper.opened(slips.make((value,), "docx")).pictures) == len(labels)


def test_who_has_joined_is_told_how_to_bring_another_device() -> None:
    value = cell("Lê An", joined=True)
    steps = slips.worded(value, value.slips[0]).steps
    assert "ba từ khôi phục cũ" in steps[1]
    assert "một ngày sau" in steps[2]


async def test_a_channel_gets_the_file_or_else_the_codes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    value = (cell("Lê An", "Vũ Bình"),)
    listed = [text("slips-code", name=slip.name, code=slip.code) for slip in value[0].slips]
    for form in ("pdf", "docx"):
        whole = Reply((Text("slips-none"),), attachment=Attachment("slips", f"phieu-moi.{form}", value))
        reply, file = await documents.attached(whole, "en", Capabilities("screen"))
        assert reply is whole
        assert isinstance(file, File)
        assert (file.name, file.kind) == (f"phieu-moi.{form}", documents.SLIPS[form])
        assert file.data[:2] == (b"%P" if form == "pdf" else b"PK")
    plain, nothing = await documents.attached(whole, "vi", PLAIN)
    assert nothing is None
    assert plain.lines == (Text("slips-listed"), GAP, *listed)

    async def fails(*_: object, keep: bool = True) -> None:
        assert not keep, "codes are not kept"

    monkeypatch.setattr(documents._worker, "make", fails)
    failed, nothing = await documents.attached(whole, "vi", Capabilities("screen"))
    assert nothing is None
    assert failed.lines == (Text("slips-failed"), GAP, *listed)
