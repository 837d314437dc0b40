"""An index that answers a share over years: one population and unit of every day, without the table's rows."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_rollup_population_unit_version_id"),
        "rollup",
        ["population", "unit", "version_id"],
        unique=False,
        postgresql_include=["kind", "account", "value"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_rollup_population_unit_version_id"), table_name="rollup")
