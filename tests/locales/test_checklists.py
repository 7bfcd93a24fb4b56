import pickle
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from locales import checklists
from locales.checklists import Checklist, ChecklistError, Localised

DATA = Path(__file__).parent / "data"
SIGNS = tuple(f"{group}.{sign}" for group in (1, 2, 3) for sign in range(1, 10))
IN_PERSON = {"2.3", "2.7", "2.8", *SIGNS[18:]}


@pytest.fixture(scope="module")
def signs27() -> Checklist:
    return checklists.load("nq04_2016")


@pytest.fixture(scope="module")
def province() -> Checklist:
    return checklists.load("province_67", DATA)


def texts_in(value: object) -> Iterator[Localised]:
    if isinstance(value, Localised):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_in(part)
    elif is_dataclass(value):
        for each in fields(value):
            if each.compare:
                yield from texts_in(getattr(value, each.name))


# The 27 signs


def test_everyone_meets_the_27_signs_in_order(signs27: Checklist) -> None:
    assert tuple(sign.id for sign in signs27.signs_for(())) == SIGNS


def test_signs_to_be_talked_over_in_person(signs27: Checklist) -> None:
    assert {sign.id for sign in signs27.signs_for(checklists.ROLES) if sign.in_person} == IN_PERSON


def test_ordinary_signs_offer_causes_and_measures(signs27: Checklist) -> None:
    for sign in signs27.signs_for(checklists.ROLES):
        if sign.in_person:
            assert (sign.causes, sign.measures) == ((), ())
        else:
            assert 4 <= len(sign.causes) <= 6
            assert 3 <= len(sign.measures) <= 5


def test_the_shared_list_of_causes_is_short_and_used(signs27: Checklist) -> None:
    used = {cause.id for sign in signs27.signs_for(checklists.ROLES) for cause in sign.causes}
    assert 10 <= len(used) <= 14


def test_three_degrees_the_first_is_none(signs27: Checklist) -> None:
    assert [degree.id for degree in signs27.degrees] == ["0", "1", "2"]
    assert signs27.degrees[0].label == Localised("Không có", "No")
    for degree in signs27.degrees:
        for language in ("vi", "en"):
            assert degree.label.of(language).lower() in degree.words.of(language).split("|")


def test_nothing_official_is_claimed(signs27: Checklist) -> None:
    assert signs27.verified_by is None
    assert all(sign.official_text is None for sign in signs27.signs_for(checklists.ROLES))


def test_texts_are_clean(signs27: Checklist) -> None:
    found = list(texts_in(signs27))
    assert len(found) > 200
    for text in found:
        for language in (text.vi, text.en):
            assert language == " ".join(language.split())
            assert unicodedata.is_normalized("NFC", language)
            assert not re.search(r'[A-ZÀ-Ỹ]{8}|\.\.|[;,]$|\s[.,;?]|"', language), language


def test_texts_are_short(signs27: Checklist) -> None:
    limits = {"label": 60, "plain": 140, "question": 110}
    for sign in signs27.signs_for(checklists.ROLES):
        for name, limit in limits.items():
            text: Localised = getattr(sign, name)
            assert max(len(text.vi), len(text.en)) <= limit, (sign.id, name)
        for measure in sign.measures:
            assert max(len(measure.vi), len(measure.en)) <= 100, sign.id
        for cause in sign.causes:
            assert max(len(cause.label.vi), len(cause.label.en)) <= 30, cause.id


def test_questions_are_asked_of_oneself_so_that_no_means_none(signs27: Checklist) -> None:
    for sign in signs27.signs_for(checklists.ROLES):
        assert re.search(r"\btôi\b", sign.question.vi, re.IGNORECASE), sign.id
        assert sign.question.vi.endswith(" không?"), sign.id
        assert re.search(r"\b(I|my)\b", sign.question.en), sign.id
        assert sign.question.en.endswith("?"), sign.id
        assert sign.plain.vi.endswith("."), sign.id
        assert not sign.label.vi.endswith("."), sign.id


def test_no_two_signs_read_alike(signs27: Checklist) -> None:
    signs = signs27.signs_for(checklists.ROLES)
    for language in ("vi", "en"):
        for name in ("label", "plain", "question"):
            assert len({getattr(sign, name).of(language) for sign in signs}) == len(signs)
    measures = [measure.vi for sign in signs for measure in sign.measures]
    assert len(set(measures)) == len(measures)


def test_the_source_file_is_composed_unicode() -> None:
    for file in (Path(checklists.__file__).parent / "checklists").glob("*.toml"):
        assert unicodedata.is_normalized("NFC", file.read_text(encoding="utf-8"))


