"""The words of the measures that compare: spread, change, crossings, concentration, ledger, references, claims."""

from __future__ import annotations

import pandas as pd

from app.charts import wording
from app.charts.wording import GRAINS, PLATFORMS, POPULATIONS, UNITS, UNITS_EXACT, label, percent, points
from app.measures.concentration import WHOLE
from app.measures.contribution import CHANGE, LAB, MODEL
from app.measures.ledger import BLOC
from app.measures.reference import NOT_STATED
from app.measures.result import Measured
from app.view import Platform, Population, Unit

OUTCOMES = {
    "yes": "what is claimed is what is measured",
    "undecided": "that is not what is measured, but the coverage band allows it",
    "no": "that is neither what is measured nor within the coverage band",
}


def way(platform: str, unit: str, population: str) -> str:
    """A way of counting as a reader sees it."""
    return f"{UNITS[Unit(unit)]}, {POPULATIONS[Platform(platform), Population(population)]}"


# --- spread ----------------------------------------------------------------------------------------------------------


def spread_title(measured: Measured) -> str:
    """What is counted in every way."""
    names = " and ".join(label(measured, group) for group in dict.fromkeys(measured.frame["group"]))
    return f"{names or 'Share'} on {PLATFORMS[measured.view.platform]}: every way of counting"


def spread_scope(measured: Measured) -> str:
    """When."""
    return f"{_period(measured)} · every unit and population with values"


def spread_finding(measured: Measured) -> str:
    """From where to where the answers lie, and which they are."""
    said = []
    for group, rows in measured.frame.groupby("group", sort=False):
        ordered = rows.sort_values("share", kind="stable").to_dict("records")
        low, high = ordered[0], ordered[-1]
        least, most = (way(each["platform"], each["unit"], each["population"]) for each in (low, high))
        head = f"{label(measured, str(group))}: "
        if len(rows) == 1:
            said.append(f"{head}{percent(low['share'])} ({least}).")
        else:
            span = f"{percent(low['share'])} to {percent(high['share'])}, depending on what one counts"
            said.append(f"{head}{span} (least: {least}; most: {most}).")
    return " ".join(said[:3])


# --- what changed ----------------------------------------------------------------------------------------------------


def change_title(measured: Measured) -> str:
    """Whose change is split."""
    rows = measured.frame[measured.frame["level"] == CHANGE]
    name = label(measured, rows.iloc[0]["group"]) if len(rows) else "a share"
    return f"What changed the share of {name} in {PLATFORMS[measured.view.platform]} {UNITS[measured.view.counted]}"


def change_scope(measured: Measured) -> str:
    """Out of what, from when to when."""
    view, frame = measured.view, measured.frame
    parts = [f"Population: {POPULATIONS[view.platform, view.population]}", f"Unit: {UNITS_EXACT[view.counted]}"]
    if len(frame):
        first = frame.iloc[0]
        before = wording.period(first["date_before"], view.grain)
        parts.append(f"{before} against {wording.within(first['date'], view.grain)}")
    return " · ".join(parts)


def change_finding(measured: Measured) -> str:
    """The change, the largest parts of it, and what entering and leaving did."""
    frame = measured.frame
    if frame.empty:
        return ""
    whole = frame[frame["level"] == CHANGE].iloc[0]
    if not whole["value"] and not whole["value_before"]:
        return f"{label(measured, whole['group'])} has no value in either period, so there is no change to split."
    labs = frame[frame["level"] == LAB]
    said = f"{percent(whole['share_before'])} to {percent(whole['share'])}: {points(whole['contribution'])}"
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


def crossing_title(measured: Measured) -> str:
    """Who is compared."""
    groups = measured.view.select or tuple(dict.fromkeys([*measured.frame["group"], *measured.frame["passed"]]))
    names = " and ".join(label(measured, group) for group in groups)
    where = f"{PLATFORMS[measured.view.platform]} {UNITS[measured.view.counted]}"
    return f"Crossings of {names} in {where}" if names else f"Crossings in {where}"


def crossing_scope(measured: Measured) -> str:
    """Out of what, when, by what."""
    view = measured.view
    return f"Every population · Unit: {UNITS_EXACT[view.counted]} · {wording.window(measured)}, by {GRAINS[view.grain]}"


def crossing_finding(measured: Measured) -> str:
    """How many, and the newest."""
    frame = measured.frame
    if frame.empty:
        return "No crossing in any population of this window."
    newest = frame.sort_values("date", kind="stable").to_dict("records")[-1]
    robust = int(frame["robust"].sum())
    count = "1 crossing" if len(frame) == 1 else f"{len(frame)} crossings"
    out_of = POPULATIONS[measured.view.platform, Population(newest["population"])]
    lasted = f"{newest['periods']} {GRAINS[measured.view.grain]}{'s' if newest['periods'] != 1 else ''}"
    return (
        f"{count} in {frame['population'].nunique()} populations, {robust} of them robust to what is unknown. "
        f"The newest: {label(measured, newest['group'])} passed {label(measured, newest['passed'])}, "
        f"{wording.within(newest['date'], measured.view.grain)} (out of {out_of}: {percent(newest['share'])} to "
        f"{percent(newest['passed_share'])}), a lead of {lasted}{' that still stands' if newest['open'] else ''}."
    )


