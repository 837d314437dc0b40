"""The values below a chart: the change from the first whole period to the last, and a row for every period."""

from __future__ import annotations

import math

import pytest

from app.charts.shape import drawn
from app.charts.value_table import values_of
from app.view import Grain, Scale, View
from tests.app.charts.handmade import SIX_DAYS, measured
from tests.app.charts.test_earlier import BEFORE, LINES, with_window

WEEKS = {
    "2026-06-29": {"CN": 1, "other": 1},
    "2026-07-06": {"CN": 40, "US": 50, "other": 10},
    "2026-07-13": {"CN": 120, "US": 60, "other": 20},
    "2026-07-20": {"CN": 1, "US": 3},
}


def test_the_change_is_between_whole_periods_in_points_and_in_growth() -> None:
    weeks = measured(WEEKS, view=View(grain=Grain.WEEK), incomplete=("2026-06-29", "2026-07-20"))
    found = values_of(drawn(weeks))
    assert found is not None
    assert (f"{found.first:%Y-%m-%d}", f"{found.last:%Y-%m-%d}") == ("2026-07-06", "2026-07-13")
    china = found.change.iloc[0]
    assert (china["share_before"], china["share"], china["change"]) == pytest.approx((40, 60, 20))
    assert (china["value_before"], china["value"], china["growth"]) == pytest.approx((40, 120, 200))
    assert china["band"] == "60.0% to 70.0%"
    assert str(china["trend"]).startswith("data:image/svg+xml")


def test_every_period_has_a_row_and_says_how_whole_it_is() -> None:
    found = values_of(drawn(measured(WEEKS, view=View(grain=Grain.WEEK), incomplete=("2026-07-20",))))
    assert found is not None
    assert list(found.periods["period"]) == ["2026-07-20", "2026-07-13", "2026-07-06", "2026-06-29"]
    assert list(found.periods["days"]) == ["5 of 7 days", "whole", "whole", "whole"]
    assert list(found.periods["CN"]) == pytest.approx([25, 60, 40, 50])
    assert math.isnan(found.periods["US"].iloc[-1])  # no row is no zero


def test_a_day_that_is_not_stored_stays_an_empty_row() -> None:
    found = values_of(drawn(measured(SIX_DAYS, view=View(scale=Scale.ABSOLUTE))))
    assert found is not None
    gap = found.periods[found.periods["period"] == "2026-07-17"].iloc[0]
    assert gap["days"] == "not stored"
    assert math.isnan(gap["CN"])
    assert found.periods["CN"].iloc[0] == 610  # values, where the chart draws values


def test_growth_from_nothing_is_not_said() -> None:
    days = {"2026-07-14": {"CN": 0, "US": 10}, "2026-07-15": {"CN": 5, "US": 5}}
    found = values_of(drawn(measured(days)))
    assert found is not None
    assert math.isnan(found.change.set_index("name").loc["CN", "growth"])
    assert values_of(drawn(measured({}))) is None


def test_the_share_of_an_earlier_window_stands_beside_the_last_one_with_the_points_between() -> None:
    found = values_of(drawn(with_window()))
    assert found is not None
    assert f"{found.earlier:%Y-%m-%d}" == "2026-07-13"  # beside the 19th
    rows = found.change.set_index("name")
    assert (rows.loc["CN", "share_earlier"], rows.loc["CN", "since_earlier"]) == pytest.approx((56, 5))
    assert rows.loc["CN", "band_earlier"] == "56.0% to 58.0%"
    assert math.isnan(rows.loc["Other (tail)", "share_earlier"])
    cut = {day: BEFORE[day] for day in list(BEFORE)[:-1]}
    found = values_of(drawn(with_window(LINES, SIX_DAYS, cut)))
    assert found is not None
    assert found.change["share_earlier"].isna().all()
    alone = values_of(drawn(measured(SIX_DAYS)))
    assert alone is not None
    assert alone.earlier is None
    assert "share_earlier" not in alone.change
