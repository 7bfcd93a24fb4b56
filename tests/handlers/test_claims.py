"""A re-issued code gives the seat, not the content."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiogram.client.telegram import TelegramAPIServer
from sqlmodel import select

from bot.channels.outcomes import Outcome, Sent, Wanted, always
from bot.channels.telegram import Telegram
from bot.channels.zalo_bot import ZaloBot
from bot.delivery import Delivery
from bot.jobs import Jobs
from bot.messages import Message
from bot.post import Channel
from handlers.events import Event
from storage.codes import Claim
from tests import platforms
from tests.conversations import ABROAD, Direct, Friend, Page, Person, Phone, Plain, World, agrees, joins
from tests.handlers.conftest import Postman
from tests.servers.telegram_clients import QuickSession

MARKS = ("Vẹt kể chuyện", "Cò lười bay", "Sếu múa khéo")
"""What the first holder of the seat wrote: a note, a cause of his own, his strengths."""


async def writes(person: Person) -> None:
    """Begin a review with a note, a cause and strengths; the last card is the summary of what is missing."""
    await agrees(person)
    await person.picks("Từng biểu hiện một")
    await person.picks("Có, cần khắc phục")
    for choice, words in zip(("Ghi biểu hiện", "Nguyên nhân khác"), MARKS, strict=False):
        await person.picks(choice)
        await person.says(words)
    await person.picks("Tiếp tục")


@dataclass(slots=True)
class Newcomer(Page):
    """Somebody with a fresh code for a seat; remembers all he was ever shown, files too."""

    seen: list[str] = field(default_factory=list)

    async def sends(self, event: Event) -> str:
        """Hand an event over and write down what comes back."""
        await super(Newcomer, self).sends(event)
        self.seen += [self.text, *self.buttons, *self.buttons.values()]
        for message in self.messages:
            if message.file:
                with zipfile.ZipFile(io.BytesIO(message.file.data)) as archive:
                    self.seen += [archive.read(name).decode() for name in archive.namelist()]
        return self.text

    async def looks_everywhere(self) -> None:
        """Every command, every card, every choice that might lead to somebody's words."""
        cycle = self.world.cycle_id
        for words in ("/start", "/menu", "/tusoi", "/quyenriengtu", "/lienket", "/trogiup", "hai", "1"):
            await self.says(words)
        for purpose in ("review", "platform-telegram", "platform-zalo"):
            await self.taps(f"agree:{purpose}:1")
        for choice in (
            f"last:{cycle} sum:{cycle} next:{cycle} reopen:{cycle} way:{cycle}:sign list:{cycle}:0"
            f" page:{cycle}:0 sign:{cycle}:1.1 detail:{cycle}:1.1"
            f" write:{cycle}:note:1.1 write:{cycle}:other:1.1 write:{cycle}:strengths"
            " seedata takedata links unlinks openrecovery review here menu"
        ).split():
            await self.taps(choice)

    @property
    def all_seen(self) -> str:
        """Everything in one."""
        return "\n".join(self.seen)


@pytest.fixture
def newcomer(world: World) -> Newcomer:
    """Somebody the secretary gave a fresh code to (or the secretary himself)."""
    return Newcomer(world, "web", "newcomer", [])


ASKED, PASSED = "Có người dùng mã mời mới", "Đã qua 24 giờ"
"""How the letters to the chats linked already begin: at the claim, and when it takes effect."""


@dataclass
class Rounds(platforms.Platform):
    """The clock's jobs and the postman's rounds; what is for the person in the story he sees at once."""

    person: Person
    abroad: Telegram | ZaloBot | None
    sent: list[tuple[str, Message]] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = ["web", "plain", *([self.abroad.name] if self.abroad else [])]
        channels: dict[str, Channel] = dict.fromkeys(names, self)
        self.delivery = Delivery(self.person.world.database, self.person.world.turns, channels)

    @property
    def address(self) -> str:
        """Where the person is written to."""
        return str(self.person.user.id) if isinstance(self.person, ABROAD) else self._direct.address

    @property
    def _direct(self) -> Direct:
        assert isinstance(self.person, Direct)
        return self.person

    async def clock_strikes(self) -> None:
        """The jobs run, as after a restart."""
        await Jobs(self.person.world.database, lambda: self.person.world.now, None).tick()

    async def send(
        self, address: str, message: Message, *, patient: bool = False, wanted: Wanted = always
    ) -> Outcome:
        """As a channel does: over HTTP to another platform, and straight to everybody else."""
        self.sent.append((address, message))
        if address == self.address and self.abroad is not None:
            return await self.abroad.send(address, message)
        if address == self.address:
            self._direct.messages = [message]
        return Sent()

    async def letters(self) -> dict[str, list[str]]:
        """All that is due is delivered: to whom, and how each letter begins."""
        self.sent.clear()
        await self.delivery.tick()
        found: dict[str, list[str]] = {}
        for address, message in self.sent:
            known = [part for part in (ASKED, PASSED) if message.plain.startswith(part)]
            found.setdefault(address, []).append(known[0] if known else message.plain.partition(".")[0])
        return found


