"""Openness of weights with the day on which it was recorded, by the registry and by OpenRouter's catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("pk_model_weights", "model_weights", type_="primary")
    op.execute("ALTER TABLE model_weights ADD COLUMN model_weights_id SERIAL")
    op.create_primary_key("pk_model_weights", "model_weights", ["model_weights_id"])
    op.create_index("ix_model_weights_prefix", "model_weights", ["prefix"])
    op.add_column("model_weights", sa.Column("recorded_on", sa.Date(), nullable=True))
    op.add_column("openrouter_model", sa.Column("hugging_face_since", sa.Date(), nullable=True))
    # What was stored before tells only since when the model itself is known.
    op.execute("UPDATE openrouter_model SET hugging_face_since = first_seen WHERE hugging_face_id <> ''")


def downgrade() -> None:
    op.drop_column("openrouter_model", "hugging_face_since")
    # One line a prefix, as it was: the one recorded last. The registry is loaded anew at the next start.
    op.execute(
        "DELETE FROM model_weights AS one USING model_weights AS other WHERE one.prefix = other.prefix "
        "AND (COALESCE(one.recorded_on, '-infinity'), one.model_weights_id) "
        "< (COALESCE(other.recorded_on, '-infinity'), other.model_weights_id)"
    )
    op.drop_column("model_weights", "recorded_on")
    op.drop_index("ix_model_weights_prefix", "model_weights")
    op.drop_constraint("pk_model_weights", "model_weights", type_="primary")
    op.drop_column("model_weights", "model_weights_id")
    op.create_primary_key("pk_model_weights", "model_weights", ["prefix"])
