"""What is kept about a member, table by table: how he sees it, takes it along, whether deletion erases it.

Every table is named here (`PERSONAL` or `FREE`); a test fails when a new one is not.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from flows import own_records as records
from flows import own_rows as own
from flows.own_rows import Rows
from storage.accounts import Actor


@dataclass(frozen=True, slots=True)
class Kept:
    """How one table with personal data is treated.

    `take` reads the member's rows for the copy he takes along; `see` is the text that names them;
    `erased` tells whether deletion erases them, or (with a reason) who keeps them on what basis;
    `until` says how long they are kept otherwise.
    """

    take: Callable[[Session, Actor], Rows]
    see: str
    erased: bool
    basis: str
    until: str


SEAT = "the organisation's roster, on the basis told at joining"
OFFICE = "an officer's act in his office, which the members concerned may know"
PERSONAL: dict[str, Kept] = {
    "member": Kept(
        records.roster_of, "privacy-see-roster", False, SEAT, "while a member; erased by the operator after"
    ),
    "role": Kept(records.roles_of, "privacy-see-roster", False, SEAT, "with the seat"),
    "stay": Kept(records.stays_of, "privacy-see-roster", False, SEAT, "with the seat"),
    "proposal": Kept(records.proposals_of, "privacy-see-roster", False, SEAT, "until it is settled; 30 days"),
    "participant": Kept(records.participants_of, "privacy-see-roster", False, SEAT, "with the cycle"),
    "code": Kept(records.codes_of, "privacy-see-codes", False, SEAT, "30 days after it expires"),
    "vault": Kept(
        own.vault_of, "privacy-see-vault", True, "consent", "until he deletes, or 30 days after leaving"
    ),
    "account": Kept(own.chats_of, "privacy-see-accounts", True, SEAT, "until unlinked"),
    "claim": Kept(records.claims_of, "privacy-see-codes", True, SEAT, "30 days after it is settled"),
    "consent": Kept(own.consents_of, "privacy-see-consents", True, "proof of consent", "with the vault"),
    "review": Kept(own.reviews_of, "privacy-see-reviews", True, "consent", "by his choice at submitting"),
    "plan": Kept(
        own.plans_of, "privacy-see-plan", True, "consent", "until he erases it, or two years untouched"
    ),
    "commitment": Kept(
        own.commitments_of, "privacy-see-commitment", True, "consent", "until he takes it back"
    ),
    "act": Kept(
        records.acts_of, "privacy-see-acts", False, OFFICE, "while the organisation uses this: a log is whole"
    ),
    "cover": Kept(records.covers_of, "privacy-see-acts", False, OFFICE, "with the cycle"),
    "collective": Kept(records.collectives_of, "privacy-see-acts", False, OFFICE, "with the cycle"),
    "storedfile": Kept(
        records.files_of,
        "privacy-see-acts",
        False,
        OFFICE,
        "an hour, or with its notice; a day, and no longer than his data, where it was made for himself",
    ),
    "notice": Kept(records.notices_of, "privacy-see-acts", False, OFFICE, "a year after it was sent"),
    "noticecopy": Kept(
        records.notice_copies_of, "privacy-see-outbox", False, "official business", "with the notice"
    ),
    "attendance": Kept(
        own.attendances_of, "privacy-see-meetings", True, "his own word", "two days after the meeting"
    ),
    "attendant": Kept(records.attendants_of, "privacy-see-acts", False, OFFICE, "with the seat"),
    "remark": Kept(records.remarks_of, "privacy-see-acts", False, OFFICE, "with the meeting"),
    "reminding": Kept(own.reminding_of, "privacy-see-meetings", True, SEAT, "with the vault"),
    "calendarlink": Kept(own.calendar_links_of, "privacy-see-meetings", True, SEAT, "until he takes it back"),
    "pushsubscription": Kept(own.pushes_of, "privacy-see-meetings", True, SEAT, "until he takes it back"),
    "incoming": Kept(own.unanswered_of, "privacy-see-outbox", True, SEAT, "until answered, 7 days at most"),
    "presence": Kept(own.presences_of, "privacy-see-accounts", True, SEAT, "with the chat"),
    "outbox": Kept(own.outbox_of, "privacy-see-outbox", True, SEAT, "30 days after it was sent"),
}
FREE = {
    "unit": "the organisation's tree; names no person",
    "placement": "where units were; names no person",
    "succession": "which units became which",
    "unitsetting": "settings of units",
    "arrival": "imports that are being shown",
    "filepiece": "parts of a file, see there",
    "noticefile": "which files go with a notice",
    "filelink": "digests of links to files, sent into a chat; a day",
    "cycle": "periods of a unit; names no person",
    "event": "ids a platform gave to events, no address, no content; 7 days",
    "attempt": "keyed hashes that count wrong tries; a day",
    "chain": "where the log of officers' acts ends",
    "installation": "describes the database",
    "meetingrule": "when and where a cell meets; names no person",
    "meeting": "what is special about one meeting of a cell; numbers, no names",
    "mailing": "what is told to a whole cell, in the same words for everybody",
    "sender": "which process sends for a bot",
    "spending": "how many messages a bot has sent in a month, and on a day",
    "pool": "rounded figures of at least K members together; no person can be read from them",
    "poolcell": "which cells were counted together, and how many took part",
    "total": "sums of published figures",
    "turnout": "how many of a cell took part",
}