# Roles


@pytest.mark.parametrize(
    ("roles", "more"),
    [
        ((), []),
        (("committee",), []),
        (("member", "stranger"), []),
        (("officer",), ["4.1", "4.3"]),
        (("deputy",), ["4.1", "4.2", "4.3"]),
        (["secretary", "officer"], ["4.1", "4.2", "4.3"]),
    ],
)
def test_items_bound_to_roles_are_for_their_holders(
    signs27: Checklist, roles: tuple[str, ...], more: list[str]
) -> None:
    assert [sign.id for sign in signs27.signs_for(roles)] == [*SIGNS, *more]
    assert len(signs27.pages_for(roles)) == (4 if more else 3)


def test_the_27_are_for_everyone(signs27: Checklist) -> None:
    assert all(signs27.sign(sign_id).roles == () for sign_id in SIGNS)


# Lookups


def test_lookups(signs27: Checklist) -> None:
    assert signs27.sign("2.4").group == "2"
    assert signs27.group("2").signs[3] is signs27.sign("2.4")
    assert signs27.sign("2.4").label.of("en") == signs27.sign("2.4").label.en
    assert signs27.sign("2.4").label.of("fr") == signs27.sign("2.4").label.vi
    with pytest.raises(KeyError):
        signs27.sign("9.9")
    with pytest.raises(KeyError):
        signs27.group("9")


def test_lookups_are_computed_once(signs27: Checklist) -> None:
    assert checklists.load("nq04_2016") is signs27
    assert signs27.pages_for({"secretary"}) is signs27.pages_for(["secretary", "stranger"])
    assert signs27.signs_for(()) is signs27.signs_for({"committee"})


def test_a_checklist_is_a_value(signs27: Checklist) -> None:
    copy = pickle.loads(pickle.dumps(signs27))
    assert copy == signs27
    assert copy.sign("3.9") == signs27.sign("3.9")
    assert replace(signs27, version="2") != signs27
    assert "_signs" not in repr(signs27)


# Another checklist, from data alone


def test_a_provincial_checklist_of_67(province: Checklist) -> None:
    signs = province.signs_for(())
    assert len(signs) == 67
    assert len(province.groups) == 5
    assert len({sign.id for sign in signs}) == 67
    assert all(province.sign(sign.id) is sign for sign in signs)


def test_sub_items_stand_under_a_heading_and_inherit_from_it(province: Checklist) -> None:
    first, third = province.sign("2.3.a"), province.sign("2.3.c")
    assert first.heading == Localised("Đề mục thử 2.3", "Trial heading 2.3")
    assert first.group == "2"
    assert province.sign("2.2").heading is None
    assert [cause.id for cause in first.causes] == ["alpha", "beta", "gamma", "zeta"]
    assert [cause.id for cause in third.causes] == ["beta", "gamma", "delta", "epsilon"]
    assert len(first.measures) == 3
    assert province.sign("4.2.b").in_person
    with pytest.raises(KeyError):
        province.sign("2.3")  # a heading cannot be answered


def test_pages_hold_at_most_nine_signs_of_one_group(signs27: Checklist, province: Checklist) -> None:
    for checklist in (signs27, province):
        pages = checklist.pages_for(checklists.ROLES)
        assert [page.number for page in pages] == list(range(len(pages)))
        assert tuple(sign for page in pages for sign in page.signs) == checklist.signs_for(checklists.ROLES)
        for page in pages:
            assert 1 <= len(page.signs) <= 9
            assert {sign.group for sign in page.signs} == {page.group.id}
            assert [other.part for other in pages if other.group is page.group] == list(
                range(1, page.parts + 1)
            )


def test_large_groups_are_divided_evenly(signs27: Checklist, province: Checklist) -> None:
    assert [len(page.signs) for page in signs27.pages_for(())] == [9, 9, 9]
    sizes = [(page.group.id, page.part, page.parts, len(page.signs)) for page in province.pages_for(())]
    assert sizes == [
        ("1", 1, 2, 9),
        ("1", 2, 2, 9),
        ("2", 1, 3, 6),
        ("2", 2, 3, 6),
        ("2", 3, 3, 7),
        ("3", 1, 1, 9),
        ("4", 1, 2, 5),
        ("4", 2, 2, 6),
        ("5", 1, 2, 5),
        ("5", 2, 2, 5),
    ]


# Finding files


def test_available_lists_both_folders() -> None:
    assert checklists.available() == ("nq04_2016",)
    assert checklists.available(DATA) == ("nq04_2016", "province_67", "scale_of_four")
    assert checklists.available(DATA / "nowhere") == ("nq04_2016",)


