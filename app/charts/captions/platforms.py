"""The words of the measures that set both platforms side by side."""

from __future__ import annotations

from app.charts import wording
from app.charts.captions.parts import Words, fixed, newest_records, scoped
from app.charts.wording import label
from app.measures.result import Measured
from app.view import UNITS, Measure, Platform, Population, Scale, Unit, View

PAIR = (Platform.OPENROUTER, Platform.HUGGINGFACE)


def _platforms_title(measured: Measured) -> str:
    if measured.view.scale is Scale.LINES:
        return f"Shares on both platforms by {wording.GROUPINGS[measured.view.by]}"
    tokens, downloads = both_units(measured.view)
    return f"Hub {wording.SHORT_UNITS[downloads]} against OpenRouter {wording.SHORT_UNITS[tokens]}"


def _sides(measured: Measured) -> tuple[str, str]:
    """What each side is out of and counts: the view's population and unit hold for its own platform alone."""
    view, names = measured.view, wording.PLATFORMS
    populations = {each: view.population if each is view.platform else Population.ALL for each in Platform}
    units = dict(zip(PAIR, both_units(view), strict=True))
    return (
        "; ".join(f"{names[each]}: {wording.POPULATIONS[each, populations[each]]}" for each in PAIR),
        "; ".join(f"{names[each]}: {wording.UNITS[units[each]]}" for each in PAIR),
    )


def both_units(view: View) -> tuple[Unit, Unit]:
    """What is counted on OpenRouter and on the Hub."""
    tokens, downloads = (view.counted if each is view.platform else UNITS[each][0] for each in PAIR)
    return tokens, downloads


def _platforms(measured: Measured) -> str:
    rows = sorted(newest_records(measured), key=lambda row: -row["share"] - row["hub_share"])
    if measured.view.select:
        rows = [row for row in rows if row["group"] in measured.view.select]
    tokens, downloads = (wording.SHORT_UNITS[each] for each in both_units(measured.view))
    said = [
        f"{label(measured, str(r['group']))} {wording.banded_share(r)} of {tokens} and "
        f"{wording.banded_share(r, 'hub_share')} of {downloads}"
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
    Measure.PLATFORMS: scoped(_platforms_title, _platforms, _sides),
    Measure.LEAD_LAG: scoped(
        fixed("Which platform moves first"), _lead_lag, _sides, more=", weekly changes of share", by_grain=False
    ),
    Measure.AGREEMENT: scoped(
        fixed("Do the two rankings agree?"), _agreement, _sides, more=", groups with a rank on both"
    ),
}
