"""Which groups a chart shows, what the folded rest adds up to, where a line breaks."""

from __future__ import annotations

import pandas as pd
import pytest

from app.charts.shape import ALL_OTHERS, BUCKETS, Drawn, calendar, drawn, groups
from app.view import Grain, Grouping, Scale, View
from tests.app.charts.handmade import SIX_DAYS, measured

MANY = {f"lab-{number:02}": 1000 - number for number in range(15)} | {"minimax": 3, "other": 90, "unattributed": 40}


def by_lab(**changes: object) -> View:
    return View(by=Grouping.LAB).with_(**changes)


def test_the_largest_stand_alone_and_the_rest_is_one_band() -> None:
    shown = drawn(measured({"2026-07-14": MANY}, view=by_lab()))
    assert groups(shown) == [*(f"lab-{n:02}" for n in range(10)), "minimax", ALL_OTHERS, "other", "unattributed"]
    assert shown.labels[ALL_OTHERS] == "All other labs (5)"
    assert any("5 labs" in note for note in shown.notes)


def test_a_group_that_comes_late_stands_by_its_size_and_below_the_buckets() -> None:
    days = {"2026-07-14": {"old": 10, "small": 1, "other": 5}, "2026-07-15": {"old": 10, "late": 100, "other": 5}}
    answer = measured(days, view=by_lab())
    assert groups(answer) == groups(drawn(answer)) == ["late", "old", "small", "other"]
    eleven = {f"lab-{number:02}": 5 for number in range(12)}
    shown = drawn(measured({"2026-07-14": eleven, "2026-07-15": eleven | {"late": 100}}, view=by_lab()))
    assert groups(shown)[0] == "late"


def test_who_leads_the_newest_period_stands_alone_however_small_before() -> None:
    old = {f"lab-{number:02}": 1000 - number for number in range(15)}
    answer = measured(
        {"2026-07-14": old, "2026-07-15": old, "2026-07-16": {"lab-00": 500, "riser": 900}}, view=by_lab()
    )
    assert "riser" in groups(drawn(answer))


def test_the_folded_band_adds_up_and_its_bounds_are_exact() -> None:
    whole = measured({"2026-07-14": MANY}, view=by_lab())
    shown = drawn(whole)
    rest = shown.frame.set_index("group").loc[ALL_OTHERS]
    total = sum(MANY.values())
    value = sum(1000 - number for number in range(10, 15))
    assert rest["value"] == value
    assert rest["share_low"] == pytest.approx(value / total)
    assert rest["share_high"] == pytest.approx((value + 90 + 40) / total)
    assert shown.frame["value"].sum() == whole.frame["value"].sum()
    assert shown.frame["share"].sum() == pytest.approx(1)


def test_one_small_group_is_not_folded_into_a_band_of_one() -> None:
    eleven = {f"lab-{number:02}": 100 - number for number in range(11)}
    assert ALL_OTHERS not in groups(drawn(measured({"2026-07-14": eleven}, view=by_lab())))


def test_a_selection_keeps_its_order_and_folds_the_rest_where_bands_are_stacked() -> None:
    chosen = by_lab(select=("lab-03", "lab-01"))
    stacked = drawn(measured({"2026-07-14": MANY}, view=chosen))
    assert groups(stacked) == ["lab-03", "lab-01", ALL_OTHERS, "other", "unattributed"]
    lines = drawn(measured({"2026-07-14": MANY}, view=chosen.with_(scale=Scale.LINES)))
    assert groups(lines) == ["lab-03", "lab-01", "other", "unattributed"]
    assert any("14 other labs are not drawn" in note for note in lines.notes)


def test_what_is_drawn_is_drawn_once() -> None:
    view = by_lab(smooth=2, grain=Grain.DAY)
    once = drawn(measured({"2026-07-14": MANY, "2026-07-15": MANY}, view=view))
    assert isinstance(once, Drawn)
    assert drawn(once) is once


def test_smoothing_is_a_trailing_mean_of_what_is_stored() -> None:
    days = {"2026-07-14": {"CN": 100, "US": 0}, "2026-07-15": {"CN": 50, "US": 50}, "2026-07-17": {"CN": 20, "US": 80}}
    shown = drawn(measured(days, view=View(smooth=2)))
    china = shown.frame[shown.frame["group"] == "CN"].set_index("date")["share"]
    assert china[pd.Timestamp("2026-07-14")] == pytest.approx(1.0)
    assert china[pd.Timestamp("2026-07-15")] == pytest.approx(0.75)
    assert pd.Timestamp("2026-07-16") not in china.index
    assert list(shown.frame.columns) == list(measured(days).frame.columns)


WEEKS = {f"2026-07-{day}": {"CN": 6.0, "US": 4.0} for day in ("06", "13", "20", "27")}
EDGES = ["2026-07-06", "2026-07-27"]


@pytest.mark.parametrize("scale", [Scale.ABSOLUTE, Scale.LOG, Scale.INDEX])
def test_sums_of_incomplete_weeks_at_the_edges_are_left_out_and_said(scale: Scale) -> None:
    shown = drawn(measured(WEEKS, view=View(grain=Grain.WEEK, scale=scale), incomplete=EDGES))
    assert [f"{each:%m-%d}" for each in shown.frame["date"].unique()] == ["07-13", "07-20"]
    assert "2026-07-06 (5 of 7 days) and 2026-07-27 (5 of 7 days)" in shown.notes[0]


@pytest.mark.parametrize("scale", [Scale.STACKED, Scale.LINES])
def test_shares_of_incomplete_weeks_stay(scale: Scale) -> None:
    shown = drawn(measured(WEEKS, view=View(grain=Grain.WEEK, scale=scale), incomplete=EDGES))
    assert shown.frame["date"].nunique() == 4


def test_where_no_week_is_whole_the_sums_stay() -> None:
    shown = drawn(measured(WEEKS, view=View(grain=Grain.WEEK, scale=Scale.ABSOLUTE), incomplete=list(WEEKS)))
    assert shown.frame["date"].nunique() == 4


def test_a_missing_day_is_a_period_that_holds_nothing() -> None:
    periods = calendar(measured(SIX_DAYS))
    assert len(periods.index) == 6
    assert not periods.present[pd.Timestamp("2026-07-17")]
    assert [len(run) for run in periods.runs] == [3, 2]


@pytest.mark.parametrize(
    ("grain", "dates", "length"),
    [
        (Grain.WEEK, ("2026-06-29", "2026-07-20"), 4),
        (Grain.MONTH, ("2026-01-01", "2026-06-01"), 6),
        (Grain.DAY, ("2026-02-28", "2026-03-02"), 3),
    ],
)
def test_the_calendar_follows_the_grain(grain: Grain, dates: tuple[str, ...], length: int) -> None:
    periods = calendar(measured({date: {"CN": 1, "US": 1} for date in dates}, view=View(grain=grain)))
    assert len(periods.index) == length
    assert periods.present.sum() == 2


def test_nothing_stored_draws_nothing() -> None:
    empty = measured({})
    assert groups(drawn(empty)) == []
    assert calendar(empty).runs == []
    assert set(BUCKETS) == {"other", "undisclosed", "unattributed"}
