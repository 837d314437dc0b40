"""An evaluation's arithmetic, its file, and that nothing is made up."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.charts import captions
from app.errors import DataError, ViewError
from app.measures.evaluate import TOTAL, combined, evaluate, sensitivity
from app.measures.evaluation_file import (
    OWN,
    Criterion,
    Evaluation,
    evaluation_of,
    read_evaluation,
    view_of,
    write_evaluation,
)
from app.measures.evidence import standing
from app.store.engine import Database
from app.view import View
from collectors.contract import Relation
from tests.support import hub_model, midnight, plant_hub, plant_tokens

DAY = dt.date(2026, 7, 1)
WEEK = dt.timedelta(weeks=1)
numbers = st.floats(0, 100, allow_nan=False).map(lambda value: round(value, 3))
names = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20)


@st.composite
def evaluations(draw: st.DrawFn) -> Evaluation:
    candidates = tuple(draw(st.lists(names, max_size=5, unique=True)))
    weights = draw(st.dictionaries(st.sampled_from(Criterion), numbers))
    own = {each: draw(st.dictionaries(st.sampled_from(OWN), numbers)) for each in candidates}
    return Evaluation(
        candidates,
        weights,
        own,
        " ".join(draw(names).split()),
        draw(st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2199, 12, 31))),
    )


@given(evaluations())
def test_a_saved_file_reads_back_as_it_was(evaluation: Evaluation) -> None:
    assert read_evaluation(write_evaluation(evaluation)) == evaluation


@given(evaluations())
def test_a_view_asks_for_the_same_evaluation(evaluation: Evaluation) -> None:
    assume(evaluation.candidates and all(each.isprintable() for each in evaluation.candidates))
    found = evaluation_of(View.parse(view_of(evaluation).query()))
    assert found.candidates == evaluation.candidates
    assert found.weights == {each: evaluation.weight(each) for each in Criterion}
    assert found.own == {name: scores for name, scores in evaluation.own.items() if scores}
    assert found.as_of == evaluation.as_of
    assert found.title == evaluation.title


@pytest.mark.parametrize("query", ["weights=price", "weights=beauty:2", "weights=price:nan", "scores=alibaba:1:2:300"])
def test_a_view_with_weights_that_are_none_is_refused(query: str) -> None:
    with pytest.raises(ViewError):
        evaluation_of(View.parse(f"measure=evaluation&{query}"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("candidates = 3", "list of names"),
        ("weights = {price = 101}", "between 0 and 100"),
        ("weights = {beauty = 1}", "no criterion 'beauty'"),
        ("weights = {price = true}", "is a number"),
        ("[scores.x]\nadoption = 5", "cannot be scored by hand"),
        ("[scores.x]\ndata_governance = -1", "between 0 and 100"),
        ("candidates = [", "no TOML"),
        ("format = 9", "format 9"),
        ("colour = 1", "no 'colour'"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_evaluation(text)


def test_a_standing_is_the_part_of_the_others_that_one_is_ahead_of() -> None:
    assert standing({"a": 1.0, "b": 2.0, "c": 2.0, "d": 9.0}) == pytest.approx({"a": 0, "b": 50, "c": 50, "d": 100})
    assert standing({"a": 1.0, "b": 2.0}, high_is_good=False) == {"a": 100, "b": 0}


@given(st.dictionaries(st.sampled_from(Criterion), numbers), st.floats(0.1, 10))
def test_only_the_proportions_of_weights_count(scores: dict[Criterion, float], factor: float) -> None:
    weights = dict.fromkeys(Criterion, 1.0)
    once, scaled = combined(scores, weights), combined(scores, dict.fromkeys(weights, factor))
    assert once == (pytest.approx(scaled) if scaled is not None else None)
    assert once is None or min(scores.values()) - 1e-9 <= once <= max(scores.values()) + 1e-9


def test_missing_evidence_lowers_the_confidence_and_not_the_score(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 60, "openai/b": 40})
    stated = [hub_model("Qwen/A", 90, licence="apache-2.0"), hub_model("openai/B", 2, licence="other")]
    plant_hub(database, DAY, [*stated, hub_model("openai/C", 8)])
    weights = {Criterion.ADOPTION: 1.0, Criterion.GOVERNANCE: 1.0}
    plain = Evaluation(("alibaba", "openai"), weights)
    with database.connect() as connection:
        found = evaluate(connection, plain)
        scored = evaluate(
            connection, Evaluation(("alibaba", "openai"), weights, {"alibaba": {Criterion.GOVERNANCE: 20.0}})
        )
    totals, other = (each.frame[each.frame["criterion"] == TOTAL].set_index("group") for each in (found, scored))
    assert totals.loc["alibaba", ["score", "confidence", "rank"]].tolist() == [100, 0.5, 1]
    assert totals.loc["alibaba", ["score_low", "score_high"]].tolist() == [50, 100]
    assert totals.loc["openai", "score"] == 0
    assert other.loc["alibaba", ["score", "confidence"]].tolist() == [60, 1]
    assert "data governance" in found.notes[0]
    assert scored.notes == ()
    own = found.frame[found.frame["criterion"].isin([each.value for each in OWN])]
    assert own["score"].isna().all()
    licences = found.frame[found.frame["criterion"] == "licence_freedom"].set_index("group")
    assert licences["score"].to_dict() == {"alibaba": 100, "openai": 0}
    assert licences["confidence"].to_dict() == {"alibaba": 1, "openai": pytest.approx(0.2)}


def test_a_lab_on_the_hub_on_which_nobody_builds_is_known_to_have_no_derivative(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 60, "anthropic/b": 40})
    tuned = hub_model("x/T", 5, base_models=("Qwen/A",), relation=Relation.FINETUNE, created_at=midnight(DAY) - WEEK)
    plant_hub(database, DAY, [hub_model("Qwen/A", 90), hub_model("openai/B", 10), tuned])
    with database.connect() as connection:
        found = evaluate(connection, Evaluation(("alibaba", "openai", "anthropic")))
    pull = found.frame[found.frame["criterion"] == "derivative_pull"].set_index("group")
    assert pull["score"].fillna(-1).to_dict() == {"alibaba": 100, "openai": 0, "anthropic": -1}
    assert pull.loc["openai", "evidence"].startswith("0 new declared derivatives")
    assert "What is missing could change this order." in captions.finding(found)


def test_dropping_the_only_criterion_leaves_no_score(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 60, "openai/b": 40})
    with database.connect() as connection:
        found = evaluate(connection, Evaluation(("alibaba", "openai"), {Criterion.ADOPTION: 1.0}))
    dropped, doubled = sensitivity(found)
    assert dropped.scores == {}
    assert doubled.ranks == {"alibaba": 1, "openai": 2}


def test_a_candidate_that_nobody_knows_is_refused(database: Database) -> None:
    with database.connect() as connection, pytest.raises(DataError, match="no lab and no named model 'nobody'"):
        evaluate(connection, Evaluation(("nobody",)))
