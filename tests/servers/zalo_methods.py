"""The methods of a Zalo bot, strictly: what the documents do not name is a violation, and refused.

Facts and their certainty: shared/zalo.md, A2 and A3 (`[?]` are `Doubts`).
"""

import re
from typing import Any

from .zalo_world import LONGEST, Json, Refusal, Shown, World, now, size

STYLES = re.compile(r"[bius]|f_(13|15|18|20)|c_(050a19|15a85f|f7b503|f27806|db342e)|lst_[12]|ind_[1-5]")
KNOWN: dict[str, dict[str, type]] = {
    "getMe": {},
    "getUpdates": {"timeout": str},
    "setWebhook": {"url": str, "secret_token": str},
    "deleteWebhook": {},
    "getWebhookInfo": {},
    "sendMessage": {"chat_id": str, "text": str, "text_styles": list},
    "sendPhoto": {"chat_id": str, "photo": str, "caption": str},
    "sendChatAction": {"chat_id": str, "action": str},
}
OPTIONAL = {"timeout", "text_styles", "caption"}


def check(world: World, method: str, parameters: Json) -> None:
    """Raise Refusal for an unknown method, for parameters unknown, missing or of another type."""
    known = KNOWN.get(method)
    if known is None:
        _wrong(world, 404, f"unknown method {method!r}")
    assert known is not None
    for name, value in parameters.items():
        if name not in known or not isinstance(value, known[name]):
            _wrong(world, 400, f"{method}: {name} is unknown or of another type")
    if missing := known.keys() - parameters.keys() - OPTIONAL:
        _wrong(world, 400, f"{method}: {sorted(missing)} missing")


def get_me(world: World, parameters: Json) -> Any:
    number = world.token.partition(":")[0]
    return {"id": number, "account_name": f"bot.{number}", "account_type": "BASIC", "can_join_groups": False}


def send_message(world: World, parameters: Json) -> Any:
    text = parameters["text"]
    _measure(world, text)
    styles = [_style(world, one, text) for one in parameters.get("text_styles", [])]
    return _sent(world, parameters["chat_id"], Shown(text, True, styles))


def send_photo(world: World, parameters: Json) -> Any:
    if not re.match(r"https?://", parameters["photo"]):
        _wrong(world, 400, "photo is no address")
    caption = parameters.get("caption", "")
    if "caption" in parameters:
        _measure(world, caption)
    return _sent(world, parameters["chat_id"], Shown(caption, True, photo=parameters["photo"]))


def send_chat_action(world: World, parameters: Json) -> Any:
    if parameters["action"] != "typing":
        _wrong(world, 400, "this action is not there yet")
    return None


def set_webhook(world: World, parameters: Json) -> Any:
    url, secret = parameters["url"], parameters["secret_token"]
    if not 8 <= len(secret) <= 256:
        _wrong(world, 400, "secret_token must have 8 to 256 characters")
    if not url.startswith(("https://", "http://127.0.0.1:")):  # loopback stands for the public internet here
        raise Refusal(400, "url must be a public https address")
    world.webhook = url, secret
    return {"url": url, "updated_at": 1749538250568}


def delete_webhook(world: World, parameters: Json) -> Any:
    if world.webhook is None:
        raise Refusal(400, "no webhook is set")
    world.webhook = None
    return {"url": "", "updated_at": 1749538250568}


def get_webhook_info(world: World, parameters: Json) -> Any:
    return {"url": world.webhook[0] if world.webhook else "", "updated_at": 1749538250568}


METHODS = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendChatAction": send_chat_action,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}


def _sent(world: World, chat_id: str, shown: Shown) -> Json:
    return {"message_id": world.show(chat_id, shown), "date": now()}


def _measure(world: World, text: str) -> None:
    if not 1 <= size(text) <= LONGEST:
        _wrong(world, 400, f"a text of {size(text)} units")


def _style(world: World, one: Any, text: str) -> tuple[int, int, tuple[str, ...]]:
    fine = isinstance(one, dict) and one.keys() == {"start", "len", "st"}
    if not fine or not all(isinstance(code, str) and STYLES.fullmatch(code) for code in one["st"]):
        _wrong(world, 400, f"a style {one!r}")
    if not (one["start"] >= 0 and one["len"] > 0 and one["start"] + one["len"] <= size(text)):
        _wrong(world, 400, f"a style beyond its text: {one!r}")
    return one["start"], one["len"], tuple(one["st"])


def _wrong(world: World, code: int, what: str) -> None:
    world.violations.append(what)
    raise Refusal(code, what)
