"""Methods about messages and taps: sending, editing, deleting, answering.

Each is a plain function `(world, params, files) -> result` that raises `ApiError` in the real server's words
(https://core.telegram.org/bots/api#available-methods; the texts of errors are not documented there, they
are what bots see).
"""

import time
from typing import Any

from . import telegram_html as html
from . import telegram_keyboards as keyboards
from . import telegram_pictures as pictures
from .telegram_chats import Chat, File, Json, Message
from .telegram_params import ApiError, Params, Upload, bad
from .telegram_world import Callback, World

Files = dict[str, Upload]

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ANSWER = 200
DELETED_WITHIN = 48 * 3600
"""https://core.telegram.org/bots/api#deletemessage; a bot edits its own messages at any time."""
MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
MAX_PHOTO_BYTES = 10 * 1024 * 1024
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
_OPTIONS = ("disable_notification", "protect_content", "link_preview_options", "show_caption_above_media")


def find_chat(world: World, params: Params) -> Chat:
    """The chat a call is about, if the bot may write there."""
    chat_id = params.get("chat_id")
    if chat_id is None:
        raise bad("chat_id is empty")
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise bad("chat not found")
    if chat.deactivated:
        raise ApiError(403, "Forbidden: user is deactivated")
    if chat.blocked:
        blocked = (
            "bot was blocked by the user" if chat.id > 0 else f"bot was kicked from the {chat.kind} chat"
        )
        raise ApiError(403, f"Forbidden: {blocked}")
    if not chat.started:
        if chat.id > 0:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        raise bad("chat not found")
    return chat


def read_text(params: Params, name: str, entities: str, most: int) -> tuple[str, list[html.Entity]]:
    """The words of a message after parsing and trimming, not longer than allowed."""
    text, marks = _parse(params, name, entities)
    text, marks = html.trim(text, marks)
    if html.utf16_length(text) > most:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return text, marks


def _parse(params: Params, name: str, entities: str) -> tuple[str, list[html.Entity]]:
    text, mode = params.get(name, ""), params.get("parse_mode", "")
    if mode.lower() == "html":
        try:
            return html.parse(text)
        except html.HtmlError as error:
            raise bad(f"can't parse entities: {error}") from error
    if mode.lower() in {"markdown", "markdownv2"}:
        raise bad("the test server does not simulate Markdown")
    if mode:
        raise bad("unsupported parse_mode")
    marks = params.get(entities, [])
    size = html.utf16_length(text)
    for mark in marks:
        if not isinstance(mark, dict) or not {"type", "offset", "length"} <= set(mark):
            raise bad("can't parse MessageEntity: Can't find required fields")
        if not (mark["offset"] >= 0 and mark["length"] > 0 and mark["offset"] + mark["length"] <= size):
            raise bad("entity is out of the text")
    return text, marks


def _reply_to(chat: Chat, params: Params) -> int | None:
    about = params.get("reply_parameters")
    if not about:
        return None
    number = about.get("message_id")
    if not isinstance(number, int):
        raise bad("can't parse reply parameters: message_id is expected")
    original = chat.by_id.get(number)
    if original is None or original.deleted:
        if about.get("allow_sending_without_reply") is True:
            return None
        raise bad("message to be replied not found")
    return number


def _deliver(world: World, chat: Chat, params: Params, **content: Any) -> Json:
    keyboard, reply_to = keyboards.checked(params.get("reply_markup")), _reply_to(chat, params)
    _count(world, chat)
    options = {name: params[name] for name in _OPTIONS if name in params}
    message = world.new_message(
        chat, world.me_brief, keyboard=keyboard, options=options, reply_to=reply_to, **content
    )
    chat.action = None
    chat.changed(message)
    return message.json()


def _count(world: World, chat: Chat) -> None:
    if world.rate_limits is not None:
        world.rate_limits.check(chat.id)


def send_message(world: World, params: Params, files: Files) -> Json:
    chat = find_chat(world, params)
    text, entities = read_text(params, "text", "entities", MAX_TEXT)
    if not text:
        raise bad("message text is empty")
    return _deliver(world, chat, params, text=text, entities=entities)


