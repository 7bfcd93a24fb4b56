"""Settings that units have of their own; the units below inherit them (`flows.unit_settings`)."""

from collections.abc import Sequence

from sqlmodel import Field, Session, SQLModel, col, select

from storage import units


class UnitSetting(SQLModel, table=True):
    """A setting that a unit has of its own; the units below it inherit it (`flows.unit_settings`)."""

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    name: str = Field(primary_key=True, max_length=20)
    value: str = Field(max_length=40)


def settings_of(session: Session, unit_ids: Sequence[int], name: str) -> dict[int, str]:
    """What these units have set of their own."""
    query = select(UnitSetting.unit_id, UnitSetting.value).where(UnitSetting.name == name)
    wanted = set(unit_ids)  # few units have any, whatever the size of the tree
    return {unit_id: value for unit_id, value in session.exec(query) if unit_id in wanted}


def settings_below(session: Session, unit_id: int, name: str) -> list[str]:
    """What this unit and those below it have set of their own."""
    mine = col(UnitSetting.unit_id).in_(select(units.below(unit_id).c.id))
    return list(session.exec(select(UnitSetting.value).where(UnitSetting.name == name, mine)))


def put_setting(session: Session, unit_id: int, name: str, value: str) -> None:
    """Set it, or (empty) take it away."""
    row = session.get(UnitSetting, (unit_id, name))
    if row is not None:
        session.delete(row)
        session.flush()
    if value:
        session.add(UnitSetting(unit_id=unit_id, name=name, value=value))
    session.flush()
