"""The words around a chart and the terms they are made of: names, sources, coverage, notes, numbers and days."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from app.charts.earlier_words import earlier_notes
from app.charts.shape import ALL_OTHERS, BUCKETS, banded, drawn
from app.measures.corrections import LEFT_OUT
from app.measures.result import Measured, SourceLine
from app.view import Align, EventKind, Grain, Grouping, Layout, Measure, Population, Scale, Unit, View
from collectors.contract import Platform

UNALIGNED = "Dated events are not marked over days since release: a date is another age for every model."
MOST_MODEL = 28  # letters of a model's name beside a line
BAND = "The share where nothing unknown belongs to the group, and where everything does"
SYNTHETIC = "Synthetic sample data"
NO_LICENCE = "none is stated"
NAMED_THREE_NOTE = (
    "Named three: Alibaba, Moonshot AI and MiniMax, the labs that a staff paper of the US-China Economic and Security "
    "Review Commission named in March 2026."
)

PLATFORMS = {Platform.OPENROUTER: "OpenRouter", Platform.HUGGINGFACE: "Hugging Face"}
UNITS = {
    Unit.TOKENS: "tokens",
    Unit.LIST_USD: "spend at list price",
    Unit.DOWNLOADS_30D: "downloads in 30 days",
    Unit.DOWNLOADS_DAILY: "daily downloads",
}
SHORT_UNITS = UNITS | {Unit.DOWNLOADS_30D: "downloads"}  # where the subtitle says the rest
UNITS_EXACT = {
    Unit.TOKENS: "tokens (vendors' own tokenizers)",
    Unit.LIST_USD: "US dollars at list price (an estimate)",
    Unit.DOWNLOADS_30D: "the Hub's rolling count of 30 days",
    Unit.DOWNLOADS_DAILY: "difference of the Hub's all-time counts on two days",
}
POPULATIONS = {
    (Platform.OPENROUTER, Population.ALL): "all usage, platform's tail included",
    (Platform.OPENROUTER, Population.NAMED): "models that the platform names (its top 50)",
    (Platform.OPENROUTER, Population.TOP10): "the ten largest models",
    (Platform.OPENROUTER, Population.OPEN): "models known to have open weights",
    (Platform.HUGGINGFACE, Population.ALL): "all repositories",
    (Platform.HUGGINGFACE, Population.LANGUAGE): "language and vision-language models",
    (Platform.HUGGINGFACE, Population.ORIGINAL): "repositories that declare no quantisation, adapter or merge",
}
GROUPINGS = {
    Grouping.LAB: "lab",
    Grouping.COUNTRY: "country",
    Grouping.BLOC: "country bloc",
    Grouping.NAMED3: "the three named labs and others",
    Grouping.MODEL: "model",
}
GRAINS = {Grain.DAY: "day", Grain.WEEK: "week", Grain.MONTH: "month"}
SHORT_LABELS = {
    "other": "Other (tail)",
    "undisclosed": "Undisclosed",
    "unattributed": "Unattributed",
    "named3": "Named three",
    "other_chinese": "Other Chinese",
    "elsewhere": "Elsewhere",
}


def label(measured: Measured, group: str) -> str:
    """The name that a reader sees for a group."""
    return measured.labels.get(group) or SHORT_LABELS.get(group) or group


def short_label(measured: Measured, group: str) -> str:
    """The name of a group where room is scarce, as beside a line."""
    fixed = group in BUCKETS or measured.view.by is Grouping.NAMED3
    name = (SHORT_LABELS.get(group) if fixed else None) or label(measured, group)
    if measured.view.by is Grouping.MODEL and group not in (ALL_OTHERS, *BUCKETS):
        # The catalogue puts the maker before the model with a colon, the Hub its account with a stroke.
        return name.partition(": ")[2] or (name.rpartition("/")[2] if len(name) > MOST_MODEL else "") or name
    return name


def way(row: Mapping[Any, Any]) -> str:
    """A way of counting as a reader sees it, of a row that has its platform, unit and population."""
    unit, population = Unit(row["unit"]), Population(row["population"])
    return f"{UNITS[unit]}, {POPULATIONS[Platform(row['platform']), population]}"


def usage(measured: Measured) -> str:
    """What is counted, where, and out of what, such as "OpenRouter tokens of the ten largest models"."""
    view = measured.view
    out_of = "" if view.population is Population.ALL else f" of {POPULATIONS[view.platform, view.population]}"
    left = f" without {left_out(view)}" if view.without else ""
    return f"{PLATFORMS[view.platform]} {UNITS[view.counted]}{out_of}{left}"


def hub_downloads(measured: Measured) -> str:
    """The downloads of the view's population on the Hub, within a sentence."""
    population = measured.view.population
    whose = "the Hub's" if population is Population.ALL else "all"
    of = "" if population is Population.ALL else f" of {POPULATIONS[Platform.HUGGINGFACE, population]}"
    return f"{whose} downloads{of}"


