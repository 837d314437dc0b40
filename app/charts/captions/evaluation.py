"""The words of an evaluation."""

from __future__ import annotations

from app.charts.captions.parts import Words, fixed
from app.charts.wording import label
from app.measures.evaluate import TOTAL
from app.measures.result import Measured
from app.view import Measure


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
        fixed("Population: the candidates that were chosen · Unit: score from 0 to 100 by the chosen weights"),
    ),
}
