"""Telegram without a network: raw updates as it sends them, and a session that parses as aiogram does.

Every contender gets the same updates and the same answers, so they differ only in what they do in between.
"""

import json
from collections.abc import AsyncGenerator
from itertools import count
from time import perf_counter
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Update

from bot.channels.telegram_wire import EditCard

TOKEN = "42:bench"
CARD = (
    "Dấu hiệu 5/27 · Suy thoái về tư tưởng chính trị\n\n1.5: Nói và làm không theo quan điểm, đường lối\n"
    "Trong họp nói đồng tình, ra ngoài nói khác; việc được giao thì làm cho có.\n\nTự hỏi: ba tháng qua có"
    " lần nào tôi nói trong họp một đằng, về nhà nói với vợ con và hàng xóm một nẻo không?"
)
BUTTONS = ("Không có", "Có dấu hiệu", "Có, cần khắc phục", "Trở lại", "Xem tất cả", "Theo nhóm", "Nghỉ")
ids = count(1)


class FakeSession(BaseSession):
    """Answers every call at once, and notes when a chat's card was handed over."""

    def __init__(self) -> None:
        super().__init__()
        self.handed: dict[str, float] = {}

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109
    ) -> Any:  # the way of `AiohttpSession.make_request`, without the wire
        answer = ACKNOWLEDGED if isinstance(method, AnswerCallbackQuery) else SHOWN
        if isinstance(method, EditCard):
            self.handed[method.chat_id] = perf_counter()
        return self.check_response(bot, method, 200, answer).result

    async def close(self) -> None:
        """Nothing is open."""

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """No files here."""
        raise NotImplementedError
        yield b""


def _message(chat: int) -> dict[str, Any]:
    rows = [[{"text": label, "callback_data": f"sign:1:1.{n}"}] for n, label in enumerate(BUTTONS)]
    return {
        "message_id": 7,
        "from": {"id": 42, "is_bot": True, "first_name": "Tự soi", "username": "tusoi_bot"},
        "chat": {"id": chat, "first_name": "Lan", "type": "private"},
        "date": 1795312800,
        "text": CARD,
        "entities": [{"type": "bold", "offset": 0, "length": 13}],
        "reply_markup": {"inline_keyboard": rows},
    }


def _template() -> tuple[str, str, str]:
    """A tap on a card, which it carries as real ones do; with what stands for the chat and the choice."""
    query = {
        "id": "4382bfdwdsb323b2d9",
        "from": {"id": 1234500, "is_bot": False, "first_name": "Lan", "language_code": "vi"},
        "message": _message(1234500),
        "chat_instance": "-3517288",
        "data": "CHOICE",
    }
    raw = json.dumps({"update_id": 9999900, "callback_query": query})
    return raw, "1234500", "CHOICE"


ACKNOWLEDGED = json.dumps({"ok": True, "result": True})
SHOWN = json.dumps({"ok": True, "result": _message(1234500)})
RAW, CHAT, CHOICE = _template()


def raw_tap(chat: str, choice: str) -> str:
    """The JSON of a tap that was never sent before."""
    return RAW.replace("9999900", str(next(ids))).replace(CHAT, chat).replace(CHOICE, choice)


def parse(raw: str, bot: Bot) -> Update:
    """What aiogram makes of it."""
    return Update.model_validate(json.loads(raw), context={"bot": bot})


def fake_bot() -> Bot:
    """A bot that reaches nobody."""
    return Bot(TOKEN, session=FakeSession())
