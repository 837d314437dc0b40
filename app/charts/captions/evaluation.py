"""The words of an evaluation."""

from __future__ import annotations

from app.charts.captions.parts import Words, fixed
from app.charts.wording import label
from app.measures.evaluate import TOTAL
from app.measures.result import Measured
from app.view import Measure

OUT_OF = ("the candidates that were chosen", "score from 0 to 100 by the chosen weights")


def _evaluation(measured: Measured) -> str:
    totals = measured.frame[measured.frame["criterion"] == TOTAL]
    return "; ".join(
        f"{row['rank']}. {label(measured, row['group'])} {row['score']:.0f} (confidence {row['confidence']:.0%})"
        for row in totals.to_dict("records")
        if row["score"] == row["score"]
    )


WORDS: dict[Measure, Words] = {
    Measure.EVALUATION: Words(
        fixed("Evaluation"),
        _evaluation,
        fixed(f"Population: {OUT_OF[0]} · Unit: {OUT_OF[1]}"),
        lambda _measured: OUT_OF,
    ),
}
