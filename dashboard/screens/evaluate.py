"""Evaluate: labs or models weighed by an organisation's own criteria, weights and scores."""

import streamlit as st

from app.charts.evaluate_chart import evaluation_figure, sensitivity_figure
from app.measures.evaluate import TOTAL, sensitivity
from app.view import Measure, Platform, View
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import drawn_in, figure_block, heading, table_block
from dashboard.parts.evaluation import chosen, evaluated
from dashboard.parts.opened import opened

now, _ = opened(View(measure=Measure.EVALUATION), [Platform.OPENROUTER])
heading(
    "Evaluate",
    "Choose candidates and weights. Export control, data governance and geopolitical risk are yours to score: "
    "none is made up, and what is missing lowers the confidence and not the score.",
)
choice = chosen(now)
if not choice.candidates:
    st.info("Choose at least one lab or model.")
    st.stop()
answer = evaluated(now, choice)
figure_block(answer, drawn_in(evaluation_figure, answer), "scores")
totals = answer.frame[answer.frame["criterion"] == TOTAL]
table_block(
    answer, ("rank", "group", "score", "score_low", "score_high", "confidence", "evidence"), "Totals", rows=totals
)
figure_block(
    answer, drawn_in(sensitivity_figure, answer, shaken=sensitivity(answer), height=560), "sensitivity", words=False
)
parts = answer.frame[answer.frame["criterion"] != TOTAL]
table_block(
    answer, ("group", "criterion", "weight", "score", "confidence", "evidence"), "The evidence", rows=parts, most=220
)
freshness_lines(now)
