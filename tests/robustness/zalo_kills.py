"""Kill -9 at random moments of many reviews on Zalo, restart, go on, and count what is lost or said twice.

Zalo gives each update out once, and nothing that was sent can be found again. So what is promised is: an
update that the bot has let go of (asked for the next, or answered 200) is kept, and done once; an answer
that may have arrived is not repeated; whoever was in the middle is told once, at a start, where he is.
What was given out and died with the process before it was kept is gone: it is counted, and its sender must
have been told where he is.
"""

import asyncio
import random
import signal
import socket
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.robustness import zalo_cards
from tests.robustness.kept import prepare
from tests.robustness.processes import Bot, Nursery, bare_environment, forking
from tests.robustness.zalo_people import PUZZLED, Member, address
from tests.robustness.zalo_watching import BOT, THROUGH, Found, WatchingServer, find, name_of
from tests.servers.zalo import TOKEN
from tests.servers.zalo_world import Doubts

MOMENTS = ("sent", "let go", "handed", "starting", "anytime")
"""An answer has arrived; the bot is responsible for an update; one has left Zalo; at a start; whenever."""
HOME = "https://tusoi.test"
PATIENCE = 60.0
OFFERED_AGAIN = Doubts(retries=10**6, pause=0.02)


@dataclass(slots=True)
class Count:
    """What came of it.

    `forgotten`: written while nobody polled, and gone on the platform's side. `gone`: handed over, and dead
    with the process before it was kept. `kept`, `answering`: met at a kill, before and after its answer
    began to leave. `told`: where they are. `unsent`: killed between noting that one was told and telling.
    `silent`: nobody answered, nor told where he was: he asked.
    """

    kills: int = 0
    typed: int = 0
    taken: int = 0
    forgotten: int = 0
    gone: int = 0
    kept: int = 0
    answering: int = 0
    told: int = 0
    unsent: int = 0
    silent: int = 0
    seconds: float = 0.0
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        values = asdict(self) | {"differences": len(self.differences), "seconds": f"{self.seconds:.1f}"}
        return " ".join(f"{name}={value}" for name, value in values.items())


