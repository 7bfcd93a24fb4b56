"""``tusoi doctor``: is everything in order?"""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import output, sessions

if TYPE_CHECKING:
    from bot.settings import Settings

COLUMNS = {"name": "What", "ok": "In order", "detail": "Detail"}
BACKUP_AGE = timedelta(days=2)
ROOM = 200_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


def doctor(
    zalo: Annotated[bool, typer.Option("--zalo", help="Try a Zalo bot, step by step.")] = False,
    as_json: output.Json = False,
) -> None:
    """Look whether settings, databases, keys, backups and the roster are in order. Changes nothing.

    With --zalo: ten checks with a real bot and your phone. Stop `tusoi run` first.
    """
    with output.refusals():
        found = sessions.settings()
        if zalo:
            _live(found, as_json)
            return
        findings = [*_around(found), *_databases(found)]
    output.rows([asdict(finding) for finding in findings], COLUMNS, as_json)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(output.REFUSED)


def _live(found: "Settings", as_json: bool) -> None:
    import asyncio

    from bot.commands import zalo_live
    from bot.commands.zalo_probe import Terminal

    results = asyncio.run(zalo_live.go(found, Terminal()))
    output.rows([asdict(result) for result in results], zalo_live.COLUMNS, as_json)


def _around(found: "Settings") -> Iterator[Finding]:
    yield Finding("settings", True, "complete")
    path = Path(found.database_url.removeprefix("sqlite:///"))
    if found.database_url.startswith("sqlite"):
        exposed = path.exists() and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
        yield Finding("privacy of the files", not exposed, f"run `chmod 600 {path}`" if exposed else "")
        there = path.parent if path.parent.exists() else Path()
        free = shutil.disk_usage(there).free
        yield Finding("free space", free > ROOM, f"{free // 1_000_000} MB")
    yield _newest_backup(found.backup_dir)
    if found.telegram_token is not None:
        missing = "missing: slips carry no code for Telegram; set TUSOI_TELEGRAM_NAME"
        yield Finding("name of the bot", found.telegram_name is not None, found.telegram_name or missing)
    local = found.public_url is None or found.public_url.startswith("https://")
    yield Finding("public address", local, found.public_url or "none: this machine only")


def _newest_backup(folder: Path) -> Finding:
    times = [file.stat().st_mtime for file in folder.glob("tusoi-*.zip")]
    if not times:
        return Finding("backup", False, f"there is none in {folder}: run `tusoi backup`")
    newest = datetime.fromtimestamp(max(times), UTC)
    return Finding("backup", sessions.clock() - newest < BACKUP_AGE, f"{newest:%Y-%m-%d %H:%M} UTC")


def _databases(found: "Settings") -> Iterator[Finding]:
    if not sessions.exists(found.database_url) or not sessions.exists(found.keys_url):
        yield Finding(
            "database", False, "there is none yet, or its key store is missing: run `tusoi migrate`"
        )
        return
    with sessions.opened(found, read_only=True) as databases:
        from storage import schema

        try:
            installation = schema.check(databases.engine, databases.store, databases.keyring)
        except schema.SchemaError as error:
            yield Finding("database", False, str(error))
            return
        yield Finding("database", True, "demo" if installation.demo else "real")
        with sessions.transaction(databases, keep=False) as work:
            yield from _content(work)


def _content(work: sessions.Work) -> Iterator[Finding]:
    from flows import health

    for finding in health.findings(work.session, work.now, work.settings.checklists):
        yield Finding(finding.name, finding.ok, finding.detail)
    yield from _zalo(work)


def _zalo(work: sessions.Work) -> Iterator[Finding]:
    """A line for each bot on Zalo; without one nothing of it is loaded."""
    from bot import zalo_settings

    bots = zalo_settings.bots(work.settings)
    if not bots:
        return
    from bot.channels.zalo_bot import CAPABILITIES
    from flows import bot_health
    from flows.bot_health import Plan

    zone, both = work.settings.timezone, work.settings.zalo_counts_both
    for bot in bots:
        plan = Plan(f"zalo:{bot.number}", bot.units, CAPABILITIES.monthly, both)
        finding = bot_health.finding(work.session, plan, work.now, zone)
        yield Finding(finding.name, finding.ok, finding.detail)
