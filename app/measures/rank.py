"""Who stands where in a population, period by period, with changes, entries and exits."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from sqlalchemy import Connection

from app.errors import ViewError
from app.measures.dollars import in_dollars
from app.measures.groups import BUCKETS
from app.measures.labels import labels
from app.measures.models import hub_top_statement
from app.measures.notes import notes
from app.measures.periods import period_frame, period_start, previous_start
from app.measures.provenance import KnownDay, falling_counts, known_days, newest_day, provenance
from app.measures.result import Definition, Measured
from app.measures.share import newest_unknown
from app.registry import current_hash
from app.view import FIRST_DAY, Grain, Grouping, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="rank",
    version=1,
    title="Ranking",
    formula=(
        "Groups ordered by their value in a period, largest first; equal values share a rank and the next rank is "
        "skipped. Model variants (:free, :thinking, ...) are folded before. The change is the rank in the period "
        "just before minus the rank now; a group that stood there and stands here no more has exited, one that did "
        "not stand there has entered. The periods listed are those of the window up to and with this one. The share "
        "has the bounds that the measure share gives it; nothing of a single Hub model's share is unknown."
    ),
    caveats=(
        "The unknown buckets (other, undisclosed, unattributed) are not ranked.",
        "OpenRouter names about fifty models a day: a model below them is not listed, which is not zero usage.",
        "Where the period just before has no values at all, nothing is said of changes, entries and exits.",
        "Hub models are ranked by day and among the 100 largest.",
        "Tokens are counted by each vendor's own tokenizer and are not strictly comparable between vendors.",
    ),
    source="Own definition over OpenRouter's daily rankings and the Hub's download counts.",
    population="The view's population; the unknown buckets are in the shares and have no rank.",
)
COLUMNS = {
    "date": "datetime64[us]",
    "group": "str",
    "rank": "Int64",
    "value": "Float64",  # Int64 where the value is a count and not a mean
    "share": "Float64",
    "share_low": "Float64",
    "share_high": "Float64",
    "previous_rank": "Int64",
    "change": "Int64",
    "status": "object",
    "periods_listed": "int64",
    "complete": "bool",
}
_SHARES = ("share", "share_low", "share_high")
_STEPS = {
    Grain.DAY: pd.DateOffset(days=1),
    Grain.WEEK: pd.DateOffset(weeks=1),
    Grain.MONTH: pd.DateOffset(months=1),
}


def rank(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a period and ranked group, and one for each group that has just exited.

    Frame: date, group, rank (missing on exit), value, share with share_low and share_high (0 to 1, missing on exit),
    previous_rank, change (positive: up), status (continuing, entered, exited; missing where the period before has no
    values), periods_listed, complete. Sorted by date and rank, exits last. Single Hub models are ranked by day and,
    where the view names no first day, for the newest day alone: each day reads its whole snapshot. Raises `ViewError`
    where the view asks for what is not stored.
    """
    single_hub_models = view.by is Grouping.MODEL and view.platform is Platform.HUGGINGFACE
    if single_hub_models and view.without:
        raise ViewError("Single Hub models are ranked as they were published. Take 'without' out of the link.")
    asked = _by_day(connection, view) if single_hub_models else view
    read = _hub_frame if single_hub_models else _period_frame
    days = known_days(connection, asked)
    frame = read(connection, asked, days)
    before = _before(asked)
    earlier = read(connection, before, known_days(connection, before)) if before else frame.iloc[:0]
    ranked = _with_changes(_ranked(frame), _ranked(earlier), view.grain)
    unknown = None if single_hub_models else newest_unknown(frame)
    evidence = provenance(connection, asked, days, unknown)
    registry = current_hash(connection)
    return Measured(
        view=view,
        frame=ranked,
        definition=DEFINITION,
        sources=evidence.sources,
        coverage=evidence.coverage,
        synthetic=evidence.synthetic,
        registry_hash=registry,
        labels=labels(connection, view, dict.fromkeys(ranked["group"])),
        notes=notes(view, registry, falling_counts(connection, asked)),
    )


def _by_day(connection: Connection, view: View) -> View:
    if view.grain is not Grain.DAY:
        raise ViewError("Single Hub models are ranked by day. Use the grain day, or group by lab.")
    return view if view.since else view.with_(since=newest_day(connection, view))


def _period_frame(connection: Connection, view: View, days: list[KnownDay]) -> pd.DataFrame:
    frame = period_frame(connection, view, (day.day for day in days if day.has_values))
    return in_dollars(frame, view.counted, "value", "total")


def _hub_frame(connection: Connection, view: View, _days: list[KnownDay]) -> pd.DataFrame:
    rows = connection.execute(hub_top_statement(view)).all()
    frame = pd.DataFrame.from_records(rows, columns=["date", "group", "value", "share"])
    frame = frame.astype({"date": "datetime64[us]", "group": "str", "value": "int64", "share": "float64"})
    return frame.assign(share_low=frame["share"], share_high=frame["share"], complete=True)


def _before(view: View) -> View | None:
    """The period just before the view's window, from which the first period's changes are told."""
    if view.since is None:
        return None
    first = period_start(view.since, view.grain)
    start = previous_start(first, view.grain)
    return view.with_(since=start, until=first - dt.timedelta(days=1)) if start >= FIRST_DAY else None


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    known = frame.loc[~frame["group"].isin(BUCKETS), ["date", "group", "value", *_SHARES, "complete"]]
    places = known.groupby("date")["value"].rank(method="min", ascending=False)
    return known.assign(rank=places.astype("Int64"))


def _with_changes(frame: pd.DataFrame, earlier: pd.DataFrame, grain: Grain) -> pd.DataFrame:
    """Set each period beside the one just before it, and give every group that is gone a row of its own."""
    everything = pd.concat([earlier, frame])
    next_period = everything["date"] + _STEPS[grain]
    stood = pd.DataFrame({"date": next_period, "group": everything["group"], "previous_rank": everything["rank"]})
    whole = frame.merge(stood[next_period.isin(frame["date"])], how="outer", on=["date", "group"])
    is_in, was_in = whole["rank"].notna(), whole["previous_rank"].notna()
    status = pd.Series("continuing", index=whole.index, dtype="object").mask(~was_in, "entered").mask(~is_in, "exited")
    whole["status"] = status.where(whole["date"].isin(next_period), None)
    whole["change"] = whole["previous_rank"] - whole["rank"]
    whole["complete"] = whole["date"].map(frame.groupby("date")["complete"].all())
    whole = whole.sort_values(["date", "rank", "previous_rank", "group"], na_position="last", ignore_index=True)
    whole["periods_listed"] = whole["rank"].notna().groupby(whole["group"]).cumsum()
    value = "Int64" if pd.api.types.is_integer_dtype(frame["value"]) else "Float64"
    return whole[list(COLUMNS)].astype(COLUMNS | {"value": value})
