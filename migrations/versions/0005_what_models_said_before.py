"""What the Hub's models said of themselves before stays, with its days, and so does what they descend from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hub_former_attributes",
        sa.Column("model", sa.Text(collation="C"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=False),
        sa.Column("repo_id", sa.Text(collation="C"), nullable=False),
        sa.Column("account", sa.Text(collation="C"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pipeline_tag", sa.Text(), nullable=True),
        sa.Column("library", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("gated", sa.Text(), nullable=True),
        sa.Column("parameters", sa.BigInteger(), nullable=True),
        sa.Column("base_models", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("model", "first_day", name=op.f("pk_hub_former_attributes")),
    )
    # What was said before was not kept until now: what is known holds for all days of a model, as it did.
    op.execute("UPDATE hub_model SET changed_on = first_seen WHERE changed_on <> first_seen")
    op.add_column("hub_descent", sa.Column("base", sa.Text(collation="C"), nullable=True))
    op.add_column("hub_descent", sa.Column("next_day", sa.Date(), nullable=True))
    op.add_column("hub_descent", sa.Column("declared_on", sa.Date(), nullable=True))
    op.alter_column("hub_descent", "first_seen", new_column_name="first_day")
    op.execute(
        "UPDATE hub_descent SET base = base_models[1], next_day = '9999-12-31', declared_on = first_day"
        " FROM hub_model WHERE hub_model.model = hub_descent.model"
    )
    for name in ("base", "next_day", "declared_on"):
        op.alter_column("hub_descent", name, nullable=False)
    op.drop_constraint("pk_hub_descent", "hub_descent", type_="primary")
    op.create_primary_key("pk_hub_descent", "hub_descent", ["model", "first_day"])
    op.create_index(op.f("ix_hub_descent_base"), "hub_descent", ["base"])
    op.alter_column("derivative_new", "first_seen", new_column_name="declared_on")


def downgrade() -> None:
    op.alter_column("derivative_new", "declared_on", new_column_name="first_seen")
    op.execute("DELETE FROM hub_descent WHERE next_day <> '9999-12-31'")
    op.drop_constraint("pk_hub_descent", "hub_descent", type_="primary")
    op.create_primary_key("pk_hub_descent", "hub_descent", ["model"])
    op.execute("UPDATE hub_descent SET first_day = first_seen FROM hub_model WHERE hub_model.model = hub_descent.model")
    op.alter_column("hub_descent", "first_day", new_column_name="first_seen")
    op.drop_index(op.f("ix_hub_descent_base"), table_name="hub_descent")
    for name in ("declared_on", "next_day", "base"):
        op.drop_column("hub_descent", name)
    op.drop_table("hub_former_attributes")
