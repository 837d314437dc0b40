"""Concentration, from numbers that can be checked on paper."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.measures import ask
from app.measures.concentration import concentrated
from app.store.engine import Database
from app.view import Measure, View
from tests.app.measures.world import MONDAY, register
from tests.support import plant_tokens


def test_two_labs_and_an_unknown_tenth(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, {"qwen/a": 60, "moonshotai/k": 20, "openai/g": 10}, other=10)
    with database.connect() as connection:
        found = ask(connection, View(measure=Measure.CONCENTRATION))
    whole, china = (found.frame[found.frame["group"] == scope].iloc[0] for scope in ("all", "CN"))
    assert whole["hhi"] == pytest.approx((60**2 + 20**2 + 10**2) / 90**2 * 10_000)
    assert whole["hhi_low"] == pytest.approx(60**2 + 20**2 + 10**2)
    assert whole["hhi_high"] == pytest.approx(70**2 + 20**2 + 10**2)
    assert whole["effective"] == pytest.approx(10_000 / whole["hhi"])
    assert whole["effective_low"] == pytest.approx(10_000 / 5_400)
    assert (whole["top3"], whole["top3_low"], whole["top3_high"]) == pytest.approx((1.0, 0.9, 1.0))
    # Within China the unknown ten may be Chinese or not: 80 known, 90 with them.
    assert china["labs"] == 2
    assert china["hhi"] == pytest.approx((60**2 + 20**2) / 80**2 * 10_000)
    assert china["hhi_low"] == pytest.approx((60**2 + 20**2) / 90**2 * 10_000)
    assert china["hhi_high"] == pytest.approx((70**2 + 20**2) / 90**2 * 10_000)
    assert found.labels["CN"] == "Within China"


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=12), st.floats(0, 5), st.lists(st.floats(0, 1), max_size=6))
def test_no_way_of_sharing_out_the_unknown_leaves_the_bounds(
    held: list[float], unknown: float, parts: list[float]
) -> None:
    figures = concentrated(np.array(held), unknown)
    assert figures is not None
    _, hhi, low, high, *_ = figures
    assert low <= hhi * (1 + 1e-9)
    assert hhi <= high * (1 + 1e-9)
    # Some holder takes each part of the unknown, known labs first and newcomers after them.
    given_out = [unknown * part / (sum(parts) or 1) for part in parts]
    shared = [a + b for a, b in zip(held + [0.0] * len(given_out), given_out + [0.0] * len(held), strict=False)]
    whole = sum(held) + unknown
    some = 10_000 * sum((each / whole) ** 2 for each in shared)
    assert low * (1 - 1e-9) <= some <= high * (1 + 1e-9)


def test_no_lab_means_no_figures() -> None:
    assert concentrated(np.array([]), 1.0) is None
