"""Bots on Zalo in the settings: what is understood, what is refused, and that no token is ever shown."""

from pathlib import Path

import pytest

from bot import settings, zalo_settings
from bot.settings import Settings, SettingsError

SECRET, OTHER = "AbCdEf-secret", "GhIjKl-secret"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, and none of the variables of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TUSOI_{name.upper()}", raising=False)


def given(monkeypatch: pytest.MonkeyPatch, bots: str, **values: str) -> Settings:
    """Settings with these bots."""
    for name, value in {"zalo_bots": bots, **values}.items():
        monkeypatch.setenv(f"TUSOI_{name.upper()}", value)
    return settings.load()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"1:{SECRET}", [("1", SECRET, ())]),
        (f" 1:{SECRET} ; ", [("1", SECRET, ())]),
        (
            f"1:{SECRET} kp1 KP2 Kp1;2:{OTHER}\tKP-3",
            [("1", SECRET, ("KP1", "KP2")), ("2", OTHER, ("KP-3",))],
        ),
    ],
)
def test_bots_and_their_units(
    monkeypatch: pytest.MonkeyPatch, text: str, found: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    made = zalo_settings.bots(given(monkeypatch, text))
    assert [(bot.number, bot.token.partition(":")[2], bot.units) for bot in made] == found
    assert SECRET not in repr(made)


def test_without_a_bot_there_is_none() -> None:
    assert zalo_settings.bots(settings.load()) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SECRET, "does not look like a token"),
        (f"1:{SECRET}:{OTHER}", "does not look like a token"),
        (f"1:{SECRET},2:{OTHER}", "does not look like a token"),
        (f"1:{SECRET}, 2:{OTHER}", "does not look like a token"),
        (f"1:{SECRET} 2:{OTHER}", "is no code of a unit"),
        (f"1:{SECRET} KP1,KP2", "is no code of a unit"),
        (f"1:{SECRET} KP1; 1:{OTHER} KP2", "the same bot twice"),
        (f"1:{SECRET} KP1; 2:{OTHER}", "each needs its units"),
        (";", "no bot"),
    ],
)
def test_what_is_refused_is_not_shown(monkeypatch: pytest.MonkeyPatch, text: str, why: str) -> None:
    with pytest.raises(SettingsError) as refused:
        given(monkeypatch, text)
    told = str(refused.value)
    assert told.startswith("TUSOI_ZALO_BOTS: ")
    assert why in told
    assert told.endswith(zalo_settings.REMEDIES["zalo_bots"])
    assert not [secret for secret in (SECRET, OTHER) if secret.casefold() in told.casefold()]


@pytest.mark.parametrize("address", [None, "http://tusoi.example.org"])
def test_a_webhook_needs_an_address_on_https(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    more = {"public_url": address} if address else {}
    with pytest.raises(SettingsError, match="TUSOI_ZALO_WEBHOOK: Zalo calls an https address only"):
        given(monkeypatch, f"1:{SECRET}", zalo_webhook="true", **more)
    assert given(monkeypatch, f"1:{SECRET}", public_url="https://tusoi.example.org").zalo_webhook


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("", ("*.zdn.vn", "*.zadn.vn")),
        ("Photo.test , *.zdn.vn:8443", ("photo.test", "*.zdn.vn:8443")),
        ("none", ()),
    ],
)
def test_where_pictures_may_come_from(
    monkeypatch: pytest.MonkeyPatch, text: str, hosts: tuple[str, ...]
) -> None:
    assert zalo_settings.photo_hosts(given(monkeypatch, f"1:{SECRET}", zalo_photo_hosts=text)) == hosts


def test_a_demo_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    real = given(monkeypatch, f"1:{SECRET}", zalo_webhook="true", public_url="https://tusoi.example.org")
    demo = settings.for_demo(real)
    assert (zalo_settings.bots(demo), demo.zalo_webhook) == ([], False)
