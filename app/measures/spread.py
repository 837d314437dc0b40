"""How far the answers to one question lie apart for one period, over everything that one could count."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from app.measures.answer import answer, units_of
from app.measures.dollars import in_dollars
from app.measures.result import Definition, Measured
from app.measures.ways import DEFAULT_GROUPS, absent, asked_day, every_way, of_period, stands
from app.view import View

DEFINITION = Definition(
    name="spread",
    version=1,
    title="Spread of the answers",
    formula=(
        "The share of one group in one period, measured in every unit and population of the platform that has values "
        "then. The spread is the smallest and the largest of these shares; each keeps its own bounds."
    ),
    caveats=(
        "The populations answer different questions: none of them is the right one for every purpose.",
        "A group without a row where others have one stands at nothing there, which in a list of the largest models "
        "means: below the list.",
    ),
    source="The measure share, once for each unit and population.",
    population="Every population in every unit that has values in the period.",
)
COLUMNS = [
    *("date", "platform", "unit", "population", "group", "value", "share", "share_low", "share_high", "total"),
    *("days", "days_expected", "complete"),
]


def spread(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a unit, population and group, for the period of its grain that holds `until`.

    The groups are those that the view selects, or the grouping's own: China, the named three together, or each of
    them. Frame: date, platform, unit, population, group, value, share, share_low, share_high (0 to 1), total, days,
    days_expected, complete. Raises `NotEnoughKnown` where nothing is stored, `ViewError` where the view asks for
    what is not.
    """
    asked = of_period(view, asked_day(connection, view))
    groups = view.select or DEFAULT_GROUPS[view.by]
    rows, read, unknown = [], [], None
    for found in every_way(connection, asked):
        read.append(found.view)
        period = in_dollars(found.frame, found.view.counted, "value", "total")
        if unknown is None or found.view.population == view.population:
            unknown = float(period["unknown"].iloc[0])
        by_group, newest = stands(period), period.iloc[0]
        for group in groups:
            stand = by_group.get(group, absent(period))
            rows.append(
                (
                    *(newest["date"], view.platform.value, found.view.counted.value, found.view.population.value),
                    *(group, float(stand.value), stand.share, stand.low, stand.high, float(newest["total"])),
                    *(int(newest["days"]), int(newest["days_expected"]), bool(newest["complete"])),
                )
            )
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"date": "datetime64[us]"})
    return answer(
        connection,
        view,
        frame,
        DEFINITION,
        read=read or [asked],
        groups=groups,
        unknown=unknown,
        notes=_said(frame),
        units=units_of(frame),
    )


def _said(frame: pd.DataFrame) -> tuple[str, ...]:
    part = frame[~frame["complete"].astype(bool)]
    return () if part.empty else (f"{int(part['days'].min())} of {int(part['days_expected'].max())} days are stored.",)
