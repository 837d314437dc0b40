"""The words of the measures of derivatives, prices, both platforms, events, distortions and evaluations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.charts import wording
from app.charts.canvas import newest_rows
from app.charts.shape import BUCKETS
from app.measures.evaluate import TOTAL
from app.measures.result import Measured
from app.view import UNITS, Distortion, Grain, Measure, Platform, Population, Scale

FLAGGED = {
    Distortion.FREE: ("free variant", "free variants"),
    Distortion.PRICE_CUT: ("price cut", "price cuts"),
    Distortion.STEALTH: ("stealth model", "stealth models"),
    Distortion.SPIKE: ("single-day spike", "single-day spikes"),
    Distortion.FLAT: ("flat pattern", "flat patterns"),
    Distortion.STEP: ("platform-wide step", "platform-wide steps"),
    Distortion.FALLING: ("day of falling counters", "days of falling counters"),
}

Say = Callable[[Measured], str]


def _named(measured: Measured, group: str) -> str:
    return wording.label(measured, group)


def _newest(measured: Measured) -> list[dict[Any, Any]]:
    return list(newest_rows(measured.frame).to_dict("records")) if len(measured.frame) else []


def _platforms_title(measured: Measured) -> str:
    if measured.view.scale is Scale.LINES:
        return f"Shares on both platforms by {wording.GROUPINGS[measured.view.by]}"
    return "Hub downloads against OpenRouter tokens"


def _platforms_scope(measured: Measured) -> str:
    """What each side is out of: the view's population and unit hold for its own platform alone."""
    view = measured.view
    told = []
    for platform in Platform:
        own = platform is view.platform
        population = view.population if own else Population.ALL
        unit = view.counted if own else UNITS[platform][0]
        out_of = wording.POPULATIONS[platform, population]
        told.append(f"{wording.PLATFORMS[platform]}: {wording.UNITS[unit]}, {out_of}")
    grain = Grain.MONTH if view.grain is Grain.MONTH else Grain.WEEK
    return f"{'; '.join(told)} · {wording.window(measured)}, by {wording.GRAINS[grain]}"


def _platforms(measured: Measured) -> str:
    rows = sorted(_newest(measured), key=lambda row: -row["share"] - row["hub_share"])
    if measured.view.select:
        rows = [row for row in rows if row["group"] in measured.view.select]
    said = [
        f"{_named(measured, str(r['group']))} {r['share']:.1%} of tokens and {r['hub_share']:.1%} of downloads"
        for r in rows[:3]
    ]
    return f"{wording.period(rows[0]['date'], measured.view.grain)}: {'; '.join(said)}." if said else ""


def _lead_lag(measured: Measured) -> str:
    frame = measured.frame
    clear = frame[frame["strongest"] & frame["excludes_zero"]]
    groups = frame["group"].nunique()
    if not groups:
        return ""
    named = "; ".join(
        f"{_named(measured, row['group'])} {wording.signed(row['correlation'], 2)} "
        f"at {wording.signed(row['lag'], 0)} weeks (n = {row['pairs']})"
        for row in clear.head(3).to_dict("records")
    )
    told = f"Of {groups} groups, {len(clear)} have a strongest correlation whose interval excludes 0"
    told = f"{told}: {named}." if named else f"{told}."
    lags = frame["lag"].nunique()
    return f"{told} Each is the strongest of up to {lags} lags, so some exclude 0 by chance alone." if named else told


def _agreement(measured: Measured) -> str:
    rows = _newest(measured)
    if not rows:
        return ""
    row = rows[0]
    return (
        f"Kendall's tau-b {row['kendall']:.2f}, Spearman {row['spearman']:.2f} over {row['groups']} groups; furthest "
        f"apart is {_named(measured, str(row['apart']))}: place {row['rank']} on OpenRouter and {row['hub_rank']} on "
        "the Hub."
    )


def _flywheel(measured: Measured) -> str:
    frame = measured.frame[measured.frame["complete"]] if len(measured.frame) else measured.frame
    if frame.empty:
        return ""
    newest = frame[frame["date"] == frame["date"].max()]
    size = newest[~newest["group"].isin(BUCKETS)].groupby("group")["value"].sum().sort_values(ascending=False)
    said = [
        f"{_named(measured, str(group))} {value / newest['value'].sum():.0%}" for group, value in size.head(3).items()
    ]
    return f"Week of {wording.day(frame['date'].max())}: {newest['value'].sum():,} new derivatives; {', '.join(said)}."


def _derivatives(measured: Measured) -> str:
    rows = _newest(measured)
    if not rows:
        return ""
    whole = sum(row["share"] for row in rows)
    repackaged = sum(row["others_share"] for row in rows if row["relation"] == "quantized")
    quantised = sum(row["share"] for row in rows if row["relation"] == "quantized")
    return (
        f"At least {whole:.1%} of the Hub's downloads go to derivatives, {quantised:.1%} to quantized ones; "
        f"{repackaged:.1%} to quantized ones that others than the maker publish."
    )


def _efficiency(measured: Measured) -> str:
    rows = [row for row in _newest(measured) if row["group"] not in BUCKETS][:3]
    said = [
        f"{_named(measured, str(r['group']))} {r['share']:.1%} of tokens, {r['usd_share']:.1%} of dollars "
        f"({r['usd_share_low']:.1%} to {r['usd_share_high']:.1%})"
        for r in rows
    ]
    return f"{wording.period(rows[0]['date'], measured.view.grain)}: {'; '.join(said)}." if said else ""