def banded_share(row: Mapping[Any, Any], name: str = "share") -> str:
    """The row's share of that name with the band around it; without bounds, or with none apart, it alone."""
    share, around = percent(row[name]), band(row[f"{name}_low"], row[f"{name}_high"])
    return f"{share} (band {around})" if around and around != f"{share} to {share}" else share


def band(low: float | None, high: float | None, digits: int = 1) -> str:
    """A coverage band as a reader sees it; empty where there is none."""
    return "" if pd.isna(low) or pd.isna(high) else f"{percent(low, digits)} to {percent(high, digits)}"


def left_out(view: View) -> str:
    """What the reader left out; empty where nothing."""
    return joined([LEFT_OUT[kind] for kind in view.without])


def window(measured: Measured) -> str:
    """The days that the chart covers, such as "14 to 19 July 2026"."""
    first, last = measured.coverage.first_day, measured.coverage.last_day
    if first is None or last is None:
        return "no days"
    return span(first, last)


def newest_period(measured: Measured) -> str:
    """The newest whole period of an answer, as a reader sees it within a sentence; the newest one where none is."""
    frame = measured.frame
    if "complete" in frame.columns and frame["complete"].any():
        frame = frame[frame["complete"].astype(bool)]
    if frame.empty:
        return "no period"
    return within(frame["date"].max(), measured.view.grain)


def axis_title(view: View) -> str:
    """What the vertical axis counts."""
    if view.scale in (Scale.STACKED, Scale.LINES):
        return f"Share of {UNITS[view.counted]} (%)"
    if view.scale is Scale.INDEX:
        return f"{UNITS[view.counted].capitalize()}, first {GRAINS[view.grain]} shown = 100"
    per = "" if view.counted is Unit.DOWNLOADS_30D else f" per {GRAINS[view.grain]}"
    mean = ", mean of days" if view.counted is Unit.DOWNLOADS_30D and view.grain is not Grain.DAY else ""
    log = ", logarithmic" if view.scale is Scale.LOG else ""
    unit = "US dollars at list price" if view.counted is Unit.LIST_USD else UNITS[view.counted].capitalize()
    return f"{unit}{per}{mean}{log}"


def source_lines(measured: Measured) -> list[str]:
    """Everything that must leave with the numbers: the mark of sample data, citations, licence, times, coverage."""
    lines = [f"{SYNTHETIC}: these numbers are made up and describe nobody."] if measured.synthetic else []
    lines += citations(measured)
    return lines if measured.view.measure is Measure.EVENTS else [*lines, coverage_note(measured)]


def citations(measured: Measured) -> list[str]:
    """Each source with its as-of and licence. Events are the registry's own, and are as new as it is."""
    if measured.view.measure is Measure.EVENTS:
        return [
            f"Source: {measured.definition.source} As of registry {measured.registry_hash[:12]}. "
            f"Licence: {NO_LICENCE}; each source has its own."
        ]
    return [citation(source) for source in measured.sources]


def citation(source: SourceLine) -> str:
    """One source in the form that its licence asks for, with licence and times (UTC)."""
    said = source.citation.rstrip()
    said += "" if said.endswith(".") else "."
    as_of = f"{source.as_of:%Y-%m-%d}"
    if as_of not in said:
        said += f" As of {as_of}."
    licence = f"{source.licence_name} ({source.licence_url})" if source.licence_name else NO_LICENCE
    return f"{said} Retrieved {moment(source.retrieved_at)}. Licence: {licence}."