@pytest.fixture
async def rounds(person: Person) -> AsyncIterator[Rounds]:
    """Jobs and delivery for the person on each channel."""
    if not isinstance(person, Phone):
        yield Rounds(person, person.receiver.zalo if isinstance(person, Friend) else None)
        return
    server = person.server
    telegram = Telegram(server.token, server.base_url, a_second=1000)
    telegram.bot.session = QuickSession(api=TelegramAPIServer.from_base(server.base_url))
    yield Rounds(person, telegram)
    await telegram.close()


async def takes_a_fresh_code(newcomer: Newcomer | Page | Person) -> None:
    """Come in with a code for a seat that is taken."""
    await newcomer.says(f"/start {await newcomer.world.code()}")
    assert "Chỗ này đang có người dùng" in newcomer.text


async def test_a_secretary_who_joins_for_a_member_sees_no_earlier_byte(
    person: Person, newcomer: Newcomer
) -> None:
    await joins(person)
    await writes(person)
    await takes_a_fresh_code(newcomer)
    await newcomer.looks_everywhere()
    person.world.passes(hours=23, minutes=59)
    await newcomer.looks_everywhere()
    assert "Chào đồng chí Nguyễn Văn An" not in newcomer.all_seen
    person.world.passes(minutes=1)
    await newcomer.looks_everywhere()
    assert "Chào đồng chí Nguyễn Văn An" in newcomer.all_seen
    assert "tu-soi.json" not in newcomer.all_seen
    assert '"review": [' in newcomer.all_seen
    assert [mark for mark in MARKS if mark in newcomer.all_seen] == []
    # The one who wrote it still reads it, and his review is where it was.
    await person.says("/tusoi")
    await person.picks("Danh sách")
    await person.picks("1.1")
    assert MARKS[0] in person.text


@pytest.mark.parametrize("words", ["tôi vào được chưa", "/tusoi", "một hai ba"])
async def test_the_seat_is_free_after_a_day_and_he_is_told_whatever_he_writes_then(
    person: Person, other: Page, rounds: Rounds, words: str
) -> None:
    await joins(other)
    await takes_a_fresh_code(person)
    person.world.passes(hours=24)
    await person.says(words)
    assert "Chào đồng chí Nguyễn Văn An" in person.text
    assert "chưa có từ khôi phục" in person.text
    assert await rounds.letters() == {other.address: [ASKED, PASSED]}, "he has read it already"
    await person.says("gì cơ")
    assert "Tạo từ khôi phục mới" in person.labels
    await person.says("/lienket")
    assert "Có nội dung cũ" in person.text


async def test_after_a_day_a_silent_chat_is_told_and_gets_a_recovery_word_in_one_tap(
    person: Person, other: Page, rounds: Rounds
) -> None:
    await joins(other)
    await takes_a_fresh_code(person)
    assert await rounds.letters() == {other.address: [ASKED]}
    person.world.passes(hours=23, minutes=59)
    await rounds.clock_strikes()
    assert await rounds.letters() == {}
    person.world.passes(minutes=1)
    await rounds.clock_strikes()
    await rounds.clock_strikes()
    assert await rounds.letters() == {other.address: [PASSED], rounds.address: ["Đồng chí vào được rồi"]}
    assert "Nguyễn Văn An" not in person.text, "a neighbour may look at this screen"
    person.world.passes(hours=24)
    await rounds.clock_strikes()
    assert await rounds.letters() == {}
    if not person.labels:  # no buttons in what comes unasked: numbers belong to the card he is at
        await person.says("/start")
    await person.picks("Tạo từ khôi phục mới")
    found = re.search(r"\n(\S[^\n]* – [^\n]* – [^\n]*)\n", person.text)
    assert found
    assert "không dùng được nữa" not in person.text, "the three words of the older content still open it"
    third = Page(person.world, "page-3")
    await takes_a_fresh_code(third)
    await third.says(found.group(1))
    assert "Đúng rồi" in third.text


