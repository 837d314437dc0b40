"""The form of an evaluation: candidates, weights, own scores, and the file that keeps them."""

from __future__ import annotations

import streamlit as st

from app.errors import ModelshareError
from app.measures.evaluate import evaluate
from app.measures.evaluation_file import OWN, Criterion, Evaluation, read_evaluation, write_evaluation
from app.measures.profile import labs
from app.measures.result import Measured
from app.store.engine import Database
from app.view import Grain, Measure, View
from dashboard.parts import fields, link
from dashboard.parts.frame import stop_note
from dashboard.session import Standing, measured

FIRST = ("alibaba", "moonshot", "minimax")
WORDS = {each: each.value.replace("_", " ").capitalize() for each in Criterion}
STATE = "evaluation"
MOST = 8  # candidates


def chosen(now: Standing, view: View) -> Evaluation:
    """What the reader has chosen so far: the candidates of the link, and weights and scores of this visit.

    A loaded file replaces all of it, and puts its candidates into the link.
    """
    kept: Evaluation = st.session_state.setdefault(STATE, Evaluation(FIRST))
    kept = _loaded(kept, view)
    names = _names(now)
    asked = view.select or FIRST
    candidates = [each for each in asked if each in names][:MOST]
    if unknown := [each for each in asked if each not in names]:
        stop_note(
            f"There is no lab and no named model '{unknown[0]}': it is left out.",
            "A lab goes by its id, a model as author/model, as the list below has them.",
        )
    fields.several(
        view.with_(select=tuple(candidates)),
        "select",
        "Candidates",
        names,
        most=MOST,
        help_text="Labs, and OpenRouter's named models of the newest week. Empty: the named three.",
    )
    with st.expander("Weights (only their proportions count)"):
        weights = dict(zip(Criterion, _sliders(kept), strict=True))
    with st.expander("Your own scores, 0 (worst) to 100 (best); empty: not scored"):
        own = {each: scores for each in candidates if (scores := _scores(kept, each, names[each]))}
    found = Evaluation(tuple(candidates), weights, own, kept.title, view.as_of or kept.as_of)
    st.session_state[STATE] = found
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Save this evaluation (TOML)",
            data=write_evaluation(found),
            file_name="evaluation.toml",
            mime="application/toml",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption("The link keeps the candidates. Weights and scores are yours: they stay in this visit and the file.")
    return found


def evaluated(now: Standing, evaluation: Evaluation) -> Measured:
    """The scores, computed once for each version of the data and each choice."""
    return _evaluated(now.version, write_evaluation(evaluation), now.database)


@st.cache_data(max_entries=32, show_spinner=False)
def _evaluated(version: str, text: str, _database: Database) -> Measured:
    with _database.connect() as connection:
        return evaluate(connection, read_evaluation(text))


@st.cache_data(max_entries=4, show_spinner=False)
def _labs(version: str, _database: Database) -> dict[str, str]:
    with _database.connect() as connection:
        return labs(connection)


def _names(now: Standing) -> dict[str, str]:
    models = measured(now, View(measure=Measure.PRICES, grain=Grain.WEEK))
    return _labs(now.version, now.database) | {str(each): str(each) for each in models.frame["group"]}


def _loaded(kept: Evaluation, view: View) -> Evaluation:
    with st.popover("Load an evaluation", icon=":material/folder_open:"):
        file = st.file_uploader("An evaluation.toml", type="toml", max_upload_size=1, key="evaluation-file")
    if file is None or st.session_state.get("evaluation-read") == file.file_id:
        return kept
    st.session_state["evaluation-read"] = file.file_id
    try:
        found = read_evaluation(file.getvalue().decode("utf-8", "replace"))
        link.change(view, select=found.candidates)
    except ModelshareError as problem:
        stop_note(problem.message, problem.advice)
        return kept
    st.session_state[STATE] = found
    return st.rerun()


def _sliders(kept: Evaluation) -> list[float]:
    columns = st.columns(2)
    return [
        columns[at % 2].slider(WORDS[each], 0.0, 10.0, min(kept.weight(each), 10.0), 0.5)
        for at, each in enumerate(Criterion)
    ]


def _scores(kept: Evaluation, candidate: str, label: str) -> dict[Criterion, float]:
    found = {}
    for column, each in zip(st.columns(len(OWN)), OWN, strict=True):
        score = column.number_input(
            f"{label}: {WORDS[each].lower()}",
            0.0,
            100.0,
            kept.own.get(candidate, {}).get(each),
            step=5.0,
            key=f"score-{candidate}-{each}",
        )
        if score is not None:
            found[each] = float(score)
    return found
