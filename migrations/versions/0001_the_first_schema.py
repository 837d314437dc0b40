"""The first schema, and the role that can only read it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Roles belong to the whole server, so another database of ours may have made it, and a login without the right to
# make roles goes on without: readers then use its own login in read-only transactions.
READER = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'modelshare_reader') THEN
        CREATE ROLE modelshare_reader LOGIN;
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO modelshare_reader', current_database());
    GRANT USAGE ON SCHEMA public TO modelshare_reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO modelshare_reader;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO modelshare_reader;
    IF NOT pg_has_role(current_user, 'modelshare_reader',
                       CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
        EXECUTE format('GRANT modelshare_reader TO %I', current_user);
    END IF;
EXCEPTION
    WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
        RAISE NOTICE 'no reader role: %', SQLERRM;
END
$$
"""

# The role stays: other databases of the server may use it.
NO_READER = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'modelshare_reader') THEN
        ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM modelshare_reader;
        REVOKE ALL ON ALL TABLES IN SCHEMA public FROM modelshare_reader;
        REVOKE USAGE ON SCHEMA public FROM modelshare_reader;
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM modelshare_reader', current_database());
    END IF;
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "crawl_page",
        sa.Column("run_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("next_url", sa.Text(), nullable=True),
        sa.Column("models", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "page", name=op.f("pk_crawl_page")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "hub_model",
        sa.Column("model", sa.Text(collation="C"), nullable=False),
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
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("model", name=op.f("pk_hub_model")),
    )
    op.create_index(op.f("ix_hub_model_repo_id"), "hub_model", ["repo_id"], unique=False)
    op.create_table(
        "hub_former_name",
        sa.Column("model", sa.Text(collation="C"), nullable=False),
        sa.Column("repo_id", sa.Text(collation="C"), nullable=False),
        sa.Column("account", sa.Text(collation="C"), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("model", "repo_id", name=op.f("pk_hub_former_name")),
    )
    op.create_index(op.f("ix_hub_former_name_repo_id"), "hub_former_name", ["repo_id"], unique=False)
    op.create_table(
        "hub_snapshot",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("model", sa.Text(collation="C"), nullable=False),
        sa.Column("account", sa.Text(collation="C"), nullable=False),
        sa.Column("downloads", sa.BigInteger(), nullable=True),
        sa.Column("downloads_all_time", sa.BigInteger(), nullable=True),
        sa.Column("likes", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.Boolean(), nullable=False),
        sa.Column("original", sa.Boolean(), nullable=False),
        sa.Column("attributes_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "model", name=op.f("pk_hub_snapshot")),
        postgresql_partition_by="RANGE (day)",
    )
    op.create_table(
        "hub_staging",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(collation="C"), nullable=False),
        sa.Column("repo_id", sa.Text(collation="C"), nullable=False),
        sa.Column("account", sa.Text(collation="C"), nullable=False),
        sa.Column("downloads", sa.BigInteger(), nullable=True),
        sa.Column("downloads_all_time", sa.BigInteger(), nullable=True),
        sa.Column("likes", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pipeline_tag", sa.Text(), nullable=True),
        sa.Column("library", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("gated", sa.Text(), nullable=True),
        sa.Column("parameters", sa.BigInteger(), nullable=True),
        sa.Column("base_models", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("relation", sa.Text(), nullable=True),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "lab",
        sa.Column("lab_id", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lab_id", name=op.f("pk_lab")),
    )
    op.create_table(
        "model_weights",
        sa.Column("prefix", sa.Text(collation="C"), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_model_weights")),
    )
    op.create_table(
        "openrouter_model",
        sa.Column("model_id", sa.Text(collation="C"), nullable=False),
        sa.Column("permaslug", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hugging_face_id", sa.Text(), nullable=True),
        sa.Column("context_length", sa.BigInteger(), nullable=True),
        sa.Column("input_modalities", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("output_modalities", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("last_seen", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("model_id", name=op.f("pk_openrouter_model")),
    )
    op.create_index(op.f("ix_openrouter_model_permaslug"), "openrouter_model", ["permaslug"], unique=False)
    op.create_table(
        "openrouter_price",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("model_id", sa.Text(collation="C"), nullable=False),
        sa.Column("permaslug", sa.Text(collation="C"), nullable=False),
        sa.Column("prompt_usd", sa.Numeric(), nullable=True),
        sa.Column("completion_usd", sa.Numeric(), nullable=True),
        sa.PrimaryKeyConstraint("day", "model_id", name=op.f("pk_openrouter_price")),
    )
    op.create_table(
        "registry_load",
        sa.Column("registry_hash", sa.Text(collation="C"), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("registry_hash", name=op.f("pk_registry_load")),
    )
    op.create_table(
        "run",
        sa.Column("run_id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("platform", sa.Text(collation="C"), nullable=False),
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retrieved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requests", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rows", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rejected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("licence_name", sa.Text(), server_default="", nullable=False),
        sa.Column("licence_url", sa.Text(), server_default="", nullable=False),
        sa.Column("attribution", sa.Text(), server_default="", nullable=False),
        sa.Column("program_version", sa.Text(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column(
            "detail", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run")),
    )
    op.create_index(
        op.f("ix_run_platform_status_finished_at"), "run", ["platform", "status", "finished_at"], unique=False
    )
    op.create_table(
        "held_batch",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_held_batch_run_id")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_held_batch")),
    )
    op.create_table(
        "gap",
        sa.Column("platform", sa.Text(collation="C"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "day", name=op.f("pk_gap")),
    )
    op.create_table(
        "alert_told",
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("channel", sa.Text(collation="C"), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "channel", name=op.f("pk_alert_told")),
    )
    op.create_table(
        "scheduler_job",
        sa.Column("id", sa.Unicode(length=191), nullable=False),
        sa.Column("next_run_time", sa.Float(precision=25), nullable=True),
        sa.Column("job_state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduler_job")),
    )
    op.create_index(op.f("ix_scheduler_job_next_run_time"), "scheduler_job", ["next_run_time"], unique=False)
    op.create_table(
        "day_version",
        sa.Column("version_id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("platform", sa.Text(collation="C"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.Text(collation="C"), nullable=False),
        sa.Column("content_hash", sa.Text(collation="C"), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("thinned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_day_version_run_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_day_version")),
    )
    op.create_index(
        op.f("ix_day_version_platform_day_known_at_version_id"),
        "day_version",
        ["platform", "day", "known_at", "version_id"],
        unique=True,
    )
    op.create_table(
        "event",
        sa.Column("event_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lab_id", sa.Text(collation="C"), nullable=True),
        sa.Column("confidence", sa.Text(collation="C"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lab_id"], ["lab.lab_id"], name=op.f("fk_event_lab_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_date"), "event", ["date"], unique=False)
    op.create_table(
        "lab_account",
        sa.Column("lab_account_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("platform", sa.Text(collation="C"), nullable=False),
        sa.Column("account", sa.Text(collation="C"), nullable=False),
        sa.Column("lab_id", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=True),
        sa.Column("correction", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lab_id"], ["lab.lab_id"], name=op.f("fk_lab_account_lab_id")),
        sa.PrimaryKeyConstraint("lab_account_id", name=op.f("pk_lab_account")),
    )
    op.create_index(op.f("ix_lab_account_platform_account"), "lab_account", ["platform", "account"], unique=False)
    op.create_table(
        "lab_country",
        sa.Column("lab_country_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("lab_id", sa.Text(collation="C"), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=True),
        sa.Column("correction", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lab_id"], ["lab.lab_id"], name=op.f("fk_lab_country_lab_id")),
        sa.PrimaryKeyConstraint("lab_country_id", name=op.f("pk_lab_country")),
    )
    op.create_index(op.f("ix_lab_country_lab_id"), "lab_country", ["lab_id"], unique=False)
    op.create_table(
        "openrouter_export",
        sa.Column("snapshot_date", sa.Date(), nullable=False),
        sa.Column("sha256", sa.Text(collation="C"), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_openrouter_export_run_id")),
        sa.PrimaryKeyConstraint("snapshot_date", "sha256", name=op.f("pk_openrouter_export")),
    )
    op.create_table(
        "rejected_row",
        sa.Column("rejected_id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_rejected_row_run_id")),
        sa.PrimaryKeyConstraint("rejected_id", name=op.f("pk_rejected_row")),
    )
    op.create_index(op.f("ix_rejected_row_run_id"), "rejected_row", ["run_id"], unique=False)
    op.create_table(
        "openrouter_row",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("permaslug", sa.Text(collation="C"), nullable=True),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["day_version.version_id"], name=op.f("fk_openrouter_row_version_id")),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_openrouter_row")),
    )
    op.create_table(
        "rollup",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("population", sa.Text(collation="C"), nullable=False),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("account", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("models", sa.Integer(), nullable=False),
        sa.Column("negatives", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["day_version.version_id"], name=op.f("fk_rollup_version_id")),
        sa.PrimaryKeyConstraint("version_id", "population", "unit", "kind", "account", name=op.f("pk_rollup")),
    )
    op.create_table(
        "openrouter_row_price",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("price_day", sa.Date(), nullable=False),
        sa.Column("prompt_usd", sa.Numeric(), nullable=False),
        sa.Column("completion_usd", sa.Numeric(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["day_version.version_id"], name=op.f("fk_openrouter_row_price_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_openrouter_row_price")),
    )
    op.create_table(
        "hub_descent",
        sa.Column("model", sa.Text(collation="C"), nullable=False),
        sa.Column("account", sa.Text(collation="C"), nullable=False),
        sa.Column("base_account", sa.Text(collation="C"), nullable=False),
        sa.Column("root_account", sa.Text(collation="C"), nullable=False),
        sa.Column("relation", sa.Text(collation="C"), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("model", name=op.f("pk_hub_descent")),
    )
    op.create_table(
        "derivative_new",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("publisher", sa.Text(collation="C"), nullable=False),
        sa.Column("base", sa.Text(collation="C"), nullable=False),
        sa.Column("root", sa.Text(collation="C"), nullable=False),
        sa.Column("relation", sa.Text(collation="C"), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("models", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "week", "first_seen", "publisher", "base", "root", "relation", "own", name=op.f("pk_derivative_new")
        ),
    )
    op.create_table(
        "derivative_day",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("publisher", sa.Text(collation="C"), nullable=False),
        sa.Column("base", sa.Text(collation="C"), nullable=False),
        sa.Column("root", sa.Text(collation="C"), nullable=False),
        sa.Column("relation", sa.Text(collation="C"), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Boolean(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("models", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["day_version.version_id"], name=op.f("fk_derivative_day_version_id")),
        sa.PrimaryKeyConstraint(
            "version_id", "publisher", "base", "root", "relation", "own", "language", name=op.f("pk_derivative_day")
        ),
    )
    op.create_table(
        "lab_model",
        sa.Column("model", sa.Text(collation="C"), nullable=False),
        sa.Column("account", sa.Text(collation="C"), nullable=False),
        sa.Column("repo_id", sa.Text(collation="C"), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("pipeline_tag", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("parameters", sa.BigInteger(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("model", name=op.f("pk_lab_model")),
    )
    op.create_index(op.f("ix_lab_model_account"), "lab_model", ["account"], unique=False)
    op.create_table(
        "release_standing",
        sa.Column("model", sa.Text(collation="C"), nullable=False),
        sa.Column("age", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("downloads", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("model", "age", name=op.f("pk_release_standing")),
    )
    op.create_table(
        "hub_jump",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("model", sa.Text(collation="C"), nullable=False),
        sa.Column("repo_id", sa.Text(collation="C"), nullable=False),
        sa.Column("account", sa.Text(collation="C"), nullable=False),
        sa.Column("downloads_before", sa.BigInteger(), nullable=False),
        sa.Column("downloads", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["day_version.version_id"], name=op.f("fk_hub_jump_version_id")),
        sa.PrimaryKeyConstraint("version_id", "model", name=op.f("pk_hub_jump")),
    )
    op.create_table(
        "openrouter_benchmark",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("permaslug", sa.Text(collation="C"), nullable=False),
        sa.Column("intelligence_index", sa.Float(), nullable=True),
        sa.Column("coding_index", sa.Float(), nullable=True),
        sa.Column("agentic_index", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("day", "source", "permaslug", name=op.f("pk_openrouter_benchmark")),
    )
    op.create_index(op.f("ix_openrouter_price_permaslug_day"), "openrouter_price", ["permaslug", "day"], unique=False)
    op.execute(READER)


def downgrade() -> None:
    op.drop_table("openrouter_benchmark")
    op.drop_table("hub_jump")
    op.drop_table("release_standing")
    op.drop_index(op.f("ix_lab_model_account"), table_name="lab_model")
    op.drop_table("lab_model")
    op.drop_table("derivative_day")
    op.drop_table("derivative_new")
    op.drop_table("hub_descent")
    op.drop_table("openrouter_row_price")
    op.drop_table("rollup")
    op.drop_table("openrouter_row")
    op.drop_index(op.f("ix_rejected_row_run_id"), table_name="rejected_row")
    op.drop_table("rejected_row")
    op.drop_table("openrouter_export")
    op.drop_index(op.f("ix_lab_country_lab_id"), table_name="lab_country")
    op.drop_table("lab_country")
    op.drop_index(op.f("ix_lab_account_platform_account"), table_name="lab_account")
    op.drop_table("lab_account")
    op.drop_index(op.f("ix_event_date"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_day_version_platform_day_known_at_version_id"), table_name="day_version")
    op.drop_table("day_version")
    op.drop_index(op.f("ix_scheduler_job_next_run_time"), table_name="scheduler_job")
    op.drop_table("scheduler_job")
    op.drop_table("alert_told")
    op.drop_table("gap")
    op.drop_table("held_batch")
    op.drop_index(op.f("ix_run_platform_status_finished_at"), table_name="run")
    op.drop_table("run")
    op.drop_table("registry_load")
    op.drop_index(op.f("ix_openrouter_price_permaslug_day"), table_name="openrouter_price")
    op.drop_table("openrouter_price")
    op.drop_index(op.f("ix_openrouter_model_permaslug"), table_name="openrouter_model")
    op.drop_table("openrouter_model")
    op.drop_table("model_weights")
    op.drop_table("lab")
    op.drop_table("hub_staging")
    op.drop_table("hub_snapshot")
    op.drop_index(op.f("ix_hub_former_name_repo_id"), table_name="hub_former_name")
    op.drop_table("hub_former_name")
    op.drop_index(op.f("ix_hub_model_repo_id"), table_name="hub_model")
    op.drop_table("hub_model")
    op.drop_table("crawl_page")
    op.execute(NO_READER)
