"""Shapes the answers that set one number against another into native charts of points."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from app.charts import wording
from app.charts.canvas import newest_rows, shown_groups
from app.charts.captions.platforms import both_units
from app.charts.colours import colour_of
from app.charts.quadrant_chart import TRAIL, whole_periods
from app.charts.shape import Drawn
from app.export.series import GREY, Axis, Kind, Native, Series, floor_of, power_below, rounded
from app.view import Grouping, Measure

NAMED = 8  # models whose names stand beside their points
LAGS = 3  # groups


def _platforms(shown: Drawn) -> Native | None:
    """The way of each group over the last thirteen whole periods, its newest point named; 0 has no logarithm."""
    made, frame = [], whole_periods(shown.frame)
    for group in shown_groups(shown, "share", "hub_share"):
        rows = frame[frame["group"] == group].tail(TRAIL)
        rows = rows[(rows["share"] > 0) & (rows["hub_share"] > 0)]
        if rows.empty:
            continue
        name = wording.short_label(shown, group)
        made.append(
            Series(
                name,
                colour_of(group, shown.view.by),
                rounded(rows["share"].astype(float)),
                across=rounded(rows["hub_share"].astype(float)),
                said=("",) * (len(rows) - 1) + (name,),
                joined=True,
            )
        )
    tokens, downloads = (wording.SHORT_UNITS[each] for each in both_units(shown.view))
    across = Axis(f"Share of Hub {downloads}, logarithmic", "0.0%", low=_across_floor(made), high=1, log=True)
    axis = f"Share of OpenRouter {tokens}, logarithmic"
    return _points(shown, made, axis, "0.0%", across, log=True, low=power_below(made), high=1)


def undrawn(shown: Drawn) -> tuple[str, ...]:
    """Who has no point in the newest whole period of both platforms, because a logarithm has no 0."""
    if shown.view.measure is not Measure.PLATFORMS:
        return ()
    rows = newest_rows(shown.frame).set_index("group")
    shares = rows[["share", "hub_share"]].min(axis=1)
    gone = [group for group in shown_groups(shown, "share", "hub_share") if not float(shares.get(group, 0.0)) > 0]
    named = ", ".join(wording.short_label(shown, group) for group in gone)
    return (
        (f"No newest point, as they hold nothing on one platform and a logarithm has no 0: {named}.",) if gone else ()
    )


def _prices(shown: Drawn) -> Native | None:
    """A point for each model with a price, a series for each lab."""
    frame = shown.frame[(shown.frame["usd_per_million"] > 0) & (shown.frame["tokens"] > 0)]
    named = set(frame["group"].head(NAMED))
    made = []
    for lab, rows in frame.groupby("lab", sort=False):
        names = tuple(str(group).rpartition("/")[2] if group in named else "" for group in rows["group"])
        made.append(
            Series(
                wording.short_label(shown, str(lab)),
                colour_of(str(lab), Grouping.LAB),
                rounded(rows["tokens"].astype(float)),
                across=rounded(rows["usd_per_million"].astype(float)),
                said=names,
            )
        )
    number = '[>=1000000000000]0,,,,"T";[>=1000000000]0,,,"B";0,,"M"'
    across = Axis("US dollars a million tokens, 3:1 blend, logarithmic", "General", low=_across_floor(made), log=True)
    return _points(shown, made, "Tokens, logarithmic", number, across, log=True, low=power_below(made))


def _lead_lag(shown: Drawn) -> Native | None:
    """Each selected group's (else the first three groups') correlation by lag, with its 95% interval."""
    frame = shown.frame
    chosen = [group for group in shown.view.select if group in set(frame["group"])]
    made = []
    for group in chosen or list(dict.fromkeys(frame["group"]))[:LAGS]:
        rows = frame[(frame["group"] == group) & frame["correlation"].notna()]
        middle, low, high = (rows[name].astype(float) for name in ("correlation", "low", "high"))
        made.append(
            Series(
                wording.short_label(shown, str(group)),
                colour_of(str(group), shown.view.by),
                rounded(middle),
                minus=rounded((middle - low).clip(lower=0)),
                plus=rounded((high - middle).clip(lower=0)),
                across=rounded(rows["lag"].astype(float)),
            )
        )
    across = Axis("Lag in weeks; right of 0 the Hub moves first", "0")
    return _points(shown, made, "Correlation, with its 95% interval", "0.0", across, low=-1, high=1)


def _event_study(shown: Drawn) -> Native | None:
    """A row for each group and window: the placebo changes as rings, the event's own as a named point."""
    frame = shown.frame
    events = frame[(frame["level"] == "event") & frame["change"].notna()].to_dict("records")
    made, around = [], []
    for place, row in enumerate(events, start=1):
        mine = (frame["group"] == row["group"]) & (frame["weeks"] == row["weeks"]) & (frame["level"] == "placebo")
        around += [(place, float(change)) for change in frame.loc[mine & frame["change"].notna(), "change"]]
        name = f"{wording.short_label(shown, str(row['group']))}, {row['weeks']} weeks"
        made.append(
            Series(
                name,
                colour_of(str(row["group"]), shown.view.by),
                (place,),
                across=rounded([float(row["change"])]),
                said=(f"{name}: {row['change']:+.1f}".replace("-", "−"),),
            )
        )
    if around:
        places, changes = zip(*around, strict=True)
        made.insert(0, Series("Placebo dates", GREY, tuple(places), across=rounded(changes), hollow=True))
    across = Axis("Change of the share in percentage points, after minus before", "0.0")
    high = len(events) + 1
    return _points(shown, made, "One row a group and window", ";;;", across, low=0, high=high, reverse=True)


def _points(
    shown: Drawn,
    made: list[Series],
    axis: str,
    number: str,
    across: Axis,
    *,
    log: bool = False,
    reverse: bool = False,
    low: float | None = None,
    high: float | None = None,
) -> Native | None:
    if not made:
        return None
    return Native(
        kind=Kind.POINTS,
        series=tuple(made),
        axis=axis,
        number=number,
        grain=shown.view.grain,
        across=across,
        log=log,
        reverse=reverse,
        low=low,
        high=high,
    )


def _across_floor(made: list[Series]) -> float | None:
    return floor_of(value for each in made for value in each.across)


def by_age(shown: Drawn, series: list[tuple[str, Series, pd.DatetimeIndex]], axis: str, number: str) -> Native | None:
    """The lines of groups whose release is known, over the days since then in place of the calendar."""
    made = []
    for group, each, dates in series:
        born = pd.Timestamp(shown.released[group])
        held = [(at, value) for at, value in zip(dates, each.values, strict=True) if value is not None]
        if held:
            ages = tuple((at - born).days for at, _ in held)
            made.append(Series(each.name, each.colour, tuple(value for _, value in held), across=ages, joined=True))
    return _points(shown, made, axis, number, Axis("Days since release", "0", low=0))


POINTS: dict[Measure, Callable[[Drawn], Native | None]] = {
    Measure.PLATFORMS: _platforms,
    Measure.LEAD_LAG: _lead_lag,
    Measure.PRICES: _prices,
    Measure.EVENT_STUDY: _event_study,
}
