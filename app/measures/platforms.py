"""Both platforms beside each other: every lab's share of Hub downloads against its share of OpenRouter tokens."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from app.errors import ViewError
from app.measures.answer import answer, unknown_of_each
from app.measures.groups import BUCKETS
from app.measures.result import Definition, Measured
from app.measures.share import share
from app.view import Grain, Grouping, Measure, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="platforms",
    version=1,
    title="Both platforms",
    formula=(
        "A group's share of OpenRouter's tokens beside its share of the Hub's downloads in the same week or month, "
        "with the band of each, and its rank among the known groups on each. A period counts where both platforms "
        "have values. A group without a row on one of them stands at 0 there, with no rank."
    ),
    caveats=(
        "The two count different things: requests of files against tokens of hosted models. Closed models have "
        "no downloads, and many models that are downloaded are served by nobody there.",
        "The Hub's count is rolling over 30 days and lags by construction; its weekly values are means of the days.",
        "The Hub's other half, accounts of no known lab, widens its bands.",
    ),
    source="The measure share on both platforms.",
    population=(
        "The view's population on its own platform, all usage of the other: all of OpenRouter's tokens beside all of "
        "the Hub's downloads where nothing else is asked."
    ),
)
COLUMNS = {
    "date": "datetime64[us]",
    "group": "str",
    "share": "float64",
    "share_low": "float64",
    "share_high": "float64",
    "hub_share": "float64",
    "hub_share_low": "float64",
    "hub_share_high": "float64",
    "rank": "Int64",
    "hub_rank": "Int64",
    "complete": "bool",
}


def platforms(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a period and known group.

    The view's unit and population hold for its own platform; the other one is counted by its first unit in all. By
    day is too noisy against a rolling count, so the grain is week unless it is month. Frame: date, group, share with
    bounds and rank (OpenRouter), hub_share with bounds and hub_rank (the Hub), complete. Raises `ViewError` by model.
    """
    router, hub = both_views(view)
    tokens, downloads = (share(connection, each) for each in (router, hub))
    frame = _joined(tokens.frame, downloads.frame)
    groups = dict.fromkeys(frame["group"])
    sides = {Platform.OPENROUTER: tokens, Platform.HUGGINGFACE: downloads}
    told = unknown_of_each({platform: side.coverage.unknown_share for platform, side in sides.items()})
    asked = view.with_(grain=router.grain)
    return answer(connection, asked, frame, DEFINITION, read=[router, hub], groups=groups, notes=told)


def both_views(view: View) -> tuple[View, View]:
    """The two shares that are compared: OpenRouter's and the Hub's."""
    if view.by is Grouping.MODEL:
        raise ViewError("A model has no one name on both platforms. Group by lab, country, bloc or named3.")
    grain = Grain.MONTH if view.grain is Grain.MONTH else Grain.WEEK
    own = view.with_(measure=Measure.SHARE, grain=grain, select=())
    router, hub = (own.with_(platform=each) for each in (Platform.OPENROUTER, Platform.HUGGINGFACE))
    return router, hub


def _joined(tokens: pd.DataFrame, downloads: pd.DataFrame) -> pd.DataFrame:
    names = ["share", "share_low", "share_high"]
    sides = []
    for frame, prefix in ((tokens, ""), (downloads, "hub_")):
        known = frame[~frame["group"].isin(BUCKETS)]
        rank = known["value"].where(known["value"] > 0).groupby(known["date"]).rank(method="min", ascending=False)
        side = known[["date", "group", *names, "complete"]].assign(rank=rank)
        sides.append(side.rename(columns={name: prefix + name for name in [*names, "rank", "complete"]}))
    shared = set(tokens["date"]) & set(downloads["date"])
    both = sides[0].merge(sides[1], how="outer", on=["date", "group"])
    both = both[both["date"].isin(shared)]
    for name in ("share", "share_low", "hub_share", "hub_share_low"):
        both[name] = both[name].fillna(0.0)
    for frame, name in ((tokens, "share_high"), (downloads, "hub_share_high")):
        room = (frame["share_high"] - frame["share_low"]).groupby(frame["date"]).max()
        both[name] = both[name].fillna(both["date"].map(room))
    whole = {name: both.groupby("date")[name].transform("max").fillna(False) for name in ("complete", "hub_complete")}
    both["complete"] = whole["complete"].astype(bool) & whole["hub_complete"].astype(bool)
    both = both.astype({"rank": "Int64", "hub_rank": "Int64"})
    size = (both["share"] + both["hub_share"]).groupby(both["group"]).transform("sum")
    ordered = both.assign(_size=-size).sort_values(["date", "_size", "group"], ignore_index=True)
    return ordered[list(COLUMNS)].astype(COLUMNS)