class Campaign:
    """A platform, a bot, members, and somebody who kills.

    `way`: events come by a webhook (``webhook``), or by polling; then what is written while nobody polls is
    gone (``forgets``), or waits (``keeps``).
    """

    def __init__(
        self, nursery: Nursery, url: str, folder: Path, way: str, *, members: int, seed: int
    ) -> None:
        self.nursery, self.url, self.folder, self.way = nursery, url, folder, way
        self.chats = [(BOT, address(number)) for number in range(members)]
        self.seed, self.count, self.random = seed, Count(), random.Random(seed)
        self.people: list[Member] = []
        self.cycle_id = 0
        self.before = Found(frozenset(), {}, b"", frozenset(), [])
        self.kept: set[str] = set()
        self.logged = 0

    async def run(self, kills: int, *broken: str) -> Count:
        """The whole of it."""
        began = time.monotonic()
        vaults, self.cycle_id = prepare(self.url, self.folder, self.chats, planning=False)
        doubts = OFFERED_AGAIN if self.way == "webhook" else Doubts()
        server = WatchingServer(lambda: bot.strike(), forgets=self.way == "forgets", doubts=doubts)
        await server.start()
        try:
            self.people = [
                Member(server, number, self.seed, self.cycle_id, vault) for number, vault in enumerate(vaults)
            ]
            async with forking(self.nursery, self.folder, self._environment(server), "hasty", *broken) as bot:
                await self._kill_again_and_again(server, bot, kills)
            assert not server.violations, server.violations
            self._read_chats(server)
        finally:
            await server.close()
        self.count.forgotten = server.lost
        self.count.seconds = time.monotonic() - began
        return self.count

    def _environment(self, server: WatchingServer) -> dict[str, str]:
        zalo = {"TUSOI_ZALO_BOTS": TOKEN, "TUSOI_ZALO_BOT_API_BASE": server.base_url}
        if self.way == "webhook":
            port = free_port()
            server.doors[HOME] = f"http://127.0.0.1:{port}"
            zalo |= {"TUSOI_ZALO_WEBHOOK": "true", "TUSOI_PUBLIC_URL": HOME, "TUSOI_WEB_PORT": str(port)}
        return bare_environment(self.folder, self.url, **zalo)

    async def _kill_again_and_again(self, server: WatchingServer, bot: Bot, kills: int) -> None:
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(self._read_log(server))
            for person in self.people:
                group.create_task(person.run(stop))
            for number in range(kills):
                late = self.random.choice((0.0, self.random.uniform(0.0, 0.02)))
                moment = MOMENTS[number % len(MOMENTS)]
                await self._struck(server, bot, moment, late if number > len(MOMENTS) else 0.0)
                await bot.gone()
                self.count.kills += 1
                self._look(server)
                for person in self.people:
                    if self.way != "webhook" and self.random.random() < 0.2:
                        await person.writes_to_nobody()
            self._begins(server, bot)
            await self._at_work(server, 3 * len(self.people))
            stop.set()
            reading.cancel()
        await bot.kill(signal.SIGTERM)
        self._look(server, last=True)
        if self.before.kept:
            self.count.differences.append(f"{len(self.before.kept)} events are still kept")
        self.count.differences += [line for line in self._log().decode().splitlines() if " ERROR " in line]

    def _begins(self, server: WatchingServer, bot: Bot) -> None:
        """Start the bot once more."""
        self.logged = len(self._log())
        server.begins_life()
        bot.start()

    def _log(self) -> bytes:
        path = self.folder / "log"
        return path.read_bytes() if path.exists() else b""

    async def _read_log(self, server: WatchingServer) -> None:
        """Tell the platform of this test what the bot says of itself."""
        while True:
            await asyncio.sleep(0.005)
            if not server.up and THROUGH in self._log()[self.logged :]:
                server.is_through()

    async def _struck(self, server: WatchingServer, bot: Bot, moment: str, late: float) -> None:
        """Start the bot, and kill it so many seconds after such a moment."""
        self._begins(server, bot)
        if moment == "starting" and self.random.random() < 0.5:
            server.arm("sent", self.random.randint(1, len(self.people)), late)
        elif moment == "starting":
            await asyncio.sleep(self.random.uniform(0.0, 0.7))
            server.strike()
        else:
            await self._at_work(server, self.random.randint(1, 20))
            server.arm(moment, self.random.randint(1, 3), late)
        if moment == "anytime":
            await asyncio.sleep(self.random.uniform(0.0, 0.05))
            server.strike()
        await server.until(lambda: server.struck, PATIENCE)

    async def _at_work(self, server: WatchingServer, calls: int) -> None:
        """Let it get through its start, and make so many calls."""
        await server.until(lambda: server.up, PATIENCE)
        enough = server.sent + calls
        await server.until(lambda: server.sent >= enough, PATIENCE)

    def _look(self, server: WatchingServer, *, last: bool = False) -> None:
        """Compare what the database holds with what was typed."""
        raw = self._raw()
        found = find(self.url, self.folder, [one.vault_id for one in self.people], self.cycle_id)
        differs = self.count.differences.append
        self.kept |= set(found.kept)
        for name in (server.let_go | self.kept) - found.taken - found.kept.keys():
            differs(f"{name} was let go and is lost")
        for person, sheet in zip(self.people, found.sheets, strict=True):
            if not person.explains(sheet, found.taken):
                differs(f"{sheet} does not come of {person.deeds}")
            self._look_at_telling(server, person, found, last=last)
            words = [person.user.id, *(deed.words for deed in person.deeds if deed.words)]
            if any(one.encode() in raw + found.sealed for one in words):
                differs("something lies open in the database")
            person.looked = len(person.deeds)
        self.count.kept += sum(not answering for answering in found.kept.values())
        self.count.answering += sum(found.kept.values())
        self.before = found

    def _look_at_telling(self, server: WatchingServer, person: Member, found: Found, *, last: bool) -> None:
        """Whether he was told where he is in the life that is over, once, if that was due; or is to be."""
        due = person.vault_id in self.before.due
        told = sum(
            server.lives.get(shown.id) == server.life and shown.text.startswith(zalo_cards.BEARINGS)
            for shown in person.user.messages
        )
        self.count.told += told
        if due and person.silent > person.silent_before:
            self.count.differences.append(f"left alone after {person.deeds[-3:]}")
        person.silent_before = person.silent
        if told > due:
            self.count.differences.append(f"told {told} times where he is, due: {due}")
        if told or not due or len(person.deeds) > person.looked:
            return
        if last:
            self.count.differences.append(f"not told where he is, after {person.deeds[-2:]}")
        elif person.vault_id not in found.due:
            self.count.unsent += 1

    def _raw(self) -> bytes:
        """All that lies on the disk, of a database that is a file."""
        files = sorted(self.folder.glob("content.db*"))
        return b"".join(file.read_bytes() for file in files)

    def _read_chats(self, server: WatchingServer) -> None:
        """What each was answered: one answer to what was taken, none to what was not, nothing twice."""
        differs = self.count.differences.append
        for person in self.people:
            self.count.silent += person.silent
            for number, (name, deed, said) in enumerate(person.answers()):
                texts = [shown.text for shown in said]
                answers = [text for text in texts if not text.startswith(zalo_cards.BEARINGS)]
                taken = name in self.before.taken
                handed = name in server.let_go or name in {*map(name_of, server.handed)}
                self.count.typed += 1
                self.count.taken += taken
                self.count.gone += handed and not taken
                if any(number > 1 for number in Counter(answers).values()):
                    differs(f"answered twice: {deed}")
                if answers and not taken:
                    differs(f"answered without being done, or another once more: {deed}")
                if number not in person.doubtful and any(text.startswith(PUZZLED) for text in answers):
                    differs(f"misread: {deed}")


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port
