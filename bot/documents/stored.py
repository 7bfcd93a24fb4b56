"""Files that were sent in, on their way out."""

from bot.messages import File
from flows.file_kinds import PICTURES, UNKNOWN
from storage import files
from storage.encryption import KeyGone
from storage.engines import FlowSession


def find(session: FlowSession, file_id: int, whole: bool, trusted: bool = False) -> File | None:
    """A file, with its content where it is wanted as a `whole`; None where it is not kept any more.

    Only of pictures, and of what is `trusted`, it is told what they are, so that nothing runs where it is
    opened.
    """
    found = files.find(session, file_id)
    if found is None:
        return None
    kind = found.kind if trusted or found.kind in PICTURES else UNKNOWN
    try:
        data = files.open_file(session, file_id) if whole else b""
    except KeyGone:  # erased between the two
        return None
    return File(found.name, data, kind, stored=file_id)
