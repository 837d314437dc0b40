"""The pages that show several answers, without a browser."""

from __future__ import annotations

import datetime as dt

import pytest

from app.measures.own_events import read_own_events
from app.store.engine import Database
from collectors.contract import Relation
from tests.app.store.test_rollup_prices import entry, plant_prices
from tests.dashboard.conftest import Open, written
from tests.support import hub_model, midnight, plant_hub, plant_tokens

PAGES = (
    "platforms",
    "efficiency",
    "ecosystem",
    "releases",
    "distortions",
    "evaluate",
    "labs",
    "verdict",
    "what_changed",
)
MONDAY = dt.date(2026, 6, 29)


@pytest.fixture
def stored_url(database_url: str) -> str:
    """The test's own database."""
    return database_url


@pytest.fixture
def fortnight(database: Database) -> Database:
    """Two weeks of both platforms: two labs, a derivative, list prices, a free variant."""
    plant_prices(database, MONDAY, entry("qwen/a", "0.000001", "0.000001"), entry("openai/b", "0.00001", "0.00001"))
    for number in range(14):
        day = MONDAY + dt.timedelta(days=number)
        plant_tokens(database, day, {"qwen/a": 60 + number, "qwen/a:free": 5, "openai/b": 35}, other=5)
        models = [
            hub_model("Qwen/A", 60, created_at=midnight(MONDAY), licence="apache-2.0"),
            hub_model("openai/<b>B</b>", 10, created_at=midnight(MONDAY)),
            hub_model("x/T", 30, created_at=midnight(MONDAY), base_models=("Qwen/A",), relation=Relation.QUANTIZED),
        ]
        plant_hub(database, day, models)
    return database


@pytest.mark.parametrize("name", PAGES)
def test_a_page_over_an_empty_database_says_what_to_run(name: str, open_page: Open) -> None:
    page = open_page(name)
    assert "modelshare collect" in written(page)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("fortnight")
def test_a_page_over_two_weeks_draws_and_shows_its_sources(name: str, open_page: Open) -> None:
    page = open_page(name)
    assert "Source: OpenRouter" in written(page) or "Source: Hugging Face" in written(page)
    assert "days old: the newest stored day is 12 July 2026" in written(page)  # a page tells that its data stand still
    assert "<b>B</b>" not in written(page)  # names from upstream stay text


@pytest.mark.usefixtures("fortnight")
def test_the_ecosystem_names_the_ancestry_and_the_lower_bound(open_page: Open) -> None:
    said = written(open_page("ecosystem"))
    assert "Alibaba" in said
    assert "lower bound" in said


@pytest.mark.usefixtures("fortnight")
def test_efficiency_says_that_it_is_an_estimate_and_why_there_is_no_frontier(open_page: Open) -> None:
    page = open_page("efficiency")
    assert "estimate at list price" in written(page)
    assert "OPENROUTER_API_KEY" in written(page)


@pytest.mark.usefixtures("fortnight")
def test_distortions_lists_the_free_variant_and_removes_nothing(open_page: Open) -> None:
    said = written(open_page("distortions"))
    assert "free variant" in said
    assert "Nothing is removed" in said


@pytest.mark.usefixtures("fortnight")
def test_an_evaluation_follows_its_weights_and_makes_up_no_score(open_page: Open) -> None:
    page = open_page("evaluate")
    assert "Without the organisation" in written(page)
    page.number_input[0].set_value(80.0).run()
    page.slider(key="weight-price").set_value(3.0).run()
    assert not page.exception
    assert "own score" in written(page)
    assert page.query_params["scores"] == "alibaba:80::"
    assert page.query_params["weights"] == "price:3"
    again = open_page("evaluate", f"measure=evaluation&by=lab&weights=price:3&scores={page.query_params['scores']}")
    assert "own score" in written(again)
    assert again.slider(key="weight-price").value == 3.0
    broken = open_page("evaluate", "measure=evaluation&by=lab&weights=beauty:3")
    assert "cannot be read" in written(broken)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("platform=myspace", "not understood"), ("measure=share&platform=openrouter", "belongs to another page")],
)
@pytest.mark.usefixtures("fortnight")
def test_a_link_that_is_not_understood_gives_the_pages_own_view(query: str, sentence: str, open_page: Open) -> None:
    assert sentence in written(open_page("platforms", query))


