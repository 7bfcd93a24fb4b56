"""The people on the other side: what users do in the app, as plain functions on the world.

Every function makes the update the real server would make (https://core.telegram.org/bots/api#update). What a
user cannot do in the app (tap a button that is gone, write to a blocked bot) is a `CannotDo`, so that a test
cannot pass by doing the impossible. Functions that make an update return its id, or None where the bot does
not want that kind.
"""

import re
import time
from typing import Any

from .telegram_chats import Chat, Json, Message, file_json
from .telegram_html import Entity, utf16_length
from .telegram_messages import MAX_TEXT
from .telegram_params import Upload
from .telegram_world import Callback, World

_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(@\w+)?")


class CannotDo(AssertionError):
    """No user could have done this."""


def meet(world: World, user_id: int, name: str, language: str = "vi") -> Chat:
    """A user of Telegram who has not written to the bot yet."""
    if user_id not in world.people:
        person = {"id": user_id, "is_bot": False, "first_name": name, "language_code": language}
        world.people[user_id] = person
        world.chats[user_id] = Chat(user_id, "private", name)
    return world.chats[user_id]


def make_group(world: World, group_id: int, title: str) -> Chat:
    """A group the bot is not in yet."""
    if group_id >= 0:
        raise CannotDo("ids of groups are negative")
    kind = "supergroup" if str(group_id).startswith("-100") else "group"
    return world.chats.setdefault(group_id, Chat(group_id, kind, title))


def _place(world: World, user_id: int, chat_id: int | None) -> Chat:
    chat = world.chats[user_id if chat_id is None else chat_id]
    if chat.deactivated:
        raise CannotDo(f"{chat.name} has no account any more")
    if chat.blocked:
        raise CannotDo(f"{chat.name}: the bot is blocked, or out of the group")
    if chat.kind == "private":
        chat.started = True
    return chat


def _spoken(world: World, message: Message, kind: str = "message") -> int | None:
    if not message.chat.started:
        return None  # a group the bot is not in: it hears nothing
    return world.updates.add(kind, message.json(), message.chat.id)


def _marks(text: str) -> list[Entity]:
    found = _COMMAND.match(text)
    if found is None:
        return []
    return [{"type": "bot_command", "offset": 0, "length": found.end()}]


def says(
    world: World, user_id: int, text: str, chat_id: int | None = None, reply_to: int | None = None
) -> int | None:
    """The user writes a text, in the private chat or in a group."""
    if not text.strip() or utf16_length(text) > MAX_TEXT:
        raise CannotDo("the app sends neither empty texts nor texts over 4096 characters")
    chat, text = _place(world, user_id, chat_id), text.strip()
    message = world.new_message(
        chat, world.people[user_id], text=text, entities=_marks(text), reply_to=reply_to
    )
    return _spoken(world, message)


def sends(world: World, user_id: int, kind: str, chat_id: int | None = None, **fields: Any) -> int | None:
    """The user sends something that is not text: a sticker, a voice message, a location, …"""
    chat = _place(world, user_id, chat_id)
    message = world.new_message(chat, world.people[user_id], extra=_content(world, kind, fields))
    return _spoken(world, message)


