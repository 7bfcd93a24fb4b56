"""The catalogues: both languages say the same things, all that is asked for is there, all renders."""

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent

from bot.documents import rosters
from flows import audit, carry_overs, check_ins, notice_drafts, notice_times, plan, plan_cards, slips
from flows.access import CONSENTS
from flows.kept import PERSONAL
from flows.plan_lines import HELPERS, MOVES
from flows.replies import Raw, Text
from flows.roster_lines import WHY
from flows.transfers import REASONS
from locales import texts
from storage.audit import OPERATOR
from storage.members import ROLES, STANDINGS
from storage.notice_tallies import UNANSWERED, UNSEEN
from storage.notices import ABSENT, ANSWERS, APPROVAL, DEPUTY, DRAFT, STATES
from storage.reminding import MODES
from storage.units import KINDS
from tests.each import each

ROOT = Path(__file__).parents[2]
LONGEST = 900
LONGEST_LABEL = 45
"""Characters of a button; what is cut off on a telephone is not read."""
NOT_KEYS = {"lang", "people", "demo-banner", "vapid", "largest", "inner"}
"""Places in the pages of the web chat that are no texts."""


def channel_commands() -> tuple[str, ...]:
    source = ast.parse((ROOT / "bot/channels/telegram.py").read_text("utf-8"))  # importing it takes a second
    for node in source.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "COMMANDS":
            return tuple(ast.literal_eval(node.value))
    raise AssertionError("bot/channels/telegram.py has no COMMANDS")


# Keys that are put together where they are used, because a name from the data is part of them; with all the
# names there are. What is not listed here counts as unused, and a new one must be added here.
ON_THE_WAY = tuple(state for state in STATES if state not in (DRAFT, APPROVAL))
STEPS = (
    *("made", "words", "due", "helper", "signs", "note", "split", "parted", "keep"),
    *MOVES,
)
CHANGES = ("made", "due", "helper", "words", "note", "split", "signs", "check", "keep", *MOVES)
AWAY, UNDONE = (ABSENT, DEPUTY), (UNSEEN, UNANSWERED, "registered")
PROPOSED = ("addition", "transfer", *(f"leaving-{reason}" for reason in REASONS))
DYNAMIC: dict[str, tuple[str, ...]] = {
    "act-{}": audit.ACTS,  # what officers did
    "carry-{}": carry_overs.WAYS,  # what becomes of a line of before
    "charts-year-{}": ("done", "going", "none", "dropped"),  # how a month went
    "check-{}": check_ins.WAYS,
    "command-{}": channel_commands(),  # the platform's command menu
    "consent-{}": tuple(CONSENTS),  # a card for each purpose of consent …
    "consent-{}-agree": tuple(CONSENTS),  # … with its button
    "export-{}": tuple(PERSONAL),  # a heading for each table in the copy to take along
    "kind-{}": KINDS,  # kinds of organisation
    "language-{}": texts.LANGUAGES,  # each language by its own name
    "notanswer-{}-ask": AWAY,  # what is asked of who does not come himself …
    "notanswer-{}-kept": AWAY,
    "notanswer-said-{}": ANSWERS,  # his answer to a notice
    "notmissing-{}": UNDONE,  # who has not seen a notice, or not answered …
    "notmissing-{}-title": UNDONE,
    "notnudge-{}": UNDONE,  # … and is reminded
    "notnudge-{}-ask": UNDONE,
    "notnudge-{}-many": UNDONE,
    "notresult-{}": AWAY,
    "notsaid-{}": AWAY,
    "notsaid-{}-title": AWAY,
    "notice-ask-{}": ("answer", "official", *notice_times.TYPED),  # steps of a notice …
    "notice-step-{}": notice_drafts.STEPS,
    "notice-time-{}": ("now", *notice_times.TYPED),
    "notice-is-{}": ON_THE_WAY,  # … and how it stands
    "notice-state-{}": STATES,
    "office-{}": (*ROLES, OPERATOR),  # the offices of the roster, and who runs the system
    "plan-{}": ("begin", "finish", "resume"),  # what can be done with a line …
    "plan-did-{}": tuple(MOVES),  # … and that it is done
    "plan-ask-{}": plan_cards.FIELDS,
    "plan-due-{}": ("meeting", "month", "quarter", "year"),
    "plan-helper-{}": HELPERS,
    "plan-reason-{}": plan.REASONS,
    "plan-state-{}": ("new", "going", "done", "dropped"),
    "plan-step-{}": STEPS,  # what a line's history tells …
    "plan-step-check-{}": check_ins.WAYS,  # … each month
    "plan-undo-{}": CHANGES,
    "privacy-review-{}": ("submitted", "draft"),
    "proposal-{}": PROPOSED,  # what is proposed about a roll, by name …
    "proposal-{}-unnamed": PROPOSED,  # … and where names are not shown
    "leave-{}": REASONS,  # why somebody is on no roll any more
    "purpose-{}": tuple(CONSENTS),  # purposes of consent by name
    "reminding-{}": MODES,  # of what to be reminded
    "review-ask-{}": ("other", "note"),  # the fields of free text
    "roster-in-{}": STANDINGS,
    "roster-left-{}": WHY,  # why a row of a file is left out
    "roster-example-{}": tuple(f"{name}-{number}" for name in rosters.COLUMNS for number in (1, 2)),
    "roster-template-{}": (*rosters.COLUMNS, *rosters.WORDS),
    "roster-template-help-{}": tuple("123456"),
    "snooze-{}": ("afternoon", "tomorrow", "days"),  # when to be reminded again
    "slips-{}": slips.FORMATS,  # what a document is made as
    "standing-{}": STANDINGS,
    "summary-line{}": ("", "-more", "-fewer", "-cause"),
    "web-demo-{}": ("strip", "switch"),
}


