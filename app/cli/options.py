"""Options that commands have alike: those that fill the view, and the form of the answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from inspect import Parameter
from typing import Annotated, Any

import typer

from app.cli.console import Format
from app.view import Distortion, Earlier, EventKind, Grain, Grouping, Population, Unit
from collectors.contract import Platform

FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How the answer is printed.")]


def day_option(name: str, told: str) -> Any:
    """An option that takes a UTC day, such as 2026-07-14, and comes as a `datetime` of its midnight."""
    return typer.Option(name, formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help=told)


@dataclass(frozen=True, slots=True)
class ViewOption:
    """An option that fills a field of the view. None leaves the field as it is by default."""

    field: str
    annotation: Any
    default: Any = None

    def starting(self, default: Any) -> ViewOption:
        """The same option with another default."""
        return replace(self, default=default)

    @property
    def name(self) -> str:
        """What a user types. Until Typer has read an option, it holds the first of its names as its default."""
        told = self.annotation.__metadata__[0]
        return next(each for each in (told.default, *told.param_decls) if isinstance(each, str) and each[:2] == "--")

    @property
    def parameter(self) -> Parameter:
        """The option as a parameter of a command."""
        return Parameter(self.field, Parameter.KEYWORD_ONLY, default=self.default, annotation=self.annotation)


def platform_option(told: str) -> ViewOption:
    """The platform, and what it is chosen for."""
    annotation = Annotated[Platform, typer.Option("--platform", "-p", help=told)]
    return ViewOption("platform", annotation, Platform.OPENROUTER)


def _day(field: str, name: str, told: str) -> ViewOption:
    return ViewOption(field, Annotated[dt.datetime | None, day_option(name, told)])


def _several(field: str, kind: Any, *names: str, told: str) -> ViewOption:
    return ViewOption(field, Annotated[list[kind] | None, typer.Option(*names, help=told)])


PLATFORM = platform_option("Whose usage.")
BY = ViewOption("by", Annotated[Grouping, typer.Option("--by", help="What a line stands for.")], Grouping.LAB)
ROWS_BY = ViewOption(
    "by",
    Annotated[Grouping, typer.Option("--by", help="What a row stands for: lab, country, bloc or named3.")],
    Grouping.LAB,
)
GROUP = _several("select", str, "--group", "-g", told="A group by its id; may be given several times.")
SELECT = _several("select", str, "--select", told="A group; can be given more than once.")
POPULATION = ViewOption(
    "population", Annotated[Population, typer.Option("--population", help="The denominator.")], Population.ALL
)
UNIT = ViewOption(
    "unit", Annotated[Unit | None, typer.Option("--unit", help="What is counted; left out, the platform's own.")]
)
GRAIN = ViewOption("grain", Annotated[Grain, typer.Option("--grain", help="The length of a period.")], Grain.WEEK)
DATE = _day("until", "--date", "The UTC day; left out, each platform's newest.")
AS_OF = _day("as_of", "--as-of", "As known at the end of this UTC day.")
WINDOW = (_day("since", "--from", "First UTC day."), _day("until", "--to", "Last UTC day."), AS_OF)
WITHOUT = _several(
    "without",
    Distortion,
    "--without",
    told="Leave out what is flagged as this; can be given more than once, and is said.",
)
EARLIER = ViewOption(
    "earlier",
    Annotated[
        Earlier,
        typer.Option("--earlier", help="The same of the window before (previous), or of a year before, beside it."),
    ],
    Earlier.NONE,
)
WEEKS = ViewOption(
    "window_weeks",
    Annotated[int, typer.Option("--weeks", min=1, max=104, help="Weeks to each side, beside 4, 8 and 12.")],
    8,
)
EVENT_KINDS = _several("events", EventKind, "--kind", told="A kind; can be given more than once.")
CASE_KINDS = _several("select", str, "--kind", told="A kind; can be given more than once.")
