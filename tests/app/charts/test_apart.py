"""Words and legends taken out of a figure, cells of tables and calendars, as a page shows them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from app.charts.apart import lift_words
from app.charts.cells import cell, html_table, plain_table
from app.charts.escape import plotly_text
from app.charts.flywheel_chart import flywheel_figure
from app.charts.quality_chart import calendar_figure
from app.measures.quality import DayStatus, Quality, QualityDay
from app.measures.result import Measured
from app.view import Grouping, Measure, Platform, View
from tests.app.charts.handmade import measured

HOSTILE = "<img src=x onerror=alert(1)>"


def answer() -> Measured:
    return measured({"2026-07-14": {"alibaba": 600.0, "openai": 400.0}}, view=View(by=Grouping.LAB))


def test_a_lifted_legend_escapes_names_and_leaves_the_figure() -> None:
    line = go.Scatter(x=[1], y=[1], name=plotly_text(HOSTILE), line={"color": "#111111", "dash": "dot"})
    figure = go.Figure(line, layout={"title": {"text": "Share (%)"}, "showlegend": True})
    lifted = lift_words(figure)
    assert "Share (%)" in lifted.html
    assert "&lt;img" in lifted.html
    assert "<img" not in lifted.html
    assert not figure.layout.title.text
    assert figure.layout.showlegend is False


def test_names_at_the_ends_of_lines_become_a_legend_for_narrow_pages() -> None:
    figure = go.Figure(go.Scatter(x=[1], y=[1], name="A"), layout={"annotations": [{"text": "A"}]})
    lifted = lift_words(figure)
    assert lifted.ends
    assert "ms-always" not in lifted.html


def test_cells_are_words_points_and_amounts() -> None:
    one = answer()
    assert cell(one, "population", "top10") == "ten largest models"
    assert cell(one, "kind", "export_control") == "export control"
    assert cell(one, "group", "other") == "Other (tail)"
    assert cell(one, "contribution", -0.567) == "−0.57 pts"
    assert cell(one, "share_points", 0.0064) == "+0.64 pts"
    assert cell(one, "value", 1_234_000_000.0) == "1.23 billion"
    assert cell(one, "share", float("nan")) == ""


def test_a_table_is_a_region_of_its_own_with_escaped_text() -> None:
    said = html_table(answer(), ("group", "evidence"), pd.DataFrame({"group": [HOSTILE], "evidence": ["x"]}), "A & b")
    assert 'role="region" aria-label="A &amp; b"' in said
    assert "<img" not in said


def test_both_bounds_of_a_share_stand_in_one_cell_beside_it() -> None:
    view = View(measure=Measure.CONTRIBUTION)
    rows = pd.DataFrame(
        {"group": ["a", "b"], "share": [0.2, 0.1], "share_low": [0.15, None], "share_high": [0.4, None], "value": 1}
    )
    found = replace(answer(), view=view, frame=rows)
    said = html_table(found, ("group", "share", "share_low", "share_high", "value"), rows, "Shares")
    assert re.findall(r"<th[^>]*>([^<]*)</th>", said) == ["Group", "Share", "Band", "Value"]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", said) == [
        "a",
        "20.00%",
        "15.00% to 40.00%",
        "1",
        "b",
        "10.00%",
        "",
        "1",
    ]


def test_a_plain_table_tells_numbers_from_text_and_breaks_long_lines() -> None:
    said = plain_table(("Run", "Part", "Why"), [(1_234, "7.5%", HOSTILE), (2, "12%", "long " * 20)], "Held")
    assert '<td class="num">1,234</td><td class="num">7.5%</td>' in said
    assert '<td class="long">' in said
    assert "<img" not in said


def calendar(first: dt.date, days: int) -> go.Figure:
    held = [
        QualityDay(first + dt.timedelta(days=at), DayStatus.RECEIVED, 50, 1, None, False, None, None)
        for at in range(days)
    ]
    return calendar_figure(Quality(Platform.OPENROUTER, tuple(held), (), 0, (), (), (), (), (), synthetic=False))


def test_the_calendar_of_one_week_has_cells_as_wide_as_a_week() -> None:
    (heat,) = calendar(dt.date(2026, 7, 19), 1).data
    assert (heat.x0, heat.dx) == (dt.date(2026, 7, 13), 7 * 24 * 3_600_000)


def test_the_calendar_of_few_days_begins_with_the_first_and_ends_with_the_newest() -> None:
    few = calendar(dt.date(2026, 7, 14), 10).layout.xaxis  # in the weeks of 13 and of 20 July
    assert few.domain == (0, 2 / 40)
    assert few.range == tuple(dt.datetime.fromisoformat(f"2026-07-{day} 12:00") for day in ("09", "23"))
    assert few.ticktext == ("14 Jul<br>2026",)
    months = calendar(dt.date(2026, 7, 14), 84).layout.xaxis
    assert months.ticktext == ("14 Jul<br>2026", "5 Oct<br>2026")
    assert calendar(dt.date(2026, 1, 1), 300).layout.xaxis.range is None


def test_new_derivatives_of_every_lab_are_drawn() -> None:
    labs = [f"lab{number}" for number in range(12)]
    rows = [(pd.Timestamp("2026-07-13"), lab, "finetune", 12 - at, 0.1, 0, True) for at, lab in enumerate(labs)]
    columns = ["date", "group", "relation", "value", "share", "own", "complete"]
    view = View(measure=Measure.FLYWHEEL, platform=Platform.HUGGINGFACE, by=Grouping.LAB)
    figure = flywheel_figure(replace(answer(), view=view, frame=pd.DataFrame(rows, columns=columns)))
    assert sum(bar.y.sum() for bar in figure.data) == sum(range(1, 13))
    assert figure.data[-1].name == "All others"
