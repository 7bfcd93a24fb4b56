"""A reply with a chart, as channels of all kinds get it."""

from typing import Any

import pytest

from bot import documents
from bot.messages import Capabilities, File, Picture, render
from flows.charts import twin
from flows.replies import GAP, Attachment, Raw, Reply, Text
from locales import texts
from tests.bot.documents.examples import bars, groups
from tests.conversations import PLAIN

SCREEN = Capabilities("screen", themes=("light", "dark"))
REPLY = Reply((Raw("Kết quả"),), attachment=Attachment("chart", "ket-qua.png", bars()))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture can be drawn."""

    async def fails(*_: Any, keep: bool = True) -> None:
        return None

    monkeypatch.setattr(documents._worker, "make", fails)


async def test_a_channel_gets_its_themes_and_the_words() -> None:
    reply, picture = await documents.attached(REPLY, "vi", SCREEN)
    assert reply is REPLY
    assert isinstance(picture, Picture)
    light, dark = picture.pngs
    assert light != dark
    assert (picture.name, picture.width, picture.alt) == ("ket-qua.png", 1080, "Biểu hiện nhiều nhất")
    assert picture.twin.split("\n") == [texts.render("vi", line) for line in twin(bars())]
    assert picture.labels == ("Bảng số", "Mở hình to")
    [message] = render(reply, "vi", SCREEN, picture)
    assert (message.picture, message.file, message.plain) == (picture, None, "Kết quả")
    _, one = await documents.attached(REPLY, "vi", Capabilities("phone"))
    assert isinstance(one, Picture)
    assert one.pngs == (light,)


async def test_without_pictures_the_twin_is_said() -> None:
    reply, made = await documents.attached(REPLY, "en", PLAIN)
    assert made is None
    assert reply.lines == (Raw("Kết quả"), GAP, *twin(bars()))
    text = "\n".join(message.plain for message in render(reply, "en", PLAIN))
    assert "about 4/12 members (1–7)" in text
    alone, _ = await documents.attached(Reply((), attachment=REPLY.attachment), "vi", PLAIN)
    assert alone.lines == twin(bars())


@pytest.mark.usefixtures("broken")
async def test_when_drawing_fails_a_sentence_says_so_and_the_twin_follows() -> None:
    reply, made = await documents.attached(REPLY, "vi", SCREEN)
    assert made is None
    assert reply.lines == (Text("charts-failed"), GAP, Raw("Kết quả"), GAP, *twin(bars()))


@pytest.mark.usefixtures("broken")
async def test_what_the_card_says_already_is_not_said_twice() -> None:
    whole = Reply((Raw("Kết quả"),), attachment=Attachment("chart", "x.png", bars(), said=True))
    assert (await documents.attached(whole, "vi", PLAIN))[0].lines == whole.lines
    failed, _ = await documents.attached(whole, "vi", SCREEN)
    assert failed.lines == (Text("charts-failed"), GAP, *whole.lines)


async def test_a_long_twin_is_split_and_keeps_every_line() -> None:
    whole = Reply((), attachment=Attachment("chart", "x.png", groups()))
    reply, _ = await documents.attached(whole, "vi", PLAIN)
    parts = [message.plain for message in render(reply, "vi", PLAIN)]
    assert len(parts) > 1
    assert max(map(len, parts)) <= PLAIN.longest
    assert sum(part.count("đồng chí (") for part in parts) == 27


async def test_other_documents_are_files_as_before() -> None:
    reply, file = await documents.attached(
        Reply((), attachment=Attachment("export", "a.zip", {})), "vi", SCREEN
    )
    assert isinstance(file, File)
    assert (file.name, file.data[:2], file.kind) == ("a.zip", b"PK", "application/octet-stream")
    assert (await documents.attached(Reply((Raw("x"),)), "vi", SCREEN))[1] is None
    assert reply.attachment
