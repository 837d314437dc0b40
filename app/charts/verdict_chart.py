"""Draws the verdict on one slide: what the three hold together in every way of counting, and each outcome."""

from __future__ import annotations

import plotly.graph_objects as go

from app.charts.colours import colour_of
from app.charts.dots import Dot, dots_figure, way_name
from app.charts.share_chart import HEIGHT
from app.charts.spread_chart import SHORT
from app.charts.theme import LIGHT, Theme
from app.charts.verdict_words import place, platforms
from app.measures.result import Measured
from app.measures.verdict import HALF, LAB, TEST, TOGETHER, Check
from app.view import Grouping

WORDS = {"yes": "dominate", "no": "do not", "undecided": "undecided"}


def verdict_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """One row a way of counting: the sum of the three on its band, the outcome and their ranks; a line at one half."""
    return dots_figure(
        measured,
        verdict_dots(measured),
        theme,
        height=height,
        heading="Share of the three together (%) on its coverage band, and their ranks",
        line=(HALF, "one half"),
    )


def verdict_dots(measured: Measured) -> list[Dot]:
    """The rows of the verdict."""
    frame = measured.frame
    dots = []
    for platform in platforms(measured):
        here = frame[frame["platform"] == platform.value]
        for (unit, population), rows in here.groupby(["unit", "population"], sort=False):
            together = rows[rows["level"] == TOGETHER].to_dict("records")[0]
            outcome = rows[(rows["level"] == TEST) & (rows["group"] == Check.DOMINATE.value)]["outcome"].iloc[0]
            labs = rows[rows["level"] == LAB].sort_values("rank")["rank"]
            ranks = ", ".join(place(rank) for rank in labs)
            dots.append(
                Dot(
                    row=f"{SHORT[platform]}: {way_name(str(unit), str(population))}",
                    name="The named three together",
                    share=together["share"],
                    low=together["share_low"],
                    high=together["share_high"],
                    colour=colour_of(together["group"], Grouping.NAMED3),
                    word=f"{WORDS[outcome]} ({ranks})",
                )
            )
    return dots
