"""Which parameters the simulated methods take, and how a request is read into them.

The real server ignores parameters it does not know and guesses at wrong types. This one refuses both, so that
a misspelt name is a failing test and not a button that silently never appears. Names and types:
https://core.telegram.org/bots/api#available-methods, ways of making requests:
https://core.telegram.org/bots/api#making-requests.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import BodyPartReader, web

Params = dict[str, Any]

_SENDING = (
    "chat_id:chat disable_notification:bool protect_content:bool reply_markup:object reply_parameters:object "
    "message_thread_id:unsimulated business_connection_id:unsimulated direct_messages_topic_id:unsimulated "
    "allow_paid_broadcast:unsimulated message_effect_id:unsimulated suggested_post_parameters:unsimulated "
)
_CAPTION = "caption:str parse_mode:str caption_entities:list "
_EDITING = (
    "chat_id:chat message_id:int reply_markup:object business_connection_id:unsimulated "
    "inline_message_id:unsimulated "
)
_LANGUAGE = "scope:object language_code:str "


def _spec(text: str) -> dict[str, str]:
    return dict(word.split(":", 1) for word in text.split())


METHODS: dict[str, dict[str, str]] = {
    "getMe": {},
    "getUpdates": _spec("offset:int limit:int timeout:int allowed_updates:list"),
    "setWebhook": _spec(
        "url:str max_connections:int allowed_updates:list drop_pending_updates:bool secret_token:str "
        "certificate:unsimulated ip_address:unsimulated"
    ),
    "deleteWebhook": _spec("drop_pending_updates:bool"),
    "getWebhookInfo": {},
    "sendMessage": _spec(_SENDING + "text:str parse_mode:str entities:list link_preview_options:object"),
    "editMessageText": _spec(_EDITING + "text:str parse_mode:str entities:list link_preview_options:object"),
    "editMessageReplyMarkup": _spec(_EDITING),
    "deleteMessage": _spec("chat_id:chat message_id:int"),
    "answerCallbackQuery": _spec("callback_query_id:str text:str show_alert:bool url:str cache_time:int"),
    "sendDocument": _spec(
        _SENDING + _CAPTION + "document:file thumbnail:file disable_content_type_detection:bool"
    ),
    "sendPhoto": _spec(_SENDING + _CAPTION + "photo:file show_caption_above_media:bool has_spoiler:bool"),
    "sendChatAction": _spec(
        "chat_id:chat action:str message_thread_id:unsimulated business_connection_id:unsimulated"
    ),
    "getFile": _spec("file_id:str"),
    "setMyCommands": _spec("commands:list " + _LANGUAGE),
    "getMyCommands": _spec(_LANGUAGE),
    "deleteMyCommands": _spec(_LANGUAGE),
    "setMyDescription": _spec("description:str language_code:str"),
    "getMyDescription": _spec("language_code:str"),
    "setMyShortDescription": _spec("short_description:str language_code:str"),
    "getMyShortDescription": _spec("language_code:str"),
}
# The real server does not mind the case of a method's name.
METHOD_NAMES = {name.lower(): name for name in METHODS}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(eq=False)
class ApiError(Exception):
    """A refusal, in the real server's number and words."""

    code: int
    description: str
    retry_after: int | None = None

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad(what: str) -> ApiError:
    """400 Bad Request."""
    return ApiError(400, f"Bad Request: {what}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a multipart body."""

    name: str
    data: bytes
    content_type: str


async def read(request: web.BaseRequest) -> tuple[Params, dict[str, Upload]]:
    """Everything a request says, query and body together, before types are looked at."""
    params: Params = {}
    query = urlsplit(request.raw_path).query
    if query:
        params.update(parse_qsl(query, keep_blank_values=True))
    if request.method == "GET" or not request.body_exists:
        return params, {}
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request, params)
    body = await request.read()
    if kind == "application/json":
        params.update(_read_json(body))
    elif kind == "application/x-www-form-urlencoded":
        params.update(_read_form(body))
    elif body:
        raise bad("unsupported content type")
    return params, {}


def _read_json(body: bytes) -> Params:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise bad("can't parse JSON object") from error
    if not isinstance(found, dict):
        raise bad("object expected as a request body")
    return found


def _read_form(body: bytes) -> Params:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError as error:
        raise bad("strings must be encoded in UTF-8") from error


async def _read_multipart(request: web.BaseRequest, params: Params) -> tuple[Params, dict[str, Upload]]:
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad("can't parse multipart body")
        data = bytes(await part.read())
        if part.filename is not None:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, data, kind)
        else:
            params[part.name] = _decode(data)
    return params, files


def _decode(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise bad("strings must be encoded in UTF-8") from error


def convert(method: str, raw: Params, files: dict[str, Upload]) -> tuple[Params, list[str]]:
    """Typed parameters, and what is wrong with the request (nothing, if the client is right)."""
    known = METHODS[method]
    params: Params = {}
    wrong: list[str] = []
    for name, value in raw.items():
        kind = known.get(name)
        if kind is None:
            wrong.append(f'{method}: unknown parameter "{name}"')
        elif kind == "unsimulated":
            wrong.append(f'{method}: the test server does not simulate "{name}"')
        else:
            try:
                params[name] = _typed(kind, value)
            except (ValueError, TypeError, KeyError):
                wrong.append(f'{method}: parameter "{name}" must be of type {kind}, got {value!r:.200}')
    strays = _strays(known, raw, files)
    return params, wrong + [f'{method}: file "{name}" belongs to no parameter' for name in strays]


def _strays(known: dict[str, str], raw: Params, files: dict[str, Upload]) -> list[str]:
    """Uploads that nothing in the request refers to."""
    attached = {value.removeprefix("attach://") for value in raw.values() if isinstance(value, str)}
    return [name for name in files if name not in attached and known.get(name) != "file"]


def _typed(kind: str, value: object) -> object:
    if kind == "str":
        return _expect(value, str)
    if kind == "file":
        return _expect(value, str)
    if kind == "int" or kind == "chat":
        return _integer(value, "@" if kind == "chat" else None)
    if kind == "bool":
        return value if isinstance(value, bool) else _BOOLEANS[str(_expect(value, str)).lower()]
    found = json.loads(value) if isinstance(value, str) else value
    return _expect(found, dict if kind == "object" else list)


def _integer(value: object, name_mark: str | None) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(_expect(value, str))
    if name_mark and text.startswith(name_mark):
        return text
    if not text.isascii():
        raise ValueError(text)
    return int(text)


def _expect(value: object, kind: type) -> object:
    if not isinstance(value, kind):
        raise TypeError(value)
    return value
