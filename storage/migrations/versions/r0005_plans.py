"""Personal plans and shared commitments."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """To this revision. There is no way down: a backup is the way back."""
    op.create_table(
        "plan",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("vault_id", sa.BigInteger(), sa.ForeignKey("vault.id"), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("trim_at", MOMENT, index=True),
        sa.Column("until_at", MOMENT, nullable=False, index=True),
    )
    op.create_index("ix_plan_vault_id", "plan", ["vault_id"], unique=True)
    op.create_table(
        "commitment",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("vault_id", sa.BigInteger(), sa.ForeignKey("vault.id"), nullable=False),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("until_at", MOMENT, nullable=False, index=True),
    )
    op.create_index("ix_commitment_vault_id", "commitment", ["vault_id"], unique=True)
