"""The words of the measures of prices and of what models can do."""

from __future__ import annotations

from app.charts import wording
from app.charts.captions.parts import Words, fixed, newest_records, scoped
from app.charts.shape import BUCKETS
from app.measures.result import Measured
from app.view import Measure, Platform


def _priced(measured: Measured) -> tuple[str, str]:
    """What tokens and dollars are out of."""
    out_of = wording.POPULATIONS[Platform.OPENROUTER, measured.view.population]
    return f"OpenRouter, {out_of}, on days with known prices", "tokens, and US dollars at list price"


def _efficiency(measured: Measured) -> str:
    rows = [row for row in newest_records(measured) if row["group"] not in BUCKETS][:3]
    said = [
        f"{wording.label(measured, str(r['group']))} {wording.banded_share(r)} of tokens, "
        f"{wording.banded_share(r, 'usd_share')} of dollars"
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
    rows = [row for row in newest_records(measured) if row["gap"] == row["gap"]]
    if not rows:
        return ""
    gap, day = wording.signed(rows[0]["gap"], 1), wording.day(rows[0]["date"])
    return f"{day}: open Chinese models stand {gap} index points against the best US model."


WORDS: dict[Measure, Words] = {
    Measure.EFFICIENCY: scoped(fixed("Tokens against list price"), _efficiency, _priced),
    Measure.PRICES: scoped(
        fixed("Models by price, usage and size"),
        _prices,
        ("OpenRouter's named models", "tokens, and list price"),
        by_grain=False,
    ),
    Measure.FRONTIER: scoped(
        fixed("Frontier gap"),
        _frontier,
        ("models with a benchmark figure", "intelligence index"),
        by_grain=False,
    ),
}
