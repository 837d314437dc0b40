"""How far the two platforms' rankings of labs agree, period by period."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from app.measures.answer import answer
from app.measures.correlation import kendall, spearman
from app.measures.platforms import both_views, platforms
from app.measures.result import Definition, Measured
from app.view import View

DEFINITION = Definition(
    name="agreement",
    version=1,
    title="Agreement of the two rankings",
    formula=(
        "Over the known groups that have a rank on both platforms in a period: Kendall's tau-b (the part of pairs in "
        "the same order minus the part in the opposite order, ties on neither side) and Spearman's correlation of the "
        "ranks; 1 is full agreement, 0 none, -1 the reverse order. `apart` names the group whose ranks differ most."
    ),
    caveats=(
        "Groups that stand on one platform alone are not in it; `groups` counts those that are.",
        "With few groups one exchange of places moves the figure much.",
    ),
    source="Own definition over the measure platforms.",
    population="Groups that have a rank on both platforms in the period.",
)
LEAST_GROUPS = 4
COLUMNS = {
    "date": "datetime64[us]",
    "groups": "int64",
    "kendall": "float64",
    "spearman": "float64",
    "apart": "str",
    "rank": "Int64",
    "hub_rank": "Int64",
    "complete": "bool",
}


def agreement(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a period in which at least four groups have a rank on both platforms.

    Frame: date, groups (how many), kendall, spearman (-1 to 1), apart (the group whose ranks differ most) with its
    rank (OpenRouter) and hub_rank, complete.
    """
    both = platforms(connection, view)
    ranked = both.frame[both.frame["rank"].notna() & both.frame["hub_rank"].notna()]
    rows = []
    for date, period in ranked.groupby("date"):
        if len(period) < LEAST_GROUPS:
            continue
        here, there = (period[name].to_numpy(dtype=float) for name in ("rank", "hub_rank"))
        apart = period.iloc[int(abs(here - there).argmax())]
        figures = (kendall(here, there), spearman(here, there), apart["group"], apart["rank"], apart["hub_rank"])
        rows.append((date, len(period), *figures, bool(period["complete"].all())))
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    groups = dict.fromkeys(ranked["group"])
    return answer(connection, view, frame, DEFINITION, read=list(both_views(view)), groups=groups)
