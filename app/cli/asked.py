"""The view that a command's options ask for, and its answer."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import typer

from app.cli.options import ViewOption
from app.errors import ConfigurationError
from app.measures import ask
from app.measures.reads import READS
from app.measures.result import Measured
from app.settings import Settings
from app.store.engine import open_database
from app.view import Measure, View

Command = Callable[..., None]


def asks(
    measure: Measure | Callable[[dict[str, Any]], Measure], *options: ViewOption, **fixed: Any
) -> Callable[[Command], Command]:
    """Make a command of a function that takes a `view`: in its place the command line has these options.

    The view is of this measure, or of the one that follows from the function's other parameters, with the `fixed`
    fields. Those parameters stay where they are, and its docstring is the command's help. Raises `ConfigurationError`
    for an option that the measure does not follow.
    """

    def made(answer: Command) -> Command:
        def command(**given: Any) -> None:
            asked = {each.field: given.pop(each.field) for each in options}
            chosen = measure if isinstance(measure, Measure) else measure(given)
            _refuse_unheard(chosen, options, asked)
            answer(view=View(measure=chosen, **fixed, **_held(asked)), **given)

        parameters: list[inspect.Parameter] = []
        for name, own in inspect.signature(answer, eval_str=True).parameters.items():
            parameters += [each.parameter for each in options] if name == "view" else [own]
        keyword = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters]
        command.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined]
        command.__doc__ = answer.__doc__
        return command

    return made


def add(app: typer.Typer, *commands: tuple[Command, str]) -> None:
    """Add commands to the command line, each under the first word of its example."""
    for command, example in commands:
        app.command(example.split()[0], epilog=f"Example: [bold]modelshare {example}[/]")(command)


def answered(view: View) -> Measured:
    """The answer from the database of the settings."""
    with open_database(Settings.load()) as database, database.connect() as connection:
        return ask(connection, view)


def _refuse_unheard(measure: Measure, options: Sequence[ViewOption], asked: dict[str, Any]) -> None:
    """An option that changed nothing would be taken for one that did."""
    for option in options:
        if option.field not in READS[measure] and asked[option.field] not in (None, [], option.default):
            followed = [each.name for each in options if each.field in READS[measure]]
            raise ConfigurationError(
                f"{option.name} changes nothing here: the measure {measure} does not follow it.",
                advice=f"Leave it out. What it follows: {', '.join(followed)}.",
            )


def _held(asked: dict[str, Any]) -> dict[str, Any]:
    """Days and lists as a view holds them; an option that was left out is the view's own."""
    days = {name: value.date() for name, value in asked.items() if isinstance(value, dt.datetime)}
    lists = {name: tuple(value) for name, value in asked.items() if isinstance(value, list)}
    return {name: value for name, value in asked.items() if value is not None} | days | lists
