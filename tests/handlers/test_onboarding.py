"""Joining: codes however they are typed, codes that do not work, the recovery word."""

import hashlib
from collections.abc import Callable

import pytest
from sqlmodel import select

from flows import onboarding, unit_settings
from flows.replies import FlowError
from handlers import hashing
from handlers.events import Event
from storage.accounts import Account
from storage.attempts import Attempt
from storage.installation import Installation
from tests.conversations import Direct, Page, Person, Plain, World, joins

WRONG = "ACDE-FGHJ"


async def test_a_stranger_is_welcomed_whatever_he_says_first(person: Person) -> None:
    await person.says("xin chào")
    assert "Chào đồng chí!" in person.text
    assert "8 ký tự" in person.text


async def test_a_deep_link_joins(person: Person) -> None:
    await person.says(f"/start {await person.world.code()}")
    assert "Chào đồng chí Nguyễn Văn An!" in person.text
    assert "Chi bộ CB1" in person.text
    assert "Từ khôi phục" in person.text


@pytest.mark.parametrize("form", ["{0}{1}", "{0}-{1}", " {0} {1} ", "{0} - {1}", "{0}–{1}", "{0}\n{1}"])
async def test_a_code_is_typed_as_people_type(page: Page, form: str) -> None:
    await page.says("chào")
    code = (await page.world.code()).lower()
    await page.says(form.format(code[:4], code[4:]))
    assert "Chào đồng chí Nguyễn Văn An!" in page.text


async def test_a_typed_code_joins(person: Person) -> None:
    await person.says("chào")
    await person.says(onboarding.shown_code(await person.world.code()).lower())
    assert "Chào đồng chí Nguyễn Văn An!" in person.text


async def test_a_code_may_be_the_very_first_word(plain: Plain) -> None:
    await plain.says(await plain.world.code())
    assert "Chào đồng chí Nguyễn Văn An!" in plain.text


@pytest.mark.parametrize("before", ["/trogiup", "/ngonngu", "/huy", "/nonsense", "/start"])
async def test_a_code_is_taken_after_anything_else(page: Page, before: str) -> None:
    await page.says(before)
    await page.says(await page.world.code())
    assert "Chào đồng chí Nguyễn Văn An!" in page.text


async def test_a_code_is_taken_after_a_sticker(page: Page) -> None:
    await page.sends(Event("web", "sticker", page.address, "media"))
    assert "chỉ đọc được chữ" in page.text
    await page.says(await page.world.code())
    assert "Chào đồng chí Nguyễn Văn An!" in page.text


async def test_codes_that_do_not_work(person: Person, other: Page) -> None:
    world = person.world
    await person.says("chào")
    await person.says("năm nay thế nào")
    assert "gồm 8 chữ và số" in person.text
    await person.says(WRONG)
    assert "không đúng, đã dùng rồi hoặc đã hết hạn" in person.text
    used = await world.code(1)
    await other.says(f"/start {used}")
    await person.says(used)
    assert "không đúng, đã dùng rồi" in person.text
    replaced = await world.code(2)
    await world.code(2)
    await person.says(replaced)
    assert "không đúng, đã dùng rồi" in person.text
    expired = await world.code(3)
    world.passes(days=31)
    await person.says(expired)
    assert "không đúng, đã dùng rồi" in person.text


async def test_five_wrong_codes_in_an_hour_meet_a_wait(person: Person, other: Page) -> None:
    world = person.world
    await person.says("chào")
    for _ in range(5):
        await person.says(WRONG)
        assert "không đúng" in person.text
    code = await world.code()
    await person.says(code)
    assert "chờ một giờ" in person.text
    world.passes(minutes=59)
    await person.says(code)
    assert "chờ một giờ" in person.text
    assert "Trần Thị Bình" in await other.says(
        f"/start {await world.code(1)}"
    )  # another address need not wait
    world.passes(minutes=1)
    await person.says(code)
    assert "Chào đồng chí Nguyễn Văn An!" in person.text


async def test_a_wrong_code_is_counted_once_though_it_is_delivered_twice(page: Page) -> None:
    await page.says("chào")
    wrong = page.event(text=WRONG, event_id="twice")
    await page.sends(wrong)
    await page.sends(wrong)
    counts = await page.world.database.run(lambda session: session.exec(select(Attempt.count)).all())
    assert list(counts) == [1]


async def test_what_has_not_the_look_of_a_code_is_not_counted(page: Page) -> None:
    for words in ("chào", "ABCDEFGH", "ACDEFGH", "ACDE-FGHJ-K"):
        await page.says(words)
    assert await page.world.database.run(lambda session: session.exec(select(Attempt)).all()) == []