# The catalogues as they are written


@dataclass(frozen=True)
class Message:
    file: str
    args: frozenset[str]
    attributes: frozenset[str]


@cache
def messages(language: str) -> dict[str, Message]:
    return dict(entries(language))


def entries(language: str) -> Iterator[tuple[str, Message]]:
    for file in sorted((ROOT / "locales" / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text("utf-8")).body:
            if isinstance(entry, fluent.Message):
                names = frozenset(item.id.name for item in entry.attributes)
                yield entry.id.name, Message(file.name, frozenset(variables(entry)), names)
            else:
                assert isinstance(entry, fluent.BaseComment), f"{file}, not understood: {entry}"


def variables(node: Any) -> Iterator[str]:
    if isinstance(node, fluent.VariableReference):
        yield node.id.name
    elif isinstance(node, fluent.BaseNode):
        for value in vars(node).values():
            yield from variables(value)
    elif isinstance(node, list):
        for item in node:
            yield from variables(item)


def keys() -> list[str]:
    return sorted({key for language in texts.LANGUAGES for key in messages(language)})


def shared_keys() -> list[str]:
    return [key for key in keys() if all(key in messages(language) for language in texts.LANGUAGES)]


def render(language: str, key: str, value: str | int) -> str:
    args = tuple((name, value) for name in sorted(messages(language)[key].args))
    return texts.render(language, Text(key, args))


everywhere = each([(language, key) for language in texts.LANGUAGES for key in messages(language)])


def test_no_key_is_defined_twice() -> None:
    for language in texts.LANGUAGES:
        counted = Counter(key for key, _ in entries(language))
        assert [key for key, count in counted.items() if count > 1] == []


@each([(key,) for key in keys()])
def test_both_languages_have_the_same_text_in_the_same_form(key: str) -> None:
    assert messages("vi").get(key) == messages("en").get(key)


@each([(key, value) for key in shared_keys() for value in (1, 21)])
def test_both_languages_have_the_same_lines(key: str, value: int) -> None:
    """Emphasis, bullets and empty lines stand in the same places."""
    vi, en = (
        [re.findall(r"</?[bi]>|^•|^\Z", line) for line in render(language, key, value).split("\n")]
        for language in texts.LANGUAGES
    )
    assert vi == en


@pytest.mark.parametrize("file", sorted((ROOT / "locales").glob("*/*.ftl")), ids=lambda file: file.name)
def test_texts_are_composed(file: Path) -> None:
    assert unicodedata.is_normalized("NFC", file.read_text("utf-8"))


# What a text may look like


@each(
    [
        (language, key, value)
        for language in texts.LANGUAGES
        for key in messages(language)
        for value in ("Chi bộ 1", 0, 1, 21, 1000)
    ]
)
def test_markup_is_bold_and_italic_and_ends_on_its_line(language: str, key: str, value: str | int) -> None:
    for line in render(language, key, value).split("\n"):
        open_tags: list[str] = []
        for end, name in re.findall(r"<(/?)([^>]*)>?", line):
            assert name in ("b", "i"), line
            if end:
                assert open_tags.pop() == name, line
            else:
                open_tags.append(name)
        assert open_tags == [], line


@everywhere
def test_a_text_is_short_enough_to_be_read_out(language: str, key: str) -> None:
    rendered = texts.strip(render(language, key, "Chi bộ 1"))
    assert 0 < len(rendered) <= LONGEST
    assert "{" not in rendered
    assert rendered == rendered.strip()


CHOSEN_BY = ("weekday", "weekday-typed", "meeting-ordinal", "plan-weekday", "commitment-general")
"""Texts that a number chooses and that do not show it."""


@everywhere
def test_what_somebody_typed_is_never_markup(language: str, key: str) -> None:
    evil = "<script>alert(1)</script> & <b>"
    rendered = render(language, key, evil)
    assert "<script" not in rendered
    assert rendered.count("<b>") == rendered.count("</b>")
    if messages(language)[key].args and key not in CHOSEN_BY:
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in rendered
        assert evil in texts.strip(rendered)


@everywhere
def test_a_missing_argument_is_noticed(language: str, key: str) -> None:
    if messages(language)[key].args:
        with pytest.raises(KeyError):
            texts.render(language, Text(key))


@everywhere
def test_typed_words_are_plain(language: str, key: str) -> None:
    words = texts.words(language, key)
    assert bool(words) == ("words" in messages(language)[key].attributes)
    assert len(set(words)) == len(words)
    for word in words:
        assert word
        assert word == word.lower()
        assert not word.isdigit()  # a number is a choice of its own


@everywhere
def test_commands_that_are_named_exist(language: str, key: str) -> None:
    named = re.findall(r"(?<![\w/.])/([a-z]+)", texts.strip(render(language, key, 1)))
    assert set(named) <= commands_handled()


@cache
def commands_handled() -> frozenset[str]:
    found = set()
    for call in calls():
        name, args = ast.unparse(call.func), call.args
        if name == "on_command":
            found |= set(ast.literal_eval(args[1]))
        elif name == "command":
            found |= {item.value for item in args if isinstance(item, ast.Constant)}
    return frozenset(found)


def test_a_text_can_be_an_argument() -> None:
    inner = Text("menu-title", (("cell", "Chi bộ <1>"), ("name", "An & Bình")))
    rendered = texts.render("vi", Text("review-degree", (("degree", inner),)))
    assert rendered == texts.render("vi", inner)
    assert "<b>An &amp; Bình</b>" in rendered


def test_data_is_escaped_and_a_strange_language_is_vietnamese() -> None:
    assert texts.render("vi", Raw("<b> & </b>")) == "&lt;b&gt; &amp; &lt;/b&gt;"
    assert texts.plain("vi", Raw("<b> & </b>")) == "<b> & </b>"
    assert texts.render("fr", Text("menu-help")) == texts.render("vi", Text("menu-help"))


def test_a_key_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(KeyError):
        texts.render("vi", Text("no-such-text"))


# What the programme asks for


@cache
def trees() -> tuple[ast.Module, ...]:
    files = sorted(file for room in ("flows", "handlers", "bot") for file in (ROOT / room).rglob("*.py"))
    return tuple(ast.parse(file.read_text("utf-8")) for file in files)


@cache
def calls() -> tuple[ast.Call, ...]:
    return tuple(node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call))


