"""Correlations against numbers that one can work out, and properties that always hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.measures.correlation import (
    BLOCK,
    LEAST,
    LEAST_BLOCKS,
    interval,
    kendall,
    lagged,
    mean_ranks,
    pearson,
    spearman,
)
from app.measures.lead_lag import MOST_LAG, lags_of

series = arrays(np.float64, st.integers(3, 20), elements=st.integers(-50, 50).map(float))


def test_a_series_that_follows_by_two_is_found_at_lag_two() -> None:
    lead = np.array([1.0, -2, 3, 0, 5, -4, 2, 1])
    follow = np.concatenate([[9.0, -7], lead[:-2]])
    assert pearson(*lagged(lead, follow, 2)) == pytest.approx(1)
    assert pearson(*lagged(follow, lead, -2)) == pytest.approx(1)
    assert abs(pearson(*lagged(lead, follow, 0)) or 0) < 0.9


def test_gaps_take_their_pair_out() -> None:
    a, b = lagged(np.array([1.0, np.nan, 3, 4]), np.array([1.0, 2, 3, 4]), 1)
    assert (a.tolist(), b.tolist()) == ([1, 3], [2, 4])


def test_kendall_by_hand() -> None:
    assert kendall(np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 4])) == pytest.approx(4 / 6)
    assert kendall(np.array([1.0, 1, 2]), np.array([1.0, 2, 3])) == pytest.approx(2 / (2 * 3) ** 0.5)
    assert kendall(np.array([1.0, 1]), np.array([1.0, 2])) is None


def test_ties_share_the_mean_of_their_places() -> None:
    assert mean_ranks(np.array([5.0, 1, 5, 9])).tolist() == [2.5, 1, 2.5, 4]


@given(series)
def test_a_series_agrees_with_itself_and_disagrees_with_its_reverse(values: np.ndarray) -> None:
    for measure in (kendall, spearman):
        found = measure(values, values)
        if found is None:
            assert len(set(values)) == 1
        else:
            assert found == pytest.approx(1)
            assert measure(values, -values) == pytest.approx(-1)


def test_the_interval_is_the_same_each_time_and_narrows_with_more_pairs() -> None:
    draw = np.random.default_rng(1)
    long = draw.normal(size=160)
    noisy = long + draw.normal(size=160)
    low, high = interval(long, noisy) or (0, 0)
    assert (low, high) == interval(long, noisy)
    short_low, short_high = interval(long[:32], noisy[:32]) or (0, 0)
    assert low < (pearson(long, noisy) or 0) < high
    assert high - low < short_high - short_low


def test_fewer_blocks_than_are_stated_have_no_interval() -> None:
    draw = np.random.default_rng(2)
    one, two = draw.normal(size=(2, LEAST))
    assert LEAST // BLOCK == LEAST_BLOCKS
    assert interval(one, two) is not None
    assert interval(one[1:], two[1:]) is None


def test_a_group_has_the_lags_that_leave_pairs_enough_and_none_below_the_stated_length() -> None:
    draw = np.random.default_rng(3)

    def of_weeks(count: int) -> list[int]:
        weeks = pd.date_range("2026-01-05", periods=count, freq="7D")
        shares = dict(zip(("share", "hub_share"), draw.uniform(size=(2, count)), strict=True))
        return [lag for lag, *_ in lags_of(pd.DataFrame({"date": weeks, "complete": True, **shares}))]

    assert of_weeks(LEAST) == []  # one change less than weeks
    assert of_weeks(LEAST + 1) == [0]
    assert of_weeks(LEAST + 3) == [-2, -1, 0, 1, 2]
    assert of_weeks(LEAST + 9) == list(range(-MOST_LAG, MOST_LAG + 1))
