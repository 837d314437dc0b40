"""The outline of a coverage band over time, broken where periods are missing."""

from __future__ import annotations

import pandas as pd


def outline(
    low: pd.Series, high: pd.Series, lone: pd.Timedelta
) -> tuple[list[pd.Timestamp | None], list[float | None]]:
    """The points of one polygon for each stretch without a gap, with None between them.

    `low` and `high` are by period, missing where nothing is known; a stretch of one period is drawn `lone` wide.
    """
    held = low.notna() & high.notna()
    x: list[pd.Timestamp | None] = []
    y: list[float | None] = []
    for _, stretch in low[held].groupby((held != held.shift()).cumsum()[held]):
        times, lower, upper = list(stretch.index), list(stretch), list(high[stretch.index])
        if len(times) == 1:
            times, lower, upper = [times[0] - lone / 2, times[0] + lone / 2], lower * 2, upper * 2
        x += [*times, *reversed(times), None]
        y += [*lower, *reversed(upper), None]
    return x, y
