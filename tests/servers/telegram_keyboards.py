"""Inline keyboards as the real server accepts them.

https://core.telegram.org/bots/api#inlinekeyboardmarkup. The limits of 8 buttons in a row and 100 in all are
practice (https://limits.tginfo.me); the real server may cut silently where this one refuses.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from .telegram_html import LINK_SCHEMES
from .telegram_params import bad

Json = dict[str, Any]

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_DATA_BYTES = 64
MAX_MARKUP_BYTES = 10_240
_ACTIONS = {"callback_data", "url"}
_LOOKS = {"text", "style", "icon_custom_emoji_id"}


def checked(markup: Json | None) -> list[list[Json]]:
    """The rows of a `reply_markup`, or the refusal."""
    if not markup:
        return []
    if set(markup) != {"inline_keyboard"}:
        raise bad(f"the test server knows inline keyboards only, got {sorted(markup)}")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" must be an Array of Arrays')
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _check(button)
    if len(json.dumps(markup, ensure_ascii=False).encode()) > MAX_MARKUP_BYTES:
        raise bad("reply markup is too long")
    return [row for row in rows if row]


def _check(button: object) -> None:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad("inline keyboard button text must be non-empty")
    if unknown := set(button) - _ACTIONS - _LOOKS:
        raise bad(f"the test server does not know these fields of a button: {sorted(unknown)}")
    actions = set(button) & _ACTIONS
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one optional field must be used")
    if "url" in actions:
        _check_url(button["url"])
    else:
        _check_data(button["callback_data"])


def _check_url(url: object) -> None:
    if not isinstance(url, str) or urlsplit(url).scheme not in LINK_SCHEMES:
        raise bad(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")


def _check_data(data: object) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
