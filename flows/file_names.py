"""Names of files that were sent in: safe to show, to keep on any computer, and to read aloud."""

import unicodedata

LONGEST = 100
UNNAMED = "tep"
FORBIDDEN = frozenset('<>:"|?*')
"""What some computers do not take in a name."""
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Signs that are not seen, or that turn how it is read: a program would look like a picture."""


def tidy(name: str) -> str:
    """A name as it is kept: in one normal form, without folders and hidden signs, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in HIDDEN)
    safe = "".join("_" if sign in FORBIDDEN else sign for sign in unicodedata.normalize("NFC", seen))
    spaced = " ".join(safe.split()).strip(". ")
    return _shortened(spaced) or UNNAMED


def ending_of(name: str) -> str:
    """What follows the last full stop, in small letters; empty where there is none."""
    stem, stop, ending = name.rpartition(".")
    return ending.strip().lower() if stop and stem else ""


def _shortened(name: str) -> str:
    """The first letters and the ending, by which a computer knows what to open it with."""
    if len(name) <= LONGEST:
        return name
    ending = f".{ending_of(name)}" if 0 < len(ending_of(name)) <= 10 else ""
    return name[: LONGEST - len(ending)].rstrip(". ") + ending