@pytest.mark.usefixtures("fortnight")
def test_a_lab_page_tells_ranks_and_what_moved_it(open_page: Open) -> None:
    said = written(open_page("labs", "by=lab&select=openai&platform=openrouter"))
    assert "OpenAI" in said
    assert "Ranking of labs by OpenRouter tokens" in said
    assert "What changed the share of OpenAI in OpenRouter tokens" in said


@pytest.mark.usefixtures("fortnight")
def test_a_link_to_an_unknown_lab_says_so_and_shows_another(open_page: Open) -> None:
    said = written(open_page("labs", "by=lab&select=<i>nobody</i>"))
    assert "The registry has no lab &#x27;&lt;i&gt;nobody&lt;/i&gt;&#x27;, so Alibaba is shown." in said


@pytest.mark.usefixtures("fortnight")
def test_a_link_to_a_study_chooses_its_date_and_grouping(open_page: Open) -> None:
    page = open_page("releases", "measure=event_study&platform=openrouter&by=lab&from=2026-07-06")
    assert page.session_state["study-date"] == dt.date(2026, 7, 6)
    assert page.session_state["study-by"] == "lab"
    assert page.session_state["view-window"] == "all"  # the date is the study's, and not the calendar's window
    assert "No window around 2026-07-06" in written(page)


@pytest.mark.usefixtures("fortnight")
def test_ones_own_events_stand_in_the_list_and_can_be_studied(open_page: Open) -> None:
    page = open_page("releases")
    page.session_state["own-events"] = read_own_events(b"date,title\n2026-07-01,We <b>moved</b>\n")
    page.run()
    assert not page.exception
    said = written(page)
    assert "We &lt;b&gt;moved&lt;/b&gt;" in said
    assert "1 of the events are your own" in said
    assert any("(your own)" in each for each in page.selectbox(key="study-event").options)


@pytest.mark.usefixtures("fortnight")
def test_ones_own_events_are_marked_on_shares_and_ranks_and_are_in_no_link(open_page: Open) -> None:
    for name in ("share", "rankings"):
        page = open_page(name)
        page.session_state["own-events"] = read_own_events(
            b"date,title\n2026-07-10,We <b>moved</b>\n1999-01-01,Long ago\n"
        )
        page.run()
        assert not page.exception
        said = written(page)
        assert "We &lt;b&gt;moved&lt;/b&gt; (your own)" in said
        assert "Your own events, from the file that you opened for this visit, are marked too (1)" in said
        assert "Long ago" not in said
        assert not any("moved" in each.value for each in page.code)


@pytest.mark.usefixtures("fortnight")
def test_the_candidates_of_an_evaluation_are_in_its_link(open_page: Open) -> None:
    page = open_page("evaluate", "measure=evaluation&platform=openrouter&by=lab&select=openai,nobody")
    assert page.multiselect(key="view-select").value == ["openai"]
    assert "There is no lab and no named model &#x27;nobody&#x27;" in written(page)
    page.multiselect(key="view-select").set_value(["openai", "alibaba"]).run()
    assert not page.exception
    assert page.query_params["select"] == "openai,alibaba"


@pytest.mark.usefixtures("fortnight")
def test_a_link_with_more_groups_than_a_control_takes_is_shown(open_page: Open) -> None:
    many = ",".join(["alibaba", *(f"lab{number}" for number in range(14))])
    assert "What changed" in written(open_page("what_changed", f"measure=contribution&by=lab&select={many}"))
