"""A screen of a phone at a time."""

from hypothesis import given
from hypothesis import strategies as st

from flows import screens
from flows.replies import GAP, Line, Raw, Text
from locales import texts

TITLE = [Raw("Chi bộ Khu phố 3"), GAP, Raw("Nhiều nhất")]
lines_of = st.lists(st.integers(1, 200).map(lambda letters: Raw("chữ " * (letters // 4) + "a")), max_size=40)


def rows(lines: list[Line]) -> float:
    """How much of a screen they take."""
    return sum(screens._rows(line, "vi") for line in lines)


@given(lines_of, st.integers(0, 6))
def test_nothing_is_lost_and_each_screen_is_full_but_not_over(lines: list[Line], together: int) -> None:
    found = screens.cut(TITLE, lines, "vi", together)
    assert [line for screen in found for line in screen] == lines
    room = screens.ROWS - rows(list(TITLE))
    for number, screen in enumerate(found):
        kept = together if number == 0 else 1
        assert len(screen) <= kept or rows(screen) <= room
        if number:
            assert rows([*found[number - 1], screen[0]]) > room
    assert len(found[0]) >= min(together, len(lines))


@given(lines_of, st.integers(0, 99))
def test_every_screen_is_reached_from_the_first_and_back(lines: list[Line], number: int) -> None:
    pages = screens.cut(TITLE, lines, "vi")
    number = min(number, len(pages) - 1)
    shown, turns = screens.turned(TITLE, lines, f"causes~{number}", "vi", "figures:1:2:".__add__)
    assert shown == [*TITLE, *pages[number]]
    ways = {texts.plain("vi", way.label): screens.numbered(way.verb.rpartition(":")[2])[1] for way in turns}
    after = {"Trang sau ›": number + 1} if number + 1 < len(pages) else {}
    assert ways == after | ({"‹ Trang trước": number - 1} if number else {})


def test_a_screen_there_is_no_more_is_the_last_one() -> None:
    assert screens.numbered("causes~7") == ("causes", 7)
    assert screens.numbered("causes~x") == ("causes", 0)
    shown, turns = screens.turned(TITLE, [Text("summary-top-none")], "causes~7", "vi", str)
    assert shown[-1] == Text("summary-top-none")
    assert turns == []
