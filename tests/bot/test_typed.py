"""Typed answers: numbers and words that mean one of the choices on offer; strict, or nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import typed

PAGE = [
    ["1", "tick:5:1.1+", "1.1 Một"],
    ["2", "tick:5:1.2-", "1.2 Hai"],
    ["3", "tick:5:1.3+", "1.3 Ba"],
    ["0", "done:5:0", "Xong", "xong", "không"],
    ["4", "pause", "Tạm dừng", "dừng|nghỉ"],
    ["5", "way:5:sign", "Từng biểu hiện", "từng cái"],
    ["6", "other", "Từng cái"],
]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("1", "tick:5:1.1+"),
        (" 1. ", "tick:5:1.1+"),
        ("01", "tick:5:1.1+"),
        ("１", "tick:5:1.1+"),
        ("0", "done:5:0"),
        ("1 3", "tick:5:1.1+,1.3+"),
        ("3, 1", "tick:5:1.3+,1.1+"),
        ("1;2.3", "tick:5:1.1+,1.2-,1.3+"),
        ("2 2 2", "tick:5:1.2-"),
        ("không", "done:5:0"),
        ("KHONG!", "done:5:0"),
        (unicodedata.normalize("NFD", "Không"), "done:5:0"),
        ("tạm   dừng", "pause"),
        ("1.1 một", "tick:5:1.1+"),
        ("7", None),
        ("1 7", None),
        ("1 0", None),
        ("1 4", None),
        ("4 5", None),
        ("1000", None),
        ("", None),
        ("…", None),
        ("từng cái", None),
        ("không ạ", None),
    ],
)
def test_what_is_meant(words: str, meant: str | None) -> None:
    assert typed.resolve(words, PAGE, "") == meant


@pytest.mark.parametrize("words", ["1", "1 3", "không", "xong", "dừng", "1.1 Một"])
def test_where_a_member_writes_freely_his_words_are_his_words(words: str) -> None:
    assert typed.resolve(words, PAGE, "write:5:note:1.1") is None


def test_only_a_bare_nought_leads_out_of_free_text() -> None:
    assert typed.resolve(" 0 ", PAGE, "write:5:strengths") == "done:5:0"
    assert typed.resolve("00", PAGE, "write:5:strengths") is None
    assert typed.resolve("0", PAGE[:3], "write:5:strengths") is None


@given(st.text(max_size=40))
def test_bare_words_are_the_same_however_they_are_composed(words: str) -> None:
    once = typed.bare(words)
    assert typed.bare(unicodedata.normalize("NFD", words)) == typed.bare(unicodedata.normalize("NFC", words))
    assert " ".join(once.split()) == once


@given(st.text(max_size=30), st.sampled_from(["", "code", "pin:ab", "write:1:note:1.1"]))
def test_nothing_typed_means_a_choice_that_was_not_offered(words: str, awaited: str) -> None:
    meant = typed.resolve(words, PAGE, awaited)
    if meant is None:
        return
    verbs = [verb for _, verb, *_ in PAGE]
    head, _, ticks = meant.rpartition(":")
    assert meant in verbs or all(f"{head}:{tick}" in verbs for tick in ticks.split(","))
