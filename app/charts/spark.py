"""A small trend as an SVG picture: one group's share with its band, broken where days are missing."""

from __future__ import annotations

from urllib.parse import quote

import pandas as pd

from app.charts import wording
from app.charts.colours import colour_of
from app.charts.escape import html_text
from app.charts.shape import calendar, tables
from app.measures.result import Measured

WIDTH, HEIGHT, EDGE = 320.0, 74.0, 4.0


def spark(measured: Measured, group: str) -> str:
    """An `<img>` of a group's share over the window, from 0 to its own highest bound; empty without two days."""
    if group not in set(measured.frame["group"]):
        return ""
    table = tables(measured, ("share", "share_low", "share_high"), calendar(measured))[group]
    picture = spark_address(table, colour_of(group, measured.view.by))
    if not picture:
        return ""
    share, name = table["share"], wording.label(measured, group)
    said = f"{name}, {wording.window(measured)}: {wording.percent(share.min())} to {wording.percent(share.max())}"
    return f'<img class="ms-spark" alt="{html_text(said)}" src="{picture}">'


def spark_address(table: pd.DataFrame, colour: str) -> str:
    """The picture as a data: address; empty without two values. `table`: share, share_low, share_high by period."""
    share, low, high = table["share"], table["share_low"], table["share_high"]
    if share.notna().sum() < 2:
        return ""
    top = max(float(high.max()), 1e-9)
    step = (WIDTH - 2 * EDGE) / max(len(share) - 1, 1)

    def point(at: int, value: float) -> str:
        return f"{EDGE + at * step:.1f},{HEIGHT - EDGE - value / top * (HEIGHT - 2 * EDGE):.1f}"

    parts = []
    for run in _runs(share):
        band = [point(at, high.iloc[at]) for at in run] + [point(at, low.iloc[at]) for at in reversed(run)]
        parts.append(f'<polygon points="{" ".join(band)}" fill="{colour}" fill-opacity="0.2"/>')
        line = " ".join(point(at, share.iloc[at]) for at in (run if len(run) > 1 else run * 2))  # one day is a dot
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round" '
            'stroke-linecap="round" vector-effect="non-scaling-stroke"/>'
        )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:.0f}" height="{HEIGHT:.0f}" '
        f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" preserveAspectRatio="none">'
        f"{''.join(parts)}</svg>"
    )
    return f"data:image/svg+xml,{quote(svg)}"


def _runs(series: pd.Series) -> list[list[int]]:
    """Positions of values without a gap between them."""
    runs: list[list[int]] = []
    for at, there in enumerate(series.notna()):
        if there and runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        elif there:
            runs.append([at])
    return runs
