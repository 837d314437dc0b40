"""Reads the daily facts in which distortions are looked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    BigInteger,
    Connection,
    Double,
    FromClause,
    Select,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    true,
)

from app.measures.groups import Bucket
from app.measures.lab_accounts import labs_of_accounts
from app.measures.models import BELONGS, hub_value
from app.measures.versions import known_versions
from app.store.openness import holds, openness_spans
from app.store.rollup_prices import COMPLETION_PARTS, FREE, PROMPT_PARTS
from app.store.tables import (
    Kind,
    hub_jump,
    hub_model,
    hub_snapshot,
    openrouter_price,
    openrouter_row,
    openrouter_row_price,
    rollup,
)
from app.view import Population, Unit, View
from collectors.contract import Platform


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A model's blended list price (US dollars a million tokens) in two catalogues that follow each other."""

    group: str
    before_day: dt.date
    day: dt.date
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Jump:
    """A Hub model's count of 30 days on two days that follow each other, and the whole Hub's on the second."""

    day: dt.date
    group: str
    before: int
    downloads: int
    total: int


@dataclass(frozen=True, slots=True)
class ModelDay:
    """One OpenRouter model on one day, in the view's unit; `place` is its place by tokens.

    `value` is what is known of it, `free` the part of it at no price, `unpriced` what its tokens without a known
    price are valued at (0 for tokens). `open` is as it was known, `open_now` as it is.
    """

    day: dt.date
    model: str
    place: int
    value: int
    free: int
    unpriced: int
    open: bool | None
    open_now: bool | None

    def only_free(self) -> ModelDay:
        """The part of it at no price."""
        return replace(self, value=self.free, unpriced=0)


_AT_NO_PRICE = or_(
    and_(openrouter_row_price.c.prompt_usd == 0, openrouter_row_price.c.completion_usd == 0),
    func.split_part(openrouter_row.c.permaslug, ":", 2) == FREE,
)


def model_values(known: FromClause, unit: Unit) -> CTE:
    """Each OpenRouter model of the versions in `known` (their version_id and day), with its variants folded.

    Columns: version_id, day, model, place, value, free, unpriced, as in `ModelDay`.
    """
    row, price = openrouter_row.c, openrouter_row_price.c
    tokens, name = func.sum(row.tokens), func.split_part(row.permaslug, ":", 1)
    parts = PROMPT_PARTS + COMPLETION_PARTS
    usd = func.sum(row.tokens * (PROMPT_PARTS * price.prompt_usd + COMPLETION_PARTS * price.completion_usd)) / parts
    folded = (
        select(
            known.c.version_id,
            known.c.day,
            name.label("model"),
            func.rank().over(partition_by=known.c.version_id, order_by=(tokens.desc(), name)).label("place"),
            tokens.label("tokens"),
            func.coalesce(tokens.filter(_AT_NO_PRICE), 0).label("free"),
            func.coalesce(usd * 1_000_000, 0).label("usd"),
            func.coalesce(tokens.filter(price.price_day.is_not(None)), 0).label("priced"),
        )
        .select_from(
            known.join(openrouter_row, row.version_id == known.c.version_id).outerjoin(
                openrouter_row_price, and_(price.version_id == row.version_id, price.position == row.position)
            )
        )
        .where(row.permaslug.is_not(None))
        .group_by(known.c.version_id, known.c.day, name)
        .cte("folded")
    )
    one = folded.c
    whole, priced = (func.sum(each).over(partition_by=one.version_id) for each in (one.usd, one.priced))
    mean = whole / func.nullif(priced, 0)
    value = (one.usd, literal(0), func.coalesce((one.tokens - one.priced) * mean, 0)) if unit is Unit.LIST_USD else None
    return select(
        one.version_id,
        one.day,
        one.model,
        one.place,
        *(
            cast(func.round(each), BigInteger).label(label)
            for each, label in zip(
                value or (one.tokens, one.free, literal(0)), ("value", "free", "unpriced"), strict=True
            )
        ),
    ).cte("model_value")


def model_days(
    connection: Connection,
    view: View,
    *,
    models: Collection[str] = (),
    changed: bool = False,
    then: dt.date | None = None,
) -> list[ModelDay]:
    """Each day of these models in the view's window.

    `changed` takes the days on which openness was told otherwise, of every model where none are named; `open_now` is
    as it was known at the end of `then`, where one is given.
    """
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    counted = model_values(known, view.counted)
    named = counted.c.model.in_(models) if models or not changed else true()
    of = select(counted.c.model).where(named).distinct().cte("named_model")
    was, now = openness_spans(of, view.as_of, "was"), openness_spans(of, then, "now")
    wanted = was.c.open.is_distinct_from(now.c.open) if changed else true()
    statement: Select[Any] = (
        select(*counted.c[1:], was.c.open, now.c.open)
        .join_from(counted, was, holds(was, counted.c.model, counted.c.day))
        .join(now, holds(now, counted.c.model, counted.c.day))
        .where(wanted)
    )
    return [ModelDay(*row) for row in connection.execute(statement)]


def repository_days(connection: Connection, view: View, names: Collection[str]) -> list[tuple[dt.date, str, str, int]]:
    """Day, repository, account and value of these Hub models on each day of the view's window."""
    if not names:
        return []
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    value, source = hub_value(view, known)
    rows = connection.execute(
        select(known.c.day, hub_model.c.repo_id, hub_snapshot.c.account, value)
        .select_from(source.join(hub_model, hub_model.c.model == hub_snapshot.c.model))
        .where(hub_model.c.repo_id.in_(names), value.is_not(None), BELONGS.get(view.population, true()))
    )
    return [(day, repository, account, int(count)) for day, repository, account, count in rows]


