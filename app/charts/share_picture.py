"""The parts of a picture of shares over time: bars, areas, lines, bands, axes, labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from app.charts import wording
from app.charts.bands import outline
from app.charts.canvas import few_ticks, line_above
from app.charts.colours import colour_of, faded
from app.charts.earlier_lines import earlier_line, earlier_tables, shares_said, values_said
from app.charts.escape import plotly_text
from app.charts.labels import ROOM, EndLabel, end_labels
from app.charts.shape import STACKED, Drawn, Period, banded, calendar, groups, tables
from app.charts.share_series import Series
from app.charts.theme import Theme
from app.view import Grain, Scale

MARGIN = {"l": 58, "r": 4, "t": 34, "b": 44}
MOST_BARS = 62  # more days than that are drawn as areas; weeks and months are bars, which can be hatched
MOST_MARKERS = 45
STEEP = 40.0  # an index that spans more than this factor is drawn on a logarithmic axis

AS_SHARE = (Scale.STACKED, Scale.LINES)


@dataclass(frozen=True, slots=True)
class Picture:
    """A measure's answer, laid out over its calendar."""

    measured: Drawn
    theme: Theme
    height: int
    periods: Period
    series: tuple[Series, ...]
    logarithmic: bool = False

    @classmethod
    def of(cls, measured: Drawn, theme: Theme, height: int) -> Picture:
        """The picture of what is drawn of an answer."""
        periods = calendar(measured)
        found = tables(measured, ("value", "share", "share_low", "share_high"), periods)
        beside = earlier_tables(measured, periods)
        made = []
        for group in groups(measured):
            colour, name = colour_of(group, measured.view.by), wording.short_label(measured, group)
            made.append(Series(group, name, colour, found[group]["value"], found[group], beside.get(group)))
        picture = cls(measured, theme, height, periods, tuple(made))
        scaled = tuple(picture._placed(each) for each in made)
        return replace(picture, series=scaled, logarithmic=_is_logarithmic(measured.view.scale, scaled))

    # --- what is drawn -----------------------------------------------------------------------------------------------

    def stack(self) -> list[go.Scatter | go.Bar]:
        """Bars, or areas where the days are many and no value is negative; a day that stands alone is a bar."""
        index = self.periods.index
        negative = any((each.y < 0).any() for each in self.series)
        if self._barred or negative:
            return self._bars(index[self.periods.present.to_numpy()])
        traces: list[go.Scatter | go.Bar] = []
        for number, run in enumerate(self.periods.runs):
            traces += self._bars(run) if len(run) == 1 else self._areas(run, f"run{number}")
        return traces

    def lines(self) -> list[go.Scatter]:
        """One line a group, over its coverage band and its line of an earlier window where those are asked for."""
        traces = [band for each in self._banded() if (band := self._band(each))]
        for each in reversed(self.series):
            traces += self.earlier(each)
        for each in reversed(self.series):
            traces += self.line(each)
        return traces

    def layout(self) -> go.Layout:
        """Axes, the unit above the plot, the labels at its right."""
        low, high = self._range()
        steep = self.logarithmic and self.measured.view.scale is Scale.INDEX
        above = wording.axis_title(self.measured.view) + (", logarithmic" if steep else "")
        return go.Layout(
            template=self.theme.template,
            height=self.height,
            margin=MARGIN,
            barmode="relative",
            bargap=0.06 if len(self.periods.index) <= MOST_BARS else 0,
            title=line_above(self.measured, self.theme, above),
            xaxis=self.time_axis(),
            yaxis=self.value_axis(low, high),
            annotations=self._labels(low, high),
            hoversort="trace" if self.measured.view.scale in STACKED else "value descending",
        )

    @property
    def _as_share(self) -> bool:
        return self.measured.view.scale in AS_SHARE

    @property
    def _barred(self) -> bool:
        return self.measured.view.grain is not Grain.DAY or len(self.periods.index) <= MOST_BARS

    # --- parts -------------------------------------------------------------------------------------------------------

    def _placed(self, each: Series) -> Series:
        """The series with its values as they are drawn."""
        before = each.earlier
        before = None if before is None else before.assign(y=self._scaled(before))
        return replace(each, y=self._scaled(each.frame), earlier=before)

    def _scaled(self, table: pd.DataFrame) -> pd.Series:
        scale = self.measured.view.scale
        if self._as_share:
            return table["share"] * 100
        value = table["value"]
        if scale is Scale.LOG:
            return value.where(value > 0)
        if scale is Scale.INDEX:
            whole = value[self.periods.complete & (value > 0)]
            return value / whole.iloc[0] * 100 if len(whole) else value * math.nan
        return value

    def _bars(self, index: pd.DatetimeIndex) -> list[go.Bar]:
        whole = self.periods.complete.reindex(index)
        return [
            go.Bar(
                x=index,
                y=each.y.reindex(index).fillna(0).to_numpy(),
                name=plotly_text(each.name),
                marker={
                    "color": each.colour,
                    "line": {"width": 0},
                    "pattern": {
                        "shape": ["" if ok else "/" for ok in whole],
                        "fillmode": "overlay",
                        "fgcolor": self.theme.ground,
                        "solidity": 0.35,
                        "size": 7,
                    }
                    if not whole.all()
                    else None,
                },
                **self._period(),
                **self._hover(each, index),
            )
            for each in self.series
        ]

    def _areas(self, run: pd.DatetimeIndex, stack: str) -> list[go.Scatter]:
        return [
            go.Scatter(
                x=run,
                y=each.y.reindex(run).fillna(0).to_numpy(),
                name=plotly_text(each.name),
                mode="lines",
                stackgroup=stack,
                line={"width": 0.5, "color": self.theme.ground},
                fillcolor=each.colour,
                hoveron="points",
                **self._hover(each, run),
            )
            for each in self.series
        ]

    def earlier(self, each: Series) -> list[go.Scatter]:
        """One group's line of the earlier window; none where that has nothing of it."""
        if each.earlier is None or each.earlier["y"].isna().all():
            return []
        named = {"name": plotly_text(each.name, 34), "meta": plotly_text(each.group, 200)}
        return [earlier_line(each.earlier, each.stroke, **named)]

    def line(self, each: Series) -> list[go.Scatter]:
        """One group's line, and another one, dotted, through its periods that are not whole."""
        whole = each.y.where(self.periods.complete)
        lonely = whole.notna() & whole.shift(1).isna() & whole.shift(-1).isna()
        marked = len(self.periods.index) <= MOST_MARKERS
        common = {"x": self.periods.index, "name": plotly_text(each.name), "connectgaps": False, "cliponaxis": False}
        common["meta"] = plotly_text(each.group, 200)
        traces = [
            go.Scatter(
                y=whole.to_numpy(),
                mode="lines+markers",
                line=each.stroke,
                marker={
                    "color": each.colour,
                    "size": 5 if marked else lonely.map({True: 5, False: 0}).tolist(),
                    "line": {"width": 0},
                },
                **common,
                **self._hover(each, self.periods.index),
            )
        ]
        part = each.y.notna() & ~self.periods.complete
        if part.any():
            beside = part.shift(1, fill_value=False) | part.shift(-1, fill_value=False)
            traces.append(
                go.Scatter(
                    y=each.y.where(part | beside).to_numpy(),
                    mode="lines+markers",
                    line=each.stroke | {"dash": "dot"},
                    marker={
                        "color": each.colour,
                        "symbol": "circle-open",
                        "size": part.map({True: 7, False: 0}).tolist(),
                        "line": {"width": 1.5, "color": each.colour},
                    },
                    **common,
                    hoverinfo="skip",
                )
            )
        return traces

    def _banded(self) -> list[Series]:
        names = banded(self.measured)
        return [each for each in self.series if each.group in names]

    def _band(self, each: Series) -> go.Scatter | None:
        """One polygon for each stretch without a gap; a stretch of one period is as wide as half of it."""
        x, y = outline(each.frame["share_low"] * 100, each.frame["share_high"] * 100, self.periods.width / 2)
        if not x:
            return None
        return go.Scatter(
            x=x,
            y=y,
            fill="toself",
            fillcolor=faded(each.colour, 0.18),
            mode="lines",
            line={"width": 0},
            name=plotly_text(f"{each.name}: coverage band"),
            meta=plotly_text(each.group, 200),
            hoverinfo="skip",
        )

    def _hover(self, each: Series, index: pd.DatetimeIndex) -> dict[str, object]:
        """What a reader sees on pointing: name, share, band, value. Numbers travel as numbers, names as inert text."""
        size, word = self._magnitude()
        numbers = each.frame.reindex(index)
        data = np.column_stack(
            [numbers["share"] * 100, numbers["share_low"] * 100, numbers["share_high"] * 100, numbers["value"] / size]
        ).astype("float32")
        name = plotly_text(each.name, 34)
        text = f"{name} <b>%{{customdata[0]:.1f}}%</b>"
        if each.known:
            text += " (%{customdata[1]:.1f} to %{customdata[2]:.1f}%)"
        text += f" · %{{customdata[3]:,.4~r}}{word}"
        told = {} if each.earlier is None else {"text": self._earlier_said(each, each.earlier)}
        return told | {"customdata": data, "hovertemplate": f"{text}{'%{text}' if told else ''}<extra></extra>"}

    def _earlier_said(self, each: Series, table: pd.DataFrame) -> list[str]:
        if self._as_share:
            return shares_said(table, banded=each.known, groups=len(self.series))
        return values_said(table, *self._magnitude(), groups=len(self.series))

    def _magnitude(self) -> tuple[float, str]:
        most = self.measured.frame["value"].abs().max() if self.series else 0.0
        for size, word in ((1e12, " T"), (1e9, " B"), (1e6, " M")):
            if most >= size:
                return size, word
        return 1.0, ""

    def _period(self) -> dict[str, object]:
        """Bars stand in the middle of the weeks and months that they sum."""
        if self.measured.view.grain is Grain.DAY:
            return {"width": 86_400_000 * (0.94 if self._barred else 1)}
        length = "M1" if self.measured.view.grain is Grain.MONTH else 7 * 86_400_000
        start = self.periods.index[0].strftime("%Y-%m-%d")
        return {"xperiod": length, "xperiod0": start, "xperiodalignment": "middle"}

    # --- axes --------------------------------------------------------------------------------------------------------

    def _range(self) -> tuple[float, float]:
        scale = self.measured.view.scale
        if scale is Scale.STACKED:
            sums = self._sums(negative=True)
            return min(0.0, sums), 100.0
        if scale is Scale.ABSOLUTE:
            return min(0.0, self._sums(negative=True)), self._sums(negative=False) * 1.04 or 1.0
        tops = [each.drawn.max() for each in self.series]
        tops += [each.frame["share_high"].max() * 100 for each in self._banded()]
        bottoms = [each.drawn.min() for each in self.series]
        high = max((top for top in tops if not math.isnan(top)), default=1.0) or 1.0
        low = min((bottom for bottom in bottoms if not math.isnan(bottom)), default=0.0)
        if self.logarithmic:
            above_zero = [low for each in self.series if (low := each.drawn.where(each.drawn > 0).min()) > 0]
            return math.log10(min(above_zero, default=1.0)) - 0.08, math.log10(high) + 0.08
        if scale is Scale.LINES:
            return min(0.0, low), min(high * 1.06, max(100.0, high))
        return min(0.0, low), high * 1.06

    def _sums(self, *, negative: bool) -> float:
        table = pd.DataFrame({each.group: each.y for each in self.series})
        kept = table.where(table < 0 if negative else table > 0).sum(axis=1)
        return float((kept.min() if negative else kept.max()) if len(kept) else 0.0)

    def time_axis(self) -> dict[str, object]:
        """The axis of time; its range ends with the periods that are there."""
        index, grain = self.periods.index, self.measured.view.grain
        header = {Grain.DAY: "%-d %B %Y", Grain.WEEK: "Week of %-d %B %Y", Grain.MONTH: "%B %Y"}[grain]
        axis: dict[str, object] = {"domain": [0, ROOM], "hoverformat": header, "type": "date", "automargin": False}
        if not len(index):
            return axis
        bars = self.measured.view.scale in STACKED and self._barred
        pad = self.periods.width * 0.5
        before = pad if bars and grain is Grain.DAY else pd.Timedelta(0) if bars or len(index) > 1 else pad
        after = before if grain is Grain.DAY or not bars else self.periods.width
        axis["range"] = [(index[0] - before).isoformat(), (index[-1] + after).isoformat()]
        ticks = few_ticks(index, grain)
        if not bars or grain is Grain.DAY:
            return axis | ticks
        if not ticks:
            return axis | {"ticklabelmode": "period"}
        beneath = [at + self.periods.width / 2 for at in ticks["tickvals"]]  # the middle of a bar
        return axis | {"tickvals": beneath, "ticktext": [f"{at:{ticks['tickformat']}}" for at in ticks["tickvals"]]}

    def value_axis(self, low: float, high: float) -> dict[str, object]:
        """The axis of values between these two (their logarithms on a logarithmic scale)."""
        axis: dict[str, object] = {"range": [low, high], "fixedrange": True, "exponentformat": "B", "automargin": False}
        if self._as_share:
            return axis | {"ticksuffix": "%"}
        return axis | ({"type": "log", "dtick": 1 if high - low > 2 else "D2"} if self.logarithmic else {})

    def _labels(self, low: float, high: float) -> list[dict[str, object]]:
        if not len(self.periods.index) or high <= low:
            return []
        last = self.periods.index[-1]
        made, base = [], 0.0
        for each in self.series:
            y, share = float(each.y[last]), float(each.frame["share"][last])
            if self.measured.view.scale in STACKED:
                step = 0.0 if math.isnan(y) else y
                y, base = base + step / 2, base + step
            elif math.isnan(y):
                held = each.y.dropna()
                if held.empty:
                    continue
                y = float(held.iloc[-1])
            if self.logarithmic and y <= 0:
                continue
            place = math.log10(y) if self.logarithmic else y
            made.append(EndLabel(each.name, self.newest(each), each.colour, (place - low) / (high - low), share))
        weighed = [replace(each, weight=0.0 if math.isnan(each.weight) else each.weight) for each in made]
        return end_labels(weighed, self.theme, self.height - MARGIN["t"] - MARGIN["b"])

    def newest(self, each: Series) -> str:
        """The number of the newest whole period beside a name, in the chart's own unit; a dash where it has none."""
        newest = self.periods.newest(each.y)
        if math.isnan(newest):
            return "–"
        if self._as_share:
            return wording.percent(newest / 100)
        return f"{newest:,.0f}" if self.measured.view.scale is Scale.INDEX else short(newest)


def _is_logarithmic(scale: Scale, series: Sequence[Series]) -> bool:
    """Whether the axis is: where a reader asks for it, and for an index that would else hide all but the steepest."""
    if scale is not Scale.INDEX:
        return scale is Scale.LOG
    values = pd.concat([each.y for each in series]) if series else pd.Series(dtype=float)
    return bool((values.dropna() > 0).all() and values.max() > STEEP * values.min())


def short(value: float) -> str:
    """A count for a narrow place: 8.75T, 412M, 9,120."""
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:,.0f}"
