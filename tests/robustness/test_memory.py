"""What the bot does not carry around: the libraries that only documents need."""

from pathlib import Path

import psutil

from tests.robustness.processes import Nursery


def test_the_bot_itself_never_loads_matplotlib(nursery: Nursery) -> None:
    mapped = {Path(part.path).name for part in psutil.Process(nursery.pid).memory_maps()}
    assert any("pydantic_core" in name for name in mapped)  # it has all its imports behind it
    assert not [name for name in mapped if "ft2font" in name or "multiarray" in name or "_imaging" in name]
