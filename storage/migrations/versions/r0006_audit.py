"""The audit log. What officers had opened until now goes into it, to be sealed when the chain begins."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision. There is no way down: a backup is the way back."""
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("office", sa.String(12), nullable=False),
        sa.Column("member_id", sa.BigInteger(), index=True),
        sa.Column("unit_id", sa.Integer()),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), index=True),
        sa.Column("detail", sa.String(60), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
    )
    op.create_index("ix_act_unit_id_id", "act", ["unit_id", "id"])
    op.create_table(
        "chain",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("last", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
    )
    op.execute(
        "INSERT INTO act (id, at, office, member_id, unit_id, name, detail, seal)"
        " SELECT row_number() OVER (ORDER BY at, id), at, office, member_id, unit_id, 'figures_opened',"
        " CAST(cycle_id AS VARCHAR), '' FROM reading"
    )
    op.drop_table("reading")
