"""Methods about the bot itself (commands, descriptions, files, webhook), and the table of all methods."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import telegram_messages as messages
from .telegram_chats import Json
from .telegram_params import Params, Upload, bad
from .telegram_updates import KINDS
from .telegram_webhook import Webhook
from .telegram_world import World

Files = dict[str, Upload]
Method = Callable[[World, Params, Files], Any]

MAX_COMMANDS = 100
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
SCOPES = {
    *("default", "all_private_chats", "all_group_chats", "all_chat_administrators"),
    *("chat", "chat_administrators", "chat_member"),
}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def get_me(world: World, params: Params, files: Files) -> Json:
    return world.me


def set_my_commands(world: World, params: Params, files: Files) -> bool:
    commands = params.get("commands", [])
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict) or set(command) != {"command", "description"}:
            raise bad("can't parse BotCommand: fields command and description are expected")
        # People write "/start" here; the real server takes the slash away too.
        if not _COMMAND.fullmatch(str(command["command"]).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command["description"]).strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_audience(params)] = [
        {**command, "command": command["command"].removeprefix("/")} for command in commands
    ]
    return True


def get_my_commands(world: World, params: Params, files: Files) -> list[Json]:
    return world.commands.get(_audience(params), [])


def delete_my_commands(world: World, params: Params, files: Files) -> bool:
    world.commands.pop(_audience(params), None)
    return True


def _audience(params: Params) -> tuple[str, str]:
    scope = params.get("scope") or {"type": "default"}
    if scope.get("type") not in SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    return ":".join(str(part) for part in scope.values()), _language(params)


def _language(params: Params) -> str:
    language: str = params.get("language_code", "")
    if not _LANGUAGE.fullmatch(language):
        raise bad("LANG_CODE_INVALID")
    return language


def _describe(name: str, most: int) -> tuple[Method, Method]:
    """The pair of methods for one of the bot's two descriptions."""

    def write(world: World, params: Params, files: Files) -> bool:
        text = params.get(name, "").strip()
        if len(text) > most:
            raise bad(f"{name.replace('_', ' ')} is too long")
        world.descriptions[name, _language(params)] = text
        return True

    def read(world: World, params: Params, files: Files) -> Json:
        return {name: world.descriptions.get((name, _language(params)), "")}

    return write, read


set_description, get_description = _describe("description", 512)
set_short_description, get_short_description = _describe("short_description", 120)


def get_file(world: World, params: Params, files: Files) -> Json:
    file = world.files.get(params.get("file_id", ""))
    if file is None:
        raise bad("invalid file_id")
    if file.size > MAX_DOWNLOAD_BYTES:
        raise bad("file is too big")
    path = f"{file.kind}s/{file.id}"
    if world.folder is not None:
        path = f"{world.folder}/{file.id}"
        Path(path).write_bytes(file.data)
    return {
        "file_id": file.id,
        "file_unique_id": f"u{file.id}",
        "file_size": file.size,
        "file_path": path,
    }


def check_kinds(params: Params) -> None:
    """The real server ignores kinds of updates it does not know; here they are a mistake."""
    for kind in params.get("allowed_updates", []):
        if kind not in KINDS:
            raise bad(f"unknown kind of update {kind!r}")


def set_webhook(world: World, params: Params, files: Files) -> bool:
    check_kinds(params)
    url = params.get("url", "")
    if not url:
        return delete_webhook(world, params, files)
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.get("secret_token", "")
    if secret and not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    most = params.get("max_connections", 40)
    if not 1 <= most <= 100:
        raise bad("max_connections must be between 1 and 100")
    world.updates.allow(params.get("allowed_updates"))
    _stop(world, params)
    world.updates.interrupt("Conflict: terminated by setWebhook request")
    world.webhook = Webhook(world.updates, url, secret, most, world.violations)
    return True


def delete_webhook(world: World, params: Params, files: Files) -> bool:
    _stop(world, params)
    return True


def _stop(world: World, params: Params) -> None:
    if world.webhook is not None:
        world.webhook.stop()
        world.webhook = None
    if params.get("drop_pending_updates"):
        world.updates.clear()


def get_webhook_info(world: World, params: Params, files: Files) -> Json:
    info: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if world.updates.allowed:
        info["allowed_updates"] = sorted(world.updates.allowed)
    return {**info, **world.webhook.info()} if world.webhook else info


TABLE: dict[str, Method] = {
    "getMe": get_me,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": messages.send_message,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "answerCallbackQuery": messages.answer_callback_query,
    "sendDocument": messages.send_document,
    "sendPhoto": messages.send_photo,
    "sendChatAction": messages.send_chat_action,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyDescription": set_description,
    "getMyDescription": get_description,
    "setMyShortDescription": set_short_description,
    "getMyShortDescription": get_short_description,
}
