"""Settings: every wrong one is named with why and what to do; secrets are shown nowhere."""

import base64
import re
import stat
from pathlib import Path

import pytest

from bot import settings
from bot.settings import REMEDIES, Settings, SettingsError

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, and none of the variables of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TUSOI_{name.upper()}", raising=False)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    """Set variables by their short names."""
    for name, value in values.items():
        monkeypatch.setenv(f"TUSOI_{name.upper()}", value)


def test_without_any_setting_everything_has_a_value() -> None:
    found = settings.load()
    assert found.database_url == "sqlite:///data/tusoi.db"
    assert found.keys_url == "sqlite:///data/keys.db"
    assert (found.web_host, found.web_port) == ("127.0.0.1", 8000)
    assert found.timezone == "Asia/Ho_Chi_Minh"
    assert (found.telegram_token, found.master_key, found.public_url) == (None, None, None)


def test_an_env_file_is_read_and_the_environment_goes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("TUSOI_WEB_PORT=9000\nTUSOI_LOG_LEVEL=debug\nTUSOI_TELEGRAM_TOKEN=\n")
    given(monkeypatch, log_level="warning")
    found = settings.load()
    assert (found.web_port, found.log_level, found.telegram_token) == (9000, "WARNING", None)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("database_url", "postgresql://a:b@host/name", "postgresql+psycopg://a:b@host/name"),
        ("database_url", "postgres://host/name", "postgresql+psycopg://host/name"),
        ("keys_url", "postgresql+psycopg://host/keys", "postgresql+psycopg://host/keys"),
        ("public_url", "https://tusoi.example.org/", "https://tusoi.example.org"),
        ("telegram_api_base", "http://127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("telegram_name", "@tusoi_kp3_bot", "tusoi_kp3_bot"),
        ("telegram_name", "https://t.me/tusoi_kp3_bot", "tusoi_kp3_bot"),
        ("web_port", "0", 0),
        ("web_port", "65535", 65535),
        ("push_hosts", "Push.test, *.push.test:8443", "push.test,*.push.test:8443"),
    ],
)
def test_what_is_kept(monkeypatch: pytest.MonkeyPatch, name: str, value: str, kept: object) -> None:
    given(monkeypatch, **{name: value})
    assert getattr(settings.load(), name) == kept


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("database_url", "mysql://host/name", "neither an SQLite nor a PostgreSQL address"),
        ("database_url", "data/tusoi.db", "neither an SQLite nor a PostgreSQL address"),
        ("database_url", "sqlite:///", "names no file"),
        ("keys_url", "sqlite:///data/tusoi.db", "must not lie in the content's own database"),
        ("master_key", "c2hvcnQ=", "5 bytes instead of 32"),
        ("master_key", "what?", "not base64"),
        ("telegram_token", "hello", "does not look like a token"),
        ("telegram_name", "Tự soi", "not the name of a bot"),
        ("telegram_name", "bot", "not the name of a bot"),
        ("telegram_api_base", "api.telegram.org", "not a plain http or https address"),
        ("public_url", "https://host/?x=1", "not a plain http or https address"),
        ("web_port", "65536", "less than or equal to 65535"),
        ("web_port", "http", "valid integer"),
        ("timezone", "Asia/Saigonn", "no such time zone"),
        ("timezone", "../../etc/passwd", "no such time zone"),
        ("log_level", "loud", "no such level"),
        ("push_hosts", "https://push.test", "no names of hosts"),
        ("push_hosts", "*", "no names of hosts"),
        ("push_hosts", ",", "no names of hosts"),
        ("push_hosts", "none, push.test", "no names of hosts"),
        ("checklists", "missing", "no such folder"),
    ],
)
def test_a_wrong_one_says_which_why_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    given(monkeypatch, **{name: value})
    with pytest.raises(SettingsError) as refused:
        settings.load()
    assert str(refused.value).startswith(f"TUSOI_{name.upper()}: ")
    assert why in str(refused.value)
    assert str(refused.value).endswith(REMEDIES[name])


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, web_port="x", timezone="Mars", log_level="loud")
    with pytest.raises(SettingsError) as refused:
        settings.load()
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [
        "TUSOI_WEB_PORT",
        "TUSOI_TIMEZONE",
        "TUSOI_LOG_LEVEL",
    ]


def test_every_setting_has_a_remedy() -> None:
    assert REMEDIES.keys() == Settings.model_fields.keys()


def test_secrets_are_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    token, password = "4711:SECRETTOKEN", "SECRETPASSWORD"
    given(monkeypatch, master_key=KEY, telegram_token=token, database_url=f"postgresql://a:{password}@h/n")
    shown = repr(settings.load()) + str(settings.load())
    assert not [secret for secret in (KEY, token, password) if secret in shown]
    given(monkeypatch, master_key=KEY[:-8], telegram_token="SECRET", database_url=f"oracle://{password}")
    with pytest.raises(SettingsError) as refused:
        settings.load()
    assert not [secret for secret in (KEY[:-8], "SECRET") if secret in str(refused.value)]
    assert refused.value.__cause__ is None


def test_unknown_variables_are_named_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("TUSOI_PUBLICURL=https://a.example\nOTHER=1\n")
    given(monkeypatch, databse_url="x", web_port="1", zzz="1")
    assert settings.warnings() == [
        "TUSOI_DATABSE_URL is not a setting and is ignored. Did you mean TUSOI_DATABASE_URL?",
        "TUSOI_PUBLICURL is not a setting and is ignored. Did you mean TUSOI_PUBLIC_URL?",
        "TUSOI_ZZZ is not a setting and is ignored.",
    ]


def test_a_key_file_is_made_once_and_only_when_it_may() -> None:
    found = settings.load()
    with pytest.raises(SettingsError, match="is missing"):
        settings.master_key(found)
    key = settings.master_key(found, create=True)
    assert len(key) == 32
    assert settings.master_key(settings.load(), create=True) == key
    assert stat.S_IMODE(found.master_key_file.stat().st_mode) == 0o600
    assert [file.name for file in found.master_key_file.parent.iterdir()] == ["master.key"]


def test_the_given_key_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, master_key=KEY)
    assert settings.master_key(settings.load(), create=True) == bytes(range(32))
    assert not Path("data").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_may_read_is_refused(mode: int) -> None:
    settings.master_key(settings.load(), create=True)
    Path("data/master.key").chmod(mode)
    with pytest.raises(SettingsError, match=r"chmod 600 data/master\.key"):
        settings.load()


def test_a_key_file_that_holds_no_key_is_refused() -> None:
    Path("data").mkdir()
    Path("data/master.key").write_text("hello")
    Path("data/master.key").chmod(0o600)
    with pytest.raises(SettingsError, match="holds no master key"):
        settings.load()


def test_a_folder_in_the_place_of_the_key_file_is_refused() -> None:
    Path("data/master.key").mkdir(parents=True, mode=0o700)
    with pytest.raises(SettingsError, match="cannot be read"):
        settings.load()


def test_the_demo_keeps_apart_and_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    given(
        monkeypatch,
        master_key=KEY,
        telegram_token="1:abc",
        telegram_name="tusoi_bot",
        web_host="0.0.0.0",
        web_port="8001",
        public_url="https://a.example",
    )
    assert settings.telegram_name(settings.load()) == "tusoi_bot"
    demo = settings.for_demo(settings.load())
    assert settings.telegram_name(demo) == ""
    assert settings.telegram_name(demo.model_copy(update={"telegram_name": "tusoi_bot"})) == "", "no bot"
    assert demo.database_url == "sqlite:///data/demo.db"
    assert demo.keys_url == "sqlite:///data/demo-keys.db"
    assert (demo.master_key, demo.telegram_token, demo.public_url) == (None, None, None)
    assert (demo.web_host, demo.web_port) == ("127.0.0.1", 8001)


def test_the_example_names_every_setting_with_a_comment_and_nothing_else() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
    entries = re.findall(r"^#(TUSOI_\w+)=(.*)$", example, re.MULTILINE)
    assert sorted(name for name, _ in entries) == sorted(
        f"TUSOI_{name.upper()}" for name in Settings.model_fields
    )
    for paragraph in example.strip().split("\n\n"):
        assert paragraph.startswith("# "), paragraph
    defaults = Settings.model_construct()
    for name, value in entries:
        default = getattr(defaults, name.removeprefix("TUSOI_").lower())
        assert value == ("" if default is None else str(default))


def test_browsers_are_told_only_over_https_and_by_the_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.push_hosts(settings.load()) == ()
    given(monkeypatch, public_url="http://192.168.1.5:8000")
    assert settings.push_hosts(settings.load()) == ()
    given(monkeypatch, public_url="https://tusoi.example.org")
    assert "fcm.googleapis.com" in settings.push_hosts(settings.load())
    assert settings.push_hosts(settings.for_demo(settings.load())) == ()
    given(monkeypatch, push_hosts="push.test, *.push.test")
    assert settings.push_hosts(settings.load()) == ("push.test", "*.push.test")
    given(monkeypatch, push_hosts="none")
    assert settings.push_hosts(settings.load()) == ()
