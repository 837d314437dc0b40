"""How an earlier window is drawn: dotted and thinner beside each line, moved to its axis, broken where it has gaps."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest

from app.charts import wording
from app.charts.framed import framed
from app.charts.shape import ALL_OTHERS, drawn
from app.charts.share_chart import share_figure
from app.measures.result import EarlierWindow, Measured
from app.view import Align, Earlier, Grain, Grouping, Layout, Scale, View
from tests.app.charts.handmade import SIX_DAYS, measured

BEFORE = {
    "2026-07-08": {"CN": 400, "US": 570, "rest": 10, "undisclosed": 20},
    "2026-07-09": {"CN": 450, "US": 520, "rest": 10, "undisclosed": 20},
    "2026-07-11": {"CN": 500, "US": 470, "rest": 10, "undisclosed": 20},
    "2026-07-12": {"CN": 520, "US": 460, "rest": 10, "undisclosed": 10},
    "2026-07-13": {"CN": 560, "US": 410, "rest": 10, "undisclosed": 20},
}
LINES = View(scale=Scale.LINES, earlier=Earlier.PREVIOUS)


def with_window(
    view: View = LINES,
    days: Mapping[str, Mapping[str, float]] = SIX_DAYS,
    before: Mapping[str, Mapping[str, float]] = BEFORE,
    apart: int = 6,
    **more: object,
) -> Measured:
    """A share with what lies `apart` days before it; the earlier window is 6 days long and ends the day before."""
    answer = measured(before, view=view, **more)  # type: ignore[arg-type]
    frame = answer.frame.assign(drawn_at=answer.frame["date"] + pd.Timedelta(days=apart))
    own = measured(days, view=view)
    assert own.coverage.first_day and own.coverage.last_day
    first, last = (each - dt.timedelta(days=apart) for each in (own.coverage.first_day, own.coverage.last_day))
    held = set(frame["date"].dt.date)
    gone = tuple(day for n in range((last - first).days + 1) if (day := first + dt.timedelta(days=n)) not in held)
    return replace(own, earlier=EarlierWindow(first, last, apart, 0, replace(answer, frame=frame), gone))


def dotted(figure: go.Figure, name: str = "CN") -> list[go.Scatter]:
    return [each for each in figure.data if each.name == name and each.hoverinfo == "skip" and each.line.dash == "dot"]


def whole(figure: go.Figure, name: str = "CN") -> go.Scatter:
    return next(each for each in figure.data if each.name == name and each.line.dash is None)


def test_the_earlier_line_lies_on_the_present_axis_dotted_and_thinner_in_the_same_colour() -> None:
    figure = share_figure(with_window())
    (line,), own = dotted(figure), whole(figure)
    assert list(line.x) == list(own.x)
    assert [None if math.isnan(y) else y for y in line.y] == pytest.approx([40, 45, None, 50, 52, 56])
    assert line.line.color == own.line.color
    assert line.line.width == own.line.width / 2
    assert line.connectgaps is False
    assert figure.data.index(line) < figure.data.index(own)  # beneath


def test_pointing_at_a_line_tells_the_earlier_day_and_its_share() -> None:
    own = whole(share_figure(with_window()))
    assert own.text[0] == "<br>2026-07-08: 40.0% (40.0 to 42.0%)"
    assert own.text[4] == "<br>2026-07-12: 52.0% (52.0 to 53.0%)"
    assert own.text[2].strip() == ""  # 10 July is not stored
    assert "%{text}" in own.hovertemplate
    assert "%{text}" not in whole(share_figure(measured(SIX_DAYS, view=View(scale=Scale.LINES)))).hovertemplate


def test_many_groups_are_told_in_one_line_each() -> None:
    labs = {f"lab-{number:02}": 100 for number in range(10)}
    figure = share_figure(with_window(LINES.with_(by=Grouping.LAB), {"2026-07-14": labs}, {"2026-07-13": labs}, 1))
    assert whole(figure, "lab-03").text[0] == " · 2026-07-13: 10.0% (10.0 to 10.0%)"


def test_a_part_of_a_week_is_a_ring_and_says_how_much_of_it_there_is() -> None:
    weekly = LINES.with_(grain=Grain.WEEK)
    days = {"2026-07-06": {"CN": 6, "US": 4}, "2026-07-13": {"CN": 7, "US": 3}}
    before = {"2026-06-22": {"CN": 3, "US": 7}, "2026-06-29": {"CN": 5, "US": 5}}
    figure = share_figure(with_window(weekly, days, before, 14, incomplete=["2026-06-22"]))
    (line,) = dotted(figure)
    assert list(line.marker.symbol) == ["circle-open", "circle"]
    assert list(whole(figure).text) == [
        "<br>2026-06-22, 5 of 7 days: 30.0% (30.0 to 30.0%)",
        "<br>2026-06-29: 50.0% (50.0 to 50.0%)",
    ]
    log = whole(share_figure(with_window(weekly.with_(scale=Scale.LOG), days, before, 14)))
    assert list(log.text) == ["<br>2026-06-22: 3", "<br>2026-06-29: 5"]


def test_the_axis_holds_what_was_higher_before() -> None:
    before = {"2026-07-08": {"CN": 990, "US": 10}}
    assert share_figure(with_window(before=before)).layout.yaxis.range[1] >= 99
    log = share_figure(with_window(LINES.with_(scale=Scale.LOG), before={"2026-07-08": {"CN": 9, "US": 1}}))
    assert log.layout.yaxis.range[0] < 0  # a tenth of the smallest present value


@pytest.mark.parametrize("layout", [Layout.MULTIPLES, Layout.MULTIPLES_FREE])
@pytest.mark.parametrize("scale", [Scale.STACKED, Scale.LINES, Scale.ABSOLUTE, Scale.LOG])
def test_small_multiples_draw_it_in_the_plot_of_its_group(layout: Layout, scale: Scale) -> None:
    figure = share_figure(with_window(LINES.with_(layout=layout, scale=scale)))
    for name in ("CN", "US", "rest"):
        (line,) = dotted(figure, name)
        assert line.yaxis == whole(figure, name).yaxis


@pytest.mark.parametrize(
    ("view", "why"),
    [
        (LINES.with_(scale=Scale.STACKED), "in a stack"),
        (LINES.with_(scale=Scale.ABSOLUTE), "in a stack"),
        (LINES.with_(scale=Scale.INDEX), "on an index"),
        (LINES.with_(scale=Scale.INDEX, layout=Layout.MULTIPLES), "on an index"),
        (LINES.with_(by=Grouping.MODEL, align=Align.RELEASE), "over days since release"),
    ],
)
def test_where_it_has_no_place_a_sentence_says_so_and_nothing_of_it_is_kept(view: View, why: str) -> None:
    answer = with_window(view)
    assert drawn(answer).earlier is None
    assert any(note.startswith(f"The earlier window is not drawn {why}.") for note in wording.notes(answer))
    assert "dotted" not in " ".join(str(each.text) for each in framed(answer).layout.annotations)


def test_the_same_groups_are_folded_and_others_left_out() -> None:
    labs = {f"lab-{number:02}": 1000 - number for number in range(15)}
    view = View(by=Grouping.LAB, scale=Scale.LINES, earlier=Earlier.PREVIOUS)
    shown = drawn(with_window(view, {"2026-07-14": labs}, {"2026-07-13": labs | {"gone": 50}}, 1))
    assert shown.earlier is not None
    frame = shown.earlier.answer.frame.set_index("group")
    assert set(frame.index) == set(shown.frame["group"])
    rest = [1000 - number for number in range(10, 15)]
    assert frame.loc[ALL_OTHERS, "value"] == sum(rest) + 50
    chosen = view.with_(select=("lab-00",))
    shown = drawn(with_window(chosen, {"2026-07-14": labs}, {"2026-07-13": labs}, 1))
    assert shown.earlier is not None
    assert set(shown.earlier.answer.frame["group"]) == {"lab-00"}


def test_a_trailing_mean_is_taken_within_each_window() -> None:
    (line,) = dotted(share_figure(with_window(LINES.with_(smooth=2))))
    assert [None if math.isnan(y) else y for y in line.y] == pytest.approx([40, 42.5, None, 50, 51, 54])


def test_sums_that_are_not_whole_at_an_edge_are_left_out_there_too() -> None:
    view = LINES.with_(scale=Scale.LOG, grain=Grain.WEEK)
    days = {f"2026-07-{day}": {"CN": 6, "US": 4} for day in ("06", "13")}
    before = {f"2026-06-{day}": {"CN": 3, "US": 7} for day in ("22", "29")}
    answer = with_window(view, days, before, 14, incomplete=["2026-06-22"])
    shown = drawn(answer)
    assert shown.earlier is not None
    assert set(shown.earlier.answer.frame["date"]) == {pd.Timestamp("2026-06-29")}
    said = "Of the earlier window: Left out, as their sums are not whole: the week from 2026-06-22 (5 of 7 days)."
    assert said in wording.notes(answer)


def test_a_group_that_was_not_there_before_is_named() -> None:
    answer = with_window()
    assert "Without values in the earlier window: other." in wording.notes(answer)
    assert dotted(share_figure(answer), "Other (tail)") == []


def test_stretches_without_values_are_told_by_their_first_and_last_day() -> None:
    answer = with_window(before={"2026-07-10": {"CN": 1, "US": 1}})
    told = "Of the earlier window 5 of 6 days have no values: 2026-07-08 to 2026-07-09, 2026-07-11 to 2026-07-13."
    assert told in wording.notes(answer)
    (line,) = dotted(share_figure(answer))
    assert list(line.marker.size) == [0, 0, 4, 0, 0, 0]  # a day that stands alone is a dot
