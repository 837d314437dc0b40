"""The words of events, of releases, and of what follows a date."""

from __future__ import annotations

from app.charts import wording
from app.charts.captions.parts import Words, fixed, scoped
from app.measures.result import Measured
from app.view import Measure


def _event_study_title(measured: Measured) -> str:
    view = measured.view
    what = f"{wording.PLATFORMS[view.platform]} {wording.UNITS[view.counted]}"
    return f"Share of {what} before and after {wording.day(view.since) if view.since else 'a date'}"


def _event_study_scope(measured: Measured) -> str:
    view = measured.view
    parts = [
        f"Population: {wording.POPULATIONS[view.platform, view.population]}",
        f"Unit: {wording.UNITS_EXACT[view.counted]}",
        f"{wording.window(measured)}, the widest weeks to both sides",
    ]
    return " · ".join(parts)


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
        shares = " to ".join(wording.banded_share(row, side) for side in ("share_before", "share_after"))
        said.append(f"{wording.label(measured, row['group'])}, {row['weeks']} weeks: {shares}, {change} points{among}")
    return f"{'; '.join(said[:4])}. No cause is told." if said else ""


def _events(measured: Measured) -> str:
    return f"{len(measured.frame):,} events."


def _releases(measured: Measured) -> str:
    frame = measured.frame
    return f"{frame['value'].sum():,} models of {frame['group'].nunique()} groups." if len(frame) else ""


WORDS: dict[Measure, Words] = {
    Measure.EVENT_STUDY: Words(_event_study_title, _event_study, _event_study_scope),
    Measure.EVENTS: Words(
        fixed("Events"),
        _events,
        fixed("Population: established events of the registry, chosen by hand"),
        lambda _measured: ("established events of the registry, chosen by hand", "events"),
    ),
    Measure.RELEASES: scoped(fixed("Releases"), _releases, ("models by the day of their creation", "models")),
}
