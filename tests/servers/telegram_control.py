"""The control side over HTTP, for when the server is a process of its own: `/control/…`, JSON in and out.

POST /control/<act> with the arguments of the function of that name in `telegram_people` (`user_id`, `text`,
…), or one of those here; GET /control/state, /control/chat?id=1001, /control/calls?method=sendMessage,
/control/callbacks, /control/updates, /control/file?id=document-1 (bytes).
"""

import asyncio
from collections.abc import Callable
from typing import Any

from . import telegram_people as people
from .faults import Fault
from .telegram_chats import Chat, Json, Message
from .telegram_limits import RateLimits
from .telegram_world import Call, Callback, World

Act = Callable[..., Any]


def meet(world: World, user_id: int, name: str) -> None:
    people.meet(world, user_id, name)


def make_group(world: World, group_id: int, title: str) -> None:
    people.make_group(world, group_id, title)


def taps(world: World, user_id: int, label: str, **more: Any) -> Json:
    return callback_json(people.taps(world, user_id, label, **more))


def taps_stale(world: World, user_id: int, message_id: int, data: str, **more: Any) -> Json:
    return callback_json(people.taps_stale(world, user_id, message_id, data, **more))


def redeliver(world: World, update_id: int) -> None:
    world.updates.redeliver(update_id)


def fault(world: World, method: str, kind: Any, times: int = 1, **more: Any) -> None:
    world.faults.add(method, Fault(kind, **more), times)


def clear_faults(world: World) -> None:
    world.faults.clear()


def limit_rates(world: World, on: bool = True) -> None:
    world.rate_limits = RateLimits() if on else None


async def wait(world: World, chat_id: int, changes: int, seconds: float = 20.0) -> Json:
    """The chat as soon as the bot has changed it that often in all, or when time is up."""
    chat, clock = world.chats[chat_id], asyncio.get_running_loop()
    deadline = clock.time() + seconds
    while chat.changes < changes and (left := deadline - clock.time()) > 0:
        await chat.stirred(left)
    return chat_json(chat)


ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        *(people.says, people.sends, people.sends_photos, people.edits, people.deletes, people.blocks),
        *(people.unblocks, people.deactivates, people.adds_bot, people.removes_bot, people.make_inaccessible),
        *(meet, make_group, taps, taps_stale, redeliver, fault, clear_faults, limit_rates, wait),
    )
}


async def act(world: World, name: str, arguments: Json) -> Any:
    """Do one act; `LookupError` when there is none of that name."""
    result = ACTS[name](world, **arguments)
    return await result if asyncio.iscoroutine(result) else result


def read(world: World, name: str, query: dict[str, str]) -> Any:
    """Look at one thing; `LookupError` when there is none of that name."""
    if name == "chat":
        return chat_json(world.chats[int(query["id"])])
    if name == "calls":
        return [call_json(call) for call in world.calls if query.get("method") in (None, call.method)]
    if name == "callbacks":
        return [callback_json(callback) for callback in world.callbacks.values()]
    if name == "updates":
        return [
            {
                "update_id": record.id,
                "deliveries": record.deliveries,
                "confirmed": record.confirmed_at is not None,
                "chat_id": record.chat_id,
            }
            for record in world.updates.records.values()
        ]
    if name == "state":
        return state_json(world)
    raise LookupError(name)


def state_json(world: World) -> Json:
    return {
        "confirmed": world.updates.confirmed,
        "pending": len(world.updates.pending),
        "counters": dict(world.counters),
        "violations": list(world.violations),
        "faults_left": world.faults.left,
        "chats": list(world.chats),
    }


def chat_json(chat: Chat) -> Json:
    return {
        "id": chat.id,
        "changes": chat.changes,
        "blocked": chat.blocked,
        "messages": [message_json(message) for message in chat.messages],
    }


def message_json(message: Message) -> Json:
    file = message.file
    return {
        "id": message.id,
        "from_bot": message.from_bot,
        "text": message.text,
        "entities": message.entities,
        "rows": [[{"text": b.text, "data": b.data, "url": b.url} for b in row] for row in message.rows],
        "edited": message.edited,
        "deleted": message.deleted,
        "file": file and {"id": file.id, "name": file.name, "size": file.size, "kind": file.kind},
    }


def callback_json(callback: Callback) -> Json:
    return {
        "id": callback.id,
        "user_id": callback.user_id,
        "data": callback.data,
        "message_id": callback.message_id,
        "seconds": callback.seconds,
        "text": callback.text,
        "alert": callback.alert,
    }


def call_json(call: Call) -> Json:
    names = ("method", "at", "params", "files", "status", "description", "ended_at", "fault")
    return {name: getattr(call, name) for name in names}
