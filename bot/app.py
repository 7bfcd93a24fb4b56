"""Wiring: from settings to a running bot, and down again without losing a thing."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot import documents, zalo_settings
from bot import settings as settings_
from bot.channels import telegram as telegram_channel
from bot.channels import web as web_channel
from bot.channels import zalo_bot as zalo_channel
from bot.channels.telegram import Telegram
from bot.channels.web import Web
from bot.channels.zalo_bot import ZaloBot
from bot.database import Database
from bot.delivery import Delivery
from bot.file_links import Links
from bot.jobs import Jobs
from bot.polling import Poller
from bot.post import Channel
from bot.pushes import Pusher
from bot.receiving import Receiver
from bot.refresh import Refresher
from bot.settings import Settings
from bot.turn import Turns, describe
from bot.web import Site
from bot.zalo_polling import ZaloPoller
from bot.zalo_webhook import ZaloWebhook
from flows import demo as demo_flow
from handlers.routers import create_dispatcher
from storage import erasure, schema
from storage.encryption import Keyring
from storage.engines import open_engine, open_key_store

log = logging.getLogger("tusoi")
CHANNELS = {
    "web": web_channel.CAPABILITIES,
    "telegram": telegram_channel.CAPABILITIES,
    "zalo": zalo_channel.CAPABILITIES,
}
QUIET = ("aiogram", "aiohttp.access", "alembic", "sqlalchemy")
"""Loggers that would write addresses, tokens or statements with their values."""


def run(settings: Settings, demo: bool) -> None:
    """Run until a signal says stop."""
    _log_discreetly(settings.log_level)
    well = False
    with contextlib.suppress(KeyboardInterrupt):
        well = asyncio.run(_main(settings, demo))
    if not well:
        raise SystemExit(1)


class Discreet(logging.Formatter):
    """Tracebacks without messages and values: those may be personal."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return describe(ei[1])


def _log_discreetly(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL if name == "aiogram" else logging.ERROR)


