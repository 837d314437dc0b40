"""Openness of weights holds from a day on, or is a correction for all dates, as other facts of the registry are."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("model_weights", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column(
        "model_weights", sa.Column("correction", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    # A word that was recorded later held for all dates until now.
    op.execute("UPDATE model_weights SET correction = true WHERE recorded_on IS NOT NULL")


def downgrade() -> None:
    op.drop_column("model_weights", "correction")
    op.drop_column("model_weights", "valid_from")
