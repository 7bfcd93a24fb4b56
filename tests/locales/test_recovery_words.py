"""The words a recovery word is made of: typed by old hands, often without diacritics, read out aloud."""

import re
import unicodedata
from importlib import resources

from handlers.hashing import normalise, recovery_words
from tests.each import each

FILE = (resources.files("locales") / "recovery_words.txt").read_bytes().decode("utf-8")
WORDS = tuple(FILE.split("\n"))
# Syllables that read as something rude, sad or loaded once their diacritics are gone ("bưởi", "đèo", "lợn").
NEVER = re.compile(
    "bu|buoi|buom|cac|cave|chet|chim|cho|cong|cu|cut|dai|dam|de|dech|deo|di|dich|dien|dit|du|giac|ia|khi|lon|"
    "ma|mong|mu|ngu|san|tu|vai|vu"
)


def test_enough_for_three_words_to_be_a_secret() -> None:
    assert len(WORDS) >= 512  # 27 bits in three, behind a slow keyed hash and five tries an hour


def test_the_file_has_no_blank_line_and_no_odd_blanks() -> None:
    assert all(WORDS)
    assert all(word == " ".join(word.split()) for word in WORDS)
    assert "\r" not in FILE
    assert not FILE.startswith("\ufeff")


def test_what_is_written_in_the_file_is_what_is_drawn_from() -> None:
    assert recovery_words() == WORDS


def test_words_are_composed_as_keyboards_compose_them() -> None:
    assert unicodedata.is_normalized("NFC", FILE)


@each([(word,) for word in WORDS])
def test_a_word_is_short_small_and_vietnamese(word: str) -> None:
    syllables = word.split(" ")
    letters = normalise(word).replace(" ", "")
    assert len(syllables) <= 2
    assert 2 <= len(letters) <= len(word) <= 12
    assert word == word.lower()
    assert re.fullmatch("[a-eg-ik-vxy]+", letters)  # no f, j, w, z


@each([(word,) for word in WORDS])
def test_nothing_reads_badly_without_diacritics(word: str) -> None:
    assert not [syllable for syllable in normalise(word).split() if NEVER.fullmatch(syllable)]


def test_words_are_unlike_each_other_without_diacritics_and_blanks() -> None:
    seen: dict[str, str] = {}
    for word in WORDS:
        bare = normalise(word).replace(" ", "")
        assert seen.setdefault(bare, word) == word
    assert len(seen) == len(WORDS)


def test_most_bear_diacritics() -> None:
    bearing = [word for word in WORDS if normalise(word) != word]
    assert len(bearing) > len(WORDS) * 0.8
