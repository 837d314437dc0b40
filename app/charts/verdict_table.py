"""The verdict's tests as an HTML table: one row a way of counting, one column a test."""

from __future__ import annotations

from typing import Any

import pandas as pd

from app.charts.colours import NAMED_THREE
from app.charts.dots import way_name
from app.charts.escape import html_text
from app.charts.spread_chart import SHORT
from app.charts.verdict_words import place, platforms
from app.charts.wording import label, percent
from app.measures.result import Measured
from app.measures.verdict import CHECKS, LAB, TEST, TOGETHER, Check
from app.view import Platform

CAPTION = "Each test in every way of counting; in brackets what the measured figures alone say"
HEADINGS = {
    Check.MAJORITY: "More than half",
    Check.FIRST_THREE: "First three ranks",
    Check.LEADER: "One leads",
    Check.AHEAD_OF_EACH: "Ahead of each other lab",
    Check.DOMINATE: "Dominate",
}


def ways(measured: Measured) -> list[tuple[str, ...]]:
    """The cells: way of counting, sum with band, each lab's rank and share, each test's outcome."""
    frame = measured.frame
    rows = []
    for platform in platforms(measured):
        here = frame[frame["platform"] == platform.value]
        for (unit, population), of_way in here.groupby(["unit", "population"], sort=False):
            rows.append(_cells(platform, str(unit), str(population), of_way))
    return rows


def columns(measured: Measured) -> tuple[str, ...]:
    """The headings of `ways`."""
    labs = (label(measured, lab) for lab in NAMED_THREE)
    return ("Way of counting", "Together", "Band", *labs, *(HEADINGS[check] for check in CHECKS))


def verdict_table(measured: Measured) -> str:
    """That table as HTML; a test's words are its heading's title."""
    titles = ["", "", "", "", "", "", *CHECKS.values()]
    head = "".join(
        f'<th scope="col" title="{html_text(title)}">{html_text(name)}</th>'
        for name, title in zip(columns(measured), titles, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(f"<td>{html_text(cell)}</td>" for cell in cells) + "</tr>" for cells in ways(measured)
    )
    return (
        f'<div class="ms"><p class="ms-caption">{CAPTION}</p><div class="ms-scroll" tabindex="0" role="region" '
        f'aria-label="{CAPTION}"><table class="ms-table ms-free ms-tight"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></div>"
    )


def _cells(platform: Platform, unit: str, population: str, rows: pd.DataFrame) -> tuple[str, ...]:
    together = rows[rows["level"] == TOGETHER].to_dict("records")[0]
    labs = {row["group"]: row for row in rows[rows["level"] == LAB].to_dict("records")}
    tests = {row["group"]: row for row in rows[rows["level"] == TEST].to_dict("records")}
    return (
        f"{SHORT[platform]}: {way_name(unit, population)}",
        percent(together["share"]),
        f"{percent(together['share_low'])} to {percent(together['share_high'])}",
        *(f"{place(labs[lab]['rank'])}, {percent(labs[lab]['share'])}" for lab in NAMED_THREE),
        *(_outcome(tests[check.value]) for check in CHECKS),
    )


def _outcome(row: dict[Any, Any]) -> str:
    if row["outcome"] != "undecided":
        return str(row["outcome"])
    return f"undecided ({'yes' if row['as_counted'] else 'no'})"
