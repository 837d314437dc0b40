"""The words of the measures that compare: ways of counting, two dates, two groups, and labs by size."""

from __future__ import annotations

import pandas as pd

from app.charts import wording
from app.charts.captions.parts import Words, each_row
from app.charts.wording import GRAINS, PLATFORMS, POPULATIONS, UNITS, UNITS_EXACT, label, percent, points
from app.measures.concentration import WHOLE
from app.measures.contribution import CHANGE, LAB, MODEL
from app.measures.result import Measured
from app.view import Measure, Population

# --- spread ----------------------------------------------------------------------------------------------------------


def _spread_title(measured: Measured) -> str:
    """What is counted in every way."""
    names = wording.joined([label(measured, group) for group in dict.fromkeys(measured.frame["group"])])
    return f"{names or 'Share'} on {PLATFORMS[measured.view.platform]}: every way of counting"


def _spread_scope(measured: Measured) -> str:
    """When."""
    return f"{_period(measured)} · Population and unit: every one with values"


def _spread_finding(measured: Measured) -> str:
    """From where to where the answers lie, and which they are."""
    said = []
    for group, rows in measured.frame.groupby("group", sort=False):
        ordered = rows.sort_values("share", kind="stable").to_dict("records")
        low, high = ordered[0], ordered[-1]
        least, most = (wording.way(each) for each in (low, high))
        head = f"{label(measured, str(group))}: "
        if len(rows) == 1:
            said.append(f"{head}{percent(low['share'])} ({least}).")
        else:
            span = f"{percent(low['share'])} ({least}) to {percent(high['share'])} ({most})"
            said.append(f"{head}{span}, depending on what one counts.")
    return " ".join(said[:3])


# --- what changed ----------------------------------------------------------------------------------------------------


def _change_title(measured: Measured) -> str:
    """Whose change is split."""
    rows = measured.frame[measured.frame["level"] == CHANGE]
    name = label(measured, rows.iloc[0]["group"]) if len(rows) else "a share"
    return f"What changed the share of {name} in {PLATFORMS[measured.view.platform]} {UNITS[measured.view.counted]}"


def _change_scope(measured: Measured) -> str:
    """Out of what, from when to when."""
    view, frame = measured.view, measured.frame
    parts = [f"Population: {POPULATIONS[view.platform, view.population]}", f"Unit: {UNITS_EXACT[view.counted]}"]
    if len(frame):
        first = frame.iloc[0]
        before = wording.period(first["date_before"], view.grain)
        parts.append(f"{before} against {wording.within(first['date'], view.grain)}")
    return " · ".join(parts)


def _change_finding(measured: Measured) -> str:
    """The change, the largest parts of it, and what entering and leaving did."""
    frame = measured.frame
    if frame.empty:
        return ""
    whole = frame[frame["level"] == CHANGE].to_dict("records")[0]
    if not whole["value"] and not whole["value_before"]:
        return f"{label(measured, whole['group'])} has no value in either period, so there is no change to split."
    labs = frame[frame["level"] == LAB]
    before, after = (wording.banded_share(whole, side) for side in ("share_before", "share"))
    said = f"{before} to {after}: {points(whole['contribution'])}"
    largest = labs[labs["contribution"] != 0].head(3).to_dict("records")
    if largest:
        said += "; " + ", ".join(f"{label(measured, row['group'])} {points(row['contribution'])}" for row in largest)
    models = frame[frame["level"] == MODEL]
    items, noun = (models, "models") if len(models) else (labs, "labs")
    parts = [
        f"{noun} that {words} {points(rows['contribution'].sum())}"
        for statuses, words in (
            (("continuing",), "continued"),
            (("entered", "moved_in"), "entered"),
            (("left", "moved_out"), "left"),
        )
        if len(rows := items[items["status"].isin(statuses)])
    ]
    return f"{said}. Of it: {', '.join(parts)}." if parts else f"{said}."


