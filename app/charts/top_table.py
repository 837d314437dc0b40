"""The first places of a ranking's newest whole period, as rows and as an HTML table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from app.charts import wording
from app.charts.colours import colour_of
from app.charts.escape import html_text
from app.measures.result import Measured

PLACES = 10


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the table; `band` is in words, `change` None for who entered or where nothing can be compared."""

    rank: int
    group: str
    name: str
    share: float | None
    band: str
    value: float
    change: int | None
    entered: bool


@dataclass(frozen=True, slots=True)
class Top:
    """The newest whole period of a ranking (or the newest at all), its first places, and who fell out of them."""

    period: str
    whole: bool
    places: tuple[Place, ...]
    left: tuple[str, ...]


def top_of(measured: Measured, places: int = PLACES) -> Top | None:
    """The first `places` of the newest period in which no day is missing; None without any."""
    frame = measured.frame
    if frame.empty:
        return None
    whole = frame[frame["complete"].astype(bool)]
    newest = (whole if len(whole) else frame)["date"].max()
    rows = frame[frame["date"] == newest]
    listed = rows[rows["rank"].le(places).fillna(False)]
    out = rows[rows["previous_rank"].le(places).fillna(False) & ~rows["rank"].le(places).fillna(False)]
    return Top(
        period=wording.period(newest, measured.view.grain),
        whole=bool(len(whole)),
        places=tuple(_place(measured, row) for row in listed.to_dict("records")),
        left=tuple(wording.label(measured, group) for group in out["group"]),
    )


def top_table(measured: Measured, places: int = PLACES) -> str:
    """That table as HTML; empty where there is no ranking."""
    top = top_of(measured, places)
    if top is None:
        return ""
    part = "" if top.whole else " (incomplete)"
    caption = f"Top {places} {wording.GROUPINGS[measured.view.by]}s, {top.period[0].lower() + top.period[1:]}{part}"
    lines = "".join(_line(measured, place) for place in top.places)
    left = f'<p class="ms-small">Left the top {places}: {html_text(", ".join(top.left))}.</p>' if top.left else ""
    return (
        f'<div class="ms ms-scroll"><table class="ms-table"><caption>{html_text(caption)}</caption><thead><tr>'
        '<th scope="col" class="num">#</th><th scope="col">Lab</th><th scope="col" class="num">Change</th>'
        '<th scope="col" class="num">Share</th>'
        f'<th scope="col" class="num" title="{wording.BAND}">Band</th></tr></thead>'
        f"<tbody>{lines}</tbody></table>{left}</div>"
    )


def _place(measured: Measured, row: dict[str, Any]) -> Place:
    change, share = row["change"], row["share"]
    return Place(
        rank=int(row["rank"]),
        group=str(row["group"]),
        name=wording.label(measured, str(row["group"])),
        share=None if pd.isna(share) else float(share),
        band=wording.band(row["share_low"], row["share_high"]),
        value=float(row["value"]),
        change=None if pd.isna(change) else int(change),
        entered=row["status"] == "entered",
    )


def _line(measured: Measured, place: Place) -> str:
    colour = colour_of(place.group, measured.view.by)
    return (
        f'<tr><td class="num">{place.rank}</td><td><span class="ms-swatch" style="background:{colour}" '
        f'aria-hidden="true"></span>{html_text(place.name, 40)}</td><td class="num">{_moved(place)}</td>'
        f'<td class="num">{wording.percent(place.share)}</td><td class="num ms-quiet">{place.band}</td></tr>'
    )


def _moved(place: Place) -> str:
    if place.entered:
        return "new"
    if place.change is None:
        return "–"
    if place.change == 0:
        return '<span aria-label="unchanged">=</span>'
    arrow, word = ("▲", "up") if place.change > 0 else ("▼", "down")
    return f'<span aria-label="{word} {abs(place.change)}">{arrow} {abs(place.change)}</span>'