def _note_fault(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody awaited: asyncio's own handler would print the exception's message."""
    fault = context.get("exception")
    log.error("%s: %s", context["message"], describe(fault) if fault else "")


def open_database(settings: Settings, demo: bool) -> Database:
    """The database of these settings, checked: a current schema, the right master key, no key missing."""
    engine = open_engine(settings.database_url, pool_size=6)
    keyring = Keyring(settings_.master_key(settings, create=demo), open_key_store(settings.keys_url))
    try:
        if demo and schema.revision_of(engine) is None:
            schema.initialise(engine, keyring.store, keyring, True, datetime.now(UTC))
        elif demo and not schema.is_current(engine):
            schema.migrate(engine)  # nothing in it is real: no backup, no question
        schema.check(engine, keyring.store, keyring)
    except BaseException:
        engine.dispose()
        keyring.store.dispose()
        raise
    home = settings.public_url or (settings_.local_url(settings) if demo and settings.web_port else "")
    database = Database(
        engine,
        keyring,
        public_url=home,
        telegram_name=settings_.telegram_name(settings),
        checklists=settings.checklists,
        timezone=settings.timezone,
        push=settings_.push_hosts(settings),
        zalo_counts_both=settings.zalo_counts_both,
        bot_units={f"zalo:{bot.number}": bot.units for bot in zalo_settings.bots(settings)},
    )
    database.run_now(erasure.sweep)
    if demo:
        database.run_now(lambda session: demo_flow.prepare(session, datetime.now(UTC)))
    return database


@dataclass(slots=True)
class App:
    """The parts that run side by side."""

    database: Database
    turns: Turns
    web: Web
    site: Site
    telegram: Telegram | None
    poller: Poller | None
    zalo: list[ZaloPoller | ZaloWebhook]
    delivery: Delivery
    refresher: Refresher
    pusher: Pusher
    jobs: Jobs


def create(settings: Settings, demo: bool) -> App:
    """Everything wired together, nothing started."""
    database = open_database(settings, demo)
    secure = (settings.public_url or "").startswith("https://")
    can = {**CHANNELS, "zalo": zalo_channel.LINKED} if secure else CHANNELS
    turns = Turns(database, create_dispatcher(), can, timezone=settings.timezone)
    links = Links(turns) if secure else None
    page = Web()
    channels: dict[str, Channel] = {page.name: page}
    telegram = poller = None
    if settings.telegram_token and not demo:
        telegram = Telegram(
            settings.telegram_token.get_secret_value(), settings.telegram_api_base, settings.telegram_rate
        )
        poller = Poller(telegram, turns)
        channels[telegram.name] = telegram
    zalo = _zalo(settings, turns, links) if not demo else []
    channels |= {one.zalo.name: one.zalo for one in zalo}
    return App(
        database=database,
        turns=turns,
        web=page,
        site=Site(page, turns, secure=secure, playing=demo),
        telegram=telegram,
        poller=poller,
        zalo=zalo,
        delivery=Delivery(database, turns, channels),
        refresher=Refresher(turns, {page.name: page, **({telegram.name: telegram} if telegram else {})}),
        pusher=Pusher(database, turns.clock),
        jobs=Jobs(
            database,
            turns.clock,
            None if demo else settings.backup_dir,
            playing=demo,
            timezone=settings.timezone,
        ),
    )


def _zalo(settings: Settings, turns: Turns, links: Links | None) -> list[ZaloPoller | ZaloWebhook]:
    """The bots on Zalo, each asking for what came, or told of it."""
    found: list[ZaloPoller | ZaloWebhook] = []
    for one in zalo_settings.bots(settings):
        bot = ZaloBot(one.token, settings.zalo_bot_api_base, links)
        receiver = Receiver(bot, turns, zalo_settings.photo_hosts(settings))
        if settings.zalo_webhook:
            found.append(ZaloWebhook(bot, receiver, settings.public_url or "", turns.database.keyring))
        else:
            found.append(ZaloPoller(bot, receiver))
    return found


def spare_the_collector() -> None:
    """What is loaded by now stays: looking through it again would stop all taps for 0.2 s each time."""
    gc.collect()
    gc.freeze()


async def _main(settings: Settings, demo: bool) -> bool:
    """Run the parts until a signal comes, or one of them gives up; whether it was a signal."""
    asyncio.get_running_loop().set_exception_handler(_note_fault)
    app = create(settings, demo)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    served = app.site.app()
    for one in app.zalo:
        if isinstance(one, ZaloWebhook):
            one.add_to(served.router)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.web_host, settings.web_port).start()
    except OSError as error:
        where = f"{settings.web_host}:{settings.web_port}"
        raise settings_.SettingsError(
            f"TUSOI_WEB_PORT: {where} cannot be listened on ({error.strerror}). Choose another port."
        ) from None
    log.info("web chat: http://%s:%s", settings.web_host, settings.web_port)
    works: list[Coroutine[Any, Any, None]] = [app.delivery.run(), app.refresher.run(), app.jobs.run()]
    if app.database.info.get("push"):
        works.append(app.pusher.run())
    if app.poller:
        works.append(app.poller.run())
        log.info("Telegram: polling")
    for zalo in app.zalo:
        works.append(zalo.run())
        log.info("Zalo: %s for %s", "webhook" if settings.zalo_webhook else "polling", zalo.zalo.name)
    spare_the_collector()
    tasks = [asyncio.create_task(work) for work in works]
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
    if app.poller:
        await app.poller.stop()
    await asyncio.gather(*(zalo.stop() for zalo in app.zalo))
    for task in tasks:
        task.cancel()
    for fault in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(fault, Exception):
            log.error("gave up: %s", describe(fault))
    await runner.cleanup()
    if app.telegram:
        await app.telegram.close()
    for zalo in app.zalo:
        await zalo.zalo.close()
    await documents.close()
    app.database.close()
    log.info("stopped")
    return stop.is_set()
