"""Is it a picture Telegram would take, and how large: enough of PNG and JPEG to refuse what it refuses.

https://core.telegram.org/bots/api#sendphoto: width and height together at most 10,000, ratio at most 20.
"""

import struct

from .telegram_params import bad

_PNG = b"\x89PNG\r\n\x1a\n"
# JPEG frame headers carry the size; C4, C8 and CC in that range are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size(data: bytes) -> tuple[int, int]:
    """Width and height, or the refusal."""
    found = _png_size(data) or _jpeg_size(data)
    if found is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = found
    if not (width and height) or width + height > 10_000 or max(found) > 20 * min(found):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _png_size(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
