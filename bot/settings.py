"""Settings: read from the environment (``TUSOI_…``) and ``.env``, checked before anything starts.

A wrong setting is answered with which one, why, and what to do; secrets never appear in a message or a repr.
"""

import base64
import binascii
import difflib
import os
import re
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot import zalo_settings

PREFIX = "TUSOI_"
PUSH_HOSTS = "fcm.googleapis.com, updates.push.services.mozilla.com, *.push.apple.com, *.notify.windows.com"
HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
REMEDIES = {
    "database_url": "Write sqlite:///data/tusoi.db or postgresql://user:password@host/name.",
    "keys_url": "Write sqlite:///data/keys.db, or a PostgreSQL database of its own.",
    "master_key": "Write 32 random bytes in base64 (`openssl rand -base64 32`), or leave it out: "
    "a key file is made on the first run.",
    "master_key_file": "Name a file that only the owner may read (`chmod 600 FILE`).",
    "telegram_token": "Copy the token that @BotFather shows, such as 123456:ABC-DEF.",
    "telegram_name": "Write the bot's name as members find it in Telegram, such as @tusoi_kp3_bot.",
    "telegram_api_base": "Write the address of the Bot API server, such as https://api.telegram.org.",
    "telegram_rate": "Write the messages a second, from 1 to 1000; without a contract of your own 29.",
    **zalo_settings.REMEDIES,
    "public_url": "Write the address at which members reach the web chat, such as https://tusoi.example.org.",
    "web_host": "Write the address to listen on, such as 127.0.0.1.",
    "web_port": "Write a port from 0 to 65535 (0: any free one).",
    "timezone": "Write the name of a time zone, such as Asia/Ho_Chi_Minh.",
    "log_level": f"Write one of {', '.join(LEVELS)}.",
    "checklists": "Name an existing folder with checklists, or leave it out.",
    "backup_dir": "Name a folder for the backups.",
    "push_hosts": "Name hosts, such as fcm.googleapis.com or *.push.apple.com, with commas between; or none.",
}


class SettingsError(Exception):
    """One or more settings are wrong: the message says which, why, and what to do, a line each."""


def _database(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        scheme = "postgresql+psycopg"
    if not separator or scheme not in ("sqlite", "postgresql+psycopg"):
        raise ValueError("it is neither an SQLite nor a PostgreSQL address")
    if scheme == "sqlite" and not rest.strip("/"):
        raise ValueError("it names no file")
    return f"{scheme}://{rest}"


def _master_key(value: SecretStr) -> SecretStr:
    parse_key(value.get_secret_value())
    return value


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[^\s:/]+", value.get_secret_value()):
        raise ValueError("it does not look like a token")
    return value


def _name(value: str) -> str:
    name = value.strip().removeprefix("https://t.me/").removeprefix("@")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,30}[A-Za-z0-9]", name):
        raise ValueError("it is not the name of a bot")
    return name


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it is not a plain http or https address")
    return url.rstrip("/")


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValueError("there is no such time zone") from None
    return name


def _level(value: Any) -> Any:
    level = value.upper() if isinstance(value, str) else value
    if level not in LEVELS:
        raise ValueError("there is no such level")
    return level


def _hosts(names: str) -> str:
    hosts = [name.strip().lower() for name in names.split(",") if name.strip()]
    if not hosts or not (hosts == ["none"] or all(map(HOST.fullmatch, hosts))):
        raise ValueError("these are no names of hosts")
    return ",".join(hosts)


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("there is no such folder")
    return path


class Settings(BaseSettings):
    """What the operator decided. `load` is the way to make one."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite:///data/tusoi.db", repr=False
    )
    keys_url: Annotated[str, AfterValidator(_database)] = Field(default="sqlite:///data/keys.db", repr=False)
    master_key: Annotated[SecretStr, AfterValidator(_master_key)] | None = None
    master_key_file: Path = Path("data/master.key")
    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    telegram_name: Annotated[str, AfterValidator(_name)] | None = None
    telegram_api_base: Annotated[str, AfterValidator(_address)] | None = None
    telegram_rate: int = Field(default=29, ge=1, le=1000)
    zalo_bots: Annotated[SecretStr, AfterValidator(zalo_settings.checked)] | None = None
    zalo_bot_api_base: Annotated[str, AfterValidator(_address)] | None = None
    zalo_counts_both: bool = True
    zalo_webhook: bool = False
    zalo_photo_hosts: Annotated[str, AfterValidator(_hosts)] = zalo_settings.PHOTO_HOSTS
    public_url: Annotated[str, AfterValidator(_address)] | None = None
    web_host: str = Field(default="127.0.0.1", min_length=1)
    web_port: int = Field(default=8000, ge=0, le=65535)
    timezone: Annotated[str, AfterValidator(_timezone)] = "Asia/Ho_Chi_Minh"
    log_level: Annotated[str, BeforeValidator(_level)] = "INFO"
    checklists: Annotated[Path, AfterValidator(_folder)] | None = None
    backup_dir: Path = Path("data/backups")
    push_hosts: Annotated[str, AfterValidator(_hosts)] = PUSH_HOSTS

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.database_url == self.keys_url:
            raise ValueError("keys_url")
        return self


def load() -> Settings:
    """The settings, or a SettingsError that names everything that is wrong at once."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(map(_sentence, error.errors(include_input=False)))) from None
    if settings.zalo_webhook and not (settings.public_url or "").startswith("https://"):
        raise SettingsError(
            f"{PREFIX}ZALO_WEBHOOK: Zalo calls an https address only. Set {PREFIX}PUBLIC_URL, or write false."
        )
    if settings.master_key is None and settings.master_key_file.exists():
        _read_key_file(settings.master_key_file)
    return settings


