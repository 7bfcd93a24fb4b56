"""Single meetings, who comes and who attends, reminders, and an outbox for several processes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NEVER = "2000-01-01 00:00:00+00:00"
MOMENT = sa.DateTime(timezone=True)
WAITING, DONE = sa.text("done_at IS NULL"), sa.text("done_at IS NOT NULL")
RETRIED = sa.text("done_at IS NULL AND retry_at IS NOT NULL")


def upgrade() -> None:
    """To this revision. There is no way down: a backup is the way back."""
    with op.batch_alter_table("meetingrule") as table:
        table.add_column(sa.Column("reminders", sa.String(40), nullable=False, server_default="7d,3d,1d,2h"))
        table.add_column(sa.Column("drawn_until", MOMENT, nullable=False, server_default=NEVER))
        table.create_index("ix_meetingrule_drawn_until", ["drawn_until"])
    with op.batch_alter_table("meetingrule") as table:
        table.alter_column("reminders", server_default=None)
        table.alter_column("drawn_until", server_default=None)
    _meetings()
    _reminding()
    _mailings()
    _outbox()


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("planned_on", sa.Date(), primary_key=True),
        sa.Column("begins_at", MOMENT),
        sa.Column("cancelled_at", MOMENT),
        sa.Column("theme", sa.String(200), nullable=False),
        sa.Column("agenda", sa.String(300), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean()),
        sa.Column("present", sa.Integer()),
        sa.Column("spoke", sa.Integer()),
        sa.Column("self_criticism", sa.Integer()),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "attendance",
        sa.Column("vault_id", sa.BigInteger(), sa.ForeignKey("vault.id"), primary_key=True),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("planned_on", sa.Date(), primary_key=True),
        sa.Column("coming", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "attendant",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("member_id", sa.BigInteger(), sa.ForeignKey("member.id"), nullable=False, index=True),
        sa.Column("planned_on", sa.Date()),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT),
    )
    op.create_table(
        "remark",
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("planned_on", sa.Date(), primary_key=True),
        sa.Column("member_id", sa.BigInteger(), sa.ForeignKey("member.id"), primary_key=True, index=True),
        sa.Column("preparation", sa.String(300), nullable=False),
        sa.Column("order", sa.String(300), nullable=False),
        sa.Column("chairing", sa.String(300), nullable=False),
        sa.Column("democracy", sa.String(300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def _reminding() -> None:
    op.create_table(
        "reminding",
        sa.Column("vault_id", sa.BigInteger(), sa.ForeignKey("vault.id"), primary_key=True),
        sa.Column("mode", sa.String(10), nullable=False),
    )
    op.create_table(
        "calendarlink",
        sa.Column("vault_id", sa.BigInteger(), sa.ForeignKey("vault.id"), primary_key=True),
        sa.Column("token_index", sa.String(64), nullable=False, unique=True),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "pushsubscription",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("vault_id", sa.BigInteger(), sa.ForeignKey("vault.id"), nullable=False, index=True),
        sa.Column("endpoint_index", sa.String(64), nullable=False, unique=True),
        sa.Column("endpoint", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("pushed_at", MOMENT),
    )


def _mailings() -> None:
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("occasion", sa.String(60), nullable=False, unique=True),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date()),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("unless", sa.String(40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("laid_at", MOMENT),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Boolean(), nullable=False),
    )
    unlaid = sa.text("laid_at IS NULL")
    op.create_index(
        "ix_mailing_due", "mailing", ["due_at", "id"], sqlite_where=unlaid, postgresql_where=unlaid
    )
    op.create_table(
        "sender",
        sa.Column("bot", sa.String(40), primary_key=True),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("paused_at", MOMENT),
    )
    op.create_table(
        "spending",
        sa.Column("bot", sa.String(40), primary_key=True),
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("messages", sa.Integer(), nullable=False),
    )


def _outbox() -> None:
    """Rebuilt: what waits keeps waiting, each message for the chat it was meant for."""
    op.create_table(
        "outbox_new",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("vault_id", sa.BigInteger(), sa.ForeignKey("vault.id"), nullable=False),
        sa.Column("bot", sa.String(40), nullable=False),
        sa.Column("occasion", sa.String(60), nullable=False),
        sa.Column("mailing_id", sa.Integer(), sa.ForeignKey("mailing.id")),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", MOMENT),
        sa.Column("done_at", MOMENT),
        sa.Column("outcome", sa.String(12)),
        sa.UniqueConstraint("vault_id", "occasion"),
    )
    op.execute(
        "INSERT INTO outbox_new (account_id, vault_id, bot, occasion, content, lane, rank, created_at,"
        " due_at, tries, done_at, outcome)"
        " SELECT o.account_id, o.vault_id, a.bot, o.occasion || ':' || o.account_id, o.content, 0, 0,"
        " o.created_at, o.due_at, o.tries, o.done_at, o.outcome"
        " FROM outbox o JOIN account a ON a.id = o.account_id ORDER BY o.id"
    )
    op.drop_table("outbox")
    op.rename_table("outbox_new", "outbox")
    op.create_index("ix_outbox_account_id", "outbox", ["account_id"])
    for name, columns, where in (
        ("due", ["bot", "lane", "rank", "due_at", "id"], WAITING),
        ("retry", ["retry_at"], RETRIED),
        ("mailing", ["mailing_id"], WAITING),
        ("expires", ["expires_at"], WAITING),
        ("done", ["done_at"], DONE),
    ):
        op.create_index(f"ix_outbox_{name}", "outbox", columns, sqlite_where=where, postgresql_where=where)
