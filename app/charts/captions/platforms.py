"""The words of the measures that set both platforms side by side."""

from __future__ import annotations

from app.charts import wording
from app.charts.captions.parts import Words, fixed, newest_records, scoped
from app.charts.wording import label
from app.measures.result import Measured
from app.view import UNITS, Grain, Measure, Platform, Population, Scale

BOTH = "Population: all usage of both platforms · Unit: OpenRouter tokens and Hub downloads in 30 days"


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
    rows = sorted(newest_records(measured), key=lambda row: -row["share"] - row["hub_share"])
    if measured.view.select:
        rows = [row for row in rows if row["group"] in measured.view.select]
    said = [
        f"{label(measured, str(r['group']))} {r['share']:.1%} of tokens and {r['hub_share']:.1%} of downloads"
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
        f"{label(measured, row['group'])} {wording.signed(row['correlation'], 2)} "
        f"at {wording.signed(row['lag'], 0)} weeks (n = {row['pairs']})"
        for row in clear.head(3).to_dict("records")
    )
    told = f"Of {groups} groups, {len(clear)} have a strongest correlation whose interval excludes 0"
    told = f"{told}: {named}." if named else f"{told}."
    lags = frame["lag"].nunique()
    return f"{told} Each is the strongest of up to {lags} lags, so some exclude 0 by chance alone." if named else told


def _agreement(measured: Measured) -> str:
    rows = newest_records(measured)
    if not rows:
        return ""
    row = rows[0]
    return (
        f"Kendall's tau-b {row['kendall']:.2f}, Spearman {row['spearman']:.2f} over {row['groups']} groups; furthest "
        f"apart is {label(measured, str(row['apart']))}: place {row['rank']} on OpenRouter and {row['hub_rank']} on "
        "the Hub."
    )


WORDS: dict[Measure, Words] = {
    Measure.PLATFORMS: Words(_platforms_title, _platforms, _platforms_scope),
    Measure.LEAD_LAG: Words(
        fixed("Which platform moves first"),
        _lead_lag,
        scoped(f"{BOTH}, weekly changes of share", by_grain=False),
    ),
    Measure.AGREEMENT: Words(
        fixed("Do the two rankings agree?"),
        _agreement,
        scoped(f"{BOTH}, groups with a rank on both"),
    ),
}
