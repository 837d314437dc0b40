"""The evaluation that an organisation makes: candidates, weights and its own scores, as a file and as a view."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.errors import DataError, ViewError
from app.toml import quoted
from app.view import MOST_TITLE, Grouping, Measure, View


class Criterion(StrEnum):
    """What a candidate is weighed by. The last three are the organisation's own and are never made up here."""

    ADOPTION = "adoption"
    MOMENTUM = "momentum"
    DERIVATIVES = "derivative_pull"
    PRICE = "price"
    LICENCE = "licence_freedom"
    BENCHMARK = "benchmark"
    CONFIDENCE = "data_confidence"
    EXPORT_CONTROL = "export_control"
    GOVERNANCE = "data_governance"
    GEOPOLITICS = "geopolitical_risk"


OWN = (Criterion.EXPORT_CONTROL, Criterion.GOVERNANCE, Criterion.GEOPOLITICS)
MEASURED = tuple(each for each in Criterion if each not in OWN)
NAMED_THREE = ("alibaba", "moonshot", "minimax")  # who are weighed where a view names nobody
DEFAULT_WEIGHTS = dict.fromkeys(Criterion, 1.0)
MOST_WEIGHT, MOST_SCORE, MOST_CANDIDATES = 100.0, 100.0, 20
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is weighed: `candidates` are lab ids, or OpenRouter models as author/model.

    `weights` hold 0 to 100 a criterion (only their proportions count); `own` holds the organisation's scores from 0
    (worst) to 100 (best) by candidate, for the criteria of `OWN` alone. Raises `DataError` where one is none of that.
    """

    candidates: tuple[str, ...]
    weights: dict[Criterion, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    own: dict[str, dict[Criterion, float]] = field(default_factory=dict)
    title: str = ""
    as_of: dt.date | None = None

    def __post_init__(self) -> None:
        if len(self.candidates) > MOST_CANDIDATES:
            raise DataError(f"An evaluation has at most {MOST_CANDIDATES} candidates, not {len(self.candidates)}.")
        if len(self.title) > MOST_TITLE or not self.title.isprintable():
            raise DataError(f"An evaluation's title is one line of at most {MOST_TITLE} characters.")
        if len(set(self.candidates)) != len(self.candidates):
            raise DataError("A candidate stands twice in this evaluation. Name each once.")
        for criterion, weight in self.weights.items():
            if not 0 <= weight <= MOST_WEIGHT:
                raise DataError(f"The weight of {criterion} must lie between 0 and 100, and {weight} does not.")
        for candidate, scores in self.own.items():
            for criterion, score in scores.items():
                if criterion not in OWN:
                    raise DataError(f"{criterion} is measured and cannot be scored by hand ({candidate}).")
                if not 0 <= score <= MOST_SCORE:
                    raise DataError(f"The score of {candidate} in {criterion} must lie between 0 and 100, not {score}.")

    def weight(self, criterion: Criterion) -> float:
        """The weight of a criterion; one that is not named counts nothing."""
        return self.weights.get(criterion, 0.0)


def read_evaluation(text: str) -> Evaluation:
    """Read an evaluation from TOML; raises `DataError` with what is wrong and where."""
    try:
        body = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise DataError(f"The evaluation's file is no TOML: {problem}.") from None
    unknown = set(body) - {"format", "title", "as_of", "candidates", "weights", "scores"}
    if unknown:
        raise DataError(f"An evaluation has no '{sorted(unknown)[0]}'.")
    if body.get("format", FORMAT) != FORMAT:
        raise DataError(f"This evaluation has format {body['format']}, and this program reads {FORMAT}.")
    candidates, as_of = body.get("candidates", []), body.get("as_of")
    if not isinstance(candidates, list) or not all(isinstance(each, str) and each for each in candidates):
        raise DataError("candidates is a list of names.")
    if as_of is not None and (isinstance(as_of, dt.datetime) or not isinstance(as_of, dt.date)):
        raise DataError("as_of is a date like 2026-07-14, without quotation marks.")
    return Evaluation(
        candidates=tuple(candidates),
        weights=_numbers(body.get("weights", dict(DEFAULT_WEIGHTS)), "weights"),
        own={str(name): _numbers(scores, f"scores.{name}") for name, scores in _table(body, "scores").items()},
        title=" ".join(str(body.get("title", "")).split()),
        as_of=as_of,
    )


def write_evaluation(evaluation: Evaluation) -> str:
    """The same as TOML, which `read_evaluation` reads back to an equal one."""
    lines = [f"format = {FORMAT}", f"title = {quoted(evaluation.title)}"]
    lines += [f"as_of = {evaluation.as_of}"] if evaluation.as_of else []
    lines += [f"candidates = [{', '.join(map(quoted, evaluation.candidates))}]", "", "[weights]"]
    lines += [f"{each} = {float(evaluation.weights[each])}" for each in Criterion if each in evaluation.weights]
    lines += ["", "# Your own scores, 0 (worst) to 100 (best). The program never makes one up.", "[scores]"]
    for candidate, scores in evaluation.own.items():
        lines += ["", f"[scores.{quoted(candidate)}]"]
        lines += [f"{each} = {float(scores[each])}" for each in OWN if each in scores]
    return "\n".join(lines) + "\n"


def view_of(evaluation: Evaluation) -> View:
    """The view that asks for an evaluation: weights as criterion:weight where it is not 1, scores as
    candidate:export control:governance:geopolitics, empty where the organisation has none."""
    weights = {each: evaluation.weight(each) for each in Criterion}
    own = {name: [scores.get(each) for each in OWN] for name, scores in _scored(evaluation).items()}
    return View(
        measure=Measure.EVALUATION,
        by=Grouping.LAB,
        select=evaluation.candidates,
        as_of=evaluation.as_of,
        weights=tuple(f"{each}:{_short(weight)}" for each, weight in weights.items() if weight != 1),
        scores=tuple(":".join((name, *map(_short, scores))) for name, scores in own.items()),
        title=evaluation.title or None,
    )


def evaluation_of(view: View) -> Evaluation:
    """The evaluation that a view asks for, of the named three where it selects nobody; raises `ViewError`."""
    weights, own = dict(DEFAULT_WEIGHTS), {}
    try:
        for text in view.weights:
            criterion, _, weight = text.rpartition(":")
            weights[Criterion(criterion)] = float(weight)
        for text in view.scores:
            name, *scores = text.rsplit(":", len(OWN))
            own[name] = {each: float(score) for each, score in zip(OWN, scores, strict=True) if score}
        return Evaluation(view.select or NAMED_THREE, weights, own, view.title or "", view.as_of)
    except ValueError:
        raise ViewError(
            "The weights or scores of this evaluation cannot be read.",
            advice="A weight is like price:2, and three scores are like alibaba:40::75.",
        ) from None
    except DataError as problem:
        raise ViewError(problem.message) from None


def _scored(evaluation: Evaluation) -> dict[str, dict[Criterion, float]]:
    """The candidates that the organisation has scored, with those scores."""
    return {each: evaluation.own[each] for each in evaluation.candidates if evaluation.own.get(each)}


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.12g}"


def _table(body: dict[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name, {})
    if not isinstance(found, dict):
        raise DataError(f"{name} is a table of candidates.")
    return found


def _numbers(table: Any, name: str) -> dict[Criterion, float]:
    if not isinstance(table, dict):
        raise DataError(f"{name} is a table of criteria with numbers.")
    found = {}
    for key, value in table.items():
        if key not in set(Criterion):
            raise DataError(f"{name} has no criterion '{key}'. There are: {', '.join(Criterion)}.")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DataError(f"{name}.{key} is a number, and not {value!r}.")
        found[Criterion(key)] = float(value)
    return found
