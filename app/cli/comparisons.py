"""`modelshare changed`, `crossovers`, `concentration` and `spread`: dates, groups and ways of counting compared."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.asked import add, answered, asks
from app.cli.console import Format
from app.cli.options import (
    AS_OF,
    BY,
    DATE,
    GRAIN,
    GROUP,
    PLATFORM,
    POPULATION,
    UNIT,
    WINDOW,
    WITHOUT,
    FormatOption,
    ViewOption,
)
from app.cli.printing import print_captioned
from app.view import Grain, Grouping, Measure, View

WITHIN = ViewOption(
    "select",
    Annotated[list[str] | None, typer.Option("--within", help="A country beside the whole; CN unless given.")],
)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    add(
        app,
        (changed, "changed --by named3 --from 2026-07-14 --to 2026-07-19"),
        (crossovers, "crossovers --by lab --group alibaba --group moonshot --grain week"),
        (concentration, "concentration --grain week --within CN --format csv"),
        (spread, "spread --by bloc --group CN --date 2026-07-19"),
    )


@asks(
    Measure.CONTRIBUTION,
    *(PLATFORM, BY.starting(Grouping.BLOC), GROUP, POPULATION, UNIT, GRAIN.starting(Grain.DAY), *WINDOW, WITHOUT),
)
def changed(view: View, form: FormatOption = Format.TABLE) -> None:
    """Split the change of a share between two dates by lab and by model, to the last digit."""
    print_captioned(answered(view), form)


@asks(Measure.CROSSOVER, PLATFORM, BY, GROUP, UNIT, GRAIN, *WINDOW, WITHOUT)
def crossovers(view: View, form: FormatOption = Format.TABLE) -> None:
    """List every crossing between two groups in every population, how long the lead lasted and whether it is robust."""
    print_captioned(answered(view), form)


@asks(Measure.CONCENTRATION, PLATFORM, WITHIN, POPULATION, UNIT, GRAIN, *WINDOW, WITHOUT, by=Grouping.LAB)
def concentration(view: View, form: FormatOption = Format.TABLE) -> None:
    """Print HHI, effective labs and the part of the first three, with bounds for the unknown."""
    print_captioned(answered(view), form)


@asks(
    Measure.SPREAD,
    *(PLATFORM, BY.starting(Grouping.BLOC), GROUP, GRAIN.starting(Grain.DAY), DATE, AS_OF, WITHOUT),
)
def spread(view: View, form: FormatOption = Format.TABLE) -> None:
    """Print one share in every unit and population: how far the answers lie apart."""
    print_captioned(answered(view), form)