@pytest.mark.parametrize("name", ["nowhere", "../checklists/nq04_2016", "nq04_2016.official", "", "/etc/x"])
def test_an_unknown_name_is_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(
        ChecklistError, match=r"there is no checklist .*Choose one of: nq04_2016, province_67"
    ):
        checklists.load(name, DATA)


def test_the_operators_folder_goes_first(tmp_path: Path, signs27: Checklist) -> None:
    ours = Path(checklists.__file__).parent / "checklists" / "nq04_2016.toml"
    text = ours.read_text(encoding="utf-8").replace('version = "1"', 'version = "xã"')
    (tmp_path / "nq04_2016.toml").write_text(text, encoding="utf-8-sig", newline="\r\n")
    theirs = checklists.load("nq04_2016", tmp_path)
    assert theirs.version == "xã"
    assert replace(theirs, version="1") == signs27


def test_a_file_is_called_by_its_id(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(SMALL, encoding="utf-8")
    with pytest.raises(ChecklistError, match=r"other\.toml: id: is 'small'.*Name the file small\.toml"):
        checklists.load("other", tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_bytes(SMALL.encode("utf-16"))
    with pytest.raises(ChecklistError, match=r"small\.toml: byte 0: .*Save the file as UTF-8"):
        checklists.load("small", tmp_path)


def test_decomposed_letters_are_composed() -> None:
    checklist = checklists.parse(unicodedata.normalize("NFD", SMALL), "small.toml")
    assert checklist.sign("1.1").label.vi == "Mục một"
    assert checklist == checklists.parse(SMALL, "small.toml")


# The official wording

OFFICIAL = """
verified_by = "Ban thử nghiệm"
verified_on = 2026-10-05
[texts]
"1.1" = "Lời văn thử thứ nhất."
"3.9" = '''
Dòng một.
Dòng hai.'''
"""


def test_official_texts_are_laid_over_by_id(tmp_path: Path, signs27: Checklist) -> None:
    (tmp_path / "nq04_2016.official.toml").write_text(OFFICIAL, encoding="utf-8")
    checklist = checklists.load("nq04_2016", tmp_path)
    assert (checklist.verified_by, checklist.verified_on) == ("Ban thử nghiệm", date(2026, 10, 5))
    assert checklist.sign("1.1").official_text == "Lời văn thử thứ nhất."
    assert checklist.sign("3.9").official_text == "Dòng một.\nDòng hai."
    assert checklist.sign("1.2").official_text is None
    assert checklist.pages_for(())[0].signs[0].official_text == "Lời văn thử thứ nhất."
    assert replace(checklist.sign("1.1"), official_text=None) == signs27.sign("1.1")
    assert checklists.available(tmp_path) == ("nq04_2016",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"3.9"', '"3.10"', r"\[texts\]: there is no sign '3\.10' in this checklist\. Use the ids 1\.1 to"),
        ('"1.1"', "1.1", r"\[texts\]: there is no sign '1' .*in quotes, \"1\.1\" ="),
        ('verified_by = "Ban thử nghiệm"', "", "top of the file: verified_by is missing or empty"),
        ("2026-10-05", '"05/10/2026"', "verified_on is missing or not a date.*without quotes"),
        ("2026-10-05", "2026-10-05T07:00:00", "verified_on is missing or not a date"),
        ('"Lời văn thử thứ nhất."', '" "', r"\[texts\]: 1\.1 is missing or empty"),
        ("[texts]", "[text]", "'text' is not known here. Known are: .*texts"),
        (
            '"1.1" =',
            '"3.9" = "hai lần"\n"1.1" =',
            "line 9, .*: Cannot overwrite a value.* a name is there twice",
        ),
    ],
)
def test_a_wrong_official_file_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert OFFICIAL.count(old) == 1
    (tmp_path / "nq04_2016.official.toml").write_text(OFFICIAL.replace(old, new), encoding="utf-8")
    with pytest.raises(ChecklistError, match=r"/nq04_2016\.official\.toml: .*" + said):
        checklists.load("nq04_2016", tmp_path)


# Files that cannot be used

SMALL = """
id = "small"
version = "1"
title = { vi = "Danh mục nhỏ", en = "Small list" }

[causes]
one = { vi = "Một", en = "One" }
two = { vi = "Hai", en = "Two" }
three = { vi = "Ba", en = "Three" }
four = { vi = "Bốn", en = "Four" }

[[degrees]]
id = "0"
label = { vi = "Không", en = "No" }
words = { vi = "không", en = "no" }

[[degrees]]
id = "1"
label = { vi = "Có", en = "Yes" }
words = { vi = "có", en = "yes" }

[[groups]]
id = "1"
title = { vi = "Nhóm một", en = "Group one" }
short = { vi = "Một", en = "One" }

[[groups.signs]]
id = "1.1"
label = { vi = "Mục một", en = "Item one" }
plain = { vi = "Giải thích một.", en = "Meaning one." }
question = { vi = "Tôi có một không?", en = "Do I one?" }
causes = ["one", "two", "three", "four"]
measures = [{ vi = "Việc a", en = "Do a" }, { vi = "Việc b", en = "Do b" }, { vi = "Việc c", en = "Do c" }]

[[groups.signs]]
id = "1.2"
label = { vi = "Mục hai", en = "Item two" }
plain = { vi = "Giải thích hai.", en = "Meaning two." }
question = { vi = "Tôi có hai không?", en = "Do I two?" }
in_person = true
roles = ["deputy"]
"""

WRONG = {
    "not TOML": ('version = "1"', 'version = "1', "line 3, column .*Illegal character"),
    "ends too early": ('roles = ["deputy"]', 'roles = ["deputy"', "nd of document: Unclosed array"),
    "checklist id": ('id = "small"', 'id = "Small!"', "top of the file: 'Small!' is no id here. Use small"),
    "checklist id missing": ('id = "small"', "", "top of the file: id is missing or empty"),
    "no version": ('version = "1"', "", "top of the file: version is missing or empty"),
    "title in one language": ('= { vi = "Danh', "= 'x' # \"", "title is missing or not in two languages"),
    "unknown key at the top": (
        'version = "1"',
        'version = "1"\nverzion = "2"',
        "'verzion' is not known here",
    ),
    "no causes": ("[causes]", "[cause]", "top of the file: 'cause' is not known here"),
    "cause id": ("four = { vi", "for_ever = { vi", r"\[causes\]: 'for_ever' is no id of a cause"),
    "cause id too long": (
        "four = { vi",
        "abcdefghijk = { vi",
        "'abcdefghijk' is no id of a cause. .*10 letters",
    ),
    "the programme's own cause": ("four = { vi", "other = { vi", "'other' is added by the programme itself"),
    "degrees out of order": ('id = "0"', 'id = "2"', "degree 2: '2' is no id here. Use \"0\", counting from"),
    "the scale begins at 1": (
        'id = "0"',
        'id = "1"',
        "degree 1: '1' is no id here. Use \"0\", counting from",
    ),
    **{
        f"{letter}, a letter of the programme's own": (
            'id = "1"\nlabel = { vi = "Có"',
            f'id = "{letter}"\nlabel = {{ vi = "Có"',
            f"degree {letter}: '{letter}' is no id here. Use \"1\", counting from",
        )
        for letter in "tyb"
    },
    "a word with two meanings": ('"có", en', '"có|không", en', "degree 1: 'không' already means degree 0"),
    "a number as a word": ('"có", en', '"có|1", en', "degree 1: '1' cannot be typed .*numbers mean a choice"),
    "an empty word": ('"có", en', '"có|", en', "degree 1: '' cannot be typed"),
    "group id": ('id = "1"\ntitle', 'id = "Một"\ntitle', "group Một: 'Một' is no id here"),
    "long short title": (
        'short = { vi = "Một"',
        f'short = {{ vi = "{"M" * 25}"',
        "group 1, short: vi has 25 char",
    ),
    "duplicate id": ('id = "1.2"', 'id = "1.1"', "sign 1.1: the id '1.1' is there twice"),
    "sign of another group": ('id = "1.2"', 'id = "2.2"', "sign 2.2: '2.2' is no id here. Use '1', a point"),
    "bad characters in an id": ('id = "1.2"', 'id = "1.B:"', "sign 1.B:: '1.B:' is no id here"),
    "id too long": ('id = "1.2"', 'id = "1.2345678"', "'1.2345678' is no id here.*at most 8 characters"),
    "no id": ('id = "1.2"', "", "group 1, sign number 2: id is missing or empty"),
    "label too long": (
        "Mục hai",
        "Mục hai " * 8,
        "sign 1.2, label: vi has 63 characters, 60 fit. Shorten it",
    ),
    "missing language": (', en = "Item two"', "", "sign 1.2, label: en is missing or empty"),
    "a third language": (
        ', en = "Item two"',
        ', en = "x", fr = "y"',
        "sign 1.2, label: 'fr' is not known here",
    ),
    "empty text": ("Giải thích hai.", "  ", "sign 1.2, plain: vi is missing or empty"),
    "unknown cause": ('"three", "four"]', '"three", "fear"]', "sign 1.1: 'fear' in causes is not known"),
    "a cause twice": ('"three", "four"]', '"three", "one"]', "sign 1.1: 'one' is twice in causes"),
    "too few causes": (', "three", "four"]', "]", "sign 1.1: has 2 causes. Name 4 to 6"),
    "causes not a list": ('["one", "two", "three", "four"]', '"one"', "sign 1.1: causes is not a list"),
    "too few measures": (', { vi = "Việc c", en = "Do c" }', "", "sign 1.1: has 2 measures. Give 3 to 5"),
    "measure in one language": (', en = "Do c"', "", "sign 1.1, measures, number 3: en is missing"),
    "in person with measures": (
        "in_person = true",
        'in_person = true\nmeasures = [{ vi = "Việc", en = "Do" }]',
        "sign 1.2: in_person, so it takes no causes and no measures. Leave them out",
    ),
    "in person with causes": (
        "in_person = true",
        'in_person = true\ncauses = ["one", "two", "three", "four"]',
        "sign 1.2: in_person, so it takes no causes and no measures",
    ),
    "in_person in words": (
        "in_person = true",
        'in_person = "yes"',
        "in_person is 'yes'. Write true or false",
    ),
    "unknown role": ('"deputy"', '"chairman"', "'chairman' in roles is not known. Known roles: secretary"),
    "unknown key in a sign": (
        "in_person =",
        "inperson =",
        "sign 1.2: 'inperson' is not known here. Known are",
    ),
    "a heading with a question": (
        'roles = ["deputy"]',
        "[[groups.signs.items]]",
        "sign 1.2: has items, so plain has no place here. Move plain to its items",
    ),
    "official text nobody verified": (
        "in_person = true",
        'in_person = true\nofficial_text = "Lời văn thử."',
        "top of the file: sign 1.2 has official_text, but .*Give verified_by and verified_on",
    ),
}


def test_the_small_file_is_right_before_it_is_spoilt() -> None:
    assert [sign.id for sign in checklists.parse(SMALL, "small.toml").signs_for(["deputy"])] == ["1.1", "1.2"]


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_refused_with_its_place(case: str) -> None:
    old, new, said = WRONG[case]
    assert SMALL.count(old) == 1
    with pytest.raises(ChecklistError, match=rf"^folder/small\.toml: .*{said}") as refused:
        checklists.parse(SMALL.replace(old, new), "folder/small.toml")
    assert re.fullmatch(r".+: .+: .+\. .+\.", str(refused.value))  # file: place: what is wrong. What to do.


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("[[degrees]]", "[[groups]]", "top of the file: there are no degrees"),
        (
            '[[degrees]]\nid = "1"',
            "[[groups]]",
            "top of the file: a scale needs two degrees. Give two or more",
        ),
        ("[[groups]]", "", "top of the file: there are no groups. Begin each with"),
        ("[[groups.signs]]", "", "group 1: there are no signs. Begin each with"),
        ("[causes]", "[[degrees]]", r"top of the file: \[causes\] is missing or empty"),
        ("question = ", "causes", "sign 1.1: question is missing or not in two languages"),
    ],
)
def test_what_is_missing_is_named(begin: str, end: str, said: str) -> None:
    start = SMALL.index(begin)
    stop = SMALL.index(end, start) if end else len(SMALL)
    with pytest.raises(ChecklistError, match=r"^small\.toml: " + said):
        checklists.parse(SMALL[:start] + SMALL[stop:], "small.toml")


def test_tables_in_place_of_lists_and_the_other_way_round() -> None:
    top, _, _ = SMALL.partition("[[groups]]")
    with pytest.raises(ChecklistError, match="top of the file: groups is not a list"):
        checklists.parse(top + "[groups]\nid = '1'", "small.toml")
    head, _, rest = SMALL.partition("[causes]")
    with pytest.raises(ChecklistError, match="top of the file: groups, number 1, is not a table"):
        checklists.parse(f"{head}groups = ['one']\n[causes]{rest.partition('[[groups]]')[0]}", "small.toml")


def test_official_text_in_the_checklist_itself_with_who_verified_it() -> None:
    text = SMALL.replace('version = "1"', 'version = "1"\nverified_by = "Thử"\nverified_on = 2026-10-05')
    text = text.replace("in_person = true", 'in_person = true\nofficial_text = "Lời văn thử."')
    checklist = checklists.parse(text, "small.toml")
    assert checklist.sign("1.2").official_text == "Lời văn thử."
    assert checklist.verified_by == "Thử"
