"""The words of events, of releases, and of what follows a date."""

from __future__ import annotations

from app.charts import wording
from app.charts.captions.parts import Words, fixed, scoped
from app.measures.result import Measured
from app.view import Measure


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
        said.append(f"{wording.label(measured, row['group'])}, {row['weeks']} weeks: {change} points{among}")
    return f"{'; '.join(said[:4])}. No cause is told." if said else ""


def _events(measured: Measured) -> str:
    return f"{len(measured.frame):,} events."


def _releases(measured: Measured) -> str:
    frame = measured.frame
    return f"{frame['value'].sum():,} models of {frame['group'].nunique()} groups." if len(frame) else ""


WORDS: dict[Measure, Words] = {
    Measure.EVENT_STUDY: Words(
        fixed("A share before and after a date"),
        _event_study,
        scoped("Windows to both sides of the date · Unit: percentage points of share", by_grain=False),
    ),
    Measure.EVENTS: Words(fixed("Events"), _events, fixed("Established events of the registry, chosen by hand")),
    Measure.RELEASES: Words(
        fixed("Releases"),
        _releases,
        scoped("Population: models by the day of their creation · Unit: models"),
    ),
}
