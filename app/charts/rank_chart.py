"""Draws a ranking over time as a bump chart: a line a group, first place on top."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from app.charts import wording
from app.charts.canvas import line_above, line_axis
from app.charts.colours import NAMED_THREE, colour_of
from app.charts.escape import plotly_text
from app.charts.event_marks import mark_over
from app.charts.labels import EndLabel, end_labels
from app.charts.shape import Period, calendar, tables
from app.charts.share_chart import HEIGHT, MARGIN
from app.charts.theme import LIGHT, Theme
from app.measures.result import Measured

PLACES = 10
SHARES = ("share", "share_low", "share_high")


def rank_figure(
    measured: Measured, theme: Theme = LIGHT, *, height: int | None = None, places: int = PLACES
) -> go.Figure:
    """The groups that ever stood in the first `places`, or those that the view selects; a line breaks where one is out.

    An open ring marks who enters the list, a cross the last place of who leaves it. Where the newest period is not
    whole, its points are hollow.
    """
    periods, height = calendar(measured), height or HEIGHT
    found = tables(measured, ("rank", *SHARES), periods)
    marks = _marks(measured)
    ranks = {group: found[group]["rank"] for group in shown(measured, places)}
    lowest = max((rank.max() for rank in ranks.values()), default=float(places))
    floor = max(places, int(lowest) if measured.view.select and not math.isnan(lowest) else places)
    figure = go.Figure(layout=_layout(measured, theme, height, periods, floor, ranks))
    for number, (group, rank) in enumerate(ranks.items()):
        held = _Held(group, rank.where(rank <= floor), found[group][list(SHARES)], marks.get(group, {}))
        figure.add_trace(_line(measured, held, periods, number))
    return mark_over(figure, measured, theme, periods)


def shown(measured: Measured, places: int = PLACES) -> list[str]:
    """The groups that the chart draws, best first."""
    frame = measured.frame
    if measured.view.select:
        held = set(frame["group"])
        return [group for group in measured.view.select if group in held]
    return list(dict.fromkeys(frame.loc[frame["rank"].le(places).fillna(False), "group"]))


@dataclass(frozen=True, slots=True)
class _Held:
    group: str
    rank: pd.Series  # NaN where the group is not in the list
    shares: pd.DataFrame  # SHARES, 0 to 1
    marks: dict[pd.Timestamp, str]


def _marks(measured: Measured) -> dict[str, dict[pd.Timestamp, str]]:
    """Who entered in which period, and whose last period it was: the one before an exit."""
    frame = measured.frame
    found: dict[str, dict[pd.Timestamp, str]] = {}
    before = {date: earlier for earlier, date in pairwise(sorted(set(frame["date"])))}
    for status in ("exited", "entered"):
        moved = frame[frame["status"] == status]
        for date, group in zip(moved["date"], moved["group"], strict=True):
            period = date if status == "entered" else before.get(date)
            if period is not None:
                found.setdefault(str(group), {})[period] = status
    return found


def _line(measured: Measured, held: _Held, periods: Period, number: int) -> go.Scatter:
    colour, name = colour_of(held.group, measured.view.by), plotly_text(wording.label(measured, held.group))
    size = 7 if len(held.rank.index) <= 60 else 4
    marks = [held.marks.get(date, "") for date in held.rank.index]
    whole = [bool(ok) for ok in periods.complete]
    symbols = [_symbol(mark, ok) for mark, ok in zip(marks, whole, strict=True)]
    said = [{"entered": " · enters", "exited": " · leaves after this"}.get(mark, "") for mark in marks]
    return go.Scatter(
        x=held.rank.index,
        y=held.rank.to_numpy(),
        name=name,
        uid=f"trace{number}",
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        line={"color": colour, "width": 3.4 if held.group in NAMED_THREE else 2.2},
        marker={
            "color": colour,
            "size": [size + 4 if mark else size for mark in marks],
            "symbol": symbols,
            "line": {"width": [2 if symbol.endswith(("open", "thin")) else 0 for symbol in symbols], "color": colour},
        },
        customdata=[[*shares, word] for shares, word in zip(held.shares.to_numpy(), said, strict=True)],
        hovertemplate=f"%{{y}}. {name} · %{{customdata[0]:.1%}} (band %{{customdata[1]:.1%}} to %{{customdata[2]:.1%}})"
        "%{customdata[3]}<extra></extra>",
    )


def _symbol(mark: str, whole: bool) -> str:
    if mark == "exited":
        return "x-thin"
    return "circle-open" if mark == "entered" or not whole else "circle"


def _layout(
    measured: Measured, theme: Theme, height: int, periods: Period, floor: int, ranks: dict[str, pd.Series]
) -> go.Layout:
    return go.Layout(
        template=theme.template,
        height=height,
        margin=MARGIN,
        title=line_above(measured, theme, f"Rank by {wording.UNITS[measured.view.counted]}"),
        xaxis=line_axis(periods, measured.view.grain),
        yaxis={
            "range": [floor + 0.6, 0.4],
            "fixedrange": True,
            "automargin": False,
            "tickmode": "array",
            "tickvals": list(range(1, floor + 1)),
            "zeroline": False,
        },
        hoversort="value ascending",
        annotations=_labels(measured, theme, height, floor, ranks),
    )


def _labels(
    measured: Measured, theme: Theme, height: int, floor: int, ranks: dict[str, pd.Series]
) -> list[dict[str, object]]:
    """Names beside the newest places; who is out of the list by then has no label."""
    made = []
    for group, rank in ranks.items():
        place = rank.iloc[-1]
        if math.isnan(place) or place > floor:
            continue
        at = (floor + 0.6 - place) / (floor + 0.2)
        name = wording.short_label(measured, group)
        made.append(EndLabel(name, "", colour_of(group, measured.view.by), at, -place))
    return end_labels(made, theme, height - MARGIN["t"] - MARGIN["b"])
