"""Notices, their recipients, and files that were sent in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NOTICED = sa.text("notice_id IS NOT NULL")
WAITING = sa.text("done_at IS NULL")
NUDGING = sa.text("nudging <> ''")


def upgrade() -> None:
    """To this revision. There is no way down: a backup is the way back."""
    op.create_table(
        "storedfile",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.BigInteger(), sa.ForeignKey("member.id"), nullable=False, index=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "filepiece",
        sa.Column("file_id", sa.BigInteger(), sa.ForeignKey("storedfile.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False, index=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("needs_answer", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        sa.Column("monthly", sa.String(120), nullable=False),
        sa.Column("series_id", sa.Integer(), sa.ForeignKey("notice.id"), index=True),
        sa.Column("approver_id", sa.BigInteger()),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("due_at", MOMENT, index=True),
        sa.Column("done_at", MOMENT),
        sa.Column("until_at", MOMENT, nullable=False, index=True),
        sa.Column("answer_by", MOMENT),
        sa.Column("changed_at", MOMENT),
        sa.Column("correction", sa.LargeBinary()),
        sa.Column("nudged_at", MOMENT),
        sa.Column("nudging", sa.String(8), nullable=False),
        sa.Column("laid", sa.Integer(), nullable=False),
        sa.Column("nudged_to", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_notice_nudging", "notice", ["id"], sqlite_where=NUDGING, postgresql_where=NUDGING)
    op.create_table(
        "noticefile",
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("file_id", sa.BigInteger(), sa.ForeignKey("storedfile.id"), nullable=False),
    )
    op.create_table(
        "noticecopy",
        sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id"), primary_key=True),
        sa.Column("member_id", sa.BigInteger(), sa.ForeignKey("member.id"), primary_key=True, index=True),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("laid", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT),
        sa.Column("answer", sa.String(8), nullable=False),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("answered_at", MOMENT),
        sa.Column("nudged_at", MOMENT),
    )
    counted = ["notice_id", "unit_id", "member_id", "laid", "seen", "answer"]
    op.create_index("ix_noticecopy_counted", "noticecopy", counted)
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(
            sa.Column("notice_id", sa.Integer(), sa.ForeignKey("notice.id", name="fk_outbox_notice"))
        )
        outbox.add_column(sa.Column("act", sa.String(6), nullable=False, server_default="send"))
        outbox.add_column(sa.Column("message_id", sa.String(255)))
    op.create_index(
        "ix_outbox_notice", "outbox", ["notice_id", "act"], sqlite_where=NOTICED, postgresql_where=NOTICED
    )
    op.create_index(
        "ix_outbox_held", "outbox", ["notice_id", "lane"], sqlite_where=WAITING, postgresql_where=WAITING
    )
