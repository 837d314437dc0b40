"""Says in sentences what the chart of the verdict shows."""

from __future__ import annotations

import pandas as pd

from app.charts import wording
from app.charts.shape import Drawn
from app.charts.verdict_words import platforms
from app.measures.verdict import LAB, TOGETHER
from app.sentences.fact import About, Fact, Figure
from app.sentences.parts import WAY, percent_of, row_cell
from app.view import Platform


def of_verdict(shown: Drawn) -> tuple[Fact, ...]:
    """The named three together on each platform, the least and the most over all ways of counting, and their ranks."""
    sides = [_of_platform(shown, platform) for platform in platforms(shown)]
    heads = {About.LEVEL: "Together they hold ", About.RANGE: "Together, over all ways of counting: ", About.RANK: ""}
    told = []
    for about, head in heads.items():
        said = [side[about] for side in sides]
        figures = tuple(figure for _, held in said for figure in held)
        told.append(Fact(about, f"{head}{'; '.join(words for words, _ in said)}.", figures))
    return tuple(told) if sides else ()


def _of_platform(shown: Drawn, platform: Platform) -> dict[About, tuple[str, tuple[Figure, ...]]]:
    """What there is to say of the named three on one platform, and the figures in it."""
    rows = shown.frame[shown.frame["platform"] == platform.value].to_dict("records")
    together, where = [row for row in rows if row["level"] == TOGETHER], wording.PLATFORMS[platform]
    first = together[0]
    level = tuple(percent_of(row_cell(first, name, *WAY, "level")) for name in ("share", "share_low", "share_high"))
    ends = (pick(together, key=lambda row: row["share"]) for pick in (min, max))
    least, most = (percent_of(row_cell(row, "share", *WAY, "level")) for row in ends)
    ranks, placed = [], []
    for row in rows:
        if row["level"] == LAB and wording.way(row) == wording.way(first) and not pd.isna(row["rank"]):
            rank = row_cell(row, "rank", *WAY, "level")
            ranks.append(Figure(wording.ordinal(int(rank.value)), (rank,)))
            placed.append(f"{wording.label(shown, str(row['group']))} {ranks[-1].written}")
    share, low, high = (each.written for each in level)
    return {
        About.LEVEL: (f"{share} of {where} {wording.way(first)} ({low} to {high}, whatever the unknown is)", level),
        About.RANGE: (f"{least.written} to {most.written} on {where}", (least, most)),
        About.RANK: (f"{where}: {', '.join(placed) or 'none of them has a rank'}", tuple(ranks)),
    }
