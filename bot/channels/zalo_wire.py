"""What goes over the wire to Zalo's Bot Platform, and what comes: without any network.

Nobody could try any of it on a live account when it was written; what is doubtful is read leniently
(https://docs.zaloplatforms.com/docs/BOT).
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from typing import Any

PIECES = re.compile(r"(</?[bi]>)")
TEXT, IMAGE = "message.text.received", "message.image.received"


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something that a person did. `name` finds it again, without telling whose it is.

    `photo`: where a picture lies. `text` is None for all that is not words. `at`: when, in Zalo's
    milliseconds; 0 where that is not said.
    """

    name: str
    chat: str
    private: bool
    text: str | None = None
    photo: str = ""
    caption: str = ""
    at: int = 0


def styled(html: str) -> tuple[str, list[dict[str, Any]]]:
    """Restricted HTML as plain text and its ``text_styles``: places in UTF-16 units, after NFC."""
    text, at = "", 0
    begun: dict[str, int] = {}
    styles: list[dict[str, Any]] = []
    for piece in PIECES.split(html):
        if piece in ("<b>", "<i>"):
            begun.setdefault(piece[1], at)
        elif piece in ("</b>", "</i>"):
            start = begun.pop(piece[2], at)
            if at > start:
                styles.append({"start": start, "len": at - start, "st": [piece[2]]})
        else:
            plain = unicodedata.normalize("NFC", unescape(piece))
            text, at = text + plain, at + len(plain.encode("utf-16-le")) // 2
    return text, styles


def updates_of(result: Any) -> list[dict[str, Any]]:
    """The updates of a poll's result, or of a webhook's body: one object, wrapped or bare; perhaps a list."""
    outer = [one.get("result") or one for one in _listed(result) if isinstance(one, dict)]
    return [one for inner in outer for one in _listed(inner) if isinstance(one, dict) and one]


def arrived(update: dict[str, Any]) -> Arrived | None:
    """What somebody did; None for what nobody knows, or where it is not said who, or which bot wrote."""
    name, message = update.get("event_name"), update.get("message")
    if not isinstance(name, str) or not name.startswith("message.") or not isinstance(message, dict):
        return None
    chat, sender = _object(message, "chat"), _object(message, "from")
    chat_id, message_id = _string(chat, "id"), _string(message, "message_id")
    if not chat_id or not message_id or sender.get("is_bot") is True:
        return None
    digest = hashlib.sha256(f"{chat_id}\0{message_id}".encode()).hexdigest()[:32]
    photo = _string(message, "photo_url") or _string(message, "photo")
    return Arrived(
        digest,
        chat_id,
        chat.get("chat_type", "PRIVATE") == "PRIVATE",
        _string(message, "text") or None if name == TEXT else None,
        photo if name == IMAGE else "",
        _string(message, "caption"),
        milliseconds(message),
    )


def milliseconds(message: Any) -> int:
    """When something was written or shown, by the clock of the platform; 0 where it does not say."""
    found = message.get("date") if isinstance(message, dict) else None
    return found if isinstance(found, int) else 0


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _object(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _string(value: dict[str, Any], name: str) -> str:
    """Of real characters: JSON can spell halves of them, and signs that no database takes."""
    found = value.get(name)
    if not isinstance(found, str):
        return ""
    return "".join(sign for sign in found if sign == "\n" or " " <= sign < "\ud800" or sign > "\udfff")
