"""Trouble on demand, for simulated platforms."""

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with one call. `after`: what was asked is done all the same."""

    kind: Literal["status", "retry", "hang", "drop"]
    after: bool = False
    status: int = 500
    retry_after: int = 1

    def __str__(self) -> str:
        return f"{self.kind} {'after' if self.after else 'before'}"


def http_error(status: int = 502) -> Fault:
    """An answer of a broken gateway: not JSON, nothing done."""
    return Fault("status", status=status)


def flood(retry_after: int = 1) -> Fault:
    """429 with `retry_after`, nothing done."""
    return Fault("retry", retry_after=retry_after)


def hang(after: bool = False) -> Fault:
    """No answer ever; `after`: but the message went out."""
    return Fault("hang", after)


def drop(after: bool = False) -> Fault:
    """The connection breaks; `after`: but the message went out."""
    return Fault("drop", after)


class Faults:
    """Queues of faults by method; "*" is for any method except the polling."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        self._queues[method].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """The next fault for this call. Calls in a queue are hit in turn, each fault once."""
        for name in (method,) if method == "getUpdates" else (method, "*"):
            queue = self._queues.get(name)
            if queue:
                return queue.popleft()
        return None

    def clear(self) -> None:
        self._queues.clear()

    @property
    def left(self) -> int:
        return sum(len(queue) for queue in self._queues.values())
