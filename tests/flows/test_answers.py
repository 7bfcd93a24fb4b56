"""A member's answers as a value: saved and read back, ticked, rated, finished, pruned."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import answers
from flows.answers import BLANK, NONE, TICKED, YES, Answer, Answers
from locales import checklists
from locales.checklists import Sign

CHECKLIST = checklists.load("nq04_2016")
SIGNS = CHECKLIST.signs_for(())
PAGES = CHECKLIST.pages_for(())
ORDINARY, PRIVATE = CHECKLIST.sign("1.2"), CHECKLIST.sign("2.3")
SCALE = tuple(degree.id for degree in CHECKLIST.degrees)
WORDS = st.text(max_size=12)
DEGREES = st.sampled_from(["", *SCALE, TICKED, YES, BLANK])
IDS = st.sampled_from([sign.id for sign in CHECKLIST.signs_for(checklists.ROLES)])
ONE = st.builds(
    Answer, DEGREES, st.lists(st.sampled_from(["busy", "habit", "info"]), unique=True), WORDS, WORDS
)
ALL = st.builds(
    Answers,
    st.dictionaries(IDS, ONE, max_size=30),
    WORDS,
    st.sampled_from(["", "sign", "group"]),
    st.sampled_from([(), ("secretary",), ("clerk", "deputy")]),
)


@given(ALL)
def test_what_is_saved_is_read_back(given_: Answers) -> None:
    assert answers.load(json.loads(json.dumps(answers.dump(given_)))) == given_


def test_nothing_saved_is_nothing_answered() -> None:
    assert answers.load(None) == Answers()
    assert answers.dump(Answers()) == {"m": {}}


@given(ALL, st.sampled_from(SIGNS), st.booleans())
def test_ticking_twice_is_ticking_once(given_: Answers, sign: Sign, ticked: bool) -> None:
    answers.tick(given_, sign, ticked)
    once = answers.dump(given_)
    answers.tick(given_, sign, ticked)
    assert answers.dump(given_) == once
    assert given_.of(sign.id).marked == ticked


@given(ALL, st.sampled_from(SIGNS))
def test_a_tick_never_changes_a_degree_that_was_chosen(given_: Answers, sign: Sign) -> None:
    before = given_.of(sign.id).degree
    answers.tick(given_, sign, True)
    if Answer(before).marked:
        assert given_.of(sign.id).degree == before


@given(ALL, st.sampled_from(SIGNS), st.sampled_from([*SCALE, TICKED, YES, BLANK, "", "3", "9"]))
def test_a_degree_fits_its_sign_or_changes_nothing(given_: Answers, sign: Sign, degree: str) -> None:
    before = answers.dump(given_)
    fits = degree in ((NONE, YES, BLANK) if sign.in_person else SCALE)
    assert answers.rate(given_, CHECKLIST, sign, degree) == fits
    assert given_.of(sign.id).degree == degree if fits else answers.dump(given_) == before


@given(ALL)
def test_next_missing_and_answered_agree(given_: Answers) -> None:
    missing = answers.missing(given_, SIGNS)
    following = answers.next_sign(given_, SIGNS)
    assert answers.answered(given_, SIGNS) == len(SIGNS) - len(missing)
    assert following == (missing[0] if missing else None)
    page = answers.next_page(given_, PAGES)
    if page is None:
        assert all(given_.of(sign.id).degree == TICKED for sign in missing)
    else:
        assert any(sign in missing for sign in page.signs)


@given(ALL, st.sampled_from(PAGES), st.booleans())
def test_a_finished_page_lacks_nothing_but_degrees(
    given_: Answers, page: checklists.Page, blank: bool
) -> None:
    before = {sign.id: given_.of(sign.id).degree for sign in page.signs}
    answers.finish_page(given_, page.signs, blank=blank)
    for sign in page.signs:
        now = given_.of(sign.id).degree
        assert now == (before[sign.id] or (BLANK if blank and sign.in_person else NONE))
    assert all(given_.of(sign.id).degree == TICKED for sign in answers.missing(given_, page.signs))


@given(ALL)
def test_what_is_submitted_has_words_only_about_marked_signs(given_: Answers) -> None:
    final = answers.prune(given_, CHECKLIST)
    applies = {sign.id for sign in CHECKLIST.signs_for(given_.roles)}
    for sign_id, answer in final.signs.items():
        sign = CHECKLIST.sign(sign_id)
        assert sign_id in applies
        assert answer.degree == given_.of(sign_id).degree != ""
        if sign.in_person or not answer.marked:
            assert answer == Answer(answer.degree)
        else:
            assert answer == given_.of(sign_id)
    assert (final.strengths, final.way, final.roles) == (given_.strengths, given_.way, given_.roles)
    assert answers.prune(final, CHECKLIST) == final


@given(ALL)
def test_private_signs_are_never_listed(given_: Answers) -> None:
    assert all(not sign.in_person for sign in answers.listed(given_, SIGNS))
    assert set(answers.listed(given_, SIGNS)) <= set(answers.marked(given_, SIGNS))


def test_an_offices_own_items_need_not_be_answered() -> None:
    given_ = Answers(roles=("secretary",))
    signs = CHECKLIST.signs_for(("secretary",))
    answers.finish_page(given_, SIGNS, blank=False)
    assert answers.missing(given_, signs) == []
    following = answers.next_sign(given_, signs)
    assert following is not None
    assert following.id == "4.1"


@pytest.mark.parametrize(
    ("degree", "marked"),
    [("", False), (NONE, False), (BLANK, False), (TICKED, True), (YES, True), ("1", True), ("3", True)],
)
def test_what_is_empty_none_or_blank_is_not_marked_and_all_else_is(degree: str, marked: bool) -> None:
    assert Answer(degree).marked == marked
    sign = SIGNS[0]
    assert answers.marked(Answers({sign.id: Answer(degree)}), SIGNS) == ([sign] if marked else [])
