"""What units were called, where they stood, and what became of them: for whoever looks it up."""

from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from storage.units import Placement, Succession


def placements_of(session: Session, unit_id: int) -> list[Placement]:
    """Where a unit was before, and under which names, in their order."""
    query = select(Placement).where(Placement.unit_id == unit_id)
    return list(session.exec(query.order_by(col(Placement.until_at))).all())


def successions_of(session: Session, unit_id: int) -> list[Succession]:
    """Whose people went over from a unit or to it, in their order."""
    query = select(Succession).where(or_(Succession.unit_id == unit_id, Succession.successor_id == unit_id))
    return list(session.exec(query.order_by(col(Succession.at))).all())


def successors_of(session: Session, unit_ids: Sequence[int]) -> list[Succession]:
    """To which others the people of these units went, in their order."""
    query = select(Succession).where(col(Succession.unit_id).in_(unit_ids))
    return list(session.exec(query.order_by(col(Succession.at))).all())
