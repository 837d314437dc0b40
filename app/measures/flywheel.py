"""New derivatives a week, by the lab of their base and by relation."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection, Date, Integer, and_, cast, func, literal, select

from app.errors import ViewError
from app.measures.answer import answer
from app.measures.attribution import account_groups
from app.measures.groups import Bucket
from app.measures.result import Definition, Measured
from app.store.tables import derivative_new
from app.view import Grouping, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="flywheel",
    version=2,
    title="New derivatives",
    formula=(
        "The Hub models that declare a base model, counted in the week (from Monday) in which they were created (or "
        "first seen, where the Hub tells no creation), by the group that the base's account belongs to and by "
        "relation, both as the model was first seen to declare them: finetune, adapter, quantized, merge, or "
        "unspecified. The share is of all new derivatives of that week. Its lower bound leaves every unattributed "
        "base to someone else, its upper bound gives all of that relation to the group. Own are those that the account "
        "of the base published itself."
    ),
    caveats=(
        "A lower bound: about 28% of the Hub's models declare a base, and not all derivatives do.",
        "Of several declared bases the first one counts.",
        "Models that were deleted before they were first seen are missing, the more the older the week.",
        "A model that declares another base later stays with the first one, so that no past week is written anew; one "
        "that declares its first base later is added to the week of its creation. The as-of date leaves out what was "
        "not declared yet.",
        "Version 1 took what a model declares newest, for all weeks.",
        "Bases of accounts that the registry does not know are unattributed.",
    ),
    source="Own definition over the Hub's base_model tags; the idea of the measure is that of the ATOM Project.",
    population="The Hub's models that declare a base model.",
    platforms=(Platform.HUGGINGFACE,),
)
LOWER_BOUND = "A lower bound: only models that declare a base count, about 28% of the Hub."
COLUMNS = {
    "date": "datetime64[us]",
    "group": "str",
    "relation": "str",
    "value": "int64",
    "share": "float64",
    "share_low": "float64",
    "share_high": "float64",
    "own": "int64",
    "complete": "bool",
}


def flywheel(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a week, group of the base and relation.

    Frame: date (the week's Monday), group, relation, value (new derivatives), share (0 to 1, of all of the week) with
    share_low and share_high, own (of them by the base's own account), complete (the week was over when the newest
    snapshot was taken). Sorted by date, then groups by their total. Raises `ViewError` where derivatives are asked of
    OpenRouter or by model.
    """
    asked = hub_view(view)
    table, groups = derivative_new.c, account_groups(view.by, Platform.HUGGINGFACE, view.as_of)
    holds = and_(groups.c.subject == table.base, groups.c.first_day <= table.week, table.week < groups.c.next_day)
    group = func.coalesce(groups.c.owner, literal(Bucket.UNATTRIBUTED.value))
    statement = (
        select(
            cast(table.week, Date),
            group,
            table.relation,
            cast(func.sum(table.models), Integer),
            cast(func.coalesce(func.sum(table.models).filter(table.own), 0), Integer),
        )
        .outerjoin_from(derivative_new, groups, holds)
        .group_by(table.week, group, table.relation)
    )
    if view.as_of:
        statement = statement.where(table.declared_on <= view.as_of, table.week <= view.as_of)
    if view.since:
        statement = statement.where(table.week >= _monday(view.since))
    if view.until:
        statement = statement.where(table.week <= view.until)
    rows = connection.execute(statement).all()
    frame = pd.DataFrame(rows, columns=["date", "group", "relation", "value", "own"])
    found = answer(
        connection,
        view,
        frame,
        DEFINITION,
        read=[asked],
        groups=dict.fromkeys(frame["group"]),
    )
    return replace(found, frame=_shaped(frame, found.coverage.last_day), notes=(LOWER_BOUND,))


def hub_view(view: View) -> View:
    """The Hub's downloads in all repositories, in the window of `view`; raises `ViewError` where it cannot be."""
    if view.by is Grouping.MODEL:
        raise ViewError("Derivatives are kept by account and not by model. Group by lab, country, bloc or named3.")
    if view.platform is not Platform.HUGGINGFACE:
        raise ViewError("Only the Hub tells of derivatives. Set platform to huggingface.")
    return View(
        platform=Platform.HUGGINGFACE,
        by=view.by,
        since=view.since,
        until=view.until,
        as_of=view.as_of,
        grain=view.grain,
    )


def _shaped(frame: pd.DataFrame, last: dt.date | None) -> pd.DataFrame:
    frame["date"] = pd.to_datetime(frame["date"])
    total = frame.groupby("date")["value"].transform("sum")
    frame["share"] = frame["value"] / total
    frame = with_bounds(frame)
    frame["complete"] = frame["date"] + pd.Timedelta(days=6) <= pd.Timestamp(last or dt.date.min)
    return by_size(frame)[list(COLUMNS)].astype(COLUMNS)


def with_bounds(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with share_low and share_high, by what is unattributed of the same date (and relation, where told).

    A share is its own lower bound: what no group can be given for is in the denominator. The bucket has no band.
    """
    keys = [name for name in ("date", "relation") if name in frame]
    lost = frame["group"] == Bucket.UNATTRIBUTED
    unknown = frame["share"].where(lost, 0.0).groupby([frame[key] for key in keys]).transform("sum")
    return frame.assign(share_low=frame["share"], share_high=frame["share"] + unknown.where(~lost, 0.0))


def over_relations(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """One row a date and group: value, share, and the columns `names`, summed over the relations, with bounds."""
    summed = frame.groupby(["date", "group"], as_index=False)[["value", "share", *names]].sum()
    return with_bounds(summed)


def by_size(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by date, then known groups by their whole value, then the unknown ones, then relation."""
    size = frame.groupby("group")["value"].transform("sum").where(frame["group"] != Bucket.UNATTRIBUTED, -1)
    ordered = frame.assign(_size=-size)
    keys = ["date", "_size", "group", *([name for name in ("relation",) if name in frame])]
    return ordered.sort_values(keys).drop(columns="_size").reset_index(drop=True)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
