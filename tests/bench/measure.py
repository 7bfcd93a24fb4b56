"""How a contender is measured: in slices with so many in flight, or at a steady rate whatever it does."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter, process_time

from tests.bench.contenders import Contender, Ours


@dataclass(slots=True)
class Figures:
    """What was measured of one contender: taps a second and this process's CPU by slice, every tap's time."""

    rates: list[float] = field(default_factory=list)
    cpu_millis: list[float] = field(default_factory=list)
    millis: list[float] = field(default_factory=list)

    @property
    def taps_per_second(self) -> float:
        """The median slice."""
        return median(self.rates)

    @property
    def cpu_ms(self) -> float:
        """CPU a tap takes here, in the median slice: what other work on the machine changes least."""
        return median(self.cpu_millis)

    def percentile(self, part: int) -> float:
        """Milliseconds within which so many of a hundred taps were answered."""
        return percentile(self.millis, part)


def percentile(millis: Sequence[float], part: int) -> float:
    """The value that `part` of a hundred do not exceed; of few values, the largest."""
    if len(millis) < 2:
        return max(millis)
    return quantiles(millis, n=100, method="inclusive")[part - 1]


async def slice_of(contender: Contender, seconds: float, figures: Figures) -> None:
    """Keep so many in flight for some seconds."""
    begin, cpu, before = perf_counter(), process_time(), len(figures.millis)
    end = begin + seconds

    async def lane(number: int) -> None:
        while (started := perf_counter()) < end:
            await contender.tap(number)
            figures.millis.append((perf_counter() - started) * 1000)

    await asyncio.gather(*(lane(number) for number in range(contender.in_flight)))
    taps = len(figures.millis) - before
    figures.rates.append(taps / (perf_counter() - begin))
    figures.cpu_millis.append((process_time() - cpu) * 1000 / taps)


async def interleaved(
    contenders: Sequence[Contender], seconds: float, rounds: int, warm_up: float
) -> dict[str, Figures]:
    """Everyone's slice in turn, round after round: whatever slows the machine down slows all of them."""
    figures = {contender.name: Figures() for contender in contenders}
    for contender in contenders:
        await slice_of(contender, warm_up, Figures())
    for _ in range(rounds):
        for contender in contenders:
            await slice_of(contender, seconds, figures[contender.name])
    return figures


async def arrivals(ours: Ours, rate: float, stop: asyncio.Event) -> list[float]:
    """Taps arrive by chance, so many a second, answered or not; milliseconds from arrival to card."""
    millis: list[float] = []
    chance = random.Random(2016)
    due = perf_counter()
    tasks: set[asyncio.Task[None]] = set()

    async def one(arrived: float, lane: int) -> None:
        chat, choice = ours.taps.next(lane)
        await ours.send(chat, choice)
        millis.append((ours.session.handed.pop(chat) - arrived) * 1000)

    lane = 0
    while not stop.is_set():
        due += chance.expovariate(rate)
        await asyncio.sleep(max(0.0, due - perf_counter()))
        lane = (lane + 1) % ours.in_flight
        task = asyncio.create_task(one(due, lane))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    return millis


async def arrivals_during(
    ours: Ours, rate: float, work: Callable[[], Awaitable[object]]
) -> tuple[list[float], float]:
    """The same for as long as some work takes; and how long that was, in seconds."""
    stop = asyncio.Event()
    taps = asyncio.create_task(arrivals(ours, rate, stop))
    begin = perf_counter()
    try:
        await work()
    finally:
        took = perf_counter() - begin
        stop.set()
        millis = await taps
    return millis, took
