"""The facts of crossings, ways of counting, prices, derivatives, verdicts and dates stand in their CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from app.export.take_out import content
from app.measures.result import Measured
from app.sentences import About, Cell, facts
from app.view import Grain, Grouping, Measure, View
from collectors.contract import Platform
from tests.app.charts.handmade import SIX_DAYS, measured

HUB = Platform.HUGGINGFACE
FIRST, LAST = "2026-07-06", "2026-07-13"
ALL = {"platform": "openrouter", "unit": "tokens", "population": "all"}
TOP10 = ALL | {"population": "top10"}
ON_HUB = {"platform": "huggingface", "unit": "downloads_30d", "population": "all"}


def answer(view: View, rows: list[dict[str, Any]]) -> Measured:
    frame = pd.DataFrame(rows)
    for name in ("date", "lead_until"):
        if name in frame:
            frame[name] = pd.to_datetime(frame[name])
    return replace(measured(SIX_DAYS, view=view), frame=frame)


def band(share: float) -> dict[str, float]:
    return {"share": share, "share_low": share - 0.01, "share_high": share + 0.02}


def crossing(way: dict[str, str], day: str, share: float, *, stands: bool) -> dict[str, Any]:
    lead = {
        "periods": 3,
        "days_led": 21,
        "lead_until": "2026-07-27",
        "open": stands,
        "robust": True,
        "robust_periods": 2,
    }
    return {"date": day, **way, "group": "alibaba", "passed": "openai", "share": share, "passed_share": 0.2, **lead}


def priced(day: str, lab: str, tokens: float, usd_share: float) -> dict[str, Any]:
    bounds = {"usd_share": usd_share, "usd_share_low": usd_share - 0.01, "usd_share_high": usd_share + 0.1}
    price = {"usd_per_million": 0.4567891, "ratio": usd_share / 0.4}
    return {"date": day, "group": lab, "tokens": tokens, "share": 0.4, **bounds, **price, "complete": True}


def derived(day: str, lab: str, relation: str, value: int, share: float) -> dict[str, Any]:
    others = {"others": value / 2, "others_share": share / 2}
    return {"date": day, "group": lab, "relation": relation, "value": value, "share": share, **others, "complete": True}


def studied(level: str, day: str, weeks: int, change: float) -> dict[str, Any]:
    shares = {"share_before": 0.4, "share_after": 0.4 + change / 100, "change": change}
    for side in ("share_before", "share_after"):
        bounds = (shares[side], shares[side] + 0.05) if level == "event" else (None, None)
        shares |= dict(zip((f"{side}_low", f"{side}_high"), bounds, strict=True))
    placebos = {"placebos": 12, "place": 0.25} if level == "event" else {"placebos": None, "place": None}
    return {"level": level, "date": day, "group": "CN", "weeks": weeks, **shares, **placebos}


def agreed(day: str, tau: float) -> dict[str, Any]:
    row = {"date": day, "groups": 16, "kendall": tau, "spearman": tau + 0.1, "apart": "xai", "rank": 13, "hub_rank": 61}
    return row | {"complete": True}


def told_of(way: dict[str, str], share: float) -> list[dict[str, Any]]:
    labs = [
        {"level": "lab", "group": lab, **band(share / 3), "rank": at}
        for at, lab in enumerate(("moonshot", "minimax"), 2)
    ]
    return [{"date": LAST, **way, **row} for row in (*labs, {"level": "together", "group": "named3", **band(share)})]


DERIVED = [
    *(derived(FIRST, "alibaba", "finetune", 30, 0.03), derived(FIRST, "alibaba", "quantized", 10, 0.02)),
    *(derived(LAST, "alibaba", "finetune", 50, 0.05), derived(LAST, "alibaba", "quantized", 1_200, 0.0312345)),
    *(derived(LAST, "meta", "merge", 70, 0.02), derived(LAST, "unattributed", "merge", 9_000, 0.2)),
]
WEEKLY = View(measure=Measure.CROSSOVER, by=Grouping.LAB, grain=Grain.WEEK)
ANSWERS = {
    Measure.CROSSOVER: answer(
        WEEKLY,
        [
            crossing(ALL, FIRST, 0.25, stands=False),
            crossing(TOP10, LAST, 0.99, stands=True),
            crossing(ALL, LAST, 0.3, stands=True),
        ],
    ),
    Measure.SPREAD: answer(
        View(measure=Measure.SPREAD),
        [{"date": LAST, **way, "group": "CN", **band(share)} for way, share in ((ALL, 0.5), (TOP10, 0.8234567))],
    ),
    Measure.EFFICIENCY: answer(
        View(measure=Measure.EFFICIENCY, by=Grouping.LAB, grain=Grain.WEEK),
        [priced(FIRST, "alibaba", 90, 0.1), priced(LAST, "alibaba", 100, 0.2), priced(LAST, "openai", 60, 0.7)],
    ),
    Measure.FLYWHEEL: answer(View(measure=Measure.FLYWHEEL, platform=HUB, by=Grouping.LAB, grain=Grain.WEEK), DERIVED),
    Measure.DERIVATIVES: answer(
        View(measure=Measure.DERIVATIVES, platform=HUB, by=Grouping.LAB, grain=Grain.WEEK), DERIVED
    ),
    Measure.VERDICT: answer(
        View(measure=Measure.VERDICT), [*told_of(ALL, 0.18), *told_of(TOP10, 0.24), *told_of(ON_HUB, 0.13)]
    ),
    Measure.FRONTIER: answer(
        View(measure=Measure.FRONTIER),
        [
            {"date": day, "group": side, "model": f"a/{side}", "value": 60.26 + at, "gap": -3.26 - at}
            for at, day in enumerate((FIRST, LAST))
            for side in ("CN", "US")
        ],
    ),
    Measure.EVENT_STUDY: answer(
        View(measure=Measure.EVENT_STUDY),
        [studied("event", LAST, 4, 2.5), studied("event", LAST, 8, -3.04), studied("placebo", FIRST, 8, 1.0)],
    ),
    Measure.AGREEMENT: answer(
        View(measure=Measure.AGREEMENT, by=Grouping.LAB, grain=Grain.WEEK), [agreed(FIRST, 0.3), agreed(LAST, 0.25)]
    ),
}


def held(rows: list[dict[str, str]], cell: Cell) -> float:
    """What the CSV has in the one row that the cell names."""
    wanted = {"date": str(cell.date), **({"group": cell.group} if cell.group else {}), **dict(cell.of)}
    (found,) = [row for row in rows if all(row[name] == said for name, said in wanted.items())]
    return float(found[cell.column])


def number(written: str) -> float:
    return float(re.sub(r"[^0-9.-]", "", written.replace("−", "-")))


@pytest.mark.parametrize("measure", list(ANSWERS))
def test_three_facts_each_figure_of_which_is_in_the_csv(measure: Measure) -> None:
    rows = list(csv.DictReader(io.StringIO(content(ANSWERS[measure], "csv").decode())))
    told = facts(ANSWERS[measure])
    assert len({fact.about for fact in told}) == 3
    for fact in told:
        assert fact.figures, fact
        for figure, trace in zip(fact.figures, fact.traces, strict=True):
            assert figure.written in fact.sentence
            assert trace.startswith(f"{figure.written}: ")
            assert [held(rows, cell) for cell in figure.cells] == [cell.value for cell in figure.cells]
            part = 100 if ("%" in figure.written or "percentage" in figure.written or "pts" in figure.written) else 1
            exact = figure.value * (1 if figure.cells[0].column == "change" else part)
            digits = len(figure.written.partition(".")[2].split("%")[0].split(" ")[0])
            assert number(figure.written) == pytest.approx(exact, abs=0.5 * 10**-digits + 1e-9), figure


def said(measure: Measure) -> dict[About, str]:
    return {fact.about: fact.sentence for fact in facts(ANSWERS[measure])}


def test_the_sentences_say_what_the_numbers_say() -> None:
    assert said(Measure.CROSSOVER)[About.LEVEL].startswith(
        "Week of 13 July 2026: alibaba passed openai, 30.0% to 20.0%"
    )
    assert said(Measure.CROSSOVER)[About.LEAD] == "It lasted 3 weeks (21 days) and still stands."
    assert said(Measure.SPREAD)[About.GAP] == "What one counts makes 32.3 percentage points of difference."
    assert said(Measure.EFFICIENCY)[About.PRICE].startswith(
        "A million of its tokens cost $0.46 at list price, 0.50 times"
    )
    assert said(Measure.FLYWHEEL)[About.CHANGE] == "Up from 40 in the week of 6 July 2026."
    assert said(Measure.FLYWHEEL)[About.RANK] == "1st of 2, ahead of meta (70)."
    assert "at least 8.1% of the Hub's downloads" in said(Measure.DERIVATIVES)[About.LEVEL]
    assert said(Measure.VERDICT)[About.RANK].startswith("OpenRouter: moonshot 2nd, minimax 3rd; Hugging Face")
    assert said(Measure.EVENT_STUDY)[About.CHANGE].startswith("−3.0 percentage points")
    assert said(Measure.FRONTIER)[About.CHANGE] == "It was −3.3 index points on 6 July 2026."


@pytest.mark.parametrize("measure", list(ANSWERS))
def test_nothing_is_told_without_rows(measure: Measure) -> None:
    whole = ANSWERS[measure]
    assert not [fact for fact in facts(replace(whole, frame=whole.frame.head(0))) if fact.figures]
