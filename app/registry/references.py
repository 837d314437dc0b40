"""Figures that others published, to be set beside ours: read from their file and checked."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import as_file, files
from pathlib import Path

from app.registry.files import Problem, Row, read_rows
from app.registry.load import RegistryError
from app.view import POPULATIONS, UNITS, Grouping, Population, Unit
from collectors.contract import Platform

NAME = "references.csv"
COLUMNS = (
    *("name", "since", "until", "platform", "metric", "unit", "population", "by", "group", "published", "rounding"),
    *("why", "source"),
)


class Metric(StrEnum):
    """What a published figure counts, over the days from `since` to `until`."""

    TOTAL = "total"  # the population's sum
    MEAN_TOTAL = "mean_total"  # the population's mean of the days
    VALUE = "value"  # a group's sum
    SHARE = "share"  # a group's sum over the population's
    MEAN_SHARE = "mean_share"  # the mean of a group's daily shares
    LEAST_SHARE = "least_share"  # the smallest of a group's daily shares
    MOST_SHARE = "most_share"  # the largest of them
    LARGEST = "largest"  # the largest daily value of any one group
    DERIVATIVES = "derivatives"  # new derivatives a day on a group's models
    DERIVATIVE_SHARE = "derivative_share"  # their part of all new derivatives
    NOT_KEPT = "not_kept"  # nothing that is measured here: shown beside, never compared


SHARES = frozenset((Metric.SHARE, Metric.MEAN_SHARE, Metric.LEAST_SHARE, Metric.MOST_SHARE, Metric.DERIVATIVE_SHARE))
OF_A_GROUP = SHARES | {Metric.VALUE, Metric.DERIVATIVES}


@dataclass(frozen=True, slots=True)
class Reference:
    """One published figure with its definition.

    `published` is a count in `unit` or a part of 1, as `metric` says; `rounding` is how far the truth may lie from
    what was written. `why` says what may explain a gap. `population` is None where it is not known out of what the
    figure is a share.
    """

    name: str
    since: dt.date
    until: dt.date
    platform: Platform
    metric: Metric
    unit: Unit
    population: Population | None
    by: Grouping | None
    group: str
    published: float
    rounding: float
    why: str
    source: str

    @property
    def is_share(self) -> bool:
        """Whether the figure is a part of 1 and no count."""
        return self.metric in SHARES or (self.metric is Metric.NOT_KEPT and self.published <= 1)


def read_references(path: Path | None = None) -> tuple[Reference, ...]:
    """The references in `path` (the program's own where None); raises `RegistryError` with all its problems."""
    if path is None:
        with as_file(files("app.registry").joinpath(NAME)) as own:
            return read_references(own)
    problems: list[Problem] = []
    found = [_reference(row) for row in read_rows(path, COLUMNS, problems)]
    if problems:
        raise RegistryError(tuple(problems))
    return tuple(each for each in found if each)


def _reference(row: Row) -> Reference | None:
    platform, metric = row.one_of("platform", Platform), row.one_of("metric", Metric)
    unit, population = row.one_of("unit", Unit), row.one_of("population", Population) if row["population"] else None
    by = row.one_of("by", Grouping) if row["by"] else None
    since, until = row.day("since"), row.day("until")
    published, rounding = _number(row, "published"), _number(row, "rounding")
    for column in ("name", "source"):
        if not row[column]:
            row.tell(f"{column} is empty.")
    if metric in OF_A_GROUP and not (by and row["group"]):
        row.tell(f"The metric {metric} is of a group: fill by and group.")
    if not row["population"] and metric is not Metric.SHARE:
        row.tell("population is empty, which only a share may be: its denominator is not known then.")
    if platform is None or metric is None or unit is None or since is None or until is None:
        return None
    if published is None or rounding is None:
        return None
    if unit not in UNITS[platform] or (population and population not in POPULATIONS[platform]):
        row.tell(f"{platform} has no {unit} in the population {population}.")
    if since > until:
        row.tell(f"It ends on {until}, before it starts on {since}.")
    return Reference(
        *(row["name"], since, until, platform, metric, unit, population, by, row["group"], published, rounding),
        *(row["why"], row["source"]),
    )


def _number(row: Row, column: str) -> float | None:
    try:
        number = float(row[column])
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        row.tell(f"{column} '{row[column]}' is not a number from 0 on.")
        return None
    return number
