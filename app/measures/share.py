"""Each group's share of a population, by period, with the band that the unknown part leaves open."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from app.measures.corrections import Corrections, corrections
from app.measures.dollars import MILLIONTHS, in_dollars
from app.measures.labels import labels
from app.measures.notes import notes
from app.measures.periods import period_frame
from app.measures.provenance import falling_counts, known_days, provenance
from app.measures.result import Definition, Measured
from app.registry import current_hash
from app.view import FLOWS, Unit, View

DEFINITION = Definition(
    name="share",
    version=1,
    title="Share of usage",
    formula=(
        "A group's value divided by the population's value on the same day. A week (from Monday) or month of a flow "
        "(tokens, daily downloads) is sum over sum; of the rolling count of 30 days it is the mean of the days "
        "present. Bounds: with D the population's value, I the unknown part inside it (other, undisclosed, "
        "unattributed) and O the models of which nobody can say whether they belong to it, the lower bound is "
        "value / (D + O) and the upper bound (value + I + O) / (D + O)."
    ),
    caveats=(
        "Tokens are counted by each vendor's own tokenizer and are not strictly comparable between vendors.",
        "OpenRouter names about fifty models a day; the tail 'other' is in the denominator of the population all, "
        "and a lab's models in the tail are not in its share: the upper bound allows for them.",
        "Hub downloads are requests of files, automation and mirrors included, and no count of users; the count of "
        "30 days is rolling, overlaps from day to day and is never summed over days.",
        "Daily downloads are differences of all-time counts; falling counts give negative differences, which are kept.",
        "Accounts that hide who made a model are credited to nobody until the day on which the lab is known.",
        "Whether weights are open is told for each day by the catalogue, which counts for all days where it named the "
        "repository when it first listed the model and else from the day on which it did, or else by the dated lines "
        "of the registry; both as they are known, or were on the as-of date.",
        "Where a reader asks for it, what is flagged leaves the groups and the population; the title says so.",
        "Where a reader asks for an earlier window, the same share of it stands beside each: of a window as long that "
        "is over before this one begins, by whole weeks or months where periods are those, or of 52 weeks (months: "
        "12 months) before. Its days keep their own dates in every file.",
        "A day that is missing is left out: nothing is interpolated or carried forward.",
    ),
    source="Own definition over OpenRouter's daily rankings and the Hub's download counts.",
    population=(
        "The view's population, such as all usage, the named models or open weights; the unknown parts stay in it."
    ),
)
COLUMNS = [
    "date",
    "group",
    "value",
    "share",
    "share_low",
    "share_high",
    "total",
    "days",
    "days_expected",
    "complete",
]


def share(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a period and group, unknown buckets always among them.

    Frame: date (datetime, first day of the period), group, value (in the view's unit; the mean of the days for the
    rolling count), share, share_low, share_high (0 to 1; missing where the population's value is not above 0), total
    (the population's value), days (with values), days_expected, complete (no day of the period is without values).
    Sorted by date, then known groups by their value over the window, then the buckets. `select` and `smooth` are
    left to whoever draws. Raises `ViewError` where the view asks for what is not stored.
    """
    days = known_days(connection, view)
    present = [day.day for day in days if day.has_values]
    corrected = corrections(connection, view, present)
    frame = in_dollars(period_frame(connection, view, present, corrected), view.counted, "value", "total")
    groups = list(dict.fromkeys(frame["group"]))
    evidence = provenance(connection, view, days, newest_unknown(frame))
    registry = current_hash(connection)
    return Measured(
        view=view,
        frame=frame[COLUMNS],
        definition=DEFINITION,
        sources=evidence.sources,
        coverage=evidence.coverage,
        synthetic=evidence.synthetic,
        registry_hash=registry,
        labels=labels(connection, view, groups),
        notes=(
            *notes(view, registry, falling_counts(connection, view)),
            *_left_out(view, corrected),
            *_absent(view, groups),
        ),
    )


def newest_unknown(frame: pd.DataFrame) -> float | None:
    """The part of the newest period's population that no lab can be given for (0 to 1); None without one."""
    found = frame["unknown"].iloc[-1] if len(frame) else None
    return None if found is None or pd.isna(found) else float(found)


def _left_out(view: View, found: Corrections) -> tuple[str, ...]:
    if not view.without:
        return ()
    usd = view.counted is Unit.LIST_USD
    sums = f"{found.amount / MILLIONTHS:,.0f} US dollars" if usd else f"{found.amount:,} {view.counted}"
    amount = f", together {sums}" if view.counted in FLOWS else ""
    days = f"; {len(found.days):,} whole days" if found.days else ""
    return (f"What was left out of this window: {found.flagged:,} daily values{amount}{days}.",)


def _absent(view: View, groups: list[str]) -> tuple[str, ...]:
    absent = [name for name in view.select if name not in groups]
    return (f"Without values in this window: {', '.join(absent)}.",) if absent and groups else ()
