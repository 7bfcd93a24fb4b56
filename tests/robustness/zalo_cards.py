"""A review in Zalo, as a member reads it: what each number of a card means, and what it changes.

Written from what the cards say, not from the code that draws them.
"""

import re

from flows.replies import Text
from locales import texts
from tests.conversations import NUMBERED
from tests.robustness import model
from tests.robustness.model import CHECKLIST, PAGES, SIGNS, Sheet

BEARINGS = texts.plain("vi", Text("bearings"))
"""How the bot begins when it was away and tells where one is."""
TICK = re.compile(r"([☐☑]) (\d\.\d) ")
HEADING = re.compile(r"^(\d\.\d) \S", re.MULTILINE)
PAGE = re.compile(r"^Trang (\d)/", re.MULTILINE)
ALL_LINES = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)
FIXED = {
    "review-by-group": "way:{cycle}:group",
    "review-switch-group": "way:{cycle}:group",
    "review-by-sign": "way:{cycle}:sign",
    "review-switch-sign": "way:{cycle}:sign",
    "review-page-done": "done:{cycle}:{page}",
    "review-page-blank": "skip:{cycle}:{page}",
    "review-degrees-again": "page:{cycle}:{page}",
    "review-degrees-done": "settle:{cycle}:{page}",
    "review-person-blank": "rate:{cycle}:{sign}:b",
    "review-person-yes": "rate:{cycle}:{sign}:y",
    "review-not-after-all": "rate:{cycle}:{sign}:0",
    "review-cause-other": "write:{cycle}:other:{sign}",
    "review-note": "write:{cycle}:note:{sign}",
    "review-go-on": "next:{cycle}",
    "review-to-summary": "sum:{cycle}",
    "review-strengths-add": "write:{cycle}:strengths",
    "review-strengths-change": "write:{cycle}:strengths",
    "review-submit-keep": "submit:{cycle}:keep",
    "review-submit-drop": "submit:{cycle}:drop",
    "review-reopen": "reopen:{cycle}",
}
"""What is always worded the same."""
LABELS = {texts.plain("vi", Text(key)): verb for key, verb in FIXED.items()} | {
    degree.label.of("vi"): f"rate:{{cycle}}:{{sign}}:{degree.id}" for degree in CHECKLIST.degrees
}
ASKS = {"Nguyên nhân khác là gì?": "other", "Cụ thể là việc gì?": "note", "Viết một dòng.": "strengths"}
"""Words in which free text is asked for, and for what."""


def choices(card: str, cycle: int) -> dict[str, str]:
    """The choice behind each number that this test's people type; the rest of a card is left alone."""
    found = {number: _verb(card, label, cycle) for number, label in ALL_LINES.findall(card)}
    return {number: verb for number, verb in found.items() if verb}


def asked(card: str, cycle: int) -> str:
    """What free text is asked for, if any is."""
    for words, field in ASKS.items():
        if words in card:
            return f"write:{cycle}:{field}" + ("" if field == "strengths" else f":{_sign(card)}")
    return ""


def is_card(card: str) -> bool:
    """Whether something is left to be answered: the first part of a long answer asks nothing yet."""
    return bool(NUMBERED.search(card))


def after(sheet: Sheet, verb: str, words: str = "") -> Sheet:
    """The sheet after a choice: here a page is asked for at once, its ticks first, then their degrees."""
    name, *rest = verb.split(":")
    if sheet.over or name not in ("tick", "settle", "degrees"):
        return model.after(sheet, verb, words)
    if name == "tick":
        made = model.after(sheet, verb)
        page = _page_of(rest[1].split(",")[-1][:-1])
        ticked = any(made.of(sign.id)[0] == "t" for sign in PAGES[page].signs)
        return model.after(made, f"done:0:{page}") if ticked else made
    made = model.after(sheet, "next:0")
    if name == "degrees":
        for one in rest[1].split(","):
            made.of(one[:-1])[0] = "2" if one.endswith("+") else "1"
    page = int(rest[1]) if name == "settle" else _page_of(rest[1].split(",")[-1][:-1])
    for sign in PAGES[page].signs:
        if made.of(sign.id)[0] == "t":
            made.of(sign.id)[0] = "1"
    return made


def _verb(card: str, label: str, cycle: int) -> str:
    heading, page = HEADING.search(card), PAGE.search(card)
    if tick := TICK.match(label):
        name, sign = "degrees" if "Điều nào" in card else "tick", tick[2]
        return f"{name}:{cycle}:{sign}{'-' if tick[1] == '☑' else '+'}"
    bare = label.removeprefix("☐ ").removeprefix("☑ ")
    if found := re.fullmatch(r"Sửa (\d\.\d)", bare):
        return f"detail:{cycle}:{found[1]}"
    if re.match(r"Xong trang này \(", bare):
        bare = texts.plain("vi", Text("review-page-done"))
    if re.match(r"Trả lời \d+ điều còn thiếu", bare):
        return f"next:{cycle}"
    sign = heading[1] if heading else ""
    if bare.startswith("Do: "):
        named = (cause.id for cause in SIGNS[sign].causes if f"Do: {cause.label.of('vi')}" == bare)
        return f"cause:{cycle}:{sign}:{next(named)}{'-' if label.startswith('☑') else '+'}"
    number = int(page[1]) - 1 if page else _page_of(TICK.findall(card)[0][1]) if TICK.search(card) else 0
    return LABELS.get(bare, "").format(cycle=cycle, sign=sign, page=number)


def _sign(card: str) -> str:
    heading = HEADING.search(card)
    assert heading, card
    return heading[1]


def _page_of(sign: str) -> int:
    return next(number for number, page in enumerate(PAGES) if SIGNS[sign] in page.signs)
