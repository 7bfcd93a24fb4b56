"""Days and moments as choices carry them: ``20261203``, ``202612``, ``202612031930``."""

from datetime import date, datetime


def day(text: str) -> date:
    """A day. Raises ValueError."""
    return _read(text, 8, "%Y%m%d").date()


def any_day(text: str) -> date | None:
    """A day, or none of them: ``0``. Raises ValueError."""
    return None if text == "0" else day(text)


def stamp(text: str) -> datetime:
    """A day and an hour where the cell is. Raises ValueError."""
    return _read(text, 12, "%Y%m%d%H%M")


def month(text: str) -> date:
    """The first day of a month: ``202612``. Raises ValueError."""
    return _read(text, 6, "%Y%m").date()


def owner(text: str) -> int:
    """The id of a seat: longer than a counted one. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 1 << 63):
        raise ValueError(text)
    return int(text)


def _read(text: str, length: int, form: str) -> datetime:
    if not (text.isascii() and text.isdigit() and len(text) == length):
        raise ValueError(text)
    found = datetime.strptime(text, form)  # noqa: DTZ007 -- a wall clock; the flow knows the time zone
    if not 2000 <= found.year < 2200:
        raise ValueError(text)
    return found
