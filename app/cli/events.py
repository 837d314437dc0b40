"""`modelshare events` and `distortions`: what happened, what followed, and what may distort the numbers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import typer

from app.cli.asked import add, answered, asks
from app.cli.console import Format
from app.cli.options import (
    CASE_KINDS,
    EVENT_KINDS,
    POPULATION,
    ROWS_BY,
    SELECT,
    UNIT,
    WEEKS,
    WINDOW,
    WITHOUT,
    FormatOption,
    day_option,
    platform_option,
)
from app.cli.printing import print_measured
from app.view import Grain, Grouping, Measure, View

CASES = ("date", "until", "kind", "group", "size", "unit", "evidence")
EVENTS = ("date", "until", "kind", "title", "lab", "confidence", "source")
RELEASES = ("date", "group", "value", "names")
STUDY = (
    *("date", "group", "weeks", "share_before", "share_before_low", "share_before_high"),
    *("share_after", "share_after_low", "share_after_high", "change", "placebos", "place"),
)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    add(
        app,
        (events, "events --study 2026-03-23 --by bloc --weeks 8"),
        (distortions, "distortions --platform huggingface --kind spike"),
    )


@asks(
    Measure.EVENTS,
    platform_option("Whose usage a study compares."),
    *(ROWS_BY.starting(Grouping.BLOC), SELECT, POPULATION, UNIT, WEEKS, EVENT_KINDS, *WINDOW, WITHOUT),
)
def events(
    *,
    study: Annotated[
        dt.datetime | None, day_option("--study", "Compare the share before and after this UTC day.")
    ] = None,
    releases: Annotated[bool, typer.Option("--releases", help="Count releases instead of listing events.")] = False,
    view: View,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the dated events; with --study, a share before and after a day; with --releases, releases a week."""
    asked: dict[str, Any] = {"platform": view.platform, "without": view.without, "as_of": view.as_of}
    if study is not None:
        studied = View(
            measure=Measure.EVENT_STUDY,
            unit=view.unit,
            population=view.population,
            by=view.by,
            select=view.select,
            window_weeks=view.window_weeks,
            since=study.date(),
            **asked,
        )
        measured = answered(studied)
        print_measured(measured, STUDY, form, rows=measured.frame[measured.frame["level"] == "event"])
        return
    asked |= {"since": view.since, "until": view.until}
    if releases:
        print_measured(answered(View(measure=Measure.RELEASES, by=view.by, grain=Grain.WEEK, **asked)), RELEASES, form)
    else:
        listed = View(measure=Measure.EVENTS, events=view.events, select=view.select, **asked)
        print_measured(answered(listed), EVENTS, form)


@asks(Measure.DISTORTION, platform_option("Whose numbers."), CASE_KINDS, *WINDOW)
def distortions(view: View, form: FormatOption = Format.TABLE) -> None:
    """Print what may distort the numbers, each case with its days, size and evidence. Nothing is removed."""
    print_measured(answered(view), CASES, form)
