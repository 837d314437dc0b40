"""Staged rows tell at once what they are in a snapshot, so that publishing a day does not work it out twice."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LANGUAGE = "COALESCE(pipeline_tag IN ('text-generation', 'image-text-to-text'), false)"
ORIGINAL = "COALESCE(relation NOT IN ('quantized', 'adapter', 'merge'), true)"
ATTRIBUTES_HASH = (
    "hash_record_extended("
    "ROW(repo_id, created_at, pipeline_tag, library, licence, gated, parameters, base_models, relation), 0)"
)


def upgrade() -> None:
    op.add_column("hub_staging", sa.Column("language", sa.Boolean(), sa.Computed(LANGUAGE, persisted=True)))
    op.add_column("hub_staging", sa.Column("original", sa.Boolean(), sa.Computed(ORIGINAL, persisted=True)))
    op.add_column(
        "hub_staging", sa.Column("attributes_hash", sa.BigInteger(), sa.Computed(ATTRIBUTES_HASH, persisted=True))
    )


def downgrade() -> None:
    for name in ("attributes_hash", "original", "language"):
        op.drop_column("hub_staging", name)
