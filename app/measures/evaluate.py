"""Weighs labs or models by the criteria and weights that an organisation chose."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection

from app.errors import DataError
from app.measures.answer import answer
from app.measures.benchmarks import benchmark_days, benchmark_source
from app.measures.evaluation_file import MEASURED, OWN, Criterion, Evaluation, evaluation_of, view_of
from app.measures.evidence import NOTHING, Evidence, gather
from app.measures.profile import labs as all_labs
from app.measures.result import Definition, Measured
from app.view import Grouping, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="evaluation",
    version=1,
    title="Evaluation",
    formula=(
        "A candidate's score is the mean of its criteria's scores (0 to 100), weighted by the organisation's weights, "
        "over the criteria of which something is known; missing evidence lowers the confidence (the weighted part of "
        "the evidence that is there) and not the score. Low and high are the score if everything missing were 0 or "
        "100. Adoption, momentum, derivative pull, price and benchmark are standings: the part of all labs (or of all "
        "named models) that the candidate is ahead of. Licence freedom is the part under free licences of those of "
        "its downloads that state one, data confidence the known part of the newest day times the stored part of the "
        "last 90."
    ),
    caveats=(
        "The weights are a judgement, and the sensitivity says how far the order hangs on them.",
        "Export-control compliance, data governance and geopolitical risk are the organisation's own scores: without "
        "them the criterion is missing, and none is made up.",
        "A standing says who is ahead and not by how much.",
        "Derivative pull is a lower bound, and no model has one of its own here; a lab on the Hub of whose models "
        "nobody declares to descend is known to have none.",
    ),
    source="The measures share, flywheel, efficiency and prices, the Hub's licences, and the organisation's file.",
    population="The candidates; standings are among all labs, or among all named models.",
)
TOTAL = "total"
COLUMNS = {
    "group": "str",
    "criterion": "str",
    "weight": "float64",
    "score": "float64",
    "score_low": "float64",
    "score_high": "float64",
    "confidence": "float64",
    "rank": "Int64",
    "evidence": "str",
}


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What becomes of the order when one criterion's weight is dropped, or counts twice."""

    criterion: Criterion
    factor: int
    scores: dict[str, float]
    ranks: dict[str, int]


def evaluation(connection: Connection, view: View) -> Measured:
    """The scores of the evaluation that a view asks for; see `evaluate`."""
    return evaluate(connection, evaluation_of(view))


def evaluate(connection: Connection, evaluation: Evaluation) -> Measured:
    """The scores of an evaluation's candidates with their evidence.

    Frame: group (the candidate), criterion (`total` on the row that sums a candidate up, which comes first), weight,
    score (0 to 100; missing without evidence), score_low, score_high (if what is missing were 0 or 100), confidence
    (0 to 1), rank (by total), evidence. Best candidate first. Raises `DataError` for a candidate nobody knows.
    """
    evidence = gather(connection, evaluation.as_of)
    names = all_labs(connection)
    for candidate in evaluation.candidates:
        if candidate not in names and not any(candidate in scores for scores in evidence.values()):
            raise DataError(
                f"There is no lab and no named model '{candidate[:80]}'.",
                advice="A lab goes by its id (modelshare labs list), a model as author/model.",
            )
    rows = {each: _rows(each, evaluation, evidence) for each in evaluation.candidates}
    frame = pd.DataFrame([row for each in rows.values() for row in each], columns=list(COLUMNS)).astype(COLUMNS)
    totals = frame[frame["criterion"] == TOTAL].set_index("group")["score"]
    ranks = totals.rank(method="min", ascending=False)
    frame["rank"] = frame["group"].map(ranks).where(frame["criterion"] == TOTAL).astype("Int64")
    place = {name: at for at, name in enumerate(totals.sort_values(ascending=False, kind="stable").index)}
    frame = frame.assign(_at=frame["group"].map(place)).sort_values("_at", kind="stable", ignore_index=True)
    view = view_of(evaluation)
    read = [View(platform=platform, by=Grouping.LAB, as_of=evaluation.as_of) for platform in Platform]
    found = answer(connection, view, frame[list(COLUMNS)], DEFINITION, read=read, groups=evaluation.candidates)
    figures = benchmark_source(connection, benchmark_days(connection, View(as_of=evaluation.as_of)))
    return replace(found, sources=(*found.sources, *figures), notes=_told(evaluation))


def _told(evaluation: Evaluation) -> tuple[str, ...]:
    silent = [
        each for each in OWN if evaluation.weight(each) > 0 and not any(each in s for s in evaluation.own.values())
    ]
    return (f"Without the organisation's own scores: {', '.join(silent).replace('_', ' ')}.",) if silent else ()


def _rows(
    candidate: str, evaluation: Evaluation, evidence: dict[Criterion, dict[str, Evidence]]
) -> list[tuple[object, ...]]:
    found = {each: evidence[each].get(candidate, NOTHING) for each in MEASURED}
    for each in OWN:
        score = evaluation.own.get(candidate, {}).get(each)
        found[each] = NOTHING if score is None else Evidence(score, 1.0, "The organisation's own score.")
    weights = {each: evaluation.weight(each) for each in Criterion}
    whole = sum(weights.values())
    scored = {each: one.score for each, one in found.items() if one.score is not None}
    total = combined(scored, weights)
    missing = sum(weight for each, weight in weights.items() if each not in scored)
    confidence = sum(weights[each] * one.confidence for each, one in found.items()) / whole if whole else 0.0
    sum_known = sum(weights[each] * score for each, score in scored.items())
    low, high = (sum_known / whole, (sum_known + 100 * missing) / whole) if whole else (None, None)
    known = f"{len(scored)} of {len(Criterion)} criteria have evidence."
    rows: list[tuple[object, ...]] = [(candidate, TOTAL, whole, total, low, high, confidence, None, known)]
    for each in Criterion:
        one = found[each]
        bounds = (one.score, one.score) if one.score is not None else (0.0, 100.0)
        rows.append((candidate, each.value, weights[each], one.score, *bounds, one.confidence, None, one.text))
    return rows


def combined(scores: dict[Criterion, float], weights: dict[Criterion, float]) -> float | None:
    """The weighted mean of the scores that are known; None where none of them counts."""
    whole = sum(weights[each] for each in scores)
    return sum(weights[each] * score for each, score in scores.items()) / whole if whole > 0 else None


def sensitivity(measured: Measured) -> list[Sensitivity]:
    """The order of an evaluation with each criterion dropped (factor 0) and doubled (factor 2)."""
    frame = measured.frame[measured.frame["criterion"] != TOTAL]
    rows = {
        candidate: {Criterion(row["criterion"]): row for row in group.to_dict("records")}
        for candidate, group in frame.groupby("group", sort=False)
    }
    found = []
    for criterion in Criterion:
        for factor in (0, 2):
            scores = {}
            for candidate, known in rows.items():
                weights = {each: row["weight"] * (factor if each is criterion else 1) for each, row in known.items()}
                held = {each: row["score"] for each, row in known.items() if row["score"] == row["score"]}
                total = combined(held, weights)
                if total is not None:
                    scores[str(candidate)] = total
            ranks = {name: 1 + sum(other > score for other in scores.values()) for name, score in scores.items()}
            if any(row[criterion]["weight"] > 0 for row in rows.values()):
                found.append(Sensitivity(criterion, factor, scores, ranks))
    return found
