"""The tree and the roster with their past: moves, merges, transfers; settings of units; proposals; acting."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LEFT = sa.text("left_at IS NOT NULL")


def upgrade() -> None:
    """To this revision. There is no way down: a backup is the way back."""
    with op.batch_alter_table("unit") as unit:
        unit.add_column(sa.Column("placed_at", MOMENT))
    with op.batch_alter_table("role") as role:
        role.add_column(sa.Column("acting", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("pool") as pool:
        pool.add_column(sa.Column("counted", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_index(
        "ix_pool_uncounted",
        "pool",
        ["cycle_id", "id"],
        sqlite_where=sa.text("counted = 0"),
        postgresql_where=sa.text("NOT counted"),
    )
    op.create_index("ix_participant_cycle_id_cell_id", "participant", ["cycle_id", "cell_id", "member_id"])
    op.create_table(
        "placement",
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("until_at", MOMENT, primary_key=True),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("parent_id", sa.Integer(), sa.ForeignKey("unit.id"), index=True),
        sa.Column("name", sa.String(200), nullable=False),
    )
    op.create_table(
        "succession",
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("successor_id", sa.Integer(), sa.ForeignKey("unit.id"), primary_key=True, index=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "unitsetting",
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("value", sa.String(40), nullable=False),
    )
    for name in ("timezone", "language"):  # what units at the top have, those below have from them
        op.execute(
            f"INSERT INTO unitsetting (unit_id, name, value) SELECT id, '{name}', {name} FROM unit"
            f" WHERE parent_id IS NULL AND {name} IS NOT NULL"
        )
    op.create_table(
        "stay",
        sa.Column("member_id", sa.BigInteger(), sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("until_at", MOMENT, primary_key=True),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("ended", sa.String(12), nullable=False),
    )
    op.drop_index("ix_member_unit_id", "member")
    op.create_index("ix_member_unit", "member", ["unit_id", "left_at"])
    op.create_index(
        "ix_member_left", "member", ["left_at", "unit_id"], sqlite_where=LEFT, postgresql_where=LEFT
    )
    op.create_table(
        "arrival",
        sa.Column("mark", MOMENT, primary_key=True),
        sa.Column("shown_at", MOMENT, nullable=False),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=False, index=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=False, index=True),
        sa.Column("by_id", sa.BigInteger(), nullable=False, index=True),
        sa.Column("to_unit_id", sa.Integer(), sa.ForeignKey("unit.id")),
        sa.Column("detail", sa.String(12), nullable=False),
        sa.Column("profile", sa.LargeBinary()),
        sa.Column("standing", sa.String(12), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT, nullable=False, index=True),
    )