def model_tokens(connection: Connection, view: View) -> pd.DataFrame:
    """day, group (folded permaslug), value (tokens), share, free (both 0 to 1, of the whole day), undisclosed."""
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    row, price = openrouter_row.c, openrouter_row_price.c
    name = func.split_part(row.permaslug, ":", 1).label("group")
    statement = (
        select(
            known.c.day,
            name,
            cast(func.sum(row.tokens), Double),
            cast(func.coalesce(func.sum(row.tokens).filter(_AT_NO_PRICE), 0), Double),
        )
        .select_from(
            known.join(openrouter_row, row.version_id == known.c.version_id).outerjoin(
                openrouter_row_price, and_(price.version_id == row.version_id, price.position == row.position)
            )
        )
        .group_by(known.c.day, "group")
    )
    frame = pd.DataFrame(connection.execute(statement).all(), columns=["day", "group", "value", "free"])
    total = frame.groupby("day")["value"].transform("sum")
    named = frame["group"].notna()
    frame["share"], frame["free"] = frame["value"] / total, frame["free"] / total
    labs = labs_of_accounts(connection, view.platform, view.as_of)
    authors = frame["group"].astype("str").str.split("/").str[0]
    hidden = authors.map(labs).eq(Bucket.UNDISCLOSED.value) | authors.str.startswith("~")
    frame["undisclosed"] = hidden & ~frame["group"].isin(list(labs))
    return frame[named]


def price_changes(connection: Connection, view: View) -> list[PriceChange]:
    """Every change of a list price above zero between two catalogues in the window; free variants have none."""
    price = openrouter_price.c
    parts = PROMPT_PARTS + COMPLETION_PARTS
    blended = (PROMPT_PARTS * price.prompt_usd + COMPLETION_PARTS * price.completion_usd) * 1_000_000 / parts
    order = {"partition_by": price.model_id, "order_by": price.day}
    one = (
        select(
            price.model_id,
            price.day,
            cast(blended, Double).label("now"),
            func.lag(price.day).over(**order).label("before_day"),  # type: ignore[arg-type]
            func.lag(cast(blended, Double)).over(**order).label("before"),  # type: ignore[arg-type]
        )
        .where(price.prompt_usd > 0, price.completion_usd >= 0)
        .subquery()
    )
    statement = select(one).where(one.c.now != one.c.before).order_by(one.c.day, one.c.model_id)
    if view.since:
        statement = statement.where(one.c.day >= view.since)
    if view.until or view.as_of:
        last = min(day for day in (view.until, view.as_of) if day)
        statement = statement.where(one.c.day <= last)
    rows = connection.execute(statement)
    return [PriceChange(name, before_day, day, before, now) for name, day, now, before_day, before in rows]


def hub_jumps(connection: Connection, view: View) -> list[Jump]:
    """The rises that were kept at publish."""
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    total = (
        select(cast(func.sum(rollup.c.value), BigInteger))
        .where(
            rollup.c.version_id == known.c.version_id,
            rollup.c.population == Population.ALL,
            rollup.c.unit == Unit.DOWNLOADS_30D,
        )
        .scalar_subquery()
    )
    jump = hub_jump.c
    rows = connection.execute(
        select(known.c.day, jump.repo_id, jump.downloads_before, jump.downloads, func.coalesce(total, 0))
        .join_from(known, hub_jump, jump.version_id == known.c.version_id)
        .order_by(known.c.day, jump.repo_id)
    )
    return [Jump(*row) for row in rows]


def account_values(connection: Connection, view: View) -> pd.DataFrame:
    """day, group (account), value (tokens, or daily downloads), share of the day, for accounts with own rows."""
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    unit = Unit.TOKENS if view.platform is Platform.OPENROUTER else Unit.DOWNLOADS_DAILY
    whole = func.sum(rollup.c.value).over(partition_by=known.c.day)
    lines = (
        select(
            known.c.day,
            rollup.c.kind,
            rollup.c.account.label("group"),
            cast(rollup.c.value, Double).label("value"),
            (cast(rollup.c.value, Double) / func.nullif(whole, 0)).label("share"),
        )
        .join_from(known, rollup, rollup.c.version_id == known.c.version_id)
        .where(rollup.c.population == Population.ALL, rollup.c.unit == unit)
        .subquery()
    )
    statement = select(lines.c.day, lines.c["group"], lines.c.value, lines.c.share).where(lines.c.kind == Kind.ACCOUNT)
    frame = pd.DataFrame(connection.execute(statement).all(), columns=["day", "group", "value", "share"])
    frame["day"] = pd.to_datetime(frame["day"])
    return frame.astype({"value": "float64", "share": "float64"})


def falling_models(connection: Connection, view: View) -> pd.DataFrame:
    """day, measured, falling: the models with a difference of all-time counts, and those with a negative one."""
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    statement = (
        select(known.c.day, func.sum(rollup.c.models), func.sum(rollup.c.negatives))
        .join_from(known, rollup, rollup.c.version_id == known.c.version_id)
        .where(rollup.c.population == Population.ALL, rollup.c.unit == Unit.DOWNLOADS_DAILY)
        .group_by(known.c.day)
    )
    return pd.DataFrame(connection.execute(statement).all(), columns=["day", "measured", "falling"])
