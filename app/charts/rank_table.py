"""The rows of a ranking's table: the newest whole period, with each group's way through the window."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from app.charts import wording
from app.charts.colours import colour_of
from app.charts.shape import calendar, tables
from app.charts.spark import spark_address
from app.charts.top_table import Place, top_of
from app.measures.result import Measured

EVERYBODY = 1_000_000
COLUMNS = ("rank", "name", "share", "band", "change", "trend", "value", "periods", "best")


@dataclass(frozen=True, slots=True)
class Standings:
    """The table of one period. Columns: COLUMNS; share in per cent, trend a data: address of a picture.

    `left` names those who stood in the period before and not in this one.
    """

    period: str
    whole: bool
    frame: pd.DataFrame
    left: tuple[str, ...]


def standings(measured: Measured) -> Standings | None:
    """Everybody who has a rank in the newest period in which no day is missing; None without any."""
    top = top_of(measured, EVERYBODY)
    if top is None:
        return None
    trends, listed, best = _trends(measured), _listed(measured), _best(measured)
    rows = [
        (
            place.rank,
            wording.label(measured, place.group),
            None if place.share is None else place.share * 100,
            place.band,
            _moved(place),
            trends.get(place.group) or None,
            place.value,
            listed.get(place.group, 0),
            best.get(place.group),
        )
        for place in top.places
    ]
    return Standings(top.period, top.whole, pd.DataFrame(rows, columns=list(COLUMNS)), top.left)


def _moved(place: Place) -> str:
    if place.entered:
        return "new"
    if place.change is None:
        return "–"
    return "=" if place.change == 0 else f"{'▲' if place.change > 0 else '▼'} {abs(place.change)}"


def _trends(measured: Measured) -> dict[str, str]:
    found = tables(measured, ("share",), calendar(measured))
    return {
        group: spark_address(table.assign(share_low=0.0, share_high=table["share"]), colour_of(group, measured.view.by))
        for group, table in found.items()
    }


def _listed(measured: Measured) -> dict[str, int]:
    held = measured.frame[measured.frame["rank"].notna()]
    return {str(group): int(count) for group, count in held.groupby("group").size().items()}


def _best(measured: Measured) -> dict[str, int]:
    best = measured.frame.groupby("group")["rank"].min().dropna()
    return {str(group): int(rank) for group, rank in best.items()}
