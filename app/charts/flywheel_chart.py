"""Draws new derivatives a week, and the downloads that derivatives take."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from app.charts import wording
from app.charts.bands import outline
from app.charts.canvas import add, canvas, colour, legend, name, over, shown_groups
from app.charts.colours import NAMED_THREE, faded
from app.charts.event_marks import mark_over
from app.charts.shape import ALL_OTHERS, BUCKETS, calendar, few_bands
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.measures.flywheel import over_relations
from app.measures.result import Measured
from app.view import Grain

RELATIONS = {
    "finetune": "#3f56e8",
    "adapter": "#30856d",
    "quantized": "#cc8512",
    "merge": "#b65cbf",
    "unspecified": "#7b8087",
}
MOST = 8  # labs with a colour of their own
_BANDED = "%{customdata[0]:.1%} (band %{customdata[1]:.1%} to %{customdata[2]:.1%})"
LONGEST = 104  # weeks that are drawn where the view names no first day: older ones have lost what was deleted since


def flywheel_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """Bars of new derivatives a week, stacked by the group of the base."""
    frame = measured.frame
    if len(frame) and measured.view.since is None:
        frame = frame[frame["date"] > frame["date"].max() - pd.Timedelta(weeks=LONGEST)]
    weekly, whole = _weekly(measured, frame), frame.groupby("date")["complete"].all()
    figure = canvas(
        measured,
        theme,
        height,
        "New derivatives a week by the lab of their base (a lower bound); hatched: a week that is not over",
        barmode="stack",
        bargap=0.08,
        **legend(theme),
    )
    traces = []
    for group, rows in weekly.groupby("group", sort=False):
        label = "All others" if group == ALL_OTHERS else name(measured, str(group))
        patterns = ["" if whole[date] else "/" for date in rows["date"]]
        traces.append(
            go.Bar(
                x=rows["date"],
                y=rows["value"],
                name=label,
                marker={
                    "color": colour(measured, str(group)),
                    "line": {"width": 0},
                    "pattern": {"shape": patterns, "fillmode": "overlay", "fgcolor": theme.ground, "size": 7},
                },
                customdata=rows[["share", "share_low", "share_high"]],
                hovertemplate=f"<b>{label}</b> week of %{{x|%-d %b %Y}}: %{{y:,}} · {_BANDED}<extra></extra>",
            )
        )
    weeks = replace(measured, view=measured.view.with_(grain=Grain.WEEK), frame=frame)
    return mark_over(add(figure, traces), measured, theme, calendar(weeks))


def _weekly(measured: Measured, frame: pd.DataFrame) -> pd.DataFrame:
    """New derivatives a week and group: the selected or the largest ones, all others summed, the unknown bucket.

    Frame: date, group, value, share, share_low, share_high.
    """
    weekly = over_relations(frame)
    size = weekly.groupby("group")["value"].sum().sort_values(ascending=False)
    known = [str(group) for group in size.index if group not in BUCKETS]
    kept = [group for group in measured.view.select if group in known]
    kept = kept or [group for group in known if group in (*known[:MOST], *NAMED_THREE)]
    rest = [group for group in known if group not in kept]
    weekly["group"] = weekly["group"].where(~weekly["group"].isin(rest), ALL_OTHERS)
    weekly = over_relations(weekly)
    place = {group: at for at, group in enumerate([*kept, ALL_OTHERS, *BUCKETS])}
    return weekly.sort_values(["group", "date"], key=lambda each: each.map(place) if each.name == "group" else each)


def derivatives_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """Lines of the share of the Hub downloads that models of each ancestry take; dotted: published by others.

    Where the view asks for it, over the bands of what is of unattributed ancestry; of more than three groups the first
    alone has one.
    """
    frame = over_relations(measured.frame, "others_share")
    held = calendar(measured)
    periods, groups = held.index, shown_groups(measured, "value", most=6, unknown=True)
    banded = few_bands([group for group in groups if group not in BUCKETS])
    mode, axis = over(periods)
    figure = canvas(
        measured,
        theme,
        height,
        f"Share of {wording.hub_downloads(measured)} taken by derivatives, by ancestry (dotted: published by others)",
        xaxis=axis,
        yaxis={"tickformat": ".0%", "rangemode": "tozero"},
        **legend(theme),
    )
    traces = []
    for group in groups:
        rows = frame[frame["group"] == group].drop(columns="group").set_index("date").reindex(periods)
        if measured.view.band and group in banded:
            x, y = outline(rows["share_low"], rows["share_high"], held.width / 2)
            tint = faded(colour(measured, group), 0.18)
            line = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
            traces.append(go.Scatter(x=x, y=y, fill="toself", fillcolor=tint, **line))
        for column, dash, suffix in (("share", "solid", ""), ("others_share", "dot", ", by others")):
            traces.append(
                go.Scatter(
                    x=rows.index,
                    y=rows[column],
                    mode=mode,
                    marker={"size": 5},
                    line={"color": colour(measured, group), "width": 2.2 if dash == "solid" else 1.6, "dash": dash},
                    name=name(measured, group) + suffix,
                    connectgaps=False,
                    showlegend=dash == "solid",
                    customdata=rows[["share", "share_low", "share_high"]],
                    hovertemplate=f"{name(measured, group)}{suffix}: "
                    + (_BANDED if column == "share" else "%{y:.1%}")
                    + "<extra></extra>",
                )
            )
    return mark_over(add(figure, traces), measured, theme, held)


def relation_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = 320) -> go.Figure:
    """The share of the Hub downloads by relation: what is quantized, tuned, adapted or merged."""
    wide = measured.frame.pivot_table(index="date", columns="relation", values="share", aggfunc="sum")
    periods = calendar(measured)
    wide, (mode, axis) = wide.reindex(periods.index), over(periods.index)
    figure = canvas(
        measured,
        theme,
        height,
        f"Share of {wording.hub_downloads(measured)} by relation to the declared base (a lower bound)",
        xaxis=axis,
        yaxis={"tickformat": ".0%", "rangemode": "tozero"},
        **legend(theme),
    )
    traces = [
        go.Scatter(
            x=wide.index,
            y=wide[relation],
            mode=mode,
            marker={"size": 5},
            connectgaps=False,
            line={"color": tint, "width": 2},
            name=relation,
            hovertemplate=f"{relation}: %{{y:.2%}}<extra></extra>",
        )
        for relation, tint in RELATIONS.items()
        if relation in wide.columns
    ]
    return mark_over(add(figure, traces), measured, theme, periods)
