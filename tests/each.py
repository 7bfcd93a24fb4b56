"""One test over thousands of small cases: quicker than a test each, and it names every case that fails."""

from collections.abc import Callable, Sequence
from typing import Any


def each(cases: Sequence[tuple[Any, ...]]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Call the test with every case; all that fail are named together."""

    def decorate(test: Callable[..., None]) -> Callable[[], None]:
        def run() -> None:
            failed = []
            for case in cases:
                try:
                    test(*case)
                except AssertionError as error:
                    failed.append(f"{case}: {error}")
            assert not failed, "\n".join(failed[:20])

        run.__name__, run.__doc__ = test.__name__, test.__doc__
        return run

    return decorate