def asked_for() -> Iterator[str]:
    """Keys in calls that take one, as they are written; a hole for what is put in (``office-{}``)."""
    for call in calls():
        name, args = ast.unparse(call.func), call.args
        if name in ("text", "Text", "FlowError"):
            args = args[:1]
        elif name == "choice":
            args = args[1:2]
        elif name in ("wrong_try", "access.wrong_try"):
            args = args[3:4]
        elif name != "reply":
            continue
        for arg in args:
            yield from written(arg)


def written(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from written(node.body)
        yield from written(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        yield "".join(map(str, parts))


def literals() -> set[str]:
    nodes = (node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in nodes if isinstance(node.value, str)}


def asked_by_pages() -> set[str]:
    pages = "".join(page.read_text("utf-8") for page in (ROOT / "bot/static").glob("*.html"))
    return set(re.findall(r"\{\{([a-z-]+)\}\}", pages)) - NOT_KEYS


def put_together() -> set[str]:
    return {form.replace("{}", name) for form, names in DYNAMIC.items() for name in names}


def test_every_text_asked_for_exists() -> None:
    asked = {key for key in asked_for() if "{}" not in key} | asked_by_pages() | put_together()
    assert sorted(asked - set(keys())) == []


def test_a_literal_that_looks_like_a_key_is_one() -> None:
    """Keys in variables, tables and conditions: whatever begins as our families of keys do."""
    families = {key.split("-")[0] for key in keys() if "-" in key}
    alike = {item for item in literals() if re.fullmatch(r"[a-z]+(-[a-z]+)+", item)}
    ours = {item for item in alike if item.split("-")[0] in families}
    assert sorted(ours - set(keys())) == []


def test_keys_put_together_are_listed_here() -> None:
    assert {key for key in asked_for() if "{}" in key} == set(DYNAMIC)


def test_no_text_is_left_over() -> None:
    assert sorted(set(keys()) - literals() - asked_by_pages() - put_together()) == []


def test_buttons_are_short() -> None:
    labels = {key for call in calls() if ast.unparse(call.func) == "choice" for key in label_of(call)}
    shown = {
        (language, key): render(language, key, 12)
        for language in texts.LANGUAGES
        for key in labels
        if key in messages(language)
    }
    assert labels
    assert {place: text for place, text in shown.items() if len(text) > LONGEST_LABEL} == {}


def label_of(call: ast.Call) -> Iterator[str]:
    label = call.args[1] if len(call.args) > 1 else None
    if isinstance(label, ast.Call) and ast.unparse(label.func) == "text":
        label = label.args[0]
    if label is not None:
        yield from (key for key in written(label) if "{}" not in key)
