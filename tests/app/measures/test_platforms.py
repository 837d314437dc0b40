"""Both platforms beside each other, for one week of three labs."""

import datetime as dt

import pytest

from app.charts.shape import drawn
from app.errors import ViewError
from app.export.native import native, native_notes
from app.measures import ask
from app.store.engine import Database
from app.view import Grain, Grouping, Measure, View
from tests.support import hub_model, plant_hub, plant_tokens

MONDAY = dt.date(2026, 6, 29)
VIEW = View(measure=Measure.PLATFORMS, by=Grouping.LAB, grain=Grain.WEEK)


@pytest.fixture
def week(database: Database) -> Database:
    for number in range(7):
        day = MONDAY + dt.timedelta(days=number)
        plant_tokens(database, day, {"qwen/a": 50, "openai/b": 30, "anthropic/c": 15, "nobody/x": 5})
        plant_hub(database, day, [hub_model("Qwen/A", 60), hub_model("openai/B", 10), hub_model("nobody/C", 30)])
    plant_tokens(database, MONDAY + dt.timedelta(days=7), {"qwen/a": 1})  # a week that the Hub does not have
    return database


def test_shares_and_ranks_of_both_stand_in_one_row(week: Database) -> None:
    with week.connect() as connection:
        found = ask(connection, VIEW)
    rows = found.frame.set_index("group")
    assert set(found.frame["date"].dt.date) == {MONDAY}
    assert rows.loc["alibaba", ["share", "hub_share", "rank", "hub_rank"]].tolist() == [0.5, 0.6, 1, 1]
    assert rows.loc["openai", ["share", "hub_share", "rank", "hub_rank"]].tolist() == pytest.approx([0.3, 0.1, 2, 2])
    assert rows.loc["anthropic", "hub_share"] == 0
    assert rows["hub_rank"].isna()["anthropic"]
    assert rows.loc["anthropic", "hub_share_high"] == pytest.approx(0.3)  # all that is unknown could be its
    assert {source.platform.value for source in found.sources} == {"openrouter", "huggingface"}
    assert rows["complete"].all()
    # No one number: the week that the Hub does not have is OpenRouter's newest.
    assert "Without a known lab in the newest period of each platform: 0.0% on OpenRouter, 30.0% on Hugging Face." in (
        found.notes
    )
    assert found.coverage.unknown_share is None


def test_who_has_no_place_on_a_logarithm_is_named_beside_the_native_chart(week: Database) -> None:
    with week.connect() as connection:
        shown = drawn(ask(connection, VIEW))
    assert [line for line in native_notes(shown, native(shown)) if line.endswith("has no 0: Anthropic.")]


def test_a_model_has_no_one_name_on_both(week: Database) -> None:
    with week.connect() as connection, pytest.raises(ViewError):
        ask(connection, VIEW.with_(by=Grouping.MODEL))


def test_with_one_week_nothing_is_said_of_lead_and_agreement_and_why(week: Database) -> None:
    with week.connect() as connection:
        lags = ask(connection, VIEW.with_(measure=Measure.LEAD_LAG))
        agreed = ask(connection, VIEW.with_(measure=Measure.AGREEMENT))
    assert lags.frame.empty
    assert any("A correlation needs 24 pairs of weeks, because" in note for note in lags.notes)
    assert agreed.frame.empty  # two labs on both platforms are too few


def test_four_labs_in_reverse_order_disagree_fully(database: Database) -> None:
    names = {"qwen": "Qwen", "openai": "openai", "deepseek": "deepseek-ai", "google": "google"}
    for number in range(7):
        day = MONDAY + dt.timedelta(days=number)
        plant_tokens(database, day, {f"{each}/a": 10 + at for at, each in enumerate(names)})
        plant_hub(database, day, [hub_model(f"{each}/A", 90 - at) for at, each in enumerate(names.values())])
    with database.connect() as connection:
        (row,) = ask(connection, VIEW.with_(measure=Measure.AGREEMENT)).frame.to_dict("records")
    assert (row["groups"], row["kendall"], row["spearman"]) == (4, pytest.approx(-1), pytest.approx(-1))
