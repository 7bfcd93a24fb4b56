"""Words with simple marks become bold and italic, and never anything else."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.replies import Marked, Raw, dump, parse, reply
from locales import texts

SHOWN = [
    ("**Kính gửi** các đồng chí", "<b>Kính gửi</b> các đồng chí"),
    ("xem _kỹ_, rồi ký", "xem <i>kỹ</i>, rồi ký"),
    ("**đọc _kỹ_ nhé**", "<b>đọc <i>kỹ</i> nhé</b>"),
    ("_đọc **kỹ** nhé_", "<i>đọc <b>kỹ</b> nhé</i>"),
    ("**a _b** c_", "<b>a _b</b> c_"),
    ("a_b_c và _a_b_c_", "a_b_c và <i>a_b_c</i>"),
    ("2**3**4 và 2 ** 3 ** 4", "2**3**4 và 2 ** 3 ** 4"),
    ("2*3*4, ____, ****, **", "2*3*4, ____, ****, **"),
    ("https://x.vn/_a_/b_c?d=1&e=_f_.", "https://x.vn/_a_/b_c?d=1&amp;e=_f_."),
    ("_xem https://x.vn/_a_b nhé_", "<i>xem https://x.vn/_a_b nhé</i>"),
    ("**https://x.vn/a**", "<b>https://x.vn/a</b>"),
    ("<b>1</b> & **<i>**", "&lt;b&gt;1&lt;/b&gt; &amp; <b>&lt;i&gt;</b>"),
    ("**đầu\ncuối** _đầu\ncuối_", "**đầu\ncuối** _đầu\ncuối_"),
]


@pytest.mark.parametrize(("written", "shown"), SHOWN)
def test_marks(written: str, shown: str) -> None:
    assert texts.render("vi", Marked(written)) == shown
    assert "*" in written or "_" in written
    assert texts.render("vi", Raw(written)) != shown or shown == written.replace("&", "&amp;")


written = st.lists(
    st.sampled_from(["**", "*", "_", "a", "ệ", "1", " ", "\n", "<b>", "</i>", "&", "https://", "x.vn/", "."]),
    max_size=40,
).map("".join)


@settings(max_examples=300)
@given(written)
def test_tags_are_always_balanced_and_nothing_else_is_markup(words: str) -> None:
    html = texts.render("vi", Marked(words))
    for line in html.split("\n"):
        open_: list[str] = []
        for end, name in re.findall(r"<(/?)([^>]*)>", line):
            assert name in ("b", "i")
            if end:
                assert open_.pop() == name
            else:
                assert name not in open_
                open_.append(name)
        assert open_ == []
    letters = re.sub(r"[*_]", "", words)
    assert re.sub(r"[*_]", "", texts.plain("vi", Marked(words))) == letters
    assert texts.plain("vi", Marked(words)).count("https://") == words.count("https://")


def test_marked_words_pass_through_the_outbox() -> None:
    made = reply(Raw("**a**"), Marked("**a**"), "menu-home")
    assert parse(dump(made)) == made


def test_long_words_with_many_marks_are_no_burden() -> None:
    texts.marked.cache_clear()
    begun = time.perf_counter()
    for part in ("**a ", "_a ", "_a **b ", "**", "a_", "https://"):
        texts.render("vi", Marked(part * (3000 // len(part))))
    assert time.perf_counter() - begun < 1
