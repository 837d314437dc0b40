"""The words of the measures of derivatives."""

from __future__ import annotations

from app.charts import wording
from app.charts.captions.parts import Words, fixed, newest_records, scoped
from app.charts.shape import BUCKETS
from app.charts.wording import label
from app.measures.flywheel import over_relations
from app.measures.result import Measured
from app.view import Measure, Platform, Unit


def _flywheel(measured: Measured) -> str:
    frame = measured.frame[measured.frame["complete"]] if len(measured.frame) else measured.frame
    if frame.empty:
        return ""
    newest = frame[frame["date"] == frame["date"].max()]
    known = over_relations(newest)
    known = known[~known["group"].isin(BUCKETS)].sort_values("share", ascending=False)
    said = [f"{label(measured, row['group'])} {wording.banded_share(row)}" for row in known.head(3).to_dict("records")]
    return f"Week of {wording.day(frame['date'].max())}: {newest['value'].sum():,} new derivatives; {', '.join(said)}."


def _taken(measured: Measured) -> tuple[str, str]:
    """What the downloads of derivatives are out of."""
    unit = wording.UNITS_EXACT[Unit.DOWNLOADS_30D]
    return wording.POPULATIONS[Platform.HUGGINGFACE, measured.view.population], unit


def _derivatives(measured: Measured) -> str:
    rows = newest_records(measured)
    if not rows:
        return ""
    whole = sum(row["share"] for row in rows)
    repackaged = sum(row["others_share"] for row in rows if row["relation"] == "quantized")
    quantised = sum(row["share"] for row in rows if row["relation"] == "quantized")
    return (
        f"At least {whole:.1%} of {wording.hub_downloads(measured)} go to derivatives, {quantised:.1%} to quantized "
        f"ones; {repackaged:.1%} to quantized ones that others than the maker publish."
    )


WORDS: dict[Measure, Words] = {
    Measure.FLYWHEEL: scoped(
        fixed("New derivatives a week"), _flywheel, ("Hub models that declare a base", "new models"), by_grain=False
    ),
    Measure.DERIVATIVES: scoped(fixed("Downloads that derivatives take"), _derivatives, _taken),
}
