"""The reference panel: what others published, beside ours under the same definition, with the gap and its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from app.measures.answer import answer
from app.measures.flywheel import flywheel
from app.measures.groups import BUCKETS
from app.measures.provenance import known_days
from app.measures.result import Definition, Measured
from app.measures.ways import counted
from app.registry.references import Metric, Reference, read_references
from app.view import POPULATIONS, Grouping, Population, View

DEFINITION = Definition(
    name="reference",
    version=1,
    title="Reference panel",
    formula=(
        "Each published figure beside ours over the same days, in the same unit and population. Totals and a group's "
        "values are sums over the days, compared only where every day is stored or was published without rows; a "
        "share is sum over sum, a mean is of the stored days. The gap is ours minus theirs, and relative to theirs. "
        "New derivatives are those of the whole weeks inside the days. It agrees where the gap is no larger than the "
        "rounding of the published figure. Where it is not known out of what a published share was counted, ours "
        "stands under every population, from the least to the most, and there is no gap."
    ),
    caveats=(
        "A published figure stands as it was written; who wrote it may count other things than its words say.",
        "Where we lack the days or do not keep what was counted, nothing is set beside it.",
    ),
    source="The list of published figures of this program, each with its own source.",
    population="The population that the published figure is stated for.",
)
NOT_STATED = "not_stated"
COLUMNS = [
    *("date", "until", "group", "metric", "platform", "unit", "population", "published", "ours", "ours_low"),
    *("ours_high", "gap", "gap_relative", "agrees", "days", "days_expected", "reason", "source"),
]


@dataclass(frozen=True, slots=True)
class Ours:
    """Our figure with its bounds (equal to it where there is no band), over so many covered days."""

    figure: float | None
    low: float | None
    high: float | None
    days: int
    synthetic: bool
    ways: tuple[tuple[Population, float], ...] = ()  # by population, where the published figure names none


def reference(connection: Connection, view: View, references: Sequence[Reference] | None = None) -> Measured:
    """Answer `view` with one row a published figure of both platforms whose days overlap the view's window.

    Frame: date and until (first and last UTC day), group (the figure's name), metric, platform, unit, population,
    published, ours, ours_low, ours_high (missing where nothing can be set beside it), gap (ours minus published),
    gap_relative (gap / published), agrees, days (covered), days_expected, reason, source. `as_of` is heeded.
    """
    rows, read = [], []
    for each in read_references() if references is None else references:
        if (view.until and each.since > view.until) or (view.since and each.until < view.since):
            continue
        asked = View(
            platform=each.platform,
            unit=each.unit,
            population=each.population or Population.ALL,
            by=each.by or Grouping.BLOC,
            since=each.since,
            until=each.until,
            as_of=view.as_of,
        )
        found = _ours(connection, asked, each) if each.population else _every_population(connection, asked, each)
        read += [asked] if found.days else []
        rows.append(_row(each, found))
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"date": "datetime64[us]", "until": "datetime64[us]"})
    frame["agrees"] = frame["agrees"].astype("boolean")
    frame = frame.sort_values(["platform", "date", "group"], ascending=[False, False, True], ignore_index=True)
    return answer(connection, view, frame, DEFINITION, read=read)


def _ours(connection: Connection, asked: View, each: Reference) -> Ours:
    days = [] if each.metric is Metric.NOT_KEPT else known_days(connection, asked)
    covered = [day for day in days if day.has_values or day.rows == 0]
    synthetic = any(day.synthetic for day in covered)
    if covered and each.metric in (Metric.DERIVATIVES, Metric.DERIVATIVE_SHARE):
        return _new_derivatives(connection, asked, each, len(covered), synthetic)
    frame = counted(connection, asked) if covered else None
    if frame is None:
        return Ours(None, None, None, len(covered), synthetic)
    return Ours(*_figure(frame.frame, each, len(covered)), len(covered), synthetic)


def _every_population(connection: Connection, asked: View, each: Reference) -> Ours:
    """The share under each population that has values: the figure itself is not compared with any of them."""
    found = {
        population: _ours(connection, asked.with_(population=population), each)
        for population in POPULATIONS[asked.platform]
    }
    ways = tuple((population, ours.figure) for population, ours in found.items() if ours.figure is not None)
    shares = [share for _, share in ways]
    low, high = (min(shares), max(shares)) if shares else (None, None)
    whole = found[Population.ALL]
    return Ours(None, low, high, whole.days, whole.synthetic, ways)


def _new_derivatives(connection: Connection, asked: View, each: Reference, covered: int, synthetic: bool) -> Ours:
    """New derivatives of the weeks that lie in the window, whole ones alone."""
    frame = flywheel(connection, asked).frame
    inside = (frame["date"] >= pd.Timestamp(each.since)) & frame["complete"]
    inside &= frame["date"] + pd.Timedelta(days=6) <= pd.Timestamp(each.until)
    weeks, mine = frame[inside], frame[inside & (frame["group"] == each.group)]
    if weeks.empty:
        return Ours(None, None, None, covered, synthetic)
    count, whole = float(mine["value"].sum()), float(weeks["value"].sum())
    figure = count / whole if each.is_share else count / (7 * weeks["date"].nunique())
    return Ours(figure, figure, figure, covered, synthetic)


def _figure(frame: pd.DataFrame, each: Reference, covered: int) -> tuple[float | None, float | None, float | None]:
    """Our figure and its bounds; nothing where a sum would lack days."""
    days = frame.groupby("date").first()
    mine = frame[frame["group"] == each.group].set_index("date").reindex(days.index)
    whole = covered == (each.until - each.since).days + 1
    match each.metric:
        case Metric.MEAN_TOTAL:
            return (float(days["total"].mean()),) * 3
        case Metric.TOTAL | Metric.VALUE if not whole:
            return (None, None, None)
        case Metric.TOTAL:
            return (float(days["total"].sum()),) * 3
        case Metric.VALUE:
            value = float(mine["value"].fillna(0).sum())
            return value, value, value + float((days["unknown"] * days["total"]).sum())
        case Metric.LARGEST:
            return (float(frame.loc[~frame["group"].isin(BUCKETS), "value"].max()),) * 3
        case Metric.LEAST_SHARE | Metric.MOST_SHARE:
            shares = mine["share"].astype(float).fillna(0.0)
            return (float(shares.min() if each.metric is Metric.LEAST_SHARE else shares.max()),) * 3
        case Metric.MEAN_SHARE:
            nobody = {"share": 0.0, "share_low": 0.0, "share_high": days["unknown"]}
            means = mine[list(nobody)].astype(float).fillna(nobody).mean()
            return tuple(float(means[name]) for name in nobody)  # type: ignore[return-value]
        case _:
            total = float(days["total"].sum())
            value = float(mine["value"].fillna(0).sum())
            if total <= 0:
                return (None, None, None)
            bucket = each.group in BUCKETS
            unknown = 0.0 if bucket else float((days["unknown"] * days["total"]).sum()) / total
            return value / total, value / total, value / total + unknown


def _row(each: Reference, found: Ours) -> tuple[object, ...]:
    expected = (each.until - each.since).days + 1
    gap = None if found.figure is None else found.figure - each.published
    agrees = None if gap is None or found.synthetic else abs(gap) <= each.rounding * (1 + 1e-9)
    return (
        *(each.since, each.until, each.name, each.metric.value, each.platform.value, each.unit.value),
        *(
            each.population.value if each.population else NOT_STATED,
            each.published,
            found.figure,
            found.low,
            found.high,
            gap,
        ),
        *(None if gap is None or not each.published else gap / each.published, agrees, found.days, expected),
        *(_reason(each, found, expected, agrees), each.source),
    )


def _reason(each: Reference, found: Ours, expected: int, agrees: bool | None) -> str:
    """Why there is a gap, or why there is no figure of ours."""
    known = f" {each.why[0].upper()}{each.why[1:]}." if each.why else ""
    if each.metric is Metric.NOT_KEPT:
        return f"Not measured here.{known}"
    if not found.days:
        return "No day of this period is stored."
    if found.synthetic:
        return "Ours is synthetic sample data: the gap says nothing."
    if each.population is None:
        shares = "; ".join(f"{share:.1%} of {population}" for population, share in found.ways)
        days = f", of {found.days} of {expected} days" if found.days < expected else ""
        return f"It is not known out of what this is a share, so there is no gap to state. Ours{days}: {shares}.{known}"
    if found.figure is None and found.days >= expected:
        return "The stored days hold nothing of what this figure counts."
    if found.figure is None:
        return f"Only {found.days} of {expected} days are stored, and a sum is compared over whole periods."
    part = f" Ours is of {found.days} of {expected} days." if found.days < expected else ""
    if agrees:
        return f"Agrees within the rounding of the published figure.{part}"
    if found.low is not None and found.high is not None and found.low < each.published <= found.high:
        return f"Within our coverage band: what is unknown can explain the gap.{part}{known}"
    return f"{part}{known}".strip() or "Not explained."
