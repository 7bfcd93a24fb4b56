"""Which bot serves which units, where a platform lets a bot talk with a few people only."""

from sqlmodel import Session

from storage import units


def serves(session: Session, bot: str, unit_id: int) -> bool:
    """Whether a bot is for the members of this unit: it, or a unit above it, is among the bot's own."""
    codes = session.info.get("bot_units", {}).get(bot)
    if not codes:
        return True
    lineage = units.lineage_of(session, unit_id)
    return not set(codes).isdisjoint(units.codes_of(session, lineage).values())
