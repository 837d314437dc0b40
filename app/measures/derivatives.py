"""The downloads that derivatives take, by the lab that they descend from, whoever publishes them."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Connection,
    Double,
    FromClause,
    and_,
    cast,
    func,
    literal,
    select,
)

from app.errors import ViewError
from app.measures.answer import answer
from app.measures.attribution import account_groups
from app.measures.flywheel import LOWER_BOUND, by_size, hub_view, with_bounds
from app.measures.groups import Bucket
from app.measures.result import Definition, Measured
from app.measures.versions import known_versions
from app.store.tables import derivative_day, rollup
from app.view import Grain, Population, Unit, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="derivatives",
    version=1,
    title="Downloads that derivatives take",
    formula=(
        "The downloads (rolling count of 30 days) of the Hub models that declare a base, divided by the downloads of "
        "all repositories on the same day; by the group of the oldest base that the chain of declarations leads to, "
        "which is the model's ancestry and not its publisher, and by relation. `others` is the part of them whose "
        "publisher belongs to another group than the ancestry, or to none; of an unattributed ancestry it is the part "
        "of known publishers, as nobody can say who the others are. Repackaged are quantized models among those. "
        "Bounds leave all of unattributed ancestry to someone else, or give all of that relation to the group; of "
        "`others`, unknown publishers are first the group's own and then others. A week or month is the mean of its "
        "days."
    ),
    caveats=(
        "A lower bound: about 28% of the Hub's models declare a base, and not all derivatives do.",
        "Ancestry follows the first declared base for at most eight steps; a base that left the Hub before it was "
        "seen ends the chain.",
        "Each day's downloads go by what the models of the chain declared on that day, whatever they declare now.",
        "Ancestry says where a model comes from and nothing about who runs, tunes or hosts it.",
        "Publishers that the registry does not know count as others.",
    ),
    source="Own definition over the Hub's base_model tags and download counts.",
    population="All repositories of the Hub, or its language models; a derivative is one that declares a base.",
    platforms=(Platform.HUGGINGFACE,),
)
COLUMNS = {
    "date": "datetime64[us]",
    "group": "str",
    "relation": "str",
    "value": "float64",
    "share": "float64",
    "share_low": "float64",
    "share_high": "float64",
    "others": "float64",
    "others_share": "float64",
    "others_share_low": "float64",
    "others_share_high": "float64",
    "days": "int64",
    "complete": "bool",
}


def derivatives(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a period, group of the ancestry, and relation.

    Frame: date, group, relation, value (downloads, mean of the days), share (0 to 1, of all the Hub's downloads) with
    its bounds, others and others_share with its bounds (of them by publishers outside the group), days (of the period
    with a snapshot), complete. The population `language` counts language models alone, on both sides of the division.
    Raises `ViewError` where derivatives are asked of OpenRouter, by model, or of another population.
    """
    if view.population is Population.ORIGINAL:
        raise ViewError("No derivative is an original repository. Take the population all or language.")
    asked = hub_view(view).with_(population=view.population)
    known = known_versions(Platform.HUGGINGFACE, view.as_of, view.since, view.until)
    table = derivative_day.c
    groups = account_groups(view.by, Platform.HUGGINGFACE, view.as_of)
    root, publisher = groups.alias("root_group"), groups.alias("publisher_group")
    group = func.coalesce(root.c.owner, literal(Bucket.UNATTRIBUTED.value))
    elsewhere = publisher.c.owner.is_distinct_from(root.c.owner)
    known_elsewhere = publisher.c.owner != root.c.owner
    statement = (
        select(
            known.c.day,
            group,
            table.relation,
            cast(func.sum(table.value), BigInteger),
            cast(func.coalesce(func.sum(table.value).filter(elsewhere), 0), BigInteger),
            cast(func.coalesce(func.sum(table.value).filter(known_elsewhere), 0), BigInteger),
        )
        .select_from(
            known.join(derivative_day, table.version_id == known.c.version_id)
            .outerjoin(root, _holds(root, table.root, known))
            .outerjoin(publisher, _holds(publisher, table.publisher, known))
        )
        .group_by(known.c.day, group, table.relation)
    )
    if view.population is Population.LANGUAGE:
        statement = statement.where(table.language)
    rows = connection.execute(statement).all()
    frame = pd.DataFrame(rows, columns=["day", "group", "relation", "value", "others", "others_known"])
    totals = _totals(connection, known, view.population)
    frame = _shaped(frame, totals, view.grain)
    return answer(
        connection,
        view,
        frame,
        DEFINITION,
        read=[asked],
        groups=dict.fromkeys(frame["group"]),
        notes=(LOWER_BOUND,),
    )


def _holds(span: FromClause, account: ColumnElement[str], known: CTE) -> ColumnElement[bool]:
    return and_(span.c.subject == account, span.c.first_day <= known.c.day, known.c.day < span.c.next_day)


def _totals(connection: Connection, known: CTE, population: Population) -> pd.Series:
    rows = connection.execute(
        select(known.c.day, cast(func.sum(rollup.c.value), Double))
        .join_from(known, rollup, rollup.c.version_id == known.c.version_id)
        .where(rollup.c.population == population, rollup.c.unit == Unit.DOWNLOADS_30D)
        .group_by(known.c.day)
    ).all()
    return pd.Series({pd.Timestamp(day): total for day, total in rows}, dtype="float64")


def _shaped(frame: pd.DataFrame, totals: pd.Series, grain: Grain) -> pd.DataFrame:
    """Shares by day, and their means over the days of each period that have a snapshot."""
    if frame.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    frame["day"] = pd.to_datetime(frame["day"])
    whole = frame["day"].map(totals)
    for name, counted in (("share", "value"), ("others_share", "others"), ("others_share_low", "others_known")):
        frame[name] = frame[counted] / whole
    frame["date"] = start_of(frame["day"], grain)
    stored = pd.Series(totals.index)
    days = start_of(stored, grain).value_counts()
    numbers = ["value", "share", "others", "others_share", "others_share_low"]
    summed = frame.groupby(["date", "group", "relation"], as_index=False)[numbers].sum()
    summed["days"] = summed["date"].map(days)
    for name in numbers:
        summed[name] = summed[name] / summed["days"]
    expected = summed["date"].dt.days_in_month if grain is Grain.MONTH else 7 if grain is Grain.WEEK else 1
    summed["complete"] = summed["days"] == expected
    summed = with_bounds(summed)
    lost = summed["group"] == Bucket.UNATTRIBUTED
    summed["others_share_low"] = summed["others_share_low"].where(~lost, summed["others_share"])
    summed["others_share_high"] = summed["others_share"] + summed["share_high"] - summed["share"]
    return by_size(summed)[list(COLUMNS)].astype(COLUMNS)


def start_of(days: pd.Series, grain: Grain) -> pd.Series:
    """The first day of each day's period."""
    if grain is Grain.DAY:
        return days
    past = days.dt.day_of_week if grain is Grain.WEEK else days.dt.day - 1
    start: pd.Series = days - pd.to_timedelta(past, unit="D")
    return start
