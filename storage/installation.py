"""What a database says of itself: whether it is a demo, and which master key it belongs to."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, select

from storage.engines import Moment


class Installation(SQLModel, table=True):
    """One row a database, written when it is made."""

    id: int = Field(default=1, primary_key=True)
    demo: bool
    fingerprint: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=Moment)


def find_installation(session: Session) -> Installation | None:
    """The database's own description, or None when it is empty."""
    return session.exec(select(Installation)).first()