def for_demo(settings: Settings) -> Settings:
    """The same with databases and a master key of the demo's own, without a platform, on loopback only."""
    loopback = settings.web_host in ("127.0.0.1", "::1", "localhost")
    return settings.model_copy(
        update={
            "web_host": settings.web_host if loopback else "127.0.0.1",
            "public_url": None,
            "database_url": "sqlite:///data/demo.db",
            "keys_url": "sqlite:///data/demo-keys.db",
            "master_key": None,
            "master_key_file": Path("data/demo-master.key"),
            "telegram_token": None,
            "telegram_name": None,
            "zalo_bots": None,
            "zalo_webhook": False,
        }
    )


def push_hosts(settings: Settings) -> tuple[str, ...]:
    """The servers of browser makers that may be signalled; none where browsers do not allow it (no https)."""
    if settings.push_hosts == "none" or not (settings.public_url or "").startswith("https://"):
        return ()
    return tuple(_hosts(settings.push_hosts).split(","))


def telegram_name(settings: Settings) -> str:
    """The name of the Telegram bot that runs here; empty where none does, or nobody wrote it down."""
    return settings.telegram_name or "" if settings.telegram_token else ""


def local_url(settings: Settings) -> str:
    """Where this machine itself reaches the web chat."""
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    return f"http://{host}:{settings.web_port}"


def master_key(settings: Settings, *, create: bool = False) -> bytes:
    """The master key's 32 bytes; a new key file is made when there is none and `create` allows it."""
    if settings.master_key is not None:
        return parse_key(settings.master_key.get_secret_value())
    file = settings.master_key_file
    if not file.exists():
        if not create:
            raise SettingsError(
                f"{PREFIX}MASTER_KEY_FILE: the key file {file} is missing. Bring back the file that belongs"
                " to this database; without it nothing can be read."
            )
        _write_key_file(file)
    return _read_key_file(file)


def parse_key(text: str) -> bytes:
    """The 32 bytes of a key in base64. The message of its ValueError shows nothing of it."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("it is not base64") from None
    if len(key) != 32:
        raise ValueError(f"it has {len(key)} bytes instead of 32")
    return key


def warnings(environment: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for every ``TUSOI_…`` variable that nobody reads, with the nearest name that exists."""
    from dotenv import dotenv_values

    given = set(os.environ if environment is None else environment) | set(dotenv_values(".env"))
    known = [name.upper() for name in Settings.model_fields]
    sentences = []
    for name in sorted(given):
        short = name.upper().removeprefix(PREFIX)
        if short != name.upper() and short not in known:
            near = difflib.get_close_matches(short, known, n=1)
            hint = f" Did you mean {PREFIX}{near[0]}?" if near else ""
            sentences.append(f"{name} is not a setting and is ignored.{hint}")
    return sentences


def _sentence(error: Any) -> str:
    name = str(error["loc"][0]) if error["loc"] else "keys_url"
    why = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        why = "the keys must not lie in the content's own database"
    return f"{PREFIX}{name.upper()}: {why[:1].lower()}{why[1:]}. {REMEDIES[name]}"


def _read_key_file(file: Path) -> bytes:
    name = f"{PREFIX}MASTER_KEY_FILE"
    try:
        mode = file.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SettingsError(f"{name}: others may read {file}. Run `chmod 600 {file}`.")
        return parse_key(file.read_text("ascii"))
    except OSError as error:
        raise SettingsError(
            f"{name}: {file} cannot be read ({error.strerror}). {REMEDIES['master_key_file']}"
        ) from None
    except ValueError as error:
        raise SettingsError(
            f"{name}: {file} holds no master key: {error}. Bring the right file back."
        ) from None


def _write_key_file(file: Path) -> None:
    """Made whole beside its place and then linked in, so that two first runs agree on one key."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        file.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