async def test_the_recovery_word_is_shown_once_and_kept_nowhere(
    person: Person, disk: Callable[[], bytes]
) -> None:
    words = await joins(person)
    for later in ("/start", "/menu", "/lienket", "/quyenriengtu", "/trogiup"):
        await person.says(later)
        assert words not in person.text
    digest = hashlib.sha256(hashing.normalise(words).encode()).hexdigest()
    stolen = disk()
    for kept in (words, hashing.normalise(words), digest):
        assert kept.encode() not in stolen


async def test_a_join_delivered_twice_shows_the_place_without_the_word(page: Page) -> None:
    event = page.event(text=f"/start {await page.world.code()}", event_id="join")
    first = await page.sends(event)
    again = await page.sends(event)
    assert "Từ khôi phục" in first
    assert "Từ khôi phục" not in again
    assert "Chào đồng chí Nguyễn Văn An" in again


async def test_the_recovery_hash_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert hashing.COST >= 2**15
    recovery = await hashing.fresh_recovery()
    assert len(recovery.words.split(" – ")) == 3
    assert recovery.digest == await hashing.slow(hashing.normalise(recovery.words), recovery.salt)


async def test_who_is_in_needs_no_code_and_does_not_use_it_up(person: Person, other: Page) -> None:
    await joins(person)
    code = await person.world.code(1)
    await person.says(f"/start {code}")
    assert "đã vào rồi" in person.text
    assert "Trần Thị Bình" in await other.says(f"/start {code}")


@pytest.mark.parametrize(
    "command", ["/tusoi", "/review", "/menu", "/quyenriengtu", "/privacy", "/lienket", "/link"]
)
async def test_a_stranger_is_asked_for_his_code(page: Page, command: str) -> None:
    await page.says(command)
    assert "cần vào bằng mã mời" in page.text
    assert "8 ký tự" in page.text


BUTTONS = """
    menu review privacy seedata takedata withdraw deletedata deleteyes consent agree:review:2:review links
    linkcode unlinks unlink:1 pinnew pinoff newrecovery openrecovery paper paperyes:1 way:1:group
    next:1 sum:1 last:1 submit:1:keep reopen:1 claim:1:yes withdraw:review withdrawyes:review
    tick:1:1.1+ write:1:note:1.1
"""


async def test_a_stranger_gets_nothing_by_any_button(page: Page) -> None:
    for choice in BUTTONS.split():
        await page.taps(choice)
        assert "8 ký tự" in page.text, choice


async def test_help_for_a_stranger_says_where_a_code_comes_from(person: Person) -> None:
    await person.says("/trogiup")
    assert "hỏi bí thư chi bộ" in person.text
    await person.says("/huy")
    assert "Chào đồng chí!" in person.text


async def test_a_strangers_address_is_not_kept(page: Page) -> None:
    await page.says("chào")
    await page.says("/menu")
    rows = await page.world.database.run(lambda session: session.exec(select(Account)).all())
    assert [(row.address, row.vault_id) for row in rows] == [(None, None)]


async def test_only_a_demo_lets_one_sit_down_on_any_seat(world: World, page: Page, other: Page) -> None:
    def play(number: int, person: Direct) -> None:
        member = world.members[number]
        world.database.run_now(lambda s: onboarding.play(s, member, "web", person.address, world.now))

    with pytest.raises(FlowError):
        play(0, page)

    def make_demo(session: object) -> None:
        installation = session.exec(select(Installation)).one()  # type: ignore[attr-defined]
        installation.demo = True

    await world.database.run(make_demo)
    play(0, page)
    assert "Nguyễn Văn An" in await page.says("/menu")
    play(0, other)
    assert "Nguyễn Văn An" in await other.says("/menu")


async def test_a_unit_speaks_its_language(world: World, page: Page) -> None:
    await world.database.run(
        lambda session: unit_settings.set_value(session, "CB1", "language", "en", world.now)
    )
    await joins(page)
    await page.says("/menu")
    assert "Privacy" in page.labels


async def test_in_a_unit_of_another_language_the_first_card_is_in_it(world: World, person: Person) -> None:
    await world.database.run(
        lambda session: unit_settings.set_value(session, "CB1", "language", "en", world.now)
    )
    await person.says(f"/start {await world.code(1)}")
    assert "Your recovery word" in person.text
    assert "Từ khôi phục" not in person.text
