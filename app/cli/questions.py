"""`modelshare changed`, `crossovers`, `concentration`, `spread`, `ledger`, `reference`, `claim` and `verdict`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

import typer

from app.charts import captions, wording
from app.charts.verdict_words import paragraph
from app.cli.asked import answered, view_of
from app.cli.console import Format, answers, print_table, say
from app.cli.options import day_option
from app.cli.show import (
    AsOfOption,
    ByOption,
    FormatOption,
    FromOption,
    GrainOption,
    PlatformOption,
    PopulationOption,
    ToOption,
    UnitOption,
    WithoutOption,
)
from app.cli.table_cells import table_of
from app.export.table import measure_csv, measure_json
from app.measures.result import Measured
from app.view import Grain, Grouping, Measure, Population, View
from collectors.contract import Platform

GroupOption = Annotated[
    list[str] | None, typer.Option("--group", "-g", help="A group by its id; may be given several times.")
]
DateOption = Annotated[
    dt.datetime | None,
    day_option("--date", "The UTC day; left out, each platform's newest."),
]
EXAMPLES = {
    "changed": "modelshare changed --by named3 --from 2026-07-14 --to 2026-07-19",
    "crossovers": "modelshare crossovers --by lab --group alibaba --group moonshot --grain week",
    "concentration": "modelshare concentration --grain week --within CN --format csv",
    "spread": "modelshare spread --by bloc --group CN --date 2026-07-19",
    "ledger": "modelshare ledger --from 2026-07-01",
    "reference": "modelshare reference --format json",
    "claim": "modelshare claim 'Chinese models are 61 % of all tokens on OpenRouter in July 2026'",
    "verdict": "modelshare verdict --date 2026-07-19",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    commands: tuple[Callable[..., None], ...] = (
        changed,
        crossovers,
        concentration,
        spread,
        ledger,
        reference,
        claim,
        verdict,
    )
    for (name, example), command in zip(EXAMPLES.items(), commands, strict=True):
        app.command(name, epilog=f"Example: [bold]{example}[/]")(command)


def changed(
    platform: PlatformOption = Platform.OPENROUTER,
    by: ByOption = Grouping.BLOC,
    group: GroupOption = None,
    population: PopulationOption = Population.ALL,
    unit: UnitOption = None,
    grain: GrainOption = Grain.DAY,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    without: WithoutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Split the change of a share between two dates by lab and by model, to the last digit."""
    view = view_of(
        Measure.CONTRIBUTION,
        platform=platform,
        unit=unit,
        population=population,
        by=by,
        select=group,
        grain=grain,
        since=since,
        until=until,
        as_of=as_of,
        without=without,
    )
    _answer(view, form)


def crossovers(
    platform: PlatformOption = Platform.OPENROUTER,
    by: ByOption = Grouping.LAB,
    group: GroupOption = None,
    unit: UnitOption = None,
    grain: GrainOption = Grain.WEEK,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    without: WithoutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """List every crossing between two groups in every population, how long the lead lasted and whether it is robust."""
    view = view_of(
        Measure.CROSSOVER,
        platform=platform,
        unit=unit,
        by=by,
        select=group,
        grain=grain,
        since=since,
        until=until,
        as_of=as_of,
        without=without,
    )
    _answer(view, form)


def concentration(
    platform: PlatformOption = Platform.OPENROUTER,
    within: Annotated[
        list[str] | None, typer.Option("--within", help="A country beside the whole; CN unless given.")
    ] = None,
    population: PopulationOption = Population.ALL,
    unit: UnitOption = None,
    grain: GrainOption = Grain.WEEK,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    without: WithoutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print HHI, effective labs and the part of the first three, with bounds for the unknown."""
    view = view_of(
        Measure.CONCENTRATION,
        platform=platform,
        unit=unit,
        population=population,
        by=Grouping.LAB,
        select=within,
        grain=grain,
        since=since,
        until=until,
        as_of=as_of,
        without=without,
    )
    _answer(view, form)


def spread(
    platform: PlatformOption = Platform.OPENROUTER,
    by: ByOption = Grouping.BLOC,
    group: GroupOption = None,
    grain: GrainOption = Grain.DAY,
    date: DateOption = None,
    as_of: AsOfOption = None,
    without: WithoutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print one share in every unit and population: how far the answers lie apart."""
    view = view_of(
        Measure.SPREAD,
        platform=platform,
        by=by,
        select=group,
        grain=grain,
        until=date,
        as_of=as_of,
        without=without,
    )
    _answer(view, form)


def ledger(
    platform: PlatformOption = Platform.OPENROUTER,
    population: PopulationOption = Population.ALL,
    since: FromOption = None,
    until: ToOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """List every value that changed after it was first public: old, new, when, why, and what it moved."""
    view = view_of(
        Measure.LEDGER,
        platform=platform,
        population=population,
        since=since,
        until=until,
        as_of=as_of,
    )
    _answer(view, form)


def reference(
    since: FromOption = None, until: ToOption = None, as_of: AsOfOption = None, form: FormatOption = Format.TABLE
) -> None:
    """Set published figures beside ours under the same definition, with the gap and its reason."""
    _answer(view_of(Measure.REFERENCE, since=since, until=until, as_of=as_of), form)


def claim(
    sentence: Annotated[str, typer.Argument(help="The claim, in plain English and in quotes.")],
    as_of: AsOfOption = None,
    without: WithoutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Check a claimed share: our value and band, and the definitions under which it would be true."""
    _answer(view_of(Measure.CLAIM, claim=" ".join(sentence.split()), as_of=as_of, without=without), form)


def verdict(
    date: DateOption = None,
    grain: GrainOption = Grain.DAY,
    as_of: AsOfOption = None,
    without: WithoutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Say whether Alibaba, Moonshot AI and MiniMax dominate the two rankings on a date, test by test."""
    measured = _answer(view_of(Measure.VERDICT, grain=grain, until=date, as_of=as_of, without=without), form)
    if form is Format.TABLE and (text := paragraph(measured)):
        answers.print()
        answers.print(text, markup=False, highlight=False, soft_wrap=True)


def _answer(view: View, form: Format) -> Measured:
    measured = answered(view)
    if form is not Format.TABLE:
        typer.echo(measure_csv(measured) if form is Format.CSV else measure_json(measured), nl=False)
        return measured
    columns, rows = table_of(measured)
    if rows:
        print_table(captions.title(measured), columns, rows, wrapped=view.measure is Measure.VERDICT)
    lines = [captions.subtitle(measured), captions.finding(measured), *wording.notes(measured)]
    for line in [*filter(None, lines), *wording.source_lines(measured)]:
        answers.print(line, markup=False, highlight=False, soft_wrap=True)
    if not rows:
        say("There is nothing to list.")
    elif len(rows) < len(measured.frame) and view.measure is not Measure.VERDICT:
        say(f"The first {len(rows)} of {len(measured.frame):,} rows; --format csv prints all.")
    return measured
