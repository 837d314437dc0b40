"""Whether one platform's changes come before the other's: lagged correlations of weekly changes, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.measures.answer import answer
from app.measures.correlation import BLOCK, LEAST, LEAST_BLOCKS, RESAMPLES, interval, lagged, pearson
from app.measures.platforms import both_views, platforms
from app.measures.result import Definition, Measured
from app.view import Grain, View

DEFINITION = Definition(
    name="lead_lag",
    version=1,
    title="Lead and lag between the platforms",
    formula=(
        "For each group, the Pearson correlation of the week-on-week changes of its share on the Hub at week t with "
        "those on OpenRouter at week t + lag, for lags of -8 to 8 weeks: a positive lag means that the Hub moves "
        f"first. The interval holds the middle 95% of {RESAMPLES:,} resamples of the pairs in blocks of {BLOCK} weeks "
        f"(moving-block bootstrap, fixed seed). Fewer than {LEAST} pairs give no correlation: a resample would draw "
        f"fewer than {LEAST_BLOCKS} blocks, and its interval would look exact by chance. Complete weeks only."
    ),
    caveats=(
        "A correlation at a lag says nothing about causes.",
        "The Hub's count of 30 days smears a change over five weeks, so it can seem to follow where it does not.",
        "Seventeen lags a group: about one in twenty intervals excludes 0 by chance.",
        "A lag of n weeks has n pairs less than none, so a short series has no figures at its longest lags.",
        "Bands of the unknown are not in these intervals.",
    ),
    source="Own definition over the measure platforms.",
    population="What the measure platforms is out of; groups with enough pairs of weeks.",
)
MOST_LAG = 8
COLUMNS = {
    "group": "str",
    "lag": "int64",
    "correlation": "float64",
    "low": "float64",
    "high": "float64",
    "pairs": "int64",
    "strongest": "bool",
    "excludes_zero": "bool",
}


def lead_lag(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a group and lag, largest groups first.

    Frame: group, lag (weeks; positive: the Hub moves first), correlation (-1 to 1), low, high (95%), pairs (how
    many), strongest (the lag of the largest absolute correlation of the group), excludes_zero. Groups with too few
    weeks have no rows, which a note tells.
    """
    weekly = view.with_(grain=Grain.WEEK)
    both = platforms(connection, weekly)
    rows, short = [], []
    for group in dict.fromkeys(both.frame["group"]):
        found = lags_of(both.frame[both.frame["group"] == group])
        rows += [(group, *each) for each in found]
        short += [] if found else [group]
    frame = pd.DataFrame(rows, columns=["group", "lag", "correlation", "low", "high", "pairs"])
    absolute = frame["correlation"].abs()
    frame["strongest"] = absolute == absolute.groupby(frame["group"]).transform("max")
    frame["excludes_zero"] = (frame["low"] > 0) | (frame["high"] < 0)
    told = (
        f"Without enough weeks of change on both platforms: {len(short)} groups. A correlation needs {LEAST} pairs of "
        f"weeks, because its interval is drawn from blocks of {BLOCK} weeks and fewer than {LEAST_BLOCKS} of them say "
        "nothing about how uncertain it is."
    )
    return answer(
        connection,
        view,
        frame[list(COLUMNS)].astype(COLUMNS),
        DEFINITION,
        read=list(both_views(weekly)),
        groups=dict.fromkeys(frame["group"]),
        notes=(told,) if short else (),
    )


def lags_of(rows: pd.DataFrame) -> list[tuple[int, float, float, float, int]]:
    """lag, correlation, low, high and pairs for one group's weeks; empty where there are too few."""
    whole = rows[rows["complete"]].set_index("date").sort_index()
    if len(whole) <= LEAST:
        return []
    weeks = pd.date_range(whole.index[0], whole.index[-1], freq="7D")
    hub, router = (whole[name].reindex(weeks).diff().to_numpy(dtype=float) for name in ("hub_share", "share"))
    found = []
    for lag in range(-MOST_LAG, MOST_LAG + 1):
        first, second = lagged(hub, router, lag)
        bounds, correlation = interval(first, second), pearson(first, second) if len(first) else None
        if bounds is not None and correlation is not None and not np.isnan(correlation):
            found.append((lag, correlation, *bounds, len(first)))
    return found