def _prices(measured: Measured) -> str:
    frame = measured.frame
    if frame.empty:
        return ""
    priced = frame[frame["usd_per_million"].notna()]
    known = frame["parameters"].notna().sum()
    return f"{len(frame)} named models: a price is known for {len(priced)}, the parameters for {known}."


def _frontier(measured: Measured) -> str:
    rows = [row for row in _newest(measured) if row["gap"] == row["gap"]]
    if not rows:
        return ""
    gap, day = wording.signed(rows[0]["gap"], 1), wording.day(rows[0]["date"])
    return f"{day}: open Chinese models stand {gap} index points against the best US model."


def _event_study(measured: Measured) -> str:
    frame = measured.frame
    said = []
    for row in frame[frame["level"] == "event"].to_dict("records"):
        among = (
            ""
            if row["place"] != row["place"]
            else f", {row['place']:.0%} of {row['placebos']} placebos at least as large"
        )
        change = wording.signed(row["change"], 1)
        said.append(f"{_named(measured, row['group'])}, {row['weeks']} weeks: {change} points{among}")
    return f"{'; '.join(said[:4])}. No cause is told." if said else ""


def _events(measured: Measured) -> str:
    return f"{len(measured.frame):,} events."


def _releases(measured: Measured) -> str:
    frame = measured.frame
    return f"{frame['value'].sum():,} models of {frame['group'].nunique()} groups." if len(frame) else ""


def _distortion(measured: Measured) -> str:
    counts = measured.frame.groupby("kind").size()
    said = ", ".join(f"{count} {FLAGGED[Distortion(str(kind))][count > 1]}" for kind, count in counts.items())
    if not said:
        return "Nothing is flagged in this window."
    return f"Flagged: {said}. Nothing is removed unless a reader asks."


def _evaluation(measured: Measured) -> str:
    totals = measured.frame[measured.frame["criterion"] == TOTAL]
    return "; ".join(
        f"{row['rank']}. {_named(measured, row['group'])} {row['score']:.0f} (confidence {row['confidence']:.0%})"
        for row in totals.to_dict("records")
        if row["score"] == row["score"]
    )


def _fixed(text: str) -> Say:
    return lambda _measured: text


def _scoped(out_of: str, *, by_grain: bool = True) -> Say:
    """What the answer is out of, and its window."""

    def said(measured: Measured) -> str:
        if measured.coverage.first_day is None:
            return out_of
        grain = f", by {wording.GRAINS[measured.view.grain]}" if by_grain else ""
        return f"{out_of} · {wording.window(measured)}{grain}"

    return said


BOTH = "Population: all usage of both platforms · Unit: OpenRouter tokens and Hub downloads in 30 days"
_TITLES: dict[Measure, tuple[str, Say, Say]] = {
    Measure.LEAD_LAG: (
        "Which platform moves first",
        _lead_lag,
        _scoped(f"{BOTH}, weekly changes of share", by_grain=False),
    ),
    Measure.AGREEMENT: (
        "Do the two rankings agree?",
        _agreement,
        _scoped(f"{BOTH}, groups with a rank on both"),
    ),
    Measure.FLYWHEEL: (
        "New derivatives a week",
        _flywheel,
        _scoped("Population: Hub models that declare a base · Unit: new models", by_grain=False),
    ),
    Measure.DERIVATIVES: (
        "Downloads that derivatives take",
        _derivatives,
        _scoped("Population: all repositories · Unit: the Hub's rolling count of 30 days"),
    ),
    Measure.EFFICIENCY: (
        "Tokens against list price",
        _efficiency,
        _scoped("Population: OpenRouter, days with known prices · Unit: tokens, and US dollars at list price"),
    ),
    Measure.PRICES: (
        "Models by price, usage and size",
        _prices,
        _scoped("Population: OpenRouter's named models · Unit: tokens, and list price", by_grain=False),
    ),
    Measure.FRONTIER: (
        "Frontier gap",
        _frontier,
        _scoped("Population: models with a benchmark figure · Unit: intelligence index", by_grain=False),
    ),
    Measure.EVENT_STUDY: (
        "A share before and after a date",
        _event_study,
        _scoped("Windows to both sides of the date · Unit: percentage points of share", by_grain=False),
    ),
    Measure.EVENTS: ("Events", _events, _fixed("Established events of the registry, chosen by hand")),
    Measure.RELEASES: (
        "Releases",
        _releases,
        _scoped("Population: models by the day of their creation · Unit: models"),
    ),
    Measure.DISTORTION: (
        "What may distort the numbers",
        _distortion,
        _scoped("Population: all usage · Unit: flagged cases", by_grain=False),
    ),
    Measure.EVALUATION: (
        "Evaluation",
        _evaluation,
        _fixed("Population: the candidates that were chosen · Unit: score from 0 to 100 by the chosen weights"),
    ),
}
# title, finding and scope of each
FURTHER: dict[Measure, tuple[Say, Say, Say]] = {
    measure: (_fixed(title), finding, scope) for measure, (title, finding, scope) in _TITLES.items()
}
FURTHER[Measure.PLATFORMS] = (_platforms_title, _platforms, _platforms_scope)
