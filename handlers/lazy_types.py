"""aiogram's types and methods, each built when it is first used.

aiogram builds the forms of all types of Telegram's API while it is imported: seconds of every start and 90 MB
in every process, for more than three hundred types of which we use a dozen. They are marked to be built at
first use (pydantic's `defer_build`) and can be, once each knows the names of the others: that is all that
is done here. Where a version of aiogram is imported otherwise, nothing happens, and the start is slow.
"""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any
from unittest import mock

METHODS = "aiogram.methods"
"""What imports the types first, and all of them."""


class Lazy(MetaPathFinder):
    """Finds aiogram's methods as ever, and lets nothing be built while they and their types are imported."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, _: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Of `aiogram.methods` alone."""
        if name != METHODS:
            return None
        spec = PathFinder.find_spec(name, path)
        if spec and spec.loader:
            load = spec.loader.exec_module
            spec.loader.exec_module = lambda module: _load(load, module)  # type: ignore[method-assign]
        return spec


def _load(load: Callable[[ModuleType], None], methods: ModuleType) -> None:
    from pydantic import BaseModel

    known: dict[str, Any] = {}

    def note_the_names(_: type[BaseModel], *, _types_namespace: dict[str, Any]) -> None:
        known.update(_types_namespace)

    with mock.patch.object(BaseModel, "model_rebuild", classmethod(note_the_names)):
        load(methods)
    for name, module in list(sys.modules.items()):
        if name.startswith(("aiogram.types.", "aiogram.methods.")):
            module.__dict__.update(known | module.__dict__)


def install() -> None:
    """Before anything imports aiogram."""
    if not any(isinstance(finder, Lazy) for finder in sys.meta_path):
        sys.meta_path.insert(0, Lazy())
