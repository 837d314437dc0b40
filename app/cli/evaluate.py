"""`modelshare evaluate`: labs or models weighed by an organisation's own criteria and scores."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import Format, print_table, say
from app.cli.files import kind_of, write_files
from app.cli.options import FormatOption
from app.cli.printing import print_measured
from app.errors import ConfigurationError
from app.export.take_out import FORMATS
from app.measures.evaluate import TOTAL, evaluate, sensitivity
from app.measures.evaluation_file import Evaluation, read_evaluation, write_evaluation
from app.settings import Settings
from app.store.engine import open_database


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        "evaluate",
        epilog="Example: [bold]modelshare evaluate alibaba moonshot openai --save choice.toml[/]; "
        "then fill in the scores and run [bold]modelshare evaluate --file choice.toml --sensitivity -o choice.pptx[/]",
    )(command)


def command(
    candidates: Annotated[list[str] | None, typer.Argument(help="Lab ids, or models as author/model.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A saved evaluation (TOML).", exists=True)] = None,
    save: Annotated[Path | None, typer.Option("--save", help="Write the evaluation's file.")] = None,
    shaken: Annotated[
        bool, typer.Option("--sensitivity", help="Show the order with each weight dropped and doubled.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=f"Write its chart or data: {', '.join(FORMATS)}.")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print each candidate's scores with their evidence. What nobody knows lowers the confidence, not the score."""
    if file is not None and candidates:
        raise ConfigurationError("Candidates are named twice.", advice="Name them in the --file, or leave it out.")
    if shaken and form is not Format.TABLE:
        raise ConfigurationError("The sensitivity is a table alone.", advice="Leave --format or --sensitivity out.")
    if file is not None:
        chosen = read_evaluation(file.read_text(encoding="utf-8"))
    elif candidates:
        chosen = Evaluation(tuple(candidates))
    else:
        raise ConfigurationError("There is nobody to evaluate.", advice="Name labs or models, or give a --file.")
    kind = kind_of(output) if output is not None else ""
    if save is not None:
        save.write_text(write_evaluation(chosen), encoding="utf-8")
        say(f"Wrote {save}. Weights and your own scores can be changed in it.")
    with open_database(Settings.load()) as database, database.connect() as connection:
        measured = evaluate(connection, chosen)
    if output is not None:
        write_files(measured, kind, output)
    columns = ("group", "criterion", "weight", "score", "score_low", "score_high", "confidence", "rank", "evidence")
    print_measured(measured, columns, form)
    if shaken and form is Format.TABLE:
        names = list(dict.fromkeys(measured.frame.loc[measured.frame["criterion"] == TOTAL, "group"]))
        rows = []
        for each in sensitivity(measured):
            places = [f"{each.ranks[name]}. ({each.scores[name]:.0f})" if name in each.ranks else "" for name in names]
            rows.append((each.criterion.value, "dropped" if each.factor == 0 else "doubled", *places))
        print_table("Sensitivity", [("weight of", "left"), ("is", "left"), *((name, "right") for name in names)], rows)
