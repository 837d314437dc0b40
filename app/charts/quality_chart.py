"""Draws the calendar of a platform's days: received, restated, empty and missing ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import plotly.graph_objects as go

from app.charts import wording
from app.charts.canvas import WEEK
from app.charts.escape import plotly_text
from app.charts.theme import LIGHT, Theme
from app.measures.quality import DayStatus, Quality, QualityDay

HEIGHT = 190  # pixels
WHOLE = 40  # weeks that take the whole width; fewer take their part of it, so that no cell is stretched
APART = 12  # weeks from which on two days under the axis have room beside one another
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Kind(StrEnum):
    """What a cell of the calendar says of its day."""

    RECEIVED = "received"
    RESTATED = "restated"
    EMPTY = "published without rows"
    MISSING = "missing"


# A day's kind is told by its colour and by a sign, so that it needs no colour to be read.
COLOURS = {Kind.RECEIVED: "#5e7db3", Kind.RESTATED: "#cc8512", Kind.EMPTY: "#8b9097", Kind.MISSING: "#bf3418"}
SIGNS = {Kind.RECEIVED: "", Kind.RESTATED: "≠", Kind.EMPTY: "0", Kind.MISSING: "×"}


def kind_of(day: QualityDay) -> Kind:
    """The one thing that the calendar says of a day; a restated day has more than one version."""
    if day.status is DayStatus.MISSING:
        return Kind.MISSING
    if day.status is DayStatus.EMPTY:
        return Kind.EMPTY
    return Kind.RESTATED if day.versions > 1 else Kind.RECEIVED


def calendar_figure(found: Quality, theme: Theme = LIGHT) -> go.Figure:
    """One cell a day, a column a week from Monday to Sunday, oldest on the left."""
    cells = [_Cell.of(day) for day in found.days]
    weeks = sorted({cell.week for cell in cells})
    column = {week: at for at, week in enumerate(weeks)}
    kinds: list[list[int | None]] = [[None] * len(weeks) for _ in WEEKDAYS]
    texts = [[""] * len(weeks) for _ in WEEKDAYS]
    said = [[""] * len(weeks) for _ in WEEKDAYS]
    for cell in cells:
        row, at = cell.day.day.weekday(), column[cell.week]
        kinds[row][at] = list(Kind).index(cell.kind)
        texts[row][at] = SIGNS[cell.kind]
        said[row][at] = cell.said
    steps = len(Kind)
    scale = [[(at + edge) / steps, COLOURS[kind]] for at, kind in enumerate(Kind) for edge in (0, 1)]
    figure = go.Figure(
        go.Heatmap(
            x0=weeks[0] if weeks else None,
            dx=WEEK,
            y=list(WEEKDAYS),
            z=kinds,
            text=texts,
            customdata=said,
            texttemplate="%{text}",
            textfont={"color": "#ffffff", "size": 9},
            hovertemplate="%{customdata}<extra></extra>",
            colorscale=scale,
            zmin=-0.5,
            zmax=steps - 0.5,
            showscale=False,
            xgap=1.5,
            ygap=1.5,
            hoverongaps=False,
            uid="calendar",
        )
    )
    figure.update_layout(template=theme.template, height=HEIGHT, margin={"l": 40, "r": 4, "t": 8, "b": 28})
    figure.update_layout(hovermode="closest")
    figure.update_yaxes(autorange="reversed", fixedrange=True, tickvals=["Mon", "Wed", "Fri", "Sun"], showgrid=False)
    figure.update_xaxes(fixedrange=True, showline=False, ticks="", tickformat="%b<br>%Y")
    if 0 < len(weeks) < WHOLE:
        days = [found.days[0].day, found.days[-1].day][: 2 if len(weeks) >= APART else 1]
        first, last = (dt.datetime.combine(week, dt.time()) for week in (weeks[0], weeks[-1]))
        half = dt.timedelta(days=3, hours=12)
        figure.update_xaxes(
            domain=[0, len(weeks) / WHOLE],
            range=[first - half, last + half],
            tickvals=[weeks[0], weeks[-1]][: len(days)],
            ticktext=[f"{day:%-d %b<br>%Y}" for day in days],
        )
    return figure


def calendar_said(found: Quality) -> str:
    """The calendar in one sentence."""
    restated = len(found.restatements)
    return (
        f"{found.received:,} of {found.expected:,} days received, {len(found.gaps):,} missing, "
        f"{len(found.empty_days):,} published without rows, {restated:,} restated."
    )


def calendar_scope(found: Quality) -> str:
    """What the calendar counts, its window and the definition's version."""
    name = f"Definition: {found.definition.name} v{found.definition.version}"
    if not found.days:
        return name
    window = wording.span(found.days[0].day, found.days[-1].day)
    return f"Population: every day between the first and the last stored one · Unit: days · {window} · {name}"


@dataclass(frozen=True, slots=True)
class _Cell:
    day: QualityDay
    kind: Kind

    @classmethod
    def of(cls, day: QualityDay) -> _Cell:
        return cls(day, kind_of(day))

    @property
    def week(self) -> dt.date:
        return self.day.day - dt.timedelta(days=self.day.day.weekday())

    @property
    def said(self) -> str:
        parts = [f"<b>{wording.day(self.day.day)}</b>: {self.kind}"]
        if self.day.rows:
            parts.append(f"{self.day.rows:,} rows")
        if self.day.versions > 1:
            parts.append(f"{self.day.versions} versions")
        if self.day.falling:
            parts.append(f"{self.day.falling:,} of {self.day.measured or 0:,} counts fell")
        if self.day.reason:
            parts.append(plotly_text(self.day.reason, 90))
        return "<br>".join(parts)
