"""A database full of members in the middle of their reviews, and what each of them taps next."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from flows import access, answers
from flows.answers import Answer, Answers
from locales import checklists
from locales.checklists import Sign
from storage import engines, schema, tables
from storage.encryption import Keyring, new_id

MASTER = bytes(range(32))
CHECKLIST = "nq04_2016"
CYCLE = 1
CELL = 50
"""Members of one cell."""
BATCH = 2000
BOT = "telegram:42"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a crowd lives: its database, its key store."""

    url: str
    keys_url: str

    def open(self, pool_size: int = 4) -> tuple[Engine, Keyring]:
        """Both, as the bot opens them; no key is cached."""
        keyring = Keyring(MASTER, engines.open_key_store(self.keys_url))
        return engines.open_engine(self.url, pool_size=pool_size), keyring

    @property
    def environment(self) -> dict[str, str]:
        """The settings by which `tusoi` finds it."""
        return {
            "TUSOI_DATABASE_URL": self.url,
            "TUSOI_KEYS_URL": self.keys_url,
            "TUSOI_MASTER_KEY": base64.b64encode(MASTER).decode(),
        }


def on_sqlite(folder: Path) -> Place:
    """A database on disk."""
    return Place(f"sqlite:///{folder}/content.db", f"sqlite:///{folder}/keys.db")


def address(number: int) -> str:
    """The chat of a member."""
    return str(10_000_000 + number)


def script(number: int) -> Iterator[str]:
    """What a member taps, from where he stands: mostly "none", now and then a mark and then on."""
    signs = _signs()
    for place, sign in enumerate(signs[_done(number) :], number):
        marked = place % 6 == 5
        if sign.in_person:
            yield f"rate:{CYCLE}:{sign.id}:{'y' if marked else '0'}"
            continue
        yield f"rate:{CYCLE}:{sign.id}:{1 + place % 2 if marked else 0}"
        if marked:
            yield f"next:{CYCLE}"


def _signs() -> Sequence[Sign]:
    return checklists.load(CHECKLIST).signs_for(())


def _done(number: int) -> int:
    """How many signs a member has answered already: the crowd is not all at the same card."""
    return number * 7 % 20


def _answers(number: int) -> dict[str, Any]:
    given = {sign.id: Answer("0") for sign in _signs()[: _done(number)]}
    return answers.dump(Answers(given, way="sign"))


def fill(place: Place, members: int) -> None:
    """Make the database and its members: joined, agreed, their review begun."""
    engine, keyring = place.open()
    try:
        now = datetime.now(UTC)
        schema.initialise(engine, keyring.store, keyring, False, now)
        with engine.begin() as connection:
            _insert(connection, "unit", _units(members, now))
            _insert(connection, "cycle", [_cycle(now)])
        for start in range(0, members, BATCH):
            numbers = range(start, min(start + BATCH, members))
            with engine.begin() as connection:
                for table, rows in _rows(keyring, numbers, now).items():
                    _insert(connection, table, rows)
        _analyse(engine)
    finally:
        engine.dispose()
        keyring.store.dispose()


def _analyse(engine: Engine) -> None:
    """Give PostgreSQL what it would know of tables that grew slowly."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _insert(connection: sa.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    connection.execute(sa.insert(tables.metadata.tables[table]), rows)


def _units(members: int, now: datetime) -> list[dict[str, Any]]:
    top = {"id": 1, "code": "DU", "name": "Đảng uỷ", "kind": "residential", "parent_id": None}
    cells = [
        {"id": 2 + n, "code": f"CB{n}", "name": f"Chi bộ {n}", "kind": "residential", "parent_id": 1}
        for n in range(-(-members // CELL))
    ]
    spare = [{**top, "id": 2 + len(cells) + n, "code": f"MOI{n}", "parent_id": 1} for n in range(3)]
    return [{**unit, "created_at": now} for unit in (top, *cells, *spare)]


def _cycle(now: datetime) -> dict[str, Any]:
    opened = now - timedelta(days=1)
    return {
        "id": CYCLE,
        "unit_id": 1,
        "checklist": CHECKLIST,
        "version": "1",
        "opens_at": opened,
        "closes_at": opened + timedelta(days=14),
        "frozen_at": opened,
    }


def _rows(keyring: Keyring, numbers: range, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, in the order of their references."""
    owners = [(number, new_id(), new_id(), new_id()) for number in numbers]
    keyring.create_all([owner for _, *own in owners for owner in own])
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("member", "vault", "participant", "account", "consent", "review")
    }
    for number, member, vault, review in owners:
        cell, chat = 2 + number // CELL, address(number)
        profile = keyring.encrypt(member, "member.profile", [f"Nguyễn Văn {number}", "Đảng viên", ""])
        standing = {"standing": "official", "created_at": now}
        rows["member"].append({"id": member, "unit_id": cell, "profile": profile, **standing})
        recovery = {"recovery_salt": "0" * 16, "recovery_hash": "0" * 64, "created_at": now}
        rows["vault"].append({"id": vault, "member_id": member, **recovery})
        rows["participant"].append({"cycle_id": CYCLE, "member_id": member, "cell_id": cell})
        rows["account"].append(_account(keyring, vault, chat, now))
        rows["consent"] += [
            {"vault_id": vault, "purpose": name, "version": version, "channel": "telegram", "given_at": now}
            for name, version in access.CONSENTS.items()
            if name in ("review", "platform-telegram")
        ]
        sealed = keyring.encrypt(review, "review.answers", _answers(number))
        begun = {"answers": sealed, "keep_copy": False, "started_at": now}
        rows["review"].append({"id": review, "cycle_id": CYCLE, "vault_id": vault, **begun})
    return rows


def _account(keyring: Keyring, vault: int, chat: str, now: datetime) -> dict[str, Any]:
    return {
        "bot": BOT,
        "address_index": keyring.index("address", f"{BOT}\0{chat}"),
        "address": keyring.encrypt(vault, "account.address", chat),
        "vault_id": vault,
        "language": "vi",
        "state": keyring.encrypt(vault, "account.state", ["review", "", [], False]),
        "created_at": now,
    }


class Taps:
    """Who taps what next: each lane has members of its own, one after the other until his review is done."""

    def __init__(self, numbers: range, lanes: int) -> None:
        self._lanes = [self._lane(numbers[lane::lanes]) for lane in range(lanes)]

    def next(self, lane: int) -> tuple[str, str]:
        """Chat and choice."""
        return next(self._lanes[lane])

    def _lane(self, numbers: range) -> Iterator[tuple[str, str]]:
        """Six members side by side, so that neighbouring taps are of different ones."""
        waiting = iter(numbers)
        at_it = [(number, script(number)) for number in islice(waiting, 6)]
        while at_it:
            number, taps = at_it.pop(0)
            choice = next(taps, None)
            if choice is not None:
                yield address(number), choice
                at_it.append((number, taps))
                continue
            at_it += [(fresh, script(fresh)) for fresh in islice(waiting, 1)]
        raise RuntimeError("everybody has finished his review: make the crowd larger")
