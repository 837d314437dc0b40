"""`modelshare platforms`, `flywheel`, `efficiency`, `events` and `distortions`: what a share alone does not tell."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

import typer

from app.cli.asked import answered
from app.cli.console import Format
from app.cli.frame import print_measured
from app.cli.options import day_option
from app.cli.show import AsOfOption, FormatOption, FromOption, GrainOption, PopulationOption, ToOption, WithoutOption
from app.measures.result import Measured
from app.view import EventKind, Grain, Grouping, Measure, Population, View
from collectors.contract import Platform

ByOption = Annotated[Grouping, typer.Option("--by", help="What a row stands for: lab, country, bloc or named3.")]
WeeksOption = Annotated[int, typer.Option("--weeks", min=1, max=104, help="Weeks to each side, beside 4, 8 and 12.")]
SelectOption = Annotated[list[str] | None, typer.Option("--select", help="A group; can be given more than once.")]


class Side(StrEnum):
    """What is told of both platforms."""

    SHARES = "shares"
    LEAD = "lead"
    RANKS = "ranks"


class Flow(StrEnum):
    """What is told of derivatives."""

    NEW = "new"
    DOWNLOADS = "downloads"


class Price(StrEnum):
    """What is told of prices."""

    LABS = "labs"
    MODELS = "models"
    FRONTIER = "frontier"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("platforms", epilog="Example: [bold]modelshare platforms --by lab --show lead --format csv[/]")(
        platforms_command
    )
    app.command("flywheel", epilog="Example: [bold]modelshare flywheel --by lab --from 2026-01-01[/]")(flywheel_command)
    app.command("efficiency", epilog="Example: [bold]modelshare efficiency --by lab --grain month[/]")(
        efficiency_command
    )
    app.command("events", epilog="Example: [bold]modelshare events --study 2026-03-23 --by bloc --weeks 8[/]")(
        events_command
    )
    app.command("distortions", epilog="Example: [bold]modelshare distortions --platform huggingface --kind spike[/]")(
        distortions_command
    )


def platforms_command(
    show: Annotated[
        Side, typer.Option("--show", help="Shares, lead and lag, or the agreement of ranks.")
    ] = Side.SHARES,
    by: ByOption = Grouping.LAB,
    grain: GrainOption = Grain.WEEK,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    without: WithoutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the Hub's shares beside OpenRouter's, which of them moves first, or how far their rankings agree."""
    measures = {Side.SHARES: Measure.PLATFORMS, Side.LEAD: Measure.LEAD_LAG, Side.RANKS: Measure.AGREEMENT}
    measured = _ask(View(measure=measures[show], by=by, grain=grain, without=tuple(without or ())), since, until, as_of)
    columns = {
        Side.SHARES: ("date", "group", "share", "hub_share", "rank", "hub_rank"),
        Side.LEAD: ("group", "lag", "correlation", "low", "high", "pairs", "excludes_zero"),
        Side.RANKS: ("date", "groups", "kendall", "spearman", "apart", "rank", "hub_rank"),
    }
    rows = measured.frame
    if show is Side.SHARES and len(rows):
        rows = rows[rows["date"] == rows["date"].max()]
    if show is Side.LEAD:
        rows = rows[rows["strongest"]]
    print_measured(measured, columns[show], form, rows=rows)


