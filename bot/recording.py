"""What became of a message that was handed to its channel: done with, or when it is tried again."""

import logging
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.outcomes import Gone, Outcome, Rejected, Sent, Throttled, Unknown, Withheld
from bot.post import Part
from flows import letters, notice_letters
from flows.letters import Letter
from storage import outbox, sendings
from storage.engines import FlowSession

log = logging.getLogger("tusoi.delivery")
FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0
"""Seconds until a message is tried again: twice as long each time, with jitter."""
UNSURE = 6
"""So often a message that may have arrived is sent again: a second copy is the lesser harm beside none.

Not where messages are sold: there it is sent once, and counted.
"""
CHANGES = (outbox.EDIT, outbox.DELETE)
INSTEAD = {outbox.EDIT: outbox.AMEND, outbox.DELETE: outbox.RECALL}
"""What follows where a message cannot be changed."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a letter, or of the next part of it."""

    letter: Letter
    outcome: Outcome
    part: Part = field(default_factory=Part)


def record(session: FlowSession, done: Done, now: datetime, most: int = UNSURE) -> None:
    """Write down what became of one message: done with, or when it is tried again.

    `most`: how often one is tried that may have arrived.
    """
    letter, row_id, tries = done.letter, done.letter.row_id, done.letter.tries + 1
    half_told = bool(letter.told.words) and letter.act not in CHANGES
    doubt = letter.notice_id is not None and letter.told.doubt and letter.act not in CHANGES
    match done.outcome:
        case Sent(name):
            _arrived(session, done, name, now)
        case Withheld():
            outbox.retry(session, row_id, letter.tries, now, unsure=doubt)
        case Gone():
            letters.gone(session, row_id, letter.account_id, now)
        case Rejected(reason):
            log.warning("a message was rejected: %s", reason)
            if half_told:
                _arrived(session, done, "", now)  # a file that is refused does not undo its words
            else:
                _refused(session, letter, now)
        case Unknown() if tries >= most and half_told:
            _arrived(session, done, "", now)
        case Unknown() if tries >= most and letter.notice_id is not None:
            notice_letters.doubtful(session, row_id, letter.notice_id, letter.revision, now)
        case Unknown() if tries >= most:
            outbox.settle(session, row_id, "unknown", now)
        case _ if now - letter.created_at > outbox.KEPT:
            outbox.settle(session, row_id, "given up", now)
        case Throttled(after):
            outbox.retry(session, row_id, letter.tries, now + timedelta(seconds=after), unsure=doubt)
        case outcome:
            unsure = doubt or (isinstance(outcome, Unknown) and letter.notice_id is not None)
            again = now + timedelta(seconds=wait_before(tries))
            outbox.retry(session, row_id, tries, again, unsure=unsure)


def _arrived(session: FlowSession, done: Done, name: str, now: datetime) -> None:
    """It is there, or a part of it; what never changes and has no further parts need not be known by name."""
    letter, last = done.letter, done.part.last
    change = letter.act in CHANGES
    told = None if change else done.part.told(letter.told, name)
    if letter.notice_id is None:
        sendings.arrived(session, letter.row_id, None if last else told, last, now)
    else:
        notice_letters.arrived(session, letter.row_id, letter.notice_id, letter.revision, told, last, now)


def _refused(session: FlowSession, letter: Letter, now: datetime) -> None:
    """It is given up; of a change, a message follows instead."""
    instead = INSTEAD.get(letter.act)
    if instead is None or not sendings.follow(session, letter.row_id, instead, now):
        outbox.settle(session, letter.row_id, "rejected", now)


def wait_before(tries: int) -> float:
    """Seconds before a message is tried again, after so many tries: growing, and not all at once."""
    longest = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
    return float(longest) * random.uniform(0.5, 1.0)
