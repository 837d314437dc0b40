"""Lists as pictures: which rows there is room for."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from app.charts.table_chart import table_figure
from app.view import Measure, View
from tests.app.charts.handmade import measured


def test_the_picture_of_events_begins_with_the_newest() -> None:
    days = pd.date_range("2026-01-01", periods=40, freq="D")
    frame = pd.DataFrame(
        {"date": days, "until": pd.NaT, "kind": "us_policy", "title": [f"Event {n}" for n in range(40)]}
    )
    frame = frame.assign(lab=None, confidence="primary", source="press")
    figure = table_figure(replace(measured({}, view=View(measure=Measure.EVENTS)), frame=frame))
    dates, _, kinds, *_ = figure.data[0].cells.values
    assert list(dates[:2]) == ["2026-02-09", "2026-02-08"]
    assert kinds[0] == "US policy"
    assert f"The first {len(dates)} of 40 rows" in figure.layout.title.text
