"""The words of an evaluation."""

from __future__ import annotations

from itertools import pairwise

from app.charts.captions.parts import Words, fixed
from app.charts.wording import label
from app.measures.evaluate import TOTAL
from app.measures.result import Measured
from app.view import Measure

OUT_OF = ("the candidates that were chosen", "score from 0 to 100 by the chosen weights")


def _evaluation(measured: Measured) -> str:
    totals = measured.frame[(measured.frame["criterion"] == TOTAL) & measured.frame["score"].notna()]
    rows = totals.sort_values("rank", kind="stable").to_dict("records")
    said = "; ".join(
        f"{row['rank']}. {label(measured, row['group'])} {row['score']:.0f} (confidence {row['confidence']:.0%})"
        for row in rows
    )
    open_order = any(first["score_low"] <= second["score_high"] for first, second in pairwise(rows))
    said = f"{said}." if said else ""
    return f"{said} What is missing could change this order." if open_order else said


WORDS: dict[Measure, Words] = {
    Measure.EVALUATION: Words(
        lambda measured: measured.view.title or "Evaluation",
        _evaluation,
        fixed(f"Population: {OUT_OF[0]} · Unit: {OUT_OF[1]}"),
        lambda _measured: OUT_OF,
    ),
}
