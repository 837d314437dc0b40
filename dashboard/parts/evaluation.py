"""The form of an evaluation: candidates, weights, own scores, and the file that keeps them."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.errors import ModelshareError, ViewError
from app.measures.evaluation_file import (
    NAMED_THREE,
    OWN,
    Criterion,
    Evaluation,
    evaluation_of,
    read_evaluation,
    view_of,
    write_evaluation,
)
from app.measures.profile import labs
from app.view import MOST_TITLE, Grain, Measure, View
from dashboard.parts import fields, link
from dashboard.parts.frame import stop_note
from dashboard.session import Standing, answered, measured

WORDS = {each: each.value.replace("_", " ").capitalize() for each in Criterion}
TITLE, READ = "evaluation-title", "evaluation-read"
MOST = 8  # candidates
MOST_WEIGHT = 10.0


def chosen(now: Standing, view: View) -> Evaluation:
    """What the link says of candidates, weights and scores, with the controls that write what a reader chooses."""
    _load()
    names = _names(now)
    asked = view.select or NAMED_THREE
    candidates = tuple(each for each in asked if each in names)[:MOST]
    if unknown := [each for each in asked if each not in names]:
        stop_note(
            f"There is no lab and no named model '{unknown[0]}': it is left out.",
            "A lab goes by its id, a model as author/model, as the list below has them.",
        )
    view = view.with_(select=candidates)
    try:
        found = evaluation_of(view)
    except ViewError as problem:
        stop_note(f"{problem.message} Every weight is 1 in their place.", problem.advice)
        found = Evaluation(candidates, title=view.title or "", as_of=view.as_of)
    fields.several(
        view,
        "select",
        "Candidates",
        names,
        most=MOST,
        help_text="Labs, and OpenRouter's named models of the newest week. Empty: the named three.",
    )
    with st.expander("Weights (only their proportions count)"):
        _sliders(found)
    with st.expander("Your own scores, 0 (worst) to 100 (best); empty: not scored"):
        for each in candidates:
            _scores(found, each, names[each])
    _title(found)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Save this evaluation (TOML)",
            data=write_evaluation(found),
            file_name="evaluation.toml",
            mime="application/toml",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption("The link keeps title, candidates, weights and your scores: whoever gets it sees them.")
    return replace(found, candidates=candidates)


def _names(now: Standing) -> dict[str, str]:
    models = measured(now, View(measure=Measure.PRICES, grain=Grain.WEEK))
    return answered(now, labs) | {str(each): str(each) for each in models.frame["group"]}


def _load() -> None:
    with st.popover("Load an evaluation", icon=":material/folder_open:"):
        file = st.file_uploader("An evaluation.toml", type="toml", max_upload_size=1, key="evaluation-file")
    if file is None or st.session_state.get(READ) == file.file_id:
        return
    st.session_state[READ] = file.file_id
    try:
        found = read_evaluation(file.getvalue().decode("utf-8", "replace"))
        link.show(view_of(found))
    except ModelshareError as problem:
        stop_note(problem.message, problem.advice)
        return
    st.rerun()


def _title(found: Evaluation) -> None:
    st.session_state[TITLE] = found.title
    st.text_input(
        "Title",
        key=TITLE,
        max_chars=MOST_TITLE,
        placeholder="Evaluation",
        help="What this evaluation is called in its chart, its files and a briefing.",
        on_change=_name,
        args=(found, link.query()),
    )


def _name(found: Evaluation, address: str) -> None:
    found = _current(found, address)
    said = " ".join("".join(each if each.isprintable() else " " for each in st.session_state[TITLE]).split())
    link.show(view_of(replace(found, title=said)))


def _sliders(found: Evaluation) -> None:
    columns, address = st.columns(2), link.query()
    for at, each in enumerate(Criterion):
        key, most = f"weight-{each}", max(MOST_WEIGHT, found.weight(each))
        st.session_state[key] = found.weight(each)
        columns[at % 2].slider(
            WORDS[each], 0.0, most, step=0.5, key=key, on_change=_weigh, args=(found, address, each, key)
        )


def _weigh(found: Evaluation, address: str, criterion: Criterion, key: str) -> None:
    found = _current(found, address)
    weights = {each: found.weight(each) for each in Criterion} | {criterion: float(st.session_state[key])}
    link.show(view_of(replace(found, weights=weights)))


def _scores(found: Evaluation, candidate: str, label: str) -> None:
    for column, each in zip(st.columns(len(OWN)), OWN, strict=True):
        key = f"score-{candidate}-{each}"
        st.session_state[key] = found.own.get(candidate, {}).get(each)
        column.number_input(
            f"{label}: {WORDS[each].lower()}",
            0.0,
            100.0,
            None,
            step=5.0,
            key=key,
            on_change=_score,
            args=(found, link.query(), candidate, each, key),
        )


def _score(found: Evaluation, address: str, candidate: str, criterion: Criterion, key: str) -> None:
    found = _current(found, address)
    scores, score = dict(found.own.get(candidate, {})), st.session_state[key]
    if score is None:
        scores.pop(criterion, None)
    else:
        scores[criterion] = float(score)
    link.show(view_of(replace(found, own=found.own | {candidate: scores})))


def _current(found: Evaluation, address: str) -> Evaluation:
    """The evaluation to change: that of `address`, or what another control has put into the link since."""
    try:
        return evaluation_of(link.current(view_of(found), address))
    except ViewError:
        return found
