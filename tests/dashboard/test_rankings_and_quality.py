"""What the pages on ranks, quality and method decide, without a browser."""

from __future__ import annotations

from app.measures.definitions import DEFINITIONS
from app.view import Grain, Grouping, Platform
from tests.dashboard.conftest import GAP, Open, written


def test_the_ranking_opens_with_half_a_year_of_weeks_by_lab(open_page: Open) -> None:
    page = open_page("rankings")
    assert page.session_state["view-by"] == Grouping.LAB
    assert page.session_state["view-grain"] == Grain.WEEK
    said = written(page)
    assert "Ranking of labs by OpenRouter tokens" in said
    assert "1. Google 40.0% (band 40.0% to 50.0%); 2. DeepSeek 30.0% (band 30.0% to 40.0%)" in said
    table = page.dataframe[0].value
    assert list(table["name"]) == ["Google", "DeepSeek", "Alibaba"]
    assert list(table["rank"]) == [1, 2, 3]
    assert all(str(each).startswith("data:image/svg+xml,") for each in table["trend"])


def test_a_link_by_hand_without_a_measure_asks_for_the_pages_own(open_page: Open) -> None:
    page = open_page("rankings", "platform=openrouter&grain=day&to=2026-07-01")
    assert "Ranking of labs by OpenRouter tokens" in written(page)
    assert page.session_state["view-grain"] == "day"
    assert "to 1 July 2026" in written(page)


def test_single_hub_models_are_ranked_by_day(open_page: Open) -> None:
    page = open_page("rankings", "measure=rank&platform=openrouter&by=model&grain=week")
    page.segmented_control(key="view-platform").set_value(Platform.HUGGINGFACE).run()
    assert not page.exception
    assert "grain" not in page.query_params
    assert page.query_params["by"] == "model"
    assert page.dataframe[0].value["name"].iloc[0] == "Qwen/Qwen3-8B"


def test_a_missing_day_is_told_with_the_calendar(open_page: Open) -> None:
    page = open_page("quality", "platform=openrouter")
    assert "119 of 120 days received, 1 missing" in written(page)
    assert f'<td class="">{GAP}</td>' in written(page)


def test_the_method_tells_every_definition(open_page: Open) -> None:
    page = open_page("method")
    told = {each.value for each in page.header}
    assert {each.title for each in DEFINITIONS} <= told