def send_document(world: World, params: Params, files: Files) -> Json:
    chat = find_chat(world, params)
    text, entities = read_text(params, "caption", "caption_entities", MAX_CAPTION)
    found = _uploaded(world, params, files, "document", MAX_DOCUMENT_BYTES)
    file = found if isinstance(found, File) else world.keep_file(found, "document")
    return _deliver(world, chat, params, text=text, entities=entities, file=file)


def send_photo(world: World, params: Params, files: Files) -> Json:
    chat = find_chat(world, params)
    text, entities = read_text(params, "caption", "caption_entities", MAX_CAPTION)
    found = _uploaded(world, params, files, "photo", MAX_PHOTO_BYTES)
    if isinstance(found, Upload):
        found = world.keep_file(found, "photo", *pictures.size(found.data))
    return _deliver(world, chat, params, text=text, entities=entities, file=found)


def _uploaded(world: World, params: Params, files: Files, kind: str, most: int) -> Upload | File:
    """https://core.telegram.org/bots/api#sending-files: uploaded now, or known by its file_id."""
    name = params.get(kind)
    if name is not None and not name.startswith("attach://"):
        known = world.files.get(name)
        if known is None or known.kind != kind:
            raise bad("wrong remote file identifier specified: Wrong string length")
        return known
    upload = files.get(name.removeprefix("attach://") if name else kind)
    if upload is None:
        raise bad(f"there is no {kind} in the request")
    if not upload.data:
        raise bad("file must be non-empty")
    if len(upload.data) > most:
        raise ApiError(413, "Request Entity Too Large")
    return upload


def _find_own(world: World, params: Params) -> Message:
    """The message to edit, if it is the bot's and still there."""
    chat = find_chat(world, params)
    if "message_id" not in params:
        raise bad("message identifier is not specified")
    message = chat.by_id.get(params["message_id"])
    if message is None or message.deleted:
        raise bad("message to edit not found")
    if not message.from_bot or message.inaccessible:
        raise bad("message can't be edited")
    return message


def edit_message_text(world: World, params: Params, files: Files) -> Json:
    message = _find_own(world, params)
    text, entities = read_text(params, "text", "entities", MAX_TEXT)
    if not text:
        raise bad("message text is empty")
    if message.file is not None:
        raise bad("there is no text in the message to edit")
    return _edit(world, message, text, entities, keyboards.checked(params.get("reply_markup")))


def edit_message_reply_markup(world: World, params: Params, files: Files) -> Json:
    message = _find_own(world, params)
    keyboard = keyboards.checked(params.get("reply_markup"))
    return _edit(world, message, message.text, message.entities, keyboard)


def _edit(
    world: World, message: Message, text: str, entities: list[html.Entity], keyboard: list[list[Json]]
) -> Json:
    if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise bad(NOT_MODIFIED)
    _count(world, message.chat)
    message.text, message.entities, message.keyboard = text, entities, keyboard
    message.edited += 1
    message.chat.changed(message)
    return message.json()


def delete_message(world: World, params: Params, files: Files) -> bool:
    chat = find_chat(world, params)
    message = chat.by_id.get(params.get("message_id", 0))
    if message is None or message.deleted:
        raise bad("message to delete not found")
    old = message.date < time.time() - DELETED_WITHIN
    if message.inaccessible or old or (chat.id < 0 and not message.from_bot):
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    chat.changed(None)
    return True


def answer_callback_query(world: World, params: Params, files: Files) -> bool:
    text = params.get("text", "")
    if html.utf16_length(text) > MAX_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    callback = world.callbacks.get(params.get("callback_query_id", ""))
    if callback is None or callback.answered_at is not None or _too_old(world, callback):
        raise bad("query is too old and response timeout expired or query ID is invalid")
    callback.answered_at = time.monotonic()
    callback.text, callback.alert = text, params.get("show_alert", False)
    callback.chat.stir()
    return True


def _too_old(world: World, callback: Callback) -> bool:
    return time.monotonic() - callback.asked_at > world.callback_lifetime


def send_chat_action(world: World, params: Params, files: Files) -> bool:
    chat = find_chat(world, params)
    if params.get("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat.action = params["action"]
    return True
