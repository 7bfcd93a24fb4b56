"""Tests run side by side: a picture may take longer than anybody would wait for it."""

import pytest

from bot import documents


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents._worker, "patience", 60)
