"""Whatever a page holds comes out of staging as it went in."""

import datetime as dt

import pytest
from sqlalchemy import text

from app.store.crawl import staged_pages
from app.store.engine import Database
from app.store.staging import stage_pages
from collectors.contract import HubModel, HubPage, Relation
from tests.support import hub_model

PLAIN = HubModel("0" * 24, "no-account", "")
WHOLE = HubModel(
    "1" * 24,
    "Qwen/Ä-模型",
    "Qwen",
    5,
    2**63 - 1,
    0,
    dt.datetime(2026, 7, 1, 12, 0, 0, 123_000, dt.UTC),
    "text-generation",
    "transformers",
    "apache-2.0",
    "auto",
    7_000_000_000,
    ("a/b", "c/d"),
    Relation.MERGE,
)


@pytest.mark.parametrize(
    "models",
    [
        [],
        [PLAIN],
        [WHOLE],
        [PLAIN, WHOLE, PLAIN],
        [hub_model("a/b", 1, base_models=("only/one",))],
        [hub_model('a/"quoted"', 1, licence="back\\slash", base_models=('x/"y"', "x/\\z"))],
        [hub_model("a/b", 1, licence="a,[],b")],
        [hub_model("a/b", 1, licence='a,["x"],b')],
        [hub_model("a/b", 1, licence="null", library="{}", pipeline_tag="[x]")],
        [hub_model("a/b", 1, base_models=("with, comma/and space", "NULL", "{curly}"))],
        [hub_model("a/b", 1, licence="]\n[", library="tab\tand\r")],
    ],
)
def test_a_page_comes_out_as_it_went_in(database: Database, models: list[HubModel]) -> None:
    pages = [HubPage("downloads", 1, tuple(models), "next"), HubPage("downloads", 2, (WHOLE,), None)]
    with database.begin() as connection:
        stage_pages(connection, 1, pages)
    with database.connect() as connection:
        found = [model for page in staged_pages(connection, 1) for model in page.models]
        numbers = connection.execute(text("SELECT page, models FROM crawl_page ORDER BY page")).all()
    assert found == [*models, WHOLE]
    assert numbers == [(1, len(models)), (2, 1)]
