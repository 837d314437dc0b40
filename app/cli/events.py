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
from app.errors import ConfigurationError
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


def _measure(given: dict[str, Any]) -> Measure:
    """What the options ask for beside the list of events."""
    if given["study"] and given["releases"]:
        raise ConfigurationError("A study and a count of releases are two answers.", advice="Ask for one of them.")
    return Measure.EVENT_STUDY if given["study"] else Measure.RELEASES if given["releases"] else Measure.EVENTS


@asks(
    _measure,
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
    if study is not None:
        if view.since:
            raise ConfigurationError("A study looks at weeks to both sides of its day.", advice="Ask with --weeks.")
        measured = answered(view.with_(since=study.date()))
        print_measured(measured, STUDY, form, rows=measured.frame[measured.frame["level"] == "event"])
    elif releases:
        print_measured(answered(view.with_(grain=Grain.WEEK)), RELEASES, form)
    else:  # the labs of events are chosen by their ids
        print_measured(answered(view.with_(by=Grouping.LAB) if view.select else view), EVENTS, form)


@asks(Measure.DISTORTION, platform_option("Whose numbers."), CASE_KINDS, *WINDOW)
def distortions(view: View, form: FormatOption = Format.TABLE) -> None:
    """Print what may distort the numbers, each case with its days, size and evidence. Nothing is removed."""
    print_measured(answered(view), CASES, form)
