"""What a person did on Telegram, from updates as they come."""

from collections import OrderedDict
from typing import Any

from pydantic import ValidationError

from bot.channels.telegram_wire import Tap, Update
from handlers.events import Event

ALBUMS = 1000
"""Albums that are remembered."""


def update_of(raw: dict[str, Any]) -> Update | None:
    """What is read of a raw update; None where it is of no known form."""
    try:
        return Update.model_validate(raw)
    except ValidationError:
        return None


def event_of(bot: str, update: Update) -> Event | None:
    """The neutral event of an update in a private chat; None for what needs no answer."""
    if update.callback_query is not None:
        return _choice(bot, update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message is None or message.chat.type != "private" or message.author is None:
        return None
    kind = "edited" if update.edited_message else ("text" if message.text else "media")
    return Event(
        bot=bot,
        id=str(update.update_id),
        address=str(message.chat.id),
        kind=kind,
        text=message.text if kind == "text" else None,
        card=str(message.message_id),
    )


def _choice(bot: str, update_id: int, query: Tap) -> Event | None:
    if query.message is None or query.message.chat.type != "private":
        return None
    reachable = query.message.date != 0
    return Event(
        bot=bot,
        id=str(update_id),
        address=str(query.message.chat.id),
        kind="choice",
        choice=query.data or "",
        card=str(query.message.message_id) if reachable else None,
    )


class Albums:
    """The albums of which a part has come: each part is an update of its own."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()

    def goes_on(self, update: Update) -> bool:
        """Whether it is a further part of an album."""
        album = update.message.media_group_id if update.message else None
        if album is None:
            return False
        seen = album in self._seen
        self._seen[album] = None
        if len(self._seen) > ALBUMS:
            self._seen.popitem(last=False)
        return seen