# --- crossings -------------------------------------------------------------------------------------------------------


def _crossing_title(measured: Measured) -> str:
    """Who is compared."""
    groups = measured.view.select or tuple(dict.fromkeys([*measured.frame["group"], *measured.frame["passed"]]))
    names = wording.joined([label(measured, group) for group in groups])
    where = f"{PLATFORMS[measured.view.platform]} {UNITS[measured.view.counted]}"
    return f"Crossings of {names} in {where}" if names else f"Crossings in {where}"


def _crossing_scope(measured: Measured) -> str:
    """Out of what, when, by what."""
    view = measured.view
    when = f"{wording.window(measured)}, by {GRAINS[view.grain]}"
    return f"Population: every one · Unit: {UNITS_EXACT[view.counted]} · {when}"


def _crossing_out_of(measured: Measured) -> tuple[str, str]:
    return "that of each row", UNITS_EXACT[measured.view.counted]


def _crossing_finding(measured: Measured) -> str:
    """How many, and the newest."""
    frame = measured.frame
    if frame.empty:
        return "No crossing in any population of this window."
    newest = frame.sort_values("date", kind="stable").to_dict("records")[-1]
    robust = int(frame["robust"].sum())
    count = "1 crossing" if len(frame) == 1 else f"{len(frame)} crossings"
    out_of = POPULATIONS[measured.view.platform, Population(newest["population"])]
    lasted = f"{newest['periods']} {GRAINS[measured.view.grain]}{'s' if newest['periods'] != 1 else ''}"
    standing = " that still stands" if newest["open"] else ""
    return (
        f"{count} in {frame['population'].nunique()} populations, {robust} of them robust to what is unknown. "
        f"The newest: {label(measured, newest['group'])} passed {label(measured, newest['passed'])}, "
        f"{wording.within(newest['date'], measured.view.grain)} (out of {out_of}: {wording.banded_share(newest)} to "
        f"{wording.banded_share(newest, 'passed_share')}), a lead of {lasted}{standing}."
    )


# --- concentration ---------------------------------------------------------------------------------------------------


def _concentration_title(measured: Measured) -> str:
    """What is concentrated."""
    return f"Concentration of {PLATFORMS[measured.view.platform]} {UNITS[measured.view.counted]} by lab"


def _concentration_finding(measured: Measured) -> str:
    """The newest whole period of each scope."""
    frame = measured.frame
    whole = frame[frame["complete"].astype(bool)] if len(frame) else frame
    if whole.empty:
        return ""
    newest = whole[whole["date"] == whole["date"].max()]
    said = []
    for row in newest.to_dict("records"):
        hhi = f"HHI {row['hhi']:,.0f} ({row['hhi_low']:,.0f} to {row['hhi_high']:,.0f})"
        labs = f"as {row['effective']:.1f} equal labs ({row['effective_low']:.1f} to {row['effective_high']:.1f})"
        top = f"the first three hold {percent(row['top3'])} ({percent(row['top3_low'])} to {percent(row['top3_high'])})"
        said.append(f"{label(measured, row['group'])}: {hhi}, {labs}; {top}")
    order = sorted(said, key=lambda text: not text.startswith(label(measured, WHOLE)))
    return f"{wording.period(newest['date'].max(), measured.view.grain)}. {'. '.join(order)}."


def _period(measured: Measured) -> str:
    frame = measured.frame
    return wording.period(pd.Timestamp(frame["date"].iloc[0]), measured.view.grain) if len(frame) else "no day"


WORDS: dict[Measure, Words] = {
    Measure.SPREAD: Words(_spread_title, _spread_finding, _spread_scope, each_row),
    Measure.CONTRIBUTION: Words(_change_title, _change_finding, _change_scope),
    Measure.CROSSOVER: Words(_crossing_title, _crossing_finding, _crossing_scope, _crossing_out_of),
    Measure.CONCENTRATION: Words(_concentration_title, _concentration_finding),
}