def coverage_note(measured: Measured) -> str:
    """How many of the days asked for are there, and how much of the newest period nobody can give to a lab."""
    coverage = measured.coverage
    if coverage.first_day is None and measured.view.measure is Measure.CLAIM:
        return "Coverage: nothing was measured."  # the notes say why
    if coverage.first_day is None:
        return "Coverage: nothing is stored for this window."
    gone = len(coverage.missing) + len(coverage.empty)
    days = f"{coverage.days_expected - gone:,} of {coverage.days_expected:,} days"
    note = f"Coverage: {days}"
    if coverage.missing:
        note += f"; not stored: {listed(coverage.missing)}"
    if coverage.empty:
        note += f"; published without rows: {listed(coverage.empty)}"
    if coverage.unknown_share is not None:
        note += f"; {percent(coverage.unknown_share)} of the newest {GRAINS[measured.view.grain]} has no known lab"
    return note + "."


def incomplete_note(measured: Measured) -> str:
    """Which weeks or months are not whole; empty where all are."""
    frame = measured.frame
    if frame.empty or measured.view.grain is Grain.DAY:
        return ""
    both = measured.view.measure is Measure.PLATFORMS and measured.view.scale is Scale.LINES
    if measured.view.measure is Measure.RANK:
        return _hollow(measured)
    if measured.view.measure is Measure.CONCENTRATION or both:
        return _hollow(measured) + _numbered(measured)
    if measured.view.measure is not Measure.SHARE:
        return ""
    part = frame[~frame["complete"].astype(bool)].drop_duplicates("date")
    if part.empty:
        return ""
    weekly = measured.view.grain is Grain.WEEK
    shown = [
        f"{day(row['date']) if weekly else period(row['date'], Grain.MONTH)} "
        f"({int(row['days'])} of {int(row['days_expected'])} days)"
        for row in part.to_dict("records")
    ]
    head = ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")
    bars = measured.view.scale in (Scale.STACKED, Scale.ABSOLUTE) and measured.view.layout is Layout.ONE
    mark = "Hatched" if bars else "Dotted"
    plural = "s" if len(shown) > 1 else ""
    said = f"{mark}: incomplete week{plural} of {head}." if weekly else f"{mark}: incomplete month{plural}, {head}."
    return said + _numbered(measured)


def _numbered(measured: Measured) -> str:
    """Which period the numbers beside the names are of, where the newest one is not whole."""
    frame = measured.frame
    whole = frame["complete"].astype(bool)
    if not whole.any() or whole[frame["date"] == frame["date"].max()].all():
        return ""
    return f" The numbers beside the names are of the newest whole {GRAINS[measured.view.grain]}."


def _hollow(measured: Measured) -> str:
    part = measured.frame.loc[~measured.frame["complete"].astype(bool), "date"].drop_duplicates()
    if part.empty:
        return ""
    grain = measured.view.grain
    named = [day(date) if grain is Grain.WEEK else period(date, grain) for date in part]
    head = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
    return f"Hollow points: incomplete {GRAINS[grain]}{'s' if len(named) > 1 else ''} of {head}."


def notes(measured: Measured) -> list[str]:
    """What a reader must know beside the source: incomplete periods, how the chart was drawn, the measure's notes."""
    shown = drawn(measured)
    incomplete = incomplete_note(shown)
    told = [incomplete] if incomplete else []
    bands = banded(shown)
    if len(bands) == 1:
        told.append(f"The coverage band is drawn for {label(shown, bands[0])} and is as wide for every other group.")
    if measured.view.by is Grouping.NAMED3:
        told.append(NAMED_THREE_NOTE)
    return [*told, *_drawn_beside(shown), *earlier_notes(shown), *shown.notes]


