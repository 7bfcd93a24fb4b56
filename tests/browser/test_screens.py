"""Every view of the figures is read on one screen of a small phone, without moving it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from flows import menu, screens, summary_views
from flows.collective import Body
from flows.figures import Findings
from flows.replies import GAP, Line, Raw, Reply, choice, stack, text
from flows.summary_views import Beside
from locales import texts
from storage.accounts import Actor
from storage.covers import Cover
from storage.engines import FlowSession
from tests.bot.documents.examples import CHECKLIST, SIGNS, figure
from tests.browser.conftest import Served, serving
from tests.browser.visits import Visit

N = 60
CAUSES = sorted({cause.id for sign in SIGNS for cause in sign.causes})
FIGURES = {f"sign:{sign.id}": figure(number, N) for number, sign in enumerate(SIGNS)} | {
    f"cause:{cause}": figure(number, N) for number, cause in enumerate(CAUSES)
}
ARROWS = {"sign:1.5": 1, "sign:2.4": -1}
WORDS = "Cảm ơn các đồng chí. " * 14 + "Hết."
BESIDE = Beside(
    Cover(cycle_id=1, cell_id=1, member_id=1, words=WORDS, at=datetime.now(UTC)),
    Body(
        text("body-line", said="1.1, 1.5", name="Nguyễn Thị Hạnh", on="26/10/2026"), frozenset({"1.1", "1.5"})
    ),
)
FOUND = Findings(CHECKLIST, ("Chi bộ Khu phố 3 (bản thử)",), N, FIGURES, ARROWS)
TOGETHER = replace(FOUND, cells=("Chi bộ Khu phố 3", "Chi bộ Khu phố 5"))
BELOW_THE_FOLD = """() => {
  const words = [...document.querySelectorAll(".message.bot")].at(-1).querySelectorAll(".bubble > p");
  const fold = document.querySelector("main").getBoundingClientRect().bottom;
  return [...words].map((node) => node.getBoundingClientRect().bottom - fold).filter((over) => over > 0);
}"""


def title_of(found: Findings, heading: Line) -> list[Line]:
    """What stands above the lines."""
    closed = datetime(2026, 10, 26, tzinfo=UTC)
    return [*summary_views.headline(found, closed, "Asia/Ho_Chi_Minh"), GAP, heading]


def shown(language: str) -> Iterator[tuple[Line, ...]]:
    """Each screen of each view; then what cells counted together see first, five of them and two."""
    for what, _ in summary_views.views(FOUND, BESIDE, language):
        view = summary_views.view(FOUND, what, BESIDE, language)
        assert view
        title = title_of(FOUND, view.heading)
        for screen in screens.cut(title, view.lines, language, view.together):
            yield (*title, *screen)
    many = replace(FOUND, cells=tuple(f"Chi bộ Khu phố {number}" for number in range(5)))
    top = summary_views.view(many, "top", BESIDE, language)
    assert top
    title = title_of(many, top.heading)
    yield from ((*title, *screen) for screen in screens.cut(title, top.lines, language, top.together))
    top = summary_views.view(TOGETHER, "top", BESIDE, language)
    assert top
    yield (*title_of(TOGETHER, top.heading), *top.lines)


ALL = {language: list(shown(language)) for language in texts.LANGUAGES}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A demo in which `/trogiup` shows one screen after the other."""
    waiting = {language: iter(found) for language, found in ALL.items()}

    def flow(_: FlowSession, actor: Actor, now: datetime) -> Reply:
        return Reply(next(waiting[actor.language]), stack(choice("help", Raw("Lần nữa"))), "help")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(menu, "assist", flow)
        async with serving(tmp_path_factory.mktemp("screens")) as running:
            yield running


@pytest.mark.parametrize("language", texts.LANGUAGES)
async def test_the_words_of_each_screen_are_read_without_moving_it(visit: Visit, language: str) -> None:
    await visit.plays(texts.LANGUAGES.index(language))
    if language == "en":
        await visit.says("/ngonngu")
        await visit.taps("English")
    *single, together = ALL[language]
    for lines in single:
        await visit.says("/trogiup", texts.plain(language, lines[-1]))
        assert await visit.value(BELOW_THE_FOLD) == [], lines
    await visit.page.locator(".demo-strip").evaluate("node => node.remove()")  # as it is outside the demo
    await visit.says("/trogiup", texts.plain(language, together[-1]))
    assert await visit.value(BELOW_THE_FOLD) == []
