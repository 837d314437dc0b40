"""`modelshare ledger`, `reference`, `claim` and `verdict`: numbers and sentences put to the test."""

from __future__ import annotations

from typing import Annotated

import typer

from app.charts.verdict_words import paragraph
from app.cli.asked import add, answered, asks
from app.cli.console import Format, answers
from app.cli.options import AS_OF, DATE, GRAIN, PLATFORM, POPULATION, UNIT, WINDOW, WITHOUT, FormatOption
from app.cli.printing import print_captioned, print_lines
from app.view import Grain, Measure, View


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    add(
        app,
        (ledger, "ledger --from 2026-07-01"),
        (reference, "reference --format json"),
        (claim, "claim 'Chinese models are 61% of all tokens on OpenRouter in July 2026'"),
        (verdict, "verdict --date 2026-07-19"),
    )


@asks(Measure.LEDGER, PLATFORM, POPULATION, UNIT, *WINDOW)
def ledger(view: View, form: FormatOption = Format.TABLE) -> None:
    """List every value that changed after it was first public: old, new, when, why, and what it moved."""
    print_captioned(answered(view), form)


@asks(Measure.REFERENCE, *WINDOW)
def reference(view: View, form: FormatOption = Format.TABLE) -> None:
    """Set published figures beside ours under the same definition, with the gap and its reason."""
    print_captioned(answered(view), form)


@asks(Measure.CLAIM, AS_OF, WITHOUT)
def claim(
    sentence: Annotated[str, typer.Argument(help="The claim, in plain English and in quotes.")],
    view: View,
    form: FormatOption = Format.TABLE,
) -> None:
    """Check a claimed share: our value and band, and the definitions under which it would be true."""
    print_captioned(answered(view.with_(claim=" ".join(sentence.split()))), form)


@asks(Measure.VERDICT, DATE, GRAIN.starting(Grain.DAY), AS_OF, WITHOUT)
def verdict(view: View, form: FormatOption = Format.TABLE) -> None:
    """Say whether Alibaba, Moonshot AI and MiniMax dominate the two rankings on a date, test by test."""
    measured = answered(view)
    print_captioned(measured, form)
    if form is Format.TABLE and (text := paragraph(measured)):
        answers.print()
        print_lines([text])
