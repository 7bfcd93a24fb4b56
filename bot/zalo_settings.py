"""The settings of bots on Zalo: which bots, with which units, and where pictures may come from."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import SecretStr

if TYPE_CHECKING:
    from bot.settings import Settings

PHOTO_HOSTS = "*.zdn.vn, *.zadn.vn"
TOKEN = re.compile(r"\d+:[^\s:/,]+")
UNIT = re.compile(r"[A-Z0-9-]{2,32}")
"""Shown where something is wrong with it, so nothing that may be a token passes for one."""
REMEDIES = {
    "zalo_bots": "Copy the token that Zalo Bot Creator sends, such as 12345689:abc-xyz; for several bots"
    " `12345689:abc-xyz CB1 CB2; 98765432:def-uvw CB3`: each with the codes of its units.",
    "zalo_bot_api_base": "Write the address of Zalo's Bot API, such as https://bot-api.zaloplatforms.com.",
    "zalo_webhook": "Write true or false.",
    "zalo_photo_hosts": "Name hosts, such as *.zdn.vn, with commas between; or none.",
    "zalo_counts_both": "Write true or false (`tusoi doctor --zalo` helps to see which).",
}


@dataclass(frozen=True, slots=True)
class ZaloBot:
    """A bot on Zalo, and the units whose members it serves; with none all of them."""

    token: str = field(repr=False)
    units: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """What tells bots apart; no secret."""
        return self.token.partition(":")[0]


def parse(text: str) -> list[ZaloBot]:
    """``TOKEN UNIT UNIT; TOKEN UNIT``. Raises ValueError, which shows nothing of it."""
    found = []
    for part in filter(None, map(str.strip, text.split(";"))):
        token, *names = part.split()
        codes = [name.upper() for name in names]
        if not TOKEN.fullmatch(token):
            raise ValueError("it does not look like a token")
        if not all(map(UNIT.fullmatch, codes)):
            raise ValueError("what follows a token is no code of a unit")
        found.append(ZaloBot(token, tuple(dict.fromkeys(codes))))
    return found


def checked(value: SecretStr) -> SecretStr:
    """Bots that can run side by side. Raises ValueError, which shows nothing of them."""
    found = parse(value.get_secret_value())
    numbers = [bot.number for bot in found]
    if not found or len(set(numbers)) < len(numbers):
        raise ValueError("no bot, or the same bot twice")
    if len(found) > 1 and not all(bot.units for bot in found):
        raise ValueError("of several bots each needs its units")
    return value


def bots(settings: "Settings") -> list[ZaloBot]:
    """The bots on Zalo that run here."""
    return parse(settings.zalo_bots.get_secret_value()) if settings.zalo_bots else []


def photo_hosts(settings: "Settings") -> tuple[str, ...]:
    """Where pictures that come over Zalo may be fetched from."""
    hosts = tuple(name.strip() for name in settings.zalo_photo_hosts.split(","))
    return () if hosts == ("none",) else hosts
