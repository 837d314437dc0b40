"""The words of the measures that check numbers: the ledger, published figures, claims and what may distort them."""

from __future__ import annotations

import pandas as pd

from app.charts import wording
from app.charts.captions.parts import Words, each_row, fixed, scoped
from app.charts.wording import PLATFORMS, UNITS, label, percent, points
from app.measures.ledger import BLOC
from app.measures.reference import NOT_STATED
from app.measures.result import Measured
from app.view import Distortion, Measure, Platform, Unit

REFERENCE_COLUMNS = ("From", "To", "Figure", "Counted", "Published", "Ours", "Gap", "Why", "Source")
OUTCOMES = {
    "yes": "what is claimed is what is measured",
    "undecided": "that is not what is measured, but the coverage band allows it",
    "no": "that is neither what is measured nor within the coverage band",
}
FLAGGED = {
    Distortion.FREE: ("free variant", "free variants"),
    Distortion.PRICE_CUT: ("price cut", "price cuts"),
    Distortion.STEALTH: ("stealth model", "stealth models"),
    Distortion.SPIKE: ("single-day spike", "single-day spikes"),
    Distortion.FLAT: ("flat pattern", "flat patterns"),
    Distortion.STEP: ("platform-wide step", "platform-wide steps"),
    Distortion.FALLING: ("day of falling counters", "days of falling counters"),
}


def _ledger_title(measured: Measured) -> str:
    """What the ledger lists."""
    return f"{PLATFORMS[measured.view.platform]}: values that changed after they were first public"


def _ledger_finding(measured: Measured) -> str:
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


def _reference_finding(measured: Measured) -> str:
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


def reference_rows(measured: Measured) -> list[tuple[str, ...]]:
    """The panel as a reader sees it: shares in per cent, counts in words."""
    rows = []
    for row in measured.frame.to_dict("records"):
        share = row["published"] <= 1
        figures = [row["published"], None if pd.isna(row["ours"]) else row["ours"]]
        shown = [
            "" if figure is None else percent(figure, 2) if share else wording.amount(figure) for figure in figures
        ]
        if not pd.isna(row["ours_low"]) and row["ours_low"] < row["ours_high"]:
            low, high = (percent(b, 2) if share else wording.amount(b) for b in (row["ours_low"], row["ours_high"]))
            shown[1] = f"{low} to {high}" if figures[1] is None else f"{shown[1]} (band {low} to {high})"
        if figures[1] is None:
            gap = ""
        else:
            gap = points(100 * row["gap"]) if share else f"{row['gap_relative']:+.2%}".replace("-", "−")
        whole = "out of what is not known" if row["population"] == NOT_STATED else row["population"]
        counted = f"{UNITS[Unit(row['unit'])]}, {whole}, {row['metric'].replace('_', ' ')}"
        days = (f"{row[name]:%Y-%m-%d}" for name in ("date", "until"))
        rows.append((*days, str(row["group"]), counted, *shown, gap, str(row["reason"]), str(row["source"])))
    return rows


def _claim_title(measured: Measured) -> str:
    """The claim itself."""
    return f"Claim: {measured.view.claim}"


def _claim_scope(measured: Measured) -> str:
    """What was looked at."""
    frame = measured.frame
    if frame.empty:
        return "Nothing could be measured"
    first = frame.iloc[0]
    days = wording.span(first["date"].date(), first["until"].date())
    return f"{days} · Population and unit: every one that the sentence leaves open"


def _claim_finding(measured: Measured) -> str:
    """Our figure under the nearest definition, and where the claim would be true."""
    frame = measured.frame
    if frame.empty:
        return "The claim cannot be checked."
    said = ""
    nearest = frame[frame["nearest"]]
    if len(nearest):
        row = nearest.to_dict("records")[0]
        where = f"{PLATFORMS[Platform(row['platform'])]}, {wording.way(row)}"
        part = row["days"] < row["days_expected"]
        stored = f" on the {row['days']} of {row['days_expected']} days that are stored" if part else ""
        said = (
            f"Under the nearest definition ({where}) it is {percent(row['share'])} (band {percent(row['share_low'])} "
            f"to {percent(row['share_high'])}){stored}: {OUTCOMES[row['outcome']]}. "
        )
    true = frame[(frame["outcome"] == "yes") & ~frame["nearest"]].to_dict("records")
    named = [f"{PLATFORMS[Platform(row['platform'])]}, {wording.way(row)} ({percent(row['share'])})" for row in true]
    if named:
        verb = "is also" if (nearest["outcome"] == "yes").any() else "would be"
        return f"{said}It {verb} true of: {'; '.join(named)}."
    return f"{said}No {'other ' if said else ''}definition makes it true."


def _distortion(measured: Measured) -> str:
    counts = measured.frame.groupby("kind").size()
    said = ", ".join(f"{count} {FLAGGED[Distortion(str(kind))][count > 1]}" for kind, count in counts.items())
    if not said:
        return "Nothing is flagged in this window."
    return f"Flagged: {said}. Nothing is removed unless a reader asks."


WORDS: dict[Measure, Words] = {
    Measure.LEDGER: Words(_ledger_title, _ledger_finding),
    Measure.REFERENCE: Words(
        fixed("Published figures beside ours"),
        _reference_finding,
        fixed("Population and unit: those of each published figure"),
        each_row,
    ),
    Measure.CLAIM: Words(_claim_title, _claim_finding, _claim_scope, each_row),
    Measure.DISTORTION: scoped(
        fixed("What may distort the numbers"), _distortion, ("all usage", "flagged cases"), by_grain=False
    ),
}