async def test_who_came_in_another_way_waits_for_nothing_any_more(
    person: Person, other: Page, rounds: Rounds
) -> None:
    await joins(other)
    await takes_a_fresh_code(person)
    await other.taps("linkcode")
    await person.says(f"/start {other.text.partition('Mã nối: ')[2][:9]}")
    assert "Máy này đã nối" in person.text
    assert ASKED not in await other.says("/lienket")
    await rounds.letters()
    person.world.passes(hours=24)
    await rounds.clock_strikes()
    assert await rounds.letters() == {}
    assert "Nguyễn Văn An" in await person.says("/menu")
    assert "Có nội dung cũ" not in await person.says("/lienket")


async def test_all_linked_channels_are_told(
    page: Page, plain: Plain, newcomer: Newcomer, postman: Postman
) -> None:
    await joins(page)
    await page.taps("linkcode")
    code = page.text.partition("Mã nối: ")[2][:9]
    await plain.says(code)
    await postman.delivers()
    await takes_a_fresh_code(newcomer)
    letters = await postman.delivers()
    assert {address for address, _ in letters} == {page.address, plain.address}
    assert all("09:00 23/11/2026" in message.plain for _, message in letters)
    assert await postman.delivers() == []


async def test_a_linked_channel_confirms_and_it_takes_effect_at_once(
    page: Page, newcomer: Newcomer, postman: Postman
) -> None:
    await joins(page)
    await writes(page)
    await takes_a_fresh_code(newcomer)
    [(_, letter)] = await postman.delivers()
    await page.taps(letter.rows[0][0].choice)
    assert "Máy kia vào được ngay" in page.text
    [(address, told)] = await postman.delivers()
    assert address == newcomer.address
    assert "Máy cũ đã xác nhận" in told.plain
    await newcomer.says("/tusoi")
    await newcomer.picks("Danh sách")
    await newcomer.picks("1.1")
    assert MARKS[0] in newcomer.text


async def test_without_buttons_it_is_confirmed_under_ones_channels(plain: Plain, other: Page) -> None:
    await joins(plain)
    await takes_a_fresh_code(other)
    await plain.says("/lienket")
    await plain.picks("Đúng là tôi")
    assert "Máy kia vào được ngay" in plain.text
    assert "Chào đồng chí Nguyễn Văn An" in await other.says("/menu")


async def test_a_denied_claim_never_takes_effect(person: Person, newcomer: Newcomer, rounds: Rounds) -> None:
    await joins(person)
    await takes_a_fresh_code(newcomer)
    await person.says("/lienket")
    await person.picks("Không phải tôi")
    assert "Đã chặn" in person.text
    await rounds.letters()
    person.world.passes(hours=48)
    await rounds.clock_strikes()
    assert await rounds.letters() == {}
    await newcomer.says("một hai ba")  # a recovery word has nothing to open any more
    assert "cần vào bằng mã mời" in newcomer.text
    await newcomer.looks_everywhere()
    assert "Nguyễn Văn An" not in newcomer.all_seen
    await person.says("/lienket")
    assert "Không phải tôi" not in "".join(person.labels)


async def test_a_denial_ends_every_claim_of_that_chat_on_the_seat(page: Page, newcomer: Newcomer) -> None:
    await joins(page)
    await takes_a_fresh_code(newcomer)
    await takes_a_fresh_code(newcomer)
    await page.taps("claim:2:no")
    page.world.passes(hours=48)
    await newcomer.looks_everywhere()
    assert "Nguyễn Văn An" not in newcomer.all_seen


@pytest.mark.parametrize(
    "typed",
    ["{}", "  {} ", "UPPER", "bare", "commas"],
    ids=["as shown", "blanks", "capitals", "bare", "commas"],
)
async def test_the_recovery_word_opens_at_once_however_it_is_typed(
    page: Page, other: Page, typed: str
) -> None:
    words = await joins(page)
    await takes_a_fresh_code(other)
    forms = {"UPPER": words.upper(), "bare": words.replace(" –", ""), "commas": words.replace(" –", ",")}
    await other.says(forms.get(typed, typed.format(words)))
    assert "Mọi thứ đồng chí đã viết vẫn còn nguyên" in other.text


async def test_the_recovery_word_opens_what_was_written(person: Person, other: Page) -> None:
    words = await joins(other)
    await writes(other)
    await takes_a_fresh_code(person)
    await person.says(words)
    assert "Mọi thứ đồng chí đã viết vẫn còn nguyên" in person.text
    await agrees(person)
    await person.picks("Danh sách")
    await person.picks("1.1")
    assert MARKS[0] in person.text
    person.world.passes(days=2)
    await other.says("/menu")
    assert "Nguyễn Văn An" in other.text, "the older chat stays linked"


