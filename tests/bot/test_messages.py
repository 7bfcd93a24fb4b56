"""Replies as messages: numbered where there are no buttons, split where they are too long."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Capabilities, File, numbered, offered, render, split
from flows.replies import BLANK, GAP, Raw, Reply, Text, choice, dump, parse, reply, stack, text
from locales import texts

PLAIN = Capabilities("plain", buttons=False, edits=False, files=False, longest=2000)
PHONE = Capabilities("phone", short_buttons=True, longest=4000)
CARD = reply(
    text("joined", name="An <b>", cell="Chi bộ 1"),
    GAP,
    "joined-basis",
    rows=(
        (choice("a", "menu-review"), choice("b", Raw("Bấm & chọn"), ticked=True)),
        (choice("z", "menu-home", zero=True),),
        (choice("c", Raw("1.1 " + "rất dài " * 6), ticked=False),),
    ),
    progress=(3, 27),
)


def test_numbers_run_through_and_nought_leads_on() -> None:
    assert [(number, item.verb) for number, item in numbered(CARD)] == [
        (1, "a"),
        (2, "b"),
        (3, "c"),
        (0, "z"),
    ]


def test_a_place_that_is_nothing_to_tap_has_no_number() -> None:
    week = reply("joined-basis", rows=((choice("", Raw("T2")), BLANK, choice("d", Raw("1"))),))
    assert [(number, item.verb) for number, item in numbered(week)] == [(1, "d")]
    assert [verb for _, verb, *_ in offered(week, "vi")] == ["d"]
    [message] = render(week, "vi", PLAIN)
    assert "T2" not in message.plain
    [message] = render(week, "vi", Capabilities("web"))
    assert [button.choice for row in message.rows for button in row] == ["", "", "d"]


def test_what_is_data_and_long_is_written_out_where_buttons_are_cut() -> None:
    measures = reply("joined-basis", rows=stack(choice("a", Raw("việc " * 10)), choice("b", Raw("ngắn"))))
    [message] = render(measures, "vi", PHONE)
    assert message.plain.endswith("• " + "việc " * 10 + "\n• ngắn")
    [message] = render(measures, "vi", Capabilities("web"))
    assert "•" not in message.plain


def test_what_is_remembered_of_the_choices() -> None:
    first, *_ = offered(CARD, "vi")
    assert first[:3] == ["1", "a", "Tự soi"]
    assert "làm bài" in first


def test_without_buttons_choices_are_numbered_lines() -> None:
    [message] = render(CARD, "vi", PLAIN)
    assert message.rows == ()
    assert "1. Tự soi\n2. ☑ Bấm & chọn\n3. ☐ 1.1 rất dài" in message.plain
    assert message.plain.endswith("0. Về trang chính")
    assert "An <b>" in message.plain


def test_with_buttons_they_carry_their_choice() -> None:
    [message] = render(CARD, "vi", Capabilities("web"))
    assert [[button.choice for button in row] for row in message.rows] == [["a", "b"], ["z"], ["c"]]
    assert message.progress == (3, 27)
    assert "1. " not in message.plain


def test_long_ticks_are_written_out_where_buttons_are_cut() -> None:
    [message] = render(CARD, "vi", PHONE)
    assert "☐ 1.1 rất dài" in message.plain
    [message] = render(reply("menu-help", rows=stack(choice("a", "menu-help", ticked=True))), "vi", PHONE)
    assert "☑" not in message.plain


def test_a_note_comes_first_and_a_file_goes_with_the_last() -> None:
    file = File("a.zip", b"PK")
    long = Reply(tuple(Raw("dòng " * 60) for _ in range(20)), rows=CARD.rows, keep=True, secret=True)
    messages = render(long, "vi", PHONE, file, Text("menu-cancelled"))
    assert messages[0].plain.startswith("Đã")
    assert [message.file for message in messages] == [None, file]
    assert [bool(message.rows) for message in messages] == [False, True]
    assert [message.keep for message in messages] == [True, True]


WORDS = st.text(alphabet=st.sampled_from("ăb <&>\n;x"), max_size=400)


@given(
    WORDS, st.sampled_from(["{}", "<b>{}</b>", "<i>{}</i>", "a <b>b <i>{}</i></b> c"]), st.integers(40, 120)
)
def test_nothing_is_lost_when_a_text_is_split(words: str, form: str, longest: int) -> None:
    html = "\n".join(form.format(escape(line, quote=False)) for line in words.split("\n"))
    parts = split(html, longest)
    assert all(len(part) <= longest for part in parts)
    for part in parts:
        assert part.count("<b>") == part.count("</b>")
        assert part.count("<i>") == part.count("</i>")
        assert re.search(r"&(?!(amp|lt|gt);)", part) is None
    assert "".join(texts.strip("".join(parts)).split()) == "".join(texts.strip(html).split())


@pytest.mark.parametrize("length", [1999, 2000, 2001, 4000, 4001])
def test_no_message_is_empty_or_too_long(length: int) -> None:
    parts = split("x" * length, 2000)
    assert all(0 < len(part) <= 2000 for part in parts)
    assert "".join(parts) == "x" * length


def test_a_message_for_the_outbox_comes_back_as_it_was() -> None:
    nested = reply(
        text("links-line", channel=text("language-vi"), since="1/1"),
        Raw("An"),
        rows=stack(choice("a", "menu-help")),
    )
    assert parse(dump(nested)) == reply(*nested.lines, rows=nested.rows)