# --- concentration ---------------------------------------------------------------------------------------------------


def concentration_title(measured: Measured) -> str:
    """What is concentrated."""
    return f"Concentration of {PLATFORMS[measured.view.platform]} {UNITS[measured.view.counted]} by lab"


def concentration_finding(measured: Measured) -> str:
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


# --- ledger, references, claims --------------------------------------------------------------------------------------


def ledger_title(measured: Measured) -> str:
    """What the ledger lists."""
    return f"{PLATFORMS[measured.view.platform]}: values that changed after they were first public"


def ledger_finding(measured: Measured) -> str:
    """How many days changed, and what that moved most."""
    frame = measured.frame
    if frame.empty:
        return "No stored value of this window changed after it was first public."
    blocs = frame[frame["level"] == BLOC]
    days = frame["date"].nunique()
    said = f"{days:,} day{'s have' if days != 1 else ' has'} values that changed, in {len(frame):,} entries."
    if len(blocs):
        most = max(blocs.to_dict("records"), key=lambda row: abs(row["share_points"]))
        said += (
            f" Most moved {label(measured, most['group'])}: {points(100 * most['share_points'])} on "
            f"{wording.day(most['date'])}, known since {wording.moment(most['known_at'])} ({most['reason']})."
        )
    return said


def reference_title(measured: Measured) -> str:
    """What the panel shows."""
    del measured
    return "Published figures beside ours"


def reference_scope(measured: Measured) -> str:
    """Out of what."""
    del measured
    return "Each under the unit and population of the published figure"


def reference_finding(measured: Measured) -> str:
    """How many agree."""
    frame = measured.frame
    if measured.synthetic:
        return f"{len(frame)} published figures; ours are made up here, and a gap says nothing."
    compared, unstated = frame[frame["ours"].notna()], int((frame["population"] == NOT_STATED).sum())
    if compared.empty:
        return f"{len(frame)} published figures; none of their periods can be set beside what is stored."
    agree = int(compared["agrees"].sum())
    told = f"{len(frame)} published figures: {len(compared)} can be set beside ours, and {agree} of these agree."
    return f"{told} Of {unstated} it is not known out of what they are shares." if unstated else told


REFERENCE_COLUMNS = ("From", "To", "Figure", "Counted", "Published", "Ours", "Gap", "Why", "Source")


def reference_rows(measured: Measured) -> list[tuple[str, ...]]:
    """The panel as a reader sees it: shares in per cent, counts in words."""
    rows = []
    for row in measured.frame.to_dict("records"):
        share = row["published"] <= 1
        figures = [row["published"], None if pd.isna(row["ours"]) else row["ours"]]
        shown = [
            "" if figure is None else percent(figure, 2) if share else wording.amount(figure) for figure in figures
        ]
        if row["population"] == NOT_STATED and not pd.isna(row["ours_low"]):
            shown[1] = f"{percent(row['ours_low'], 2)} to {percent(row['ours_high'], 2)}"
        if figures[1] is None:
            gap = ""
        else:
            gap = points(100 * row["gap"]) if share else f"{row['gap_relative']:+.2%}".replace("-", "−")
        whole = "out of what is not known" if row["population"] == NOT_STATED else row["population"]
        counted = f"{UNITS[Unit(row['unit'])]}, {whole}, {row['metric'].replace('_', ' ')}"
        days = (f"{row[name]:%Y-%m-%d}" for name in ("date", "until"))
        rows.append((*days, str(row["group"]), counted, *shown, gap, str(row["reason"]), str(row["source"])))
    return rows


def claim_title(measured: Measured) -> str:
    """The claim itself."""
    return f"Claim: {measured.view.claim}"


def claim_scope(measured: Measured) -> str:
    """What was looked at."""
    frame = measured.frame
    if frame.empty:
        return "Nothing could be measured"
    first = frame.iloc[0]
    return (
        f"{wording.span(first['date'].date(), first['until'].date())} · every definition that the sentence leaves open"
    )


def claim_finding(measured: Measured) -> str:
    """Our figure under the nearest definition, and where the claim would be true."""
    frame = measured.frame
    if frame.empty:
        return "The claim cannot be checked."
    said = ""
    nearest = frame[frame["nearest"]]
    if len(nearest):
        row = nearest.iloc[0]
        where = f"{PLATFORMS[Platform(row['platform'])]}, {way(row['platform'], row['unit'], row['population'])}"
        said = (
            f"Under the nearest definition ({where}) it is {percent(row['share'])} (band {percent(row['share_low'])} "
            f"to {percent(row['share_high'])}): {OUTCOMES[row['outcome']]}. "
        )
    true = frame[(frame["outcome"] == "yes") & ~frame["nearest"]].to_dict("records")
    named = [
        f"{PLATFORMS[Platform(row['platform'])]}, {way(row['platform'], row['unit'], row['population'])} "
        f"({percent(row['share'])})"
        for row in true
    ]
    if named:
        verb = "is also" if (nearest["outcome"] == "yes").any() else "would be"
        return f"{said}It {verb} true of: {'; '.join(named)}."
    return f"{said}No {'other ' if said else ''}definition makes it true."


def _period(measured: Measured) -> str:
    frame = measured.frame
    return wording.period(pd.Timestamp(frame["date"].iloc[0]), measured.view.grain) if len(frame) else "no day"
