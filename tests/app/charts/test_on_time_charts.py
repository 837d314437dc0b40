"""What stands on a time chart beside its lines: events, small multiples, age in place of the calendar, ranks."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pandas as pd
import pytest

from app.charts.both_chart import both_figure
from app.charts.captions import subtitle
from app.charts.event_marks import MOST_LABELS
from app.charts.figures import figure_for
from app.charts.rank_chart import rank_figure
from app.charts.share_chart import share_figure
from app.charts.wording import notes
from app.export.citation import citation_bibtex, citation_text
from app.measures.result import DatedEvent, Measured
from app.registry.entries import Confidence
from app.view import Align, EventKind, Grain, Grouping, Layout, Measure, Platform, Scale, View
from tests.app.charts.handmade import measured

DAY = dt.date(2026, 7, 14)


def event(number: int, until: dt.date | None = None) -> DatedEvent:
    day = DAY + dt.timedelta(days=number)
    return DatedEvent(day, until, EventKind.REPORT, f"<b>Event {number}</b>", None, Confidence.REPORTED, "A source")


def simple(view: View, days: int = 6) -> Measured:
    """China 60 % and the US 40 % on each day."""
    dates = [f"{DAY + dt.timedelta(days=n)}" for n in range(days)]
    return measured(dict.fromkeys(dates, PARTS), view=view)


PARTS = {"CN": 600.0, "US": 400.0}


def test_at_most_four_events_have_a_label_and_all_have_a_line() -> None:
    found = replace(simple(View()), events=tuple(event(n) for n in range(6)))
    plain, marked = share_figure(simple(View())), share_figure(found)
    assert len(marked.layout.shapes) == 6
    assert len(marked.layout.annotations) - len(plain.layout.annotations) == MOST_LABELS
    assert all("<b>Event" not in note.text for note in marked.layout.annotations)


def agreement(*weeks: int) -> Measured:
    """Kendall's and Spearman's correlation in these weeks after the first."""
    view = View(measure=Measure.AGREEMENT, by=Grouping.LAB, grain=Grain.WEEK)
    dates = [pd.Timestamp("2026-07-13") + pd.Timedelta(weeks=week) for week in weeks]
    frame = pd.DataFrame({"date": dates, "kendall": 0.4, "spearman": 0.5, "complete": True})
    return replace(simple(view), frame=frame)


def derivatives() -> Measured:
    view = View(measure=Measure.DERIVATIVES, platform=Platform.HUGGINGFACE, by=Grouping.LAB)
    row = {"group": "alibaba", "relation": "finetune", "value": 5.0, "share": 0.2, "others_share": 0.1}
    dates = pd.date_range(DAY, periods=3)
    return replace(simple(view), frame=pd.DataFrame([row | {"date": date, "complete": True} for date in dates]))


@pytest.mark.parametrize("found", [agreement(0, 1, 2), derivatives()], ids=lambda each: each.view.measure.value)
def test_other_charts_over_time_mark_events_too(found: Measured) -> None:
    assert not figure_for(found.view.measure)(found).layout.shapes
    figure = figure_for(found.view.measure)(replace(found, events=(event(1),)))
    assert [(each.type, each.x0) for each in figure.layout.shapes] == [("line", "2026-07-15")]


def test_a_week_without_ranks_breaks_the_lines_of_agreement() -> None:
    for trace in figure_for(Measure.AGREEMENT)(agreement(0, 2)).data:
        assert len(trace.x) == 3
        assert math.isnan(trace.y[1])
        assert trace.connectgaps is False


def test_an_event_that_lasts_is_a_span_cut_at_the_windows_edges() -> None:
    early = DatedEvent(
        DAY - dt.timedelta(days=90),
        DAY + dt.timedelta(days=2),
        EventKind.DATA_BREAK,
        "Long",
        None,
        Confidence.PRIMARY,
        "S",
    )
    figure = share_figure(replace(simple(View()), events=(early,)))
    assert figure.layout.shapes[0].type == "rect"
    assert figure.layout.shapes[0].x0 == "2026-07-14"
    assert figure.layout.shapes[0].x1 == "2026-07-16"


def test_events_are_lines_in_each_of_the_small_multiples() -> None:
    answer = replace(simple(View(layout=Layout.MULTIPLES)), events=(event(1),))
    drawn = share_figure(answer).layout.shapes
    assert [(each.xref, each.yref) for each in drawn] == [("x", "y domain"), ("x2", "y2 domain")]


@pytest.mark.parametrize(("layout", "same"), [(Layout.MULTIPLES, True), (Layout.MULTIPLES_FREE, False)])
def test_small_multiples_share_a_scale_or_have_their_own(layout: Layout, same: bool) -> None:
    figure = share_figure(simple(View(layout=layout, scale=Scale.LINES)))
    first, second = figure.layout.yaxis.range, figure.layout.yaxis2.range
    assert (first == second) is same
    assert {trace.xaxis for trace in figure.data} == {"x", "x2"}
    assert first[0] == 0


def test_models_are_drawn_over_their_age_and_who_has_none_is_left_out() -> None:
    view = View(by=Grouping.MODEL, scale=Scale.LINES, align=Align.RELEASE)
    found = replace(simple(view), released={"CN": DAY - dt.timedelta(days=10)})
    figure = share_figure(found)
    assert [trace.meta for trace in figure.data] == ["CN"]
    assert list(figure.data[0].x) == [10, 11, 12, 13, 14, 15]
    assert figure.layout.xaxis.type == "linear"


def ranking() -> Measured:
    view = View(measure=Measure.RANK, by=Grouping.LAB, grain=Grain.DAY)
    rows = [
        (DAY, "alibaba", 1, None, True),
        (DAY, "deepseek", 2, None, True),
        (DAY + dt.timedelta(days=1), "google", 1, "entered", False),
        (DAY + dt.timedelta(days=1), "alibaba", 2, "continuing", False),
        (DAY + dt.timedelta(days=1), "deepseek", None, "exited", False),
    ]
    frame = pd.DataFrame(rows, columns=["date", "group", "rank", "status", "complete"])
    frame["date"], frame["rank"] = pd.to_datetime(frame["date"]), frame["rank"].astype("Int64")
    frame = frame.assign(
        share=0.3, share_low=0.3, share_high=0.4, value=10.0, previous_rank=pd.NA, change=pd.NA, periods_listed=1
    )
    return replace(simple(view), frame=frame)


def test_a_ranking_marks_who_enters_and_who_leaves() -> None:
    lines = {trace.name: trace for trace in rank_figure(ranking()).data}
    symbols = {name: list(trace.marker.symbol) for name, trace in lines.items()}
    assert symbols["deepseek" if "deepseek" in symbols else "DeepSeek"][0] == "x-thin"
    assert symbols["google" if "google" in symbols else "Google"][1] == "circle-open"


def test_both_platforms_are_two_lines_a_group() -> None:
    view = View(measure=Measure.PLATFORMS, by=Grouping.LAB, grain=Grain.WEEK, select=("alibaba",))
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-07-06", "2026-07-20"]),
            "group": "alibaba",
            "share": 0.2,
            "share_low": 0.2,
            "share_high": 0.3,
            "hub_share": 0.4,
            "hub_share_low": 0.4,
            "hub_share_high": 0.6,
            "complete": True,
        }
    )
    figure = both_figure(replace(simple(view), frame=frame))
    dashes = [trace.line.dash for trace in figure.data if trace.fill != "toself"]
    assert dashes == ["solid", "dash"]
    assert all(len(trace.x) == 3 for trace in figure.data if trace.fill != "toself")  # the missing week is a break


@pytest.mark.parametrize(("scale", "dated"), [(Scale.LINES, True), (Scale.STACKED, False)])
def test_the_scale_says_whether_both_platforms_stand_on_one_axis(scale: Scale, dated: bool) -> None:
    view = View(measure=Measure.PLATFORMS, by=Grouping.LAB, grain=Grain.WEEK, scale=scale, band=True, smooth=2)
    sides = dict.fromkeys(("share", "share_low", "share_high", "hub_share", "hub_share_low", "hub_share_high"), 0.2)
    rows = [{"date": pd.Timestamp(day), "group": "alibaba", "complete": day == "2026-07-06"} | sides for day in MONDAYS]
    answer = replace(simple(view), frame=pd.DataFrame(rows))
    figure = figure_for(Measure.PLATFORMS)(answer)
    assert (figure.layout.xaxis.type == "date") is dated
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(bands) == (2 if dated else 0)
    assert ("Hollow points: incomplete week" in " ".join(notes(answer))) is dated
    assert "trailing mean of 2 weeks" in subtitle(answer)


MONDAYS = ("2026-07-06", "2026-07-13")


def test_a_citation_is_pinned_to_the_data() -> None:
    found = simple(View())
    said, entry = (
        cite(found, "http://localhost/share?platform=openrouter") for cite in (citation_text, citation_bibtex)
    )
    for each in (said, entry):
        assert found.registry_hash in each
        assert "http://localhost/share?platform=openrouter" in each
    assert entry.startswith("@misc{modelshare-share-openrouter")
    assert entry.count("{") == entry.count("}")
