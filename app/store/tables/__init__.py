"""Every table of the database, in one package."""

from app.store.tables.columns import metadata
from app.store.tables.hub import (
    crawl_page,
    hub_former_attributes,
    hub_former_name,
    hub_model,
    hub_snapshot,
    hub_staging,
)
from app.store.tables.openrouter import (
    openrouter_benchmark,
    openrouter_export,
    openrouter_model,
    openrouter_price,
    openrouter_row,
)
from app.store.tables.registry import event, lab, lab_account, lab_country, model_weights, registry_load
from app.store.tables.rollups import (
    Kind,
    derivative_day,
    derivative_new,
    hub_descent,
    hub_jump,
    lab_model,
    openrouter_row_price,
    release_standing,
    rollup,
)
from app.store.tables.runs import RunStatus, alert_told, day_version, gap, held_batch, rejected_row, run, scheduler_job

__all__ = [
    "Kind",
    "RunStatus",
    "alert_told",
    "crawl_page",
    "day_version",
    "derivative_day",
    "derivative_new",
    "event",
    "gap",
    "held_batch",
    "hub_descent",
    "hub_former_attributes",
    "hub_former_name",
    "hub_jump",
    "hub_model",
    "hub_snapshot",
    "hub_staging",
    "lab",
    "lab_account",
    "lab_country",
    "lab_model",
    "metadata",
    "model_weights",
    "openrouter_benchmark",
    "openrouter_export",
    "openrouter_model",
    "openrouter_price",
    "openrouter_row",
    "openrouter_row_price",
    "registry_load",
    "rejected_row",
    "release_standing",
    "rollup",
    "run",
    "scheduler_job",
]