def _content(world: World, kind: str, fields: Json) -> Json:
    if kind == "location":
        return {"location": {"latitude": 21.03, "longitude": 105.85, **fields}}
    if kind == "contact":
        return {"contact": {"phone_number": "+84900000000", "first_name": "Lan", **fields}}
    defaults: dict[str, Json] = {
        "sticker": {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"},
        "voice": {"duration": 3, "mime_type": "audio/ogg"},
        "video_note": {"duration": 3, "length": 240},
        "video": {"duration": 3, "width": 640, "height": 480},
    }
    if kind not in defaults:
        raise CannotDo(f"the test server knows no {kind!r} from users")
    file = world.keep_file(Upload(f"{kind}.bin", kind.encode(), "application/octet-stream"), kind)
    return {kind: {**file_json(file), **defaults[kind], **fields}}


def sends_file(
    world: World,
    user_id: int,
    name: str,
    data: bytes,
    content_type: str = "application/octet-stream",
    caption: str = "",
    chat_id: int | None = None,
    album: str = "",
) -> int | None:
    """The user sends a document; several of one `album` are sent together."""
    chat = _place(world, user_id, chat_id)
    file = world.keep_file(Upload(name, data, content_type), "document")
    extra = {"media_group_id": album} if album else {}
    message = world.new_message(chat, world.people[user_id], text=caption, file=file, extra=extra)
    return _spoken(world, message)


def sends_photos(
    world: World,
    user_id: int,
    count: int = 1,
    caption: str = "",
    chat_id: int | None = None,
    data: bytes = b"photo",
) -> list[int | None]:
    """The user sends a photo, or an album: as many updates as photos, joined by `media_group_id`."""
    chat, album = _place(world, user_id, chat_id), str(time.monotonic_ns())
    made = []
    for number in range(count):
        file = world.keep_file(Upload("", data, "image/jpeg"), "photo", 800, 600)
        message = world.new_message(
            chat,
            world.people[user_id],
            text="" if number else caption,
            file=file,
            extra={"media_group_id": album} if count > 1 else {},
        )
        made.append(_spoken(world, message))
    return made


def edits(world: World, user_id: int, message_id: int, text: str, chat_id: int | None = None) -> int | None:
    """The user changes a message of theirs."""
    message = _place(world, user_id, chat_id).by_id[message_id]
    if message.sender["id"] != user_id or message.deleted:
        raise CannotDo("only one's own messages can be edited")
    message.text, message.entities = text, _marks(text)
    message.edited += 1
    return _spoken(world, message, "edited_message")


def deletes(world: World, user_id: int, message_id: int, chat_id: int | None = None) -> None:
    """The user deletes a message from the chat; bots are not told."""
    _place(world, user_id, chat_id).by_id[message_id].deleted = True


def find_button(chat: Chat, label: str, message_id: int | None = None) -> tuple[Message, str]:
    """The button the user means: the newest with exactly that label or data, else the only one in the newest
    keyboard that contains the label.
    """
    keyboards = [
        message
        for message in reversed(chat.visible)
        if message.keyboard and message.from_bot and message_id in (None, message.id)
    ]
    for message in keyboards:
        for button in message.buttons:
            if label in (button.text, button.data):
                return message, _data(button.data, label)
    near = [b for b in keyboards[0].buttons if label in b.text] if keyboards else []
    if len(near) != 1:
        raise CannotDo(f"no such button: {label!r} in\n{chat.transcript()}")
    return keyboards[0], _data(near[0].data, label)


def _data(data: str | None, label: str) -> str:
    if data is None:
        raise CannotDo(f"{label!r} is a link, it tells the bot nothing")
    return data


def taps(
    world: World, user_id: int, label: str, message_id: int | None = None, chat_id: int | None = None
) -> Callback:
    """The user taps a button that is there to be tapped."""
    chat = _place(world, user_id, chat_id)
    message, data = find_button(chat, label, message_id)
    return _tap(world, user_id, chat, message.id, data)


def taps_stale(
    world: World, user_id: int, message_id: int, data: str, chat_id: int | None = None
) -> Callback:
    """The user taps a button the app still showed: of an old card, of an edited or a deleted message."""
    return _tap(world, user_id, _place(world, user_id, chat_id), message_id, data)


def _tap(world: World, user_id: int, chat: Chat, message_id: int, data: str) -> Callback:
    number = world.counters["callbacks"] = world.counters["callbacks"] + 1
    query_id = str(4_000_000_000_000 + number)
    callback = Callback(query_id, chat, user_id, data, message_id, time.monotonic())
    world.keep_callback(callback)
    message = chat.by_id.get(message_id)
    if message is None:
        about: Json = {"chat": chat.json(), "message_id": message_id, "date": 0}
    elif message.inaccessible or message.deleted:
        about = message.inaccessible_json()
    else:
        about = message.json()
    query = {"id": query_id, "from": world.people[user_id], "message": about, "data": data}
    world.updates.add("callback_query", {**query, "chat_instance": str(chat.id)}, chat.id)
    return callback


def _member(world: World, user_id: int, chat: Chat, old: str, new: str) -> int | None:
    """https://core.telegram.org/bots/api#chatmemberupdated about the bot itself."""

    def status(name: str) -> Json:
        more = {"until_date": 0} if name == "kicked" else {}
        return {"user": world.me_brief, "status": name, **more}

    change = {"chat": chat.json(), "from": world.people[user_id], "date": int(time.time())}
    change |= {"old_chat_member": status(old), "new_chat_member": status(new)}
    return world.updates.add("my_chat_member", change, chat.id)


def blocks(world: World, user_id: int) -> int | None:
    chat = _place(world, user_id, None)
    chat.blocked = True
    return _member(world, user_id, chat, "member", "kicked")


def unblocks(world: World, user_id: int) -> int | None:
    chat = world.chats[user_id]
    if not chat.blocked:
        raise CannotDo("the bot is not blocked")
    chat.blocked = False
    return _member(world, user_id, chat, "kicked", "member")


def deactivates(world: World, user_id: int) -> None:
    """The account is gone; bots are not told, sending fails."""
    world.chats[user_id].deactivated = True


def adds_bot(world: World, user_id: int, group_id: int) -> int | None:
    """The user adds the bot to a group: a change of membership, and a service message in the chat."""
    chat = world.chats[group_id]
    if chat.started and not chat.blocked:
        raise CannotDo("the bot is in the group already")
    chat.started, chat.blocked = True, False
    made = _member(world, user_id, chat, "left", "member")
    service = {"new_chat_members": [world.me_brief]}
    _spoken(world, world.new_message(chat, world.people[user_id], extra=service))
    return made


def removes_bot(world: World, user_id: int, group_id: int) -> int | None:
    chat = _place(world, user_id, group_id)
    chat.blocked = True
    return _member(world, user_id, chat, "member", "kicked")


def make_inaccessible(world: World, chat_id: int, message_id: int) -> None:
    """From now on the message is too old for the bot: taps come without its content, edits are refused."""
    world.chats[chat_id].by_id[message_id].inaccessible = True
