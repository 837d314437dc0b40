"""Single models by day: OpenRouter's with their variants folded, and the largest of a Hub snapshot."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
)

from app.measures.groups import OUTSIDE, Bucket
from app.measures.versions import known_versions
from app.store.openness import holds, openness_spans
from app.store.tables import (
    Kind,
    hub_former_name,
    hub_model,
    hub_snapshot,
    openrouter_row,
    rollup,
)
from app.view import Population, Unit, View

MOST_HUB_MODELS = 100
BELONGS = {Population.LANGUAGE: hub_snapshot.c.language, Population.ORIGINAL: hub_snapshot.c.original}


def daily_models(known: CTE, population: Population, as_of: dt.date | None = None) -> CTE:
    """day, group (permaslug without its `:variant`), value (tokens), for the OpenRouter versions in `known`.

    Which models are open on a day is told as it was known at the end of `as_of`.
    """
    row = openrouter_row.c
    name = func.split_part(row.permaslug, ":", 1)
    folded = (
        select(
            known.c.day,
            name.label("model"),
            func.sum(row.tokens).label("value"),
            func.rank().over(partition_by=known.c.day, order_by=(func.sum(row.tokens).desc(), name)).label("place"),
        )
        .join_from(known, openrouter_row, row.version_id == known.c.version_id)
        .where(row.permaslug.is_not(None))
        .group_by(known.c.day, name)
        .cte("folded")
    )
    tail = select(
        known.c.day,
        literal(OUTSIDE if population is Population.OPEN else Bucket.OTHER.value).label("group"),
        row.tokens.label("value"),
    ).join_from(known, openrouter_row, and_(row.version_id == known.c.version_id, row.permaslug.is_(None)))
    named = select(folded.c.day, folded.c.model.label("group"), folded.c.value)
    if population is Population.NAMED:
        return named.cte("daily")
    if population is Population.TOP10:
        return named.where(folded.c.place <= 10).cte("daily")
    if population is Population.ALL:
        return named.union_all(tail).cte("daily")
    openness = openness_spans(folded, as_of)
    group = case((openness.c.open.is_(None), OUTSIDE), else_=folded.c.model)
    judged = (
        select(folded.c.day, group.label("group"), func.sum(folded.c.value).label("value"))
        .join_from(folded, openness, holds(openness, folded.c.model, folded.c.day))
        .where(or_(openness.c.open, openness.c.open.is_(None)))
        .group_by(folded.c.day, "group")
    )
    both = judged.union_all(tail).subquery()
    return (
        select(both.c.day, both.c["group"], func.sum(both.c.value).label("value"))
        .group_by(both.c.day, both.c["group"])
        .cte("daily")
    )


def kind_of(name: ColumnElement[str]) -> ColumnElement[str]:
    """The kind of sum that a group of `daily_models` is."""
    return case(
        (name == Bucket.OTHER.value, Kind.OTHER.value), (name == OUTSIDE, Kind.UNKNOWN.value), else_=Kind.ACCOUNT.value
    )


def hub_value(view: View, known: CTE) -> tuple[ColumnElement[int], FromClause]:
    """The value of each Hub model on each day in `known`, and the rows that it is read from."""
    source = known.join(hub_snapshot, hub_snapshot.c.day == known.c.day)
    if view.counted is not Unit.DOWNLOADS_DAILY:
        return hub_snapshot.c.downloads, source
    before = hub_snapshot.alias("before")
    yesterday = (before.c.model == hub_snapshot.c.model) & (before.c.day == known.c.day - dt.timedelta(days=1))
    return hub_snapshot.c.downloads_all_time - before.c.downloads_all_time, source.join(before, yesterday)


def hub_top_statement(view: View) -> Select[Any]:
    """The largest Hub models of each day of the view's window: date, group (repo_id), value, share.

    Reads those days' rows and, for daily downloads, those of the days before; nothing else of the snapshots.
    """
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    snapshot, before = hub_snapshot.alias("today"), hub_snapshot.alias("before")
    source: FromClause = snapshot
    value: ColumnElement[int] = snapshot.c.downloads
    if view.counted is Unit.DOWNLOADS_DAILY:
        value = snapshot.c.downloads_all_time - before.c.downloads_all_time
        yesterday = and_(before.c.model == snapshot.c.model, before.c.day == known.c.day - dt.timedelta(days=1))
        source = snapshot.join(before, yesterday)
    largest = (
        select(snapshot.c.model, value.label("value"))
        .select_from(source)
        .where(snapshot.c.day == known.c.day, value.is_not(None), _belongs(snapshot, view.population))
        .order_by(value.desc(), snapshot.c.model)
        .limit(MOST_HUB_MODELS)
        .lateral("largest")
    )
    total = (
        select(cast(func.sum(rollup.c.value), Double))
        .where(
            rollup.c.version_id == known.c.version_id,
            rollup.c.population == view.population,
            rollup.c.unit == view.counted,
        )
        .scalar_subquery()
    )
    named = known.join(largest, true()).join(hub_model, hub_model.c.model == largest.c.model)
    share = case((total > 0, cast(largest.c.value, Double) / total))
    return select(
        known.c.day.label("date"),
        _name(view.as_of).label("group"),
        cast(largest.c.value, BigInteger).label("value"),
        share.label("share"),
    ).select_from(named)


def _belongs(snapshot: FromClause, population: Population) -> ColumnElement[bool]:
    column = {Population.LANGUAGE: "language", Population.ORIGINAL: "original"}.get(population)
    return snapshot.c[column] if column else true()


def _name(as_of: dt.date | None) -> ColumnElement[str]:
    """A model's name as it was known: one name for all days, so that a rename is neither an exit nor an entry."""
    if as_of is None:
        return hub_model.c.repo_id
    former = (
        select(hub_former_name.c.repo_id)
        .where(hub_former_name.c.model == hub_model.c.model, hub_former_name.c.first_seen <= as_of)
        .order_by(hub_former_name.c.first_seen.desc(), hub_former_name.c.repo_id)
        .limit(1)
        .scalar_subquery()
    )
    now_named = hub_model.c.named_on <= as_of
    return case((now_named, hub_model.c.repo_id), else_=func.coalesce(former, hub_model.c.repo_id))