def notes_of_numbers(measured: Measured) -> list[str]:
    """What a reader must know beside the source of numbers that are not drawn: incomplete periods, and the notes."""
    frame, grain = measured.frame, measured.view.grain
    told = [NAMED_THREE_NOTE] if measured.view.by is Grouping.NAMED3 else []
    told += earlier_notes(measured)
    if frame.empty or not {"date", "complete"} <= set(frame.columns) or grain is Grain.DAY:
        return [*told, *measured.notes]
    part = frame[~frame["complete"].astype(bool)].drop_duplicates("date").sort_values("date")
    named = [
        within(row["date"], grain)
        + (f" ({row['days']} of {row['days_expected']} days)" if "days_expected" in row else "")
        for row in part.to_dict("records")
    ]
    head = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
    return [*([f"Not whole: {head}."] if named else []), *told, *measured.notes]


def _drawn_beside(shown: Measured) -> list[str]:
    """What stands in the chart and is no share: events, and a time that begins with each release."""
    if shown.view.align is Align.RELEASE and shown.view.measure is Measure.SHARE:
        lines = shown.view.scale not in (Scale.STACKED, Scale.ABSOLUTE) and shown.view.layout is Layout.ONE
        if not lines or shown.view.by is not Grouping.MODEL:
            return ["Days since release are drawn for lines of models alone; this chart keeps the calendar."]
        gone = [label(shown, group) for group in dict.fromkeys(shown.frame["group"]) if group not in shown.released]
        told = [f"Not drawn, as the day of release is not known: {', '.join(gone[:6])}."] if gone else []
        return [*told, UNALIGNED] if shown.events else told
    if not shown.events:
        return []
    events = [each for each in shown.events if each.kind is not EventKind.FLAG and each.confidence]
    if not events:
        return []
    several = f"{len(events)} events are marked" if len(events) > 1 else "One event is marked"
    return [f"{several}, each with its source in the registry; that one stands beside a change is no proof of a cause."]


# --- numbers and times -----------------------------------------------------------------------------------------------


def ordinal(place: int) -> str:
    """A place as a reader says it: 1st, 2nd, 11th."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share (0 to 1) as a reader sees it; "n/a" where there is none."""
    return "n/a" if share is None or math.isnan(share) else f"{share * 100:.{digits}f}%"


def points(change: float | None) -> str:
    """A change in percentage points with its sign; "n/a" where there is none."""
    return "n/a" if change is None or math.isnan(change) else f"{signed(round(change, 1) or 0.0, 1)} pts"


def signed(value: float, digits: int) -> str:
    """A difference or a correlation with its sign, which is a minus and no hyphen."""
    return f"{value:+.{digits}f}".replace("-", "−")


def amount(value: float | None) -> str:
    """A count as a reader sees it: 8.75 trillion, 412.0 million, 9,120."""
    if value is None or math.isnan(value):
        return "n/a"
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:,.2f} {name}"
    return f"{value:,.0f}"


def day(date: dt.date) -> str:
    """A day as a reader sees it: 14 July 2026."""
    return f"{date.day} {date:%B %Y}"


def moment(when: dt.datetime) -> str:
    """A time in UTC as a reader sees it: 2026-07-20 01:46 UTC."""
    return f"{when.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def period(first: dt.date | pd.Timestamp, grain: Grain) -> str:
    """A period as a reader sees it: 14 July 2026; Week of 13 July 2026; July 2026."""
    if grain is Grain.MONTH:
        return f"{first:%B %Y}"
    return day(first) if grain is Grain.DAY else f"Week of {day(first)}"


def within(first: dt.date | pd.Timestamp, grain: Grain) -> str:
    """A period within a sentence: 14 July 2026; week of 13 July 2026; July 2026."""
    said = period(first, grain)
    return said[0].lower() + said[1:] if grain is Grain.WEEK else said


def span(first: dt.date, last: dt.date) -> str:
    """Two days as a reader sees a window: 14 to 19 July 2026."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def joined(names: Sequence[str]) -> str:
    """Names in a sentence: A; A and B; A, B and C."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def listed(days: tuple[dt.date, ...], most: int = 3) -> str:
    """Days in a sentence, the first few by name."""
    head = ", ".join(f"{each:%Y-%m-%d}" for each in days[:most])
    return head if len(days) <= most else f"{head} and {len(days) - most:,} more"
