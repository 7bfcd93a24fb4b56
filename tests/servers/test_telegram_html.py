"""The server's HTML parser."""

import pytest

from . import telegram_html as html
from .telegram import TelegramServer, User
from .telegram_clients import Client, Raw, refusal


@pytest.mark.parametrize(
    ("source", "plain", "entities"),
    [
        ("a &lt;b&gt; &amp;amp; &quot; &#225; &#xE1;", 'a <b> &amp; " á á', []),
        ("😀<i>é</i>", "😀é", [("italic", 2, 1)]),
        ("<b>đ<i>ậ</i>m</b>", "đậm", [("bold", 0, 3), ("italic", 1, 1)]),
        (
            "<STRONG>a</strong><u>b</u><del>c</del>",
            "abc",
            [("bold", 0, 1), ("underline", 1, 1), ("strikethrough", 2, 1)],
        ),
        ('<a href="https://x.vn/?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1)]),
        ('<a href="nowhere">x</a>', "x", []),
        ("<b></b>x", "x", []),
        (
            '<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>',
            "xy",
            [("spoiler", 0, 1), ("spoiler", 1, 1)],
        ),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
        ('<code class="language-python">x</code>', "x", [("code", 0, 1)]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
        ("1 > 0", "1 > 0", []),
    ],
)
def test_html(source: str, plain: str, entities: list[tuple[str, int, int]]) -> None:
    text, found = html.parse(source)
    assert (text, [(e["type"], e["offset"], e["length"]) for e in found]) == (plain, entities)


def test_html_details() -> None:
    assert html.parse('<a href="https://x.vn/?a=1&amp;b=2">x</a>')[1][0]["url"] == "https://x.vn/?a=1&b=2"
    assert html.parse('<pre><code class="language-python">x</code></pre>')[1][0]["language"] == "python"
    assert set(html.parse('<code class="language-python">x</code>')[1][0]) == {"type", "offset", "length"}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("á <", 'Unsupported start tag "" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("x<br>", 'Unsupported start tag "br" at byte offset 1'),
        ("<br/>", 'Unsupported start tag "br" at byte offset 0'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("Tôi & bạn", 'Unescaped "&" at byte offset 5'),
        ("&nbsp;", 'Unsupported entity "&nbsp;" at byte offset 0'),
        ("&#xD800;", "Invalid character reference at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<b class="x">y</b>', 'Unsupported attribute "class" in the tag "b" at byte offset 0'),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<a href="x>x</a>', "Unclosed start tag at byte offset 0"),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified at byte offset 0"),
    ],
)
def test_html_refused(source: str, words: str) -> None:
    with pytest.raises(html.HtmlError) as caught:
        html.parse(source)
    assert str(caught.value) == words


async def test_html_refused_over_the_wire(client: Client, server: TelegramServer, lan: User) -> None:
    call = client.bot.send_message(lan.id, "Lan & <x>", parse_mode="HTML")
    assert await refusal(client, server, call) == (
        400,
        'Bad Request: can\'t parse entities: Unescaped "&" at byte offset 4',
    )
    await client.bot.send_message(lan.id, "Lan & <x>")
    assert server.chat(lan.id).messages[-1].text == "Lan & <x>"


async def test_explicit_entities_and_modes(raw: Raw, server: TelegramServer, lan: User) -> None:
    bold = {"type": "bold", "offset": 0, "length": 3}
    assert (await raw("sendMessage", chat_id=lan.id, text="Lan", entities=[bold]))["result"]["entities"] == [
        bold
    ]
    answer = await raw("sendMessage", chat_id=lan.id, text="La", entities=[bold])
    assert answer["description"] == "Bad Request: entity is out of the text"
    answer = await raw("sendMessage", chat_id=lan.id, text="x", parse_mode="HTLM")
    assert answer["description"] == "Bad Request: unsupported parse_mode"
