"""What came from a platform that hands an event out once, who wrote last, links to files; spending by day."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """To this revision. There is no way down: a backup is the way back."""
    op.create_table(
        "incoming",
        sa.Column("bot", sa.String(40), primary_key=True),
        sa.Column("event_id", sa.String(80), primary_key=True),
        sa.Column("vault_id", sa.BigInteger(), sa.ForeignKey("vault.id"), index=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("answering", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "presence",
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
    )
    with op.batch_alter_table("storedfile") as file:
        file.add_column(sa.Column("made", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "filelink",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("file_id", sa.BigInteger(), sa.ForeignKey("storedfile.id"), nullable=False, index=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("opened_by", sa.String(64)),
        sa.Column("until_at", MOMENT, nullable=False, index=True),
    )
    with op.batch_alter_table("spending") as table:
        table.alter_column("month", new_column_name="period", type_=sa.String(10), existing_type=sa.String(7))