def flywheel_command(
    show: Annotated[
        Flow, typer.Option("--show", help="New derivatives a week, or the downloads they take.")
    ] = Flow.NEW,
    by: ByOption = Grouping.LAB,
    population: PopulationOption = Population.ALL,
    grain: GrainOption = Grain.WEEK,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print new derivatives by the lab of their base, or the downloads that descendants of each lab take."""
    measure = Measure.FLYWHEEL if show is Flow.NEW else Measure.DERIVATIVES
    view = View(measure=measure, platform=Platform.HUGGINGFACE, by=by, population=population, grain=grain)
    measured = _ask(view, since, until, as_of)
    columns = ("date", "group", "relation", "value", "share", "own", "others_share")
    newest = measured.frame[measured.frame["date"] == measured.frame["date"].max()] if since is None else None
    print_measured(measured, columns, form, rows=newest)


def efficiency_command(
    show: Annotated[Price, typer.Option("--show", help="Labs, single models, or the frontier gap.")] = Price.LABS,
    by: ByOption = Grouping.LAB,
    population: PopulationOption = Population.ALL,
    grain: GrainOption = Grain.WEEK,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print token shares beside shares of list-price dollars, models by price and size, or the frontier gap."""
    measures = {Price.LABS: Measure.EFFICIENCY, Price.MODELS: Measure.PRICES, Price.FRONTIER: Measure.FRONTIER}
    measured = _ask(View(measure=measures[show], by=by, population=population, grain=grain), since, until, as_of)
    columns = {
        Price.LABS: (
            "date",
            "group",
            "share",
            "usd_share",
            "usd_share_low",
            "usd_share_high",
            "usd_per_million",
            "ratio",
        ),
        Price.MODELS: ("group", "lab", "tokens", "share", "usd_per_million", "free", "active_parameters", "size"),
        Price.FRONTIER: ("date", "group", "model", "value", "gap"),
    }
    newest = measured.frame[measured.frame["date"] == measured.frame["date"].max()] if since is None else None
    print_measured(measured, columns[show], form, rows=newest)


def events_command(
    study: Annotated[
        dt.datetime | None,
        day_option("--study", "Compare the share before and after this UTC day."),
    ] = None,
    platform: Annotated[Platform, typer.Option("--platform", "-p", help="Whose usage a study compares.")] = (
        Platform.OPENROUTER
    ),
    by: ByOption = Grouping.BLOC,
    select: SelectOption = None,
    weeks: WeeksOption = 8,
    kind: Annotated[list[EventKind] | None, typer.Option("--kind", help="A kind; can be given more than once.")] = None,
    releases: Annotated[bool, typer.Option("--releases", help="Count releases instead of listing events.")] = False,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    without: WithoutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the dated events; with --study, a share before and after a day; with --releases, releases a week."""
    chosen, kinds, left_out = tuple(select or ()), tuple(kind or ()), tuple(without or ())
    if study is not None:
        view = View(
            measure=Measure.EVENT_STUDY,
            platform=platform,
            by=by,
            select=chosen,
            window_weeks=weeks,
            without=left_out,
        )
        measured = _ask(view, study, None, as_of)
        columns: tuple[str, ...] = (
            "date",
            "group",
            "weeks",
            "share_before",
            "share_after",
            "change",
            "placebos",
            "place",
        )
        rows = measured.frame[measured.frame["level"] == "event"]
        print_measured(measured, columns, form, rows=rows)
        return
    if releases:
        view = View(measure=Measure.RELEASES, platform=platform, by=by, grain=Grain.WEEK, without=left_out)
        columns = ("date", "group", "value", "names")
    else:
        view = View(measure=Measure.EVENTS, platform=platform, events=kinds, select=chosen, without=left_out)
        columns = ("date", "until", "kind", "title", "lab", "confidence", "source")
    print_measured(_ask(view, since, until, as_of), columns, form)


def distortions_command(
    platform: Annotated[Platform, typer.Option("--platform", "-p", help="Whose numbers.")] = Platform.OPENROUTER,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="A kind; can be given more than once.")] = None,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print what may distort the numbers, each case with its days, size and evidence. Nothing is removed."""
    view = View(measure=Measure.DISTORTION, platform=platform, select=tuple(kind or ()))
    columns = ("date", "until", "kind", "group", "size", "unit", "evidence")
    print_measured(_ask(view, since, until, as_of), columns, form)


def _ask(view: View, since: dt.datetime | None, until: dt.datetime | None, as_of: dt.datetime | None) -> Measured:
    days = {"since": since, "until": until, "as_of": as_of}
    asked = view.with_(**{name: moment.date() if moment else None for name, moment in days.items()})
    return answered(asked)
