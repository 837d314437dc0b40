"""Evaluate: labs or models weighed by an organisation's own criteria, weights and scores."""

import streamlit as st

from app.charts.evaluate_chart import evaluation_figure, sensitivity_figure
from app.measures.evaluate import TOTAL, sensitivity
from app.measures.evaluation_file import view_of
from app.view import Grouping, Measure, Platform, View
from dashboard.parts.banners import freshness_lines
from dashboard.parts.blocks import below, drawn_in, heading, minor, picture, said, table_block
from dashboard.parts.empty import nothing_for
from dashboard.parts.evaluation import chosen
from dashboard.parts.opened import opened
from dashboard.session import measured

TOTALS = ("rank", "group", "score", "score_low", "score_high", "confidence", "evidence")
EVIDENCE = ("group", "criterion", "weight", "score", "confidence", "evidence")

now, view = opened(View(measure=Measure.EVALUATION, by=Grouping.LAB), [Platform.OPENROUTER], title="Evaluate")
heading(
    "Evaluate",
    "Choose candidates and weights. Export control, data governance and geopolitical risk are yours to score: "
    "none is made up, and what is missing lowers the confidence and not the score.",
)
choice = chosen(now, view)
if not choice.candidates:
    nothing_for("Nobody is compared yet.", "Choose at least one lab or model under Candidates.")
    st.stop()
answer = measured(now, view_of(choice))
said(answer)
picture(answer, drawn_in(evaluation_figure, answer), "scores")
minor("If one weight were another", "Each criterion's weight dropped (open) or doubled (filled), all others kept.")
picture(answer, drawn_in(sensitivity_figure, answer, shaken=sensitivity(answer), height=520), "sensitivity")
below(answer, "scores")
table_block(answer, TOTALS, "Totals", rows=answer.frame[answer.frame["criterion"] == TOTAL])
table_block(answer, EVIDENCE, "The evidence", rows=answer.frame[answer.frame["criterion"] != TOTAL], most=220)
freshness_lines(now)
