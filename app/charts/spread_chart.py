"""Draws one share in every way of counting, and a claimed share among them."""

from __future__ import annotations

import plotly.graph_objects as go

from app.charts import wording
from app.charts.colours import colour_of
from app.charts.dots import Dot, dots_figure, way_name
from app.charts.share_chart import HEIGHT
from app.charts.theme import LIGHT, Theme
from app.charts.wording import PLATFORMS, label
from app.measures.claim_grammar import read_claim
from app.measures.result import Measured
from app.view import Platform

SHORT = {Platform.OPENROUTER: "OpenRouter", Platform.HUGGINGFACE: "Hub"}


def spread_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """One row a unit and population (and group, where there are several): the share on its band."""
    return dots_figure(measured, spread_dots(measured), theme, height=height, heading="Share (%) on its coverage band")


def spread_dots(measured: Measured) -> list[Dot]:
    """The rows of the spread."""
    rows = measured.frame.to_dict("records")
    several = measured.frame["group"].nunique() > 1
    return [
        Dot(
            row=way_name(row["unit"], row["population"]) + (f" · {label(measured, row['group'])}" if several else ""),
            name=label(measured, row["group"]),
            share=row["share"],
            low=row["share_low"],
            high=row["share_high"],
            colour=colour_of(row["group"], measured.view.by),
            strong=row["population"] == measured.view.population and row["unit"] == measured.view.counted,
        )
        for row in rows
    ]


def claim_figure(measured: Measured, theme: Theme = LIGHT, *, height: int = HEIGHT) -> go.Figure:
    """One row a definition: what is measured, with the claimed share as a line."""
    claimed = claimed_share(measured)
    return dots_figure(
        measured,
        claim_dots(measured),
        theme,
        height=height,
        heading="What is measured (%), under every definition",
        line=None if claimed is None else (claimed, f"claimed: {wording.percent(claimed)}"),
    )


def claimed_share(measured: Measured) -> float | None:
    """The share (0 to 1) that the sentence claims."""
    frame = measured.frame
    return float(frame["claimed"].iloc[0]) if len(frame) else None


def claim_dots(measured: Measured) -> list[Dot]:
    """The rows of a claim."""
    subject = read_claim(measured.view.claim or "", {}).subject
    return [
        Dot(
            row=f"{SHORT[Platform(row['platform'])]}: {way_name(row['unit'], row['population'])}",
            name=f"{label(measured, row['group'])}, {PLATFORMS[Platform(row['platform'])]}",
            share=row["share"],
            low=row["share_low"],
            high=row["share_high"],
            colour=colour_of(row["group"], subject.by if subject else measured.view.by),
            word={"yes": "as claimed", "undecided": "within the band", "no": "not"}[row["outcome"]],
            strong=bool(row["nearest"]),
        )
        for row in measured.frame.to_dict("records")
    ]
