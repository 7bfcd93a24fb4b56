"""News of a cycle for everybody on its roster, cell by cell: a large organisation is told in many steps."""

from datetime import datetime

from sqlmodel import Session

from flows.replies import Reply, dump
from storage import cycles, mailing_layouts, mailings
from storage.cycles import Cycle
from storage.mailings import FAR, NOTICE, Mailing

CELLS_AT_ONCE = 20
"""Cells told in one transaction."""


def tell_some(
    session: Session, cycle: Cycle, code: str, news: Reply, now: datetime, expires_at: datetime
) -> bool:
    """Tell the next cells; False when all are told. Another closing time of the cycle is another occasion."""
    occasion = f"{code}:{cycle.id}:{cycle.closes_at:%Y%m%d%H%M}:"
    cells = cycles.cells_without(session, cycle.id or 0, occasion, CELLS_AT_ONCE)
    if not cells:
        return False
    content = mailings.written(dump(news))
    told = [
        Mailing(
            unit_id=cell,
            occasion=f"{occasion}{cell}",
            code=code,
            rank=NOTICE,
            lane=FAR,
            content=content,
            created_at=now,
            due_at=now,
            expires_at=expires_at,
        )
        for cell in cells
    ]
    session.add_all(told)
    session.flush()
    numbers = [row.id or 0 for row in told]
    laid = mailing_layouts.lay_out(session, numbers, now, cycle.id)
    mailings.mark_laid(session, {number: laid[number] for number in numbers}, now)
    return True
