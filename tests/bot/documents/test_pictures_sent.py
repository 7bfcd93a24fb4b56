"""Pictures on their way: through a turn to Telegram, the web chat, and a channel that has none."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from bot import documents
from bot.database import Database
from bot.messages import Message, Picture
from flows import menu
from flows.charts import Chart
from flows.replies import Attachment, Raw, Reply, choice, stack
from tests.bot.documents.examples import bars, groups
from tests.bot.surfers import Surfer, words
from tests.conversations import Page, Plain, World, joins
from tests.robustness.lines import Line, on_the_line

ROWS = stack(choice("menu", Raw("Về trang chính")), choice("help", Raw("Lần nữa")))


def shows(monkeypatch: pytest.MonkeyPatch, chart: Chart, *lines: str) -> None:
    """From now on `/trogiup` answers with a chart."""

    def flow(*_: Any) -> Reply:
        attachment = Attachment("chart", "kết quả.png", chart)
        return Reply(tuple(map(Raw, lines)), ROWS, here="help", attachment=attachment)

    monkeypatch.setattr(menu, "assist", flow)


# Telegram


@pytest.fixture
async def line(database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    """One member on Telegram; `/trogiup` shows six bars."""
    shows(monkeypatch, bars(), "Kết quả của <chi bộ> & nhau")
    async with on_the_line(database, now) as made:
        made.world.renew()
        yield made


async def test_a_photo_has_its_text_and_buttons_with_it(line: Line) -> None:
    [lan] = line.people
    await line.says(lan, "/trogiup")
    card = lan.private.from_bot[-1]
    assert card.photo
    assert (card.photo.width, card.photo.name) == (1080, "kết quả.png")
    assert card.text == "Kết quả của <chi bộ> & nhau"
    assert card.labels == ["Về trang chính", "Lần nữa"]
    await line.taps(lan, "Về trang chính")
    assert not card.buttons
    assert not lan.private.from_bot[-1].photo
    assert "Trang chính" in lan.private.from_bot[-1].text or lan.private.from_bot[-1].buttons


async def test_a_card_of_words_does_not_become_a_caption_without_a_picture(line: Line) -> None:
    [lan] = line.people
    await line.says(lan, "/menu")
    card = lan.private.from_bot[-1]
    assert "Trợ giúp" in card.labels
    await line.taps(lan, "Trợ giúp")
    assert lan.private.from_bot[-1].photo
    assert "Kết quả của" not in card.text
    assert not card.buttons


async def test_a_tapped_card_stays_above_the_photo_without_its_buttons(line: Line) -> None:
    [lan] = line.people
    await line.says(lan, "/trogiup")
    first = lan.private.from_bot[-1]
    await line.taps(lan, "Lần nữa")
    second = lan.private.from_bot[-1]
    assert second is not first
    assert second.photo
    assert (bool(first.buttons), bool(second.buttons)) == (False, True)


async def test_a_text_too_long_for_a_caption_follows_the_photo(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    [lan] = line.people
    for text, apart in (("ố" * 1024, False), ("ố" * 1025, True), ("🙂" * 513, True)):
        shows(monkeypatch, bars(), text)
        line.world.renew()
        await line.says(lan, "/trogiup")
        photo, last = lan.private.from_bot[-2:] if apart else [lan.private.from_bot[-1]] * 2
        assert photo.photo
        assert bool(photo.text) is not apart
        assert last.text == text
        assert last.labels == ["Về trang chính", "Lần nữa"]
        assert bool(photo.buttons) is not apart
    assert not [call.description for call in line.server.calls if call.status == 400]


async def test_a_high_picture_goes_as_a_file_and_keeps_its_pixels(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    [lan] = line.people
    shows(monkeypatch, groups(), "Kết quả")
    line.world.renew()
    await line.says(lan, "/trogiup")
    card = lan.private.from_bot[-1]
    assert card.document
    assert card.document.data.startswith(b"\x89PNG")
    assert (card.text, len(card.buttons)) == ("Kết quả", 2)


async def test_nine_bars_still_go_as_a_photo(line: Line) -> None:
    _, picture = await documents.attached(
        Reply((), attachment=Attachment("chart", "x.png", bars(9, 37))),
        "vi",
        line.world.turns.channels["telegram"],
    )
    assert isinstance(picture, Picture)
    await line.says(line.people[0], "/trogiup")
    await line.telegram.send("1001", Message("", picture=picture))
    assert line.people[0].private.from_bot[-1].photo


async def test_a_failed_picture_is_told_and_read_out(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: Any, keep: bool = True) -> None:
        return None

    monkeypatch.setattr(documents._worker, "make", fails)
    [lan] = line.people
    said = await line.says(lan, "/trogiup")
    assert "chưa vẽ được hình" in said
    assert "khoảng 4/12 đồng chí (1–7)" in said
    assert lan.private.from_bot[-1].labels == ["Về trang chính", "Lần nữa"]


# A channel without pictures


async def test_without_pictures_it_is_read_out_with_its_choices(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows(monkeypatch, bars(), "Kết quả")
    plain = Plain(world)
    await joins(plain)
    world.renew()
    said = await plain.says("/trogiup")
    assert "khoảng 4/12 đồng chí (1–7)" in said
    assert "1. Về trang chính" in said
    assert plain.messages[-1].picture is None


async def test_the_text_comes_in_the_members_language(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(world)
    await joins(page)
    await page.says("/ngonngu")
    await page.picks("English")
    shows(monkeypatch, bars(), "Figures")
    world.renew()
    await page.says("/trogiup")
    picture = page.messages[-1].picture
    assert picture
    assert "about 4/12 members (1–7)" in picture.twin


# The web chat


async def test_the_page_gets_both_pictures_and_the_words(
    surfer: Surfer, other: Surfer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surfer.joins(await world.code())
    await other.joins(await world.code(1))
    shows(monkeypatch, bars(), "Kết quả")
    world.renew()
    answer = await surfer.answers(text="/trogiup")
    assert words(answer) == "Kết quả"
    [message] = answer["messages"]
    picture = message["picture"]
    assert message["file"] is None
    assert (picture["width"], picture["alt"], picture["table"]) == (1080, "Biểu hiện nhiều nhất", "Bảng số")
    assert "khoảng 4/12 đồng chí (1–7)" in "".join(run["t"] for run in picture["twin"][4])
    bodies = []
    for url in (picture["light"], picture["dark"]):
        response = await surfer.get(url)
        assert (response.status, response.content_type) == (200, "image/png")
        assert (
            response.headers["Content-Disposition"]
            == "inline; filename*=UTF-8''k%E1%BA%BFt%20qu%E1%BA%A3.png"
        )
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        bodies.append(await response.read())
        assert (await other.get(url)).status == 404
    assert bodies[0] != bodies[1]
    token = picture["light"].rpartition(".")[0]
    for url in (f"{token}.2", f"{token}.-1", f"{token}.", token, f"{token}.0.0"):
        assert (await surfer.get(url)).status == 404


async def test_only_so_many_pictures_wait(
    surfer: Surfer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surfer.joins(await world.code())
    shows(monkeypatch, bars(), "Kết quả")
    world.renew()
    made = [(await surfer.answers(text="/trogiup"))["messages"][0]["picture"] for _ in range(6)]
    assert [(await surfer.get(one["dark"])).status for one in made] == [404, 200, 200, 200, 200, 200]
