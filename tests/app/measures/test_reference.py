"""Published figures beside ours."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from app.measures import ask
from app.measures.reference import reference
from app.registry import RegistryError
from app.registry.references import COLUMNS, Metric, Reference, read_references
from app.store.engine import Database
from app.view import POPULATIONS, Grouping, Measure, Platform, Population, Unit, View
from collectors.contract import Relation
from tests.app.measures.world import MONDAY, OTHER, TOKENS, day_after, register
from tests.support import hub_model, plant_hub, plant_tokens

TAIL = Reference(
    *("Tail", MONDAY, MONDAY, Platform.OPENROUTER, Metric.SHARE, Unit.TOKENS, Population.ALL, Grouping.BLOC, "other"),
    *(0.03, 0.0005, "", "made by hand"),
)


def beside(database: Database, *references: Reference, **view: Any) -> list[dict[str, Any]]:
    with database.connect() as connection:
        found = reference(connection, View(measure=Measure.REFERENCE, **view), references)
    return found.frame.to_dict("records")


@pytest.fixture
def planted(database: Database, tmp_path: Path) -> Database:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, TOKENS, other=OTHER)
    return database


def test_a_figure_that_agrees(planted: Database) -> None:
    [row] = beside(planted, TAIL)
    assert (row["ours"], row["agrees"]) == (pytest.approx(0.03), True)
    assert row["reason"] == "Agrees within the rounding of the published figure."


def test_a_gap_that_the_unknown_can_explain_and_one_that_it_cannot(planted: Database) -> None:
    chinese = dataclasses.replace(TAIL, group="CN", published=0.75)
    inside, outside = beside(planted, chinese, dataclasses.replace(chinese, published=0.61, why="other accounts"))
    if inside["published"] != 0.75:
        inside, outside = outside, inside
    assert (inside["ours"], inside["ours_high"]) == pytest.approx((0.70, 0.80))
    assert inside["reason"].startswith("Within our coverage band")
    assert outside["gap"] == pytest.approx(0.09)
    assert outside["gap_relative"] == pytest.approx(0.09 / 0.61)
    assert outside["reason"] == "Other accounts."


def test_the_least_and_the_most_of_daily_shares_and_the_largest_model_of_a_day(planted: Database) -> None:
    plant_tokens(planted, day_after(MONDAY), TOKENS | {"qwen/a": 5_000}, other=OTHER)
    least = dataclasses.replace(TAIL, metric=Metric.LEAST_SHARE, until=day_after(MONDAY), name="least")
    most, largest = (dataclasses.replace(least, metric=m, name=m.value) for m in (Metric.MOST_SHARE, Metric.LARGEST))
    largest = dataclasses.replace(largest, by=Grouping.MODEL, group="", published=5_000)
    found = {row["group"]: row["ours"] for row in beside(planted, least, most, largest)}
    whole = sum((TOKENS | {"qwen/a": 5_000}).values()) + OTHER
    assert found == {"least": pytest.approx(OTHER / whole), "most_share": pytest.approx(0.03), "largest": 5_100}


def test_new_derivatives_are_counted_over_whole_weeks(database: Database) -> None:
    made = dt.datetime(2026, 7, 7, 12, tzinfo=dt.UTC)
    bases = [hub_model("Qwen/base", 100), hub_model("openai/base", 100)]
    derived = [
        hub_model(f"anyone/{n}", 1, base_models=(base,), relation=Relation.FINETUNE, created_at=made)
        for n, base in enumerate(["Qwen/base"] * 3 + ["openai/base"])
    ]
    plant_hub(database, dt.date(2026, 7, 13), [*bases, *derived])
    share = dataclasses.replace(
        TAIL, platform=Platform.HUGGINGFACE, metric=Metric.DERIVATIVE_SHARE, unit=Unit.DOWNLOADS_30D, by=Grouping.LAB,
        group="alibaba", since=MONDAY, until=day_after(MONDAY, 8), published=0.75,
    )  # fmt: skip
    a_day = dataclasses.replace(share, metric=Metric.DERIVATIVES, name="a day", published=3 / 7)
    found = {row["group"]: (row["ours"], row["agrees"]) for row in beside(database, share, a_day)}
    assert found == {"Tail": (0.75, True), "a day": (pytest.approx(3 / 7), True)}


def test_a_sum_needs_every_day_and_a_mean_does_not(planted: Database) -> None:
    total = dataclasses.replace(TAIL, metric=Metric.TOTAL, published=2_000, until=day_after(MONDAY))
    mean = dataclasses.replace(total, metric=Metric.MEAN_TOTAL, name="Mean", published=1_000)
    by_name = {row["group"]: row for row in beside(planted, total, mean)}
    assert by_name["Tail"]["ours"] is None or by_name["Tail"]["ours"] != by_name["Tail"]["ours"]
    assert by_name["Tail"]["reason"].startswith("Only 1 of 2 days are stored")
    assert by_name["Mean"]["ours"] == 1_000
    assert by_name["Mean"]["reason"].endswith("Ours is of 1 of 2 days.")


def test_where_we_lack_the_data_we_say_so(planted: Database) -> None:
    elsewhere = dataclasses.replace(TAIL, since=day_after(MONDAY, 9), until=day_after(MONDAY, 9))
    unmeasured = dataclasses.replace(TAIL, metric=Metric.NOT_KEPT, why="a list of its own")
    reasons = {row["reason"] for row in beside(planted, elsewhere, unmeasured)}
    assert reasons == {"No day of this period is stored.", "Not measured here. A list of its own."}


def test_a_value_and_a_mean_of_shares(planted: Database) -> None:
    plant_tokens(planted, day_after(MONDAY), TOKENS | {"qwen/a": 500}, other=OTHER)
    value = dataclasses.replace(TAIL, metric=Metric.VALUE, by=Grouping.LAB, group="alibaba", until=day_after(MONDAY))
    mean = dataclasses.replace(value, metric=Metric.MEAN_SHARE, name="Mean")
    by_name = {row["group"]: row for row in beside(planted, value, mean)}
    assert (by_name["Tail"]["ours"], by_name["Tail"]["ours_high"]) == pytest.approx((1_000, 1_000 + 100 + 100))
    assert by_name["Mean"]["ours"] == pytest.approx((0.4 + 0.5) / 2)


def test_the_shipped_figures_are_in_order_and_can_be_asked_for(database: Database) -> None:
    assert len(read_references()) > 20
    rows = beside(database, *read_references())
    assert {row["reason"] for row in rows if row["metric"] != "not_kept"} == {"No day of this period is stored."}


def test_every_problem_of_the_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "references.csv"
    line = "x,2026-01-02,2026-01-01,openrouter,share,downloads_30d,all,,,abc,0,,"
    path.write_text(",".join(COLUMNS) + f"\n{line}\n", encoding="utf-8")
    with pytest.raises(RegistryError) as caught:
        read_references(path)
    told = str(caught.value)
    assert all(word in told for word in ("source is empty", "fill by and group", "'abc' is not a number"))


def test_a_share_out_of_nobody_knows_what_stands_beside_ours_under_every_population(planted: Database) -> None:
    unstated = dataclasses.replace(TAIL, group="CN", population=None, published=0.32, why="denominators differ")
    [row] = beside(planted, unstated)
    with planted.connect() as connection:
        asked = View(measure=Measure.SHARE, platform=Platform.OPENROUTER, by=Grouping.BLOC)
        shares = {}
        for population in POPULATIONS[Platform.OPENROUTER]:
            frame = ask(connection, asked.with_(population=population)).frame
            shares[population] = float(frame.loc[frame["group"] == "CN", "share"].iloc[0])
    assert len(set(shares.values())) > 1
    assert (row["population"], row["ours_low"], row["ours_high"]) == (
        "not_stated",
        pytest.approx(min(shares.values())),
        pytest.approx(max(shares.values())),
    )
    assert pd.isna(row["ours"])
    assert pd.isna(row["gap"])
    assert row["reason"].startswith("It is not known out of what this is a share")
    assert row["reason"].endswith("Denominators differ.")
    assert all(f"{share:.1%} of {population}" in row["reason"] for population, share in shares.items())


def test_the_ends_of_the_published_shares_of_chinese_models_claim_no_denominator() -> None:
    ends = {each.published: each.population for each in read_references() if "published share of" in each.name}
    assert ends == {0.32: None, 0.70: None}
