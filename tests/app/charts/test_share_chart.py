"""What a share chart draws, and what it must never draw."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from app.charts import wording
from app.charts.colours import BLOCS, UNKNOWN
from app.charts.framed import WIDE, framed
from app.charts.labels import EndLabel, end_labels, spread
from app.charts.legend import legend
from app.charts.share_chart import share_figure, short
from app.charts.theme import DARK, LIGHT
from app.view import Grain, Grouping, Layout, Scale, View
from tests.app.charts.handmade import SIX_DAYS, measured

HOSTILE = "<b>Bold</b> & =1+1 %{x} $\\alpha$ \u202eevil\x00"


def traces(figure: go.Figure, kind: type) -> list[go.Scatter]:
    return [trace for trace in figure.data if isinstance(trace, kind)]


def long_days(count: int, skip: tuple[int, ...] = ()) -> dict[str, dict[str, float]]:
    days = np.arange(np.datetime64("2025-01-01"), np.datetime64("2025-01-01") + np.timedelta64(count, "D"))
    return {str(day): {"CN": 60.0, "US": 30.0, "other": 10.0} for at, day in enumerate(days) if at not in skip}


def test_few_days_are_bars_that_add_up_to_the_whole() -> None:
    figure = share_figure(measured(SIX_DAYS))
    bars = traces(figure, go.Bar)
    assert [bar.name for bar in bars] == ["CN", "US", "rest", "Other (tail)"]
    assert np.sum([bar.y for bar in bars], axis=0) == pytest.approx([100] * 5)
    assert [bar.marker.color for bar in bars] == [BLOCS["CN"], BLOCS["US"], BLOCS["rest"], UNKNOWN["other"]]
    assert figure.layout.yaxis.range == (0, 100)


def test_a_missing_day_has_no_bar() -> None:
    for bar in traces(share_figure(measured(SIX_DAYS)), go.Bar):
        assert "2026-07-17" not in {str(x)[:10] for x in bar.x}


def test_many_days_are_areas_that_end_at_a_gap() -> None:
    figure = share_figure(measured(long_days(200, skip=(100, 101))))
    areas = traces(figure, go.Scatter)
    assert len({area.stackgroup for area in areas}) == 2
    assert max(len(area.x) for area in areas) == 100
    assert all(len(area.x) == len(area.y) and not np.isnan(area.y).any() for area in areas)


def test_a_day_between_two_gaps_is_still_seen() -> None:
    figure = share_figure(measured(long_days(200, skip=(100, 102))))
    bars = traces(figure, go.Bar)
    assert {str(bar.x[0])[:10] for bar in bars} == {"2025-04-12"}
    assert all(bar.width == 86_400_000 for bar in bars)


def test_lines_are_broken_and_never_bridged() -> None:
    lines = traces(share_figure(measured(SIX_DAYS, view=View(scale=Scale.LINES))), go.Scatter)
    china = next(line for line in lines if line.name == "CN")
    assert [math.isnan(y) for y in china.y] == [False, False, False, True, False, False]
    assert all(line.connectgaps is False for line in lines)


def test_a_group_that_is_not_listed_on_a_day_is_not_drawn_as_zero() -> None:
    days = {"2026-07-14": {"CN": 1, "US": 1}, "2026-07-15": {"US": 2}, "2026-07-16": {"CN": 1, "US": 1}}
    lines = traces(share_figure(measured(days, view=View(scale=Scale.LINES))), go.Scatter)
    china = next(line for line in lines if line.name == "CN")
    assert math.isnan(china.y[1])
    assert china.marker.size == 5  # a day that stands alone is a dot


def test_incomplete_weeks_are_hatched_or_dotted_and_said() -> None:
    days = {f"2026-07-{day}": {"CN": 6, "US": 4} for day in ("06", "13", "20")}
    weekly = View(grain=Grain.WEEK)
    bars = traces(share_figure(measured(days, view=weekly, incomplete=["2026-07-20"])), go.Bar)
    assert [list(bar.marker.pattern.shape) for bar in bars] == [["", "", "/"]] * 2
    answer = measured(days, view=weekly.with_(scale=Scale.LINES), incomplete=["2026-07-20"])
    dotted = [line for line in traces(share_figure(answer), go.Scatter) if line.line.dash == "dot"]
    assert len(dotted) == 2
    solid = [line for line in traces(share_figure(answer), go.Scatter) if line.line.dash is None]
    assert all(math.isnan(line.y[-1]) for line in solid)
    assert any("20 July 2026 (5 of 7 days)" in note.text for note in framed(answer).layout.annotations)


def test_the_numbers_beside_the_names_are_the_newest_whole_weeks_as_the_findings_are() -> None:
    days = {"2026-07-13": {"CN": 6, "US": 4}, "2026-07-20": {"CN": 1, "US": 9}}
    answer = measured(days, view=View(grain=Grain.WEEK), incomplete=["2026-07-20"])
    beside = [label.text for label in share_figure(answer).layout.annotations]
    assert any("CN <b>60.0%</b>" in text for text in beside)
    assert "<strong>60.0%</strong>" in legend(answer)
    assert "numbers beside the names are of the newest whole week" in " ".join(wording.notes(answer))


def test_the_band_lies_between_the_bounds_and_breaks_with_the_line() -> None:
    figure = share_figure(measured(SIX_DAYS, view=View(scale=Scale.LINES, band=True)))
    band = next(trace for trace in figure.data if trace.name == "CN: coverage band")
    assert list(band.x).count(None) == 2
    assert [y for y in band.y if y is not None][:3] == pytest.approx([62.0, 60.0, 59.0])
    assert max(y for y in band.y if y is not None) == pytest.approx(67.2)
    assert not [t for t in share_figure(measured(SIX_DAYS, view=View(scale=Scale.LINES))).data if "band" in t.name]


def test_logarithmic_axes_draw_no_zero_and_index_starts_at_100() -> None:
    days = {"2026-07-14": {"CN": 10, "US": 0}, "2026-07-15": {"CN": 1000, "US": 5}}
    log = traces(share_figure(measured(days, view=View(scale=Scale.LOG))), go.Scatter)
    assert math.isnan(next(line for line in log if line.name == "US").y[0])
    figure = share_figure(measured(days, view=View(scale=Scale.INDEX)))
    china = next(line for line in traces(figure, go.Scatter) if line.name == "CN")
    assert list(china.y) == pytest.approx([100, 10_000])


def test_an_index_that_grows_beyond_all_measure_is_drawn_on_a_logarithmic_axis_and_says_so() -> None:
    days = {"2026-07-14": {"CN": 10, "US": 5}, "2026-07-15": {"CN": 1000, "US": 5}}
    figure = share_figure(measured(days, view=View(scale=Scale.INDEX)))
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.title.text.endswith("logarithmic")
    slow = share_figure(measured(days | {"2026-07-15": {"CN": 20, "US": 5}}, view=View(scale=Scale.INDEX)))
    assert slow.layout.yaxis.type is None


def test_many_weeks_are_bars_that_can_be_hatched() -> None:
    mondays = {
        str(np.datetime64("2025-01-06") + np.timedelta64(7 * at, "D")): {"CN": 6.0, "US": 4.0} for at in range(100)
    }
    figure = share_figure(measured(mondays, view=View(grain=Grain.WEEK), incomplete=["2025-03-03"]))
    assert [list(bar.marker.pattern.shape).count("/") for bar in traces(figure, go.Bar)] == [1, 1]
    assert not traces(figure, go.Scatter)


def test_negative_values_are_drawn_below_zero() -> None:
    days = long_days(100)
    days["2025-01-05"]["US"] = -20.0
    figure = share_figure(measured(days, view=View(scale=Scale.ABSOLUTE)))
    assert traces(figure, go.Bar)
    assert not traces(figure, go.Scatter)
    assert figure.layout.yaxis.range[0] == pytest.approx(-20)


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("grain", list(Grain))
def test_every_scale_draws_one_day_many_days_and_none(scale: Scale, grain: Grain) -> None:
    view = View(scale=scale, grain=grain, band=True)
    for days in ({}, {"2026-06-01": {"CN": 5, "US": 3, "other": 1}}, {"2026-06-01": {"CN": 0, "US": 0.5}}):
        json.loads(framed(measured(days, view=view)).to_json())


def test_names_from_upstream_are_inert() -> None:
    view = View(by=Grouping.LAB, scale=Scale.LINES, band=True)
    answer = measured({"2026-07-14": {"x": 5}}, view=view, labels={"x": HOSTILE}, notes=(HOSTILE,))
    written = framed(answer).to_json()
    assert "<b>Bold" not in json.loads(json.dumps(written)).replace("\\u003c", "<")
    figure = framed(answer)
    for trace in figure.data:
        assert "<b>B" not in trace.name
        assert "%{x}" not in (trace.hovertemplate or "")
        assert "\u202e" not in trace.name
        assert "\x00" not in trace.name
        assert "&lt;b&gt;Bold" in trace.name
    assert not any("<b>Bold" in note.text or "$" in note.text for note in figure.layout.annotations)


def test_sample_data_is_marked_in_the_figure_itself() -> None:
    assert "Synthetic sample data" in share_figure(measured(SIX_DAYS, synthetic=True)).layout.title.text
    assert "Synthetic" not in share_figure(measured(SIX_DAYS)).layout.title.text


def test_the_frame_carries_title_source_licence_coverage_and_link() -> None:
    said = " ".join(note.text for note in framed(measured(SIX_DAYS, missing=["2026-07-17"])).layout.annotations)
    for part in (
        "Share of OpenRouter tokens by country bloc",
        "Population: all usage",
        "Definition: share v1",
        "Source: OpenRouter (openrouter.ai/rankings), as of 2026-07-20.",
        "CC BY 4.0",
        "not stored: 2026-07-17",
        "View: platform=openrouter",
    ):
        assert part in said


def test_both_themes_draw_the_same_numbers_in_the_same_colours() -> None:
    light, dark = (framed(measured(SIX_DAYS), theme) for theme in (LIGHT, DARK))
    assert [trace.marker.color for trace in light.data] == [trace.marker.color for trace in dark.data]
    assert light.layout.template.layout.paper_bgcolor != dark.layout.template.layout.paper_bgcolor
    assert (light.layout.width, light.layout.height) == (WIDE.width, WIDE.height)


def test_the_same_view_gives_the_same_figure() -> None:
    assert framed(measured(SIX_DAYS)).to_json() == framed(measured(SIX_DAYS)).to_json()


def test_labels_never_overlap_and_stay_inside() -> None:
    places = spread([0.0, 0.01, 0.02, 0.5, 0.5, 0.99, 1.0], 0.04)
    assert places == sorted(places)
    assert min(b - a for a, b in pairwise(places)) >= 0.04 - 1e-9
    assert min(places) >= 0
    assert max(places) <= 1
    assert spread([0.2, 0.6], 0.04) == [0.2, 0.6]


def test_where_room_ends_the_smallest_label_goes() -> None:
    many = [EndLabel(f"lab {n}", "1%", "#6a6f77", n / 30, float(n)) for n in range(30)]
    made = end_labels(many, LIGHT, 17.0 * 10)
    assert len(made) == 10
    assert "lab 29" in made[-1]["text"]
    assert not any("lab 0 " in each["text"] for each in made)


@pytest.mark.parametrize(("value", "said"), [(8.75e12, "8.75T"), (4.12e8, "412M"), (9120, "9,120"), (-2e6, "-2M")])
def test_short_counts(value: float, said: str) -> None:
    assert short(value) == said


def test_a_legend_stands_above_the_plot_of_a_picture_and_covers_nothing() -> None:
    line = go.Scatter(x=[1, 2], y=[1, 2], name="A &amp; B", line={"color": "#123456", "dash": "dot"})
    keyed = go.Figure(line, layout={"showlegend": True})
    plain = framed(measured(SIX_DAYS), draw=lambda *_, **__: go.Figure(line))
    made = framed(measured(SIX_DAYS), draw=lambda *_, **__: keyed)
    assert not made.layout.showlegend
    assert any("A &amp; B" in note.text and "#123456" in note.text for note in made.layout.annotations)
    assert made.layout.margin.t > plain.layout.margin.t


def test_names_on_an_axis_leave_title_and_sources_where_they_are() -> None:
    named = go.Figure(go.Bar(x=[1], y=["A name of thirty-one letters, no"], orientation="h"))
    named.update_yaxes(automargin=True)
    made = framed(measured(SIX_DAYS), draw=lambda *_, **__: named)
    assert made.layout.margin.l > 36 + 31 * 6
    assert {note.xshift for note in made.layout.annotations} == {36 - made.layout.margin.l}


def test_small_multiples_keep_their_height_in_a_picture() -> None:
    many = {f"lab{n:02}": 100.0 - n for n in range(15)}
    view = View(by=Grouping.LAB, scale=Scale.LINES, layout=Layout.MULTIPLES)
    days = {f"2026-07-{day}": many for day in (14, 15, 16)}
    figure = framed(measured(days, view=view))
    inner = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    axes = [axis for axis in figure.to_dict()["layout"].items() if axis[0].startswith("yaxis")]
    assert min((axis["domain"][1] - axis["domain"][0]) * inner for _, axis in axes) > 40
