"""A chart's title, subtitle and finding: its measure's own words, or those of shares and ranks."""

from __future__ import annotations

import pandas as pd

from app.charts.captions.words import words_of
from app.charts.earlier_words import earlier_scope
from app.charts.shape import ALL_OTHERS, BUCKETS
from app.charts.wording import (
    GRAINS,
    GROUPINGS,
    PLATFORMS,
    POPULATIONS,
    UNITS,
    UNITS_EXACT,
    banded_share,
    day,
    label,
    left_out,
    period,
    window,
)
from app.measures.result import Measured
from app.view import Grouping, Measure, Scale


def title(measured: Measured) -> str:
    """What the chart shows, in one neutral line; what its reader left out is said in it."""
    left = left_out(measured.view)
    return f"{_title(measured)}, without {left}" if left else _title(measured)


def _title(measured: Measured) -> str:
    if words := words_of(measured):
        return words.title(measured)
    view = measured.view
    what = f"{PLATFORMS[view.platform]} {UNITS[view.counted]}"
    if view.measure is Measure.RANK:
        return f"Ranking of {GROUPINGS[view.by]}s by {what}"
    ending = "" if view.by is Grouping.NAMED3 else f" by {GROUPINGS[view.by]}"
    if view.by is Grouping.NAMED3:
        ending = ": the three named labs and others"
    if view.scale is Scale.INDEX:
        return f"Growth of {what}{ending}"
    if view.scale in (Scale.ABSOLUTE, Scale.LOG):
        return f"{what}{ending}"
    return f"Share of {what}{ending}"


def subtitle(measured: Measured) -> str:
    """Population, unit, window, grain, an earlier window and the definition's version."""
    view, words = measured.view, words_of(measured)
    if words and words.scope:
        parts = [words.scope(measured)]
    else:
        parts = [
            population(measured),
            f"Unit: {UNITS_EXACT[view.counted]}",
            f"{window(measured)}, by {GRAINS[view.grain]}",
        ]
    if view.smooth > 1 and view.measure in (Measure.SHARE, Measure.PLATFORMS):
        parts.append(f"trailing mean of {view.smooth} {GRAINS[view.grain]}s")
    if beside := earlier_scope(measured):
        parts.append(beside)
    if view.without:
        parts.append(f"left out as the reader asked: flagged {left_out(view)}")
    if view.as_of:
        parts.append(f"as known on {day(view.as_of)}")
    parts.append(f"Definition: {measured.definition.name} v{measured.definition.version}")
    return " · ".join(parts)


def out_of(measured: Measured) -> tuple[str, str] | None:
    """The population and the unit of a measure that has others than the view's; None where they are the view's."""
    words = words_of(measured)
    return words.out_of(measured) if words and words.out_of else None


def population(measured: Measured) -> str:
    """What the numbers are out of, as a part of a citation."""
    own = out_of(measured)
    return f"Population: {own[0] if own else POPULATIONS[measured.view.platform, measured.view.population]}"


def finding(measured: Measured) -> str:
    """The newest complete period in one sentence: the largest known groups with their bands. Empty without data."""
    if words := words_of(measured):
        return words.finding(measured)
    frame = measured.frame
    whole = frame[frame["complete"].astype(bool)] if len(frame) else frame
    if whole.empty:
        return ""
    newest = whole[whole["date"] == whole["date"].max()]
    if measured.view.measure is Measure.RANK:
        return _places(measured, newest)
    known = newest[~newest["group"].isin((*BUCKETS, ALL_OTHERS))].nlargest(3, "share")
    said = [f"{label(measured, row['group'])} {banded_share(row)}" for row in known.to_dict("records")]
    if not said:
        return ""
    return f"{period(newest['date'].max(), measured.view.grain)}: {'; '.join(said)}."


def _places(measured: Measured, newest: pd.DataFrame) -> str:
    """The first three, or the first of those that the view selects, and who entered or left."""
    if chosen := measured.view.select:
        newest = newest[newest["group"].isin(chosen)]
    listed = newest[newest["rank"].notna()].sort_values("rank")
    first = listed.head(3) if chosen else listed[listed["rank"] <= 3]
    said = [f"{row['rank']}. {label(measured, row['group'])} {banded_share(row)}" for row in first.to_dict("records")]
    if not said:
        return ""
    for status, verb in (("entered", "entered"), ("exited", "left")):
        names = [label(measured, group) for group in newest.loc[newest["status"] == status, "group"]]
        if names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            said.append(f"{verb} the list: {', '.join(names[:3])}{more}")
    return f"{period(newest['date'].max(), measured.view.grain)}: {'; '.join(said)}."