async def test_five_wrong_recovery_words_meet_a_wait(person: Person, other: Page) -> None:
    words = await joins(other)
    await takes_a_fresh_code(person)
    for _ in range(5):
        await person.says("trời đất ơi")
        assert "Ba từ này chưa đúng" in person.text
        assert "Chỗ này đang có người dùng" in person.text
    await person.says(words)
    assert "chờ một giờ" in person.text
    person.world.passes(hours=1)
    await person.says(words)
    assert "Đúng rồi" in person.text


async def test_a_new_recovery_word_replaces_the_old_one(page: Page, other: Page) -> None:
    old = await joins(page)
    await page.says("/lienket")
    await page.picks("Tạo từ khôi phục mới")
    new = page.text.split("\n")[1]
    assert new != old
    await takes_a_fresh_code(other)
    await other.says(old)
    assert "chưa đúng" in other.text
    await other.says(new)
    assert "Đúng rồi" in other.text


async def test_after_a_day_the_recovery_word_still_brings_the_content_back(
    person: Person, other: Page
) -> None:
    words = await joins(other)
    await writes(other)
    await takes_a_fresh_code(person)
    person.world.passes(hours=25)
    await person.says("/menu")
    await agrees(person)
    await person.picks("Theo trang")
    await person.picks("Xong, không")
    await person.says("/lienket")
    await person.picks("Mở nội dung cũ")
    await person.says("trật lất cả")
    assert "chưa đúng" in person.text
    await person.says(words)
    assert "vẫn còn nguyên" in person.text
    await person.says("/lienket")
    assert "Có nội dung cũ" not in person.text
    await other.says("/menu")
    assert "Nguyễn Văn An" in other.text


async def test_the_plans_of_before_and_of_now_become_one(page: Page, other: Page) -> None:
    words = await joins(other)
    for person, line in ((other, "Việc trước"), (page, "Việc sau")):
        if person is page:
            await takes_a_fresh_code(page)
            page.world.passes(hours=25)
            await page.says("/menu")
        await agrees(person)
        await person.taps("planown:-")
        await person.says(line)
        await person.picks("Cuối năm")
        await person.picks("Tự tôi")
    await page.says("/kehoach")
    assert "Việc trước" not in page.text
    await page.says("/lienket")
    await page.picks("Mở nội dung cũ")
    await page.says(words)
    said = await page.says("/kehoach")
    assert "Việc trước" in said
    assert "Việc sau" in said


async def test_there_may_be_nothing_sealed(page: Page) -> None:
    await joins(page)
    await page.taps("openrecovery")
    assert "Không có nội dung cũ" in page.text


async def test_a_claim_is_decided_once_and_only_by_the_seats_own_chats(
    page: Page, other: Page, newcomer: Newcomer
) -> None:
    await joins(page)
    await takes_a_fresh_code(newcomer)
    claim = await page.world.database.run(lambda session: session.exec(select(Claim.id)).one()) or 0
    await joins(other, 1)
    await other.taps(f"claim:{claim}:yes")
    assert "không còn nữa" in other.text
    await newcomer.taps(f"claim:{claim}:yes")
    assert "Chỗ này đang có người dùng" in newcomer.text
    await page.taps(f"claim:{claim + 7}:yes")
    assert "không còn nữa" in page.text
    await page.taps(f"claim:{claim}:yes")
    assert "vào được ngay" in page.text
    await page.taps(f"claim:{claim}:no")
    assert "đã được giải quyết rồi" in page.text
    assert "Nguyễn Văn An" in await newcomer.says("/menu")


async def test_nobody_linked_any_more_still_means_a_day(page: Page, newcomer: Newcomer) -> None:
    await joins(page)
    await writes(page)
    await page.taps("forgethere")
    await takes_a_fresh_code(newcomer)
    await newcomer.looks_everywhere()
    assert "Nguyễn Văn An" not in newcomer.all_seen
    page.world.passes(days=1)
    await newcomer.looks_everywhere()
    assert "Nguyễn Văn An" in newcomer.all_seen
    assert [mark for mark in MARKS if mark in newcomer.all_seen] == []


async def test_a_code_typed_twice_by_the_waiting_chat_is_one_wait(direct_pair: tuple[Person, Person]) -> None:
    owner, waiting = direct_pair
    await joins(owner)
    await takes_a_fresh_code(waiting)
    await waiting.says("/start")
    assert "09:00 23/11/2026" in waiting.text


@pytest.fixture(params=["plain", "web"])
def direct_pair(request: pytest.FixtureRequest, page: Page, plain: Plain) -> tuple[Person, Person]:
    """The seat's holder and a newcomer, on both kinds of channel."""
    return (page, plain) if request.param == "plain" else (plain, page)
