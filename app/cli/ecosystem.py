"""`modelshare platforms`, `flywheel` and `efficiency`: both platforms, derivatives and prices."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from app.charts.canvas import newest_rows
from app.cli.asked import add, answered, asks
from app.cli.console import Format
from app.cli.options import GRAIN, POPULATION, ROWS_BY, UNIT, WINDOW, WITHOUT, FormatOption
from app.cli.printing import print_measured
from app.errors import ConfigurationError
from app.view import Grain, Measure, View
from collectors.contract import Platform


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


PLATFORMS = (
    *("date", "group", "share", "share_low", "share_high", "rank"),
    *("hub_share", "hub_share_low", "hub_share_high", "hub_rank"),
)
Told = tuple[Measure, tuple[str, ...]]  # the measure, and the columns that a table has room for

SIDES: dict[Side, Told] = {
    Side.SHARES: (Measure.PLATFORMS, PLATFORMS),
    Side.LEAD: (Measure.LEAD_LAG, ("group", "lag", "correlation", "low", "high", "pairs", "excludes_zero")),
    Side.RANKS: (Measure.AGREEMENT, ("date", "groups", "kendall", "spearman", "apart", "rank", "hub_rank")),
}
PRICES: dict[Price, Told] = {
    Price.LABS: (
        Measure.EFFICIENCY,
        (
            *("date", "group", "share", "share_low", "share_high", "usd_share", "usd_share_low", "usd_share_high"),
            *("usd_per_million", "ratio"),
        ),
    ),
    Price.MODELS: (
        Measure.PRICES,
        ("group", "lab", "tokens", "share", "usd_per_million", "free", "active_parameters", "size"),
    ),
    Price.FRONTIER: (Measure.FRONTIER, ("date", "group", "model", "value", "gap")),
}
FLOWS = {Flow.NEW: Measure.FLYWHEEL, Flow.DOWNLOADS: Measure.DERIVATIVES}
DERIVATIVES = (
    *("date", "group", "relation", "value", "share", "share_low", "share_high", "own"),
    *("others_share", "others_share_low", "others_share_high"),
)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    add(
        app,
        (platforms, "platforms --by lab --show lead --format csv"),
        (flywheel, "flywheel --by lab --from 2026-01-01"),
        (efficiency, "efficiency --by lab --grain month"),
    )


@asks(lambda given: SIDES[given["show"]][0], ROWS_BY, POPULATION, UNIT, GRAIN, *WINDOW, WITHOUT)
def platforms(
    *,
    show: Annotated[
        Side, typer.Option("--show", help="Shares, lead and lag, or the agreement of ranks.")
    ] = Side.SHARES,
    view: View,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the Hub's shares beside OpenRouter's, which of them moves first, or how far their rankings agree."""
    if view.grain is Grain.DAY:
        raise ConfigurationError(
            "Both platforms are set beside each other by week or by month.", advice="Mend --grain."
        )
    measured = answered(view)
    rows = measured.frame
    if show is Side.SHARES and len(rows):
        rows = newest_rows(rows)
    if show is Side.LEAD:
        rows = rows[rows["strongest"]]
    print_measured(measured, SIDES[show][1], form, rows=rows)


@asks(lambda given: FLOWS[given["show"]], ROWS_BY, POPULATION, GRAIN, *WINDOW, platform=Platform.HUGGINGFACE)
def flywheel(
    *,
    show: Annotated[
        Flow, typer.Option("--show", help="New derivatives a week, or the downloads they take.")
    ] = Flow.NEW,
    view: View,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print new derivatives by the lab of their base, or the downloads that descendants of each lab take."""
    del show  # it chose the measure
    measured = answered(view)
    print_measured(measured, DERIVATIVES, form, rows=newest_rows(measured.frame) if view.since is None else None)


@asks(lambda given: PRICES[given["show"]][0], ROWS_BY, POPULATION, GRAIN, *WINDOW)
def efficiency(
    *,
    show: Annotated[Price, typer.Option("--show", help="Labs, single models, or the frontier gap.")] = Price.LABS,
    view: View,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print token shares beside shares of list-price dollars, models by price and size, or the frontier gap."""
    measured = answered(view)
    print_measured(measured, PRICES[show][1], form, rows=newest_rows(measured.frame) if view.since is None else None)
