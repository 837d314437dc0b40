"""What a group's tokens would cost at list price: its token share beside its share of list-price dollars."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, Double, cast, func, select

from app.errors import ViewError
from app.measures.answer import answer
from app.measures.attribution import attributed
from app.measures.derivatives import start_of
from app.measures.groups import BUCKETS, OUTSIDE
from app.measures.result import Definition, Measured
from app.measures.versions import known_versions
from app.store.rollup_prices import HIGH_UNIT, LOW_UNIT, PRICE_KEEPS_DAYS
from app.store.tables import rollup
from app.view import Grain, Grouping, Unit, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="efficiency",
    version=1,
    title="Tokens against list price",
    formula=(
        "A group's tokens times the list price of each model on that day (USD per token), 3 parts prompt to 1 part "
        "completion, as the platform tells no split; its share of all such dollars beside its share of all tokens of "
        "the same days, with the bounds of the measure share. The bounds of the dollar share are the least and the "
        "most of three ways: this blend, all tokens as prompt, all as completion, each with everything unpriced given "
        "to someone else or to the group. The ratio is dollar share over token share: below 1, the "
        "group's tokens are cheaper than the average."
    ),
    caveats=(
        "An estimate at list price, and no revenue: discounts, caching, batches and providers' own prices are not in.",
        f"The newest price known on or before a day counts, at most {PRICE_KEEPS_DAYS} days old; free variants cost "
        "nothing and are counted so; tokens without a known price are outside of the dollars and widen the bounds.",
        "The platform's tail is valued at the mean price of the named models.",
        "Days on which less than half of the named tokens have a known price are left out, of tokens too.",
        "Tokens are counted by each vendor's own tokenizer and are not strictly comparable between vendors.",
    ),
    source="OpenRouter's daily rankings and its catalogue's list prices.",
    population="The view's population on the days whose named tokens have a known price for at least half.",
    platforms=(Platform.OPENROUTER,),
)
ESTIMATE = "An estimate at list price, with 3 parts prompt to 1 part completion; no revenue."
WAYS = (Unit.LIST_USD.value, LOW_UNIT, HIGH_UNIT)
COLUMNS = {
    "date": "datetime64[us]",
    "group": "str",
    "tokens": "float64",
    "share": "float64",
    "share_low": "float64",
    "share_high": "float64",
    "usd": "float64",
    "usd_share": "float64",
    "usd_share_low": "float64",
    "usd_share_high": "float64",
    "usd_per_million": "float64",
    "ratio": "float64",
    "days": "int64",
    "complete": "bool",
}


def efficiency(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a period and group, unknown buckets among them.

    Frame: date, group, tokens, share (of tokens) and usd_share, each with its bounds (0 to 1), usd, usd_per_million (US
    dollars a million tokens), ratio (dollar share over token share), days (with sums of both), complete (whether the
    period is over). Raises `ViewError` where it is asked of the Hub or by model.
    """
    if view.platform is not Platform.OPENROUTER:
        raise ViewError("Only OpenRouter has prices. Set platform to openrouter.")
    if view.by is Grouping.MODEL:
        raise ViewError("Efficiency is kept by account. Group by lab; the measure prices has single models.")
    asked = view.with_(unit=Unit.LIST_USD)
    known = known_versions(view.platform, view.as_of, view.since, view.until)
    joined = known.join(rollup, rollup.c.version_id == known.c.version_id)
    source, group = attributed(joined, known.c.day, view.by, view.platform, view.as_of)
    rows = connection.execute(
        select(known.c.day, group, rollup.c.unit, cast(func.sum(rollup.c.value), Double))
        .select_from(source)
        .where(rollup.c.population == view.population, rollup.c.unit.in_((Unit.TOKENS.value, *WAYS)))
        .group_by(known.c.day, group, rollup.c.unit)
    ).all()
    long = pd.DataFrame(rows, columns=["day", "group", "unit", "value"])
    frame = _shaped(long, view.grain)
    groups = dict.fromkeys(frame["group"])
    return answer(connection, view, frame, DEFINITION, read=[asked], groups=groups, notes=(ESTIMATE,))


def _shaped(long: pd.DataFrame, grain: Grain) -> pd.DataFrame:
    long = long[long["day"].isin(long.loc[long["unit"] == Unit.LIST_USD, "day"])]
    if long.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    day = pd.to_datetime(long["day"])
    long = long.assign(date=start_of(day, grain))
    days = long.drop_duplicates("day")["date"].value_counts()
    wide = long.pivot_table(index=["date", "group"], columns="unit", values="value", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=[Unit.TOKENS.value, *WAYS], fill_value=0.0)
    names = wide.index.get_level_values("group")
    unpriced = wide[names == OUTSIDE].droplevel("group").reindex(wide.index.get_level_values("date")).fillna(0.0)
    unpriced.index = wide.index
    inside = wide[names != OUTSIDE]
    totals = inside.groupby(level="date").transform("sum")
    unknown = inside[inside.index.get_level_values("group").isin(BUCKETS)].groupby(level="date").sum()
    unknown = unknown.reindex(inside.index.get_level_values("date")).fillna(0.0)
    unknown.index = inside.index
    outside = unpriced.reindex(inside.index)
    whole = totals + outside
    low, high = inside / whole, (inside + unknown + outside) / whole
    found = pd.DataFrame({"tokens": inside[Unit.TOKENS], "usd": inside[Unit.LIST_USD] / 1e6})
    found["share"] = found["tokens"] / totals[Unit.TOKENS]
    found["usd_share"] = inside[Unit.LIST_USD] / totals[Unit.LIST_USD].where(totals[Unit.LIST_USD] > 0)
    found["share_low"], found["share_high"] = low[Unit.TOKENS], high[Unit.TOKENS]
    found["usd_share_low"], found["usd_share_high"] = low[list(WAYS)].min(axis=1), high[list(WAYS)].max(axis=1)
    known = ~found.index.get_level_values("group").isin(BUCKETS)
    for name in ("share", "usd_share"):
        for bound in (f"{name}_low", f"{name}_high"):
            found[bound] = found[bound].where(known, found[name])
    found["usd_per_million"] = found["usd"] / found["tokens"].where(found["tokens"] > 0) * 1e6
    found["ratio"] = found["usd_share"] / found["share"].where(found["share"] > 0)
    found = found.reset_index()
    found["days"] = found["date"].map(days)
    length = found["date"].dt.days_in_month if grain is Grain.MONTH else 7 if grain is Grain.WEEK else 1
    found["complete"] = found["date"] + pd.to_timedelta(length - 1, unit="D") <= day.max()
    size = found.groupby("group")["tokens"].transform("sum").where(~found["group"].isin(BUCKETS), -1)
    ordered = found.assign(_size=-size).sort_values(["date", "_size", "group"], ignore_index=True)
    return ordered[list(COLUMNS)].astype(COLUMNS)
