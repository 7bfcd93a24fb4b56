"""The way into the live checks: which bot, and is it left alone meanwhile?"""

import errno
from typing import TYPE_CHECKING

import aiohttp
import typer

from bot import zalo_settings
from bot.commands import output, zalo_checks
from bot.commands.zalo_checks import Patience, Result, Run
from bot.commands.zalo_probe import Operator, Wire, listening

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.zalo_settings import ZaloBot

COLUMNS = {"check": "Check", "result": "Result", "follows": "What follows"}
USUAL = Patience()


async def go(found: "Settings", operator: Operator, patience: Patience = USUAL) -> list[Result]:
    """Ask what must be asked, then check one bot."""
    bots = zalo_settings.bots(found)
    if not bots:
        output.fail("There is no bot on Zalo: set TUSOI_ZALO_BOTS (docs/zalo.md).")
    await _be_alone(found, operator)
    bot = await _chosen(bots, operator)
    operator.say(f"Checking bot {bot.number}. Only names of fields and lengths are shown.")
    async with aiohttp.ClientSession() as session:
        wire = Wire(session, bot.token, found.zalo_bot_api_base)
        run = Run(wire, operator, found.web_host, found.web_port, found.public_url, patience)
        return await zalo_checks.check_all(run)


async def _be_alone(found: "Settings", operator: Operator) -> None:
    """The platform gives each update out once: a bot that runs would take them away."""
    try:
        async with listening("", found.web_host, found.web_port):
            pass
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        output.fail(
            f"Something listens on {found.web_host}:{found.web_port}. Stop `tusoi run` first: Zalo gives each"
            " message out once, to the bot or to these checks."
        )
    operator.say("Whatever members write to the bot during these checks is lost.")
    if not await operator.agrees("Is `tusoi run` stopped on every machine, and shall the checks begin?"):
        raise typer.Exit(output.REFUSED)


async def _chosen(bots: "list[ZaloBot]", operator: Operator) -> "ZaloBot":
    """Of several bots the first that is agreed to."""
    for bot in bots if len(bots) > 1 else ():
        if await operator.agrees(f"Check bot {bot.number} ({', '.join(bot.units)})?"):
            return bot
    if len(bots) > 1:
        raise typer.Exit(output.REFUSED)
    return bots[0]
