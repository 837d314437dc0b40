"""What may distort a share: flagged and listed with its evidence."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from app.measures.answer import answer
from app.measures.flags import (
    CUT,
    FALLING_PART,
    FLAT,
    FLAT_DAYS,
    FREE_SHARE,
    SPIKE_SHARE,
    STEALTH_SHARE,
    STEP_PART,
    STEP_RATIO,
    flags,
)
from app.measures.result import Definition, Measured
from app.view import Unit, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="distortion",
    version=1,
    title="What may distort the numbers",
    formula=(
        f"Free variants: at least {FREE_SHARE:.1%} of a day's tokens at no price. Price cuts: a list price down by "
        f"{CUT:.0%} or more between two catalogues. Stealth models: at least {STEALTH_SHARE:.1%} of a day's tokens "
        "with no named maker. Single-day spikes: a Hub model whose count of 30 days rises in one day by ten of its "
        f"usual days and by {SPIKE_SHARE:.1%} of the whole Hub's. Flat patterns: {FLAT_DAYS} days on end that vary by "
        f"{FLAT:.0%} or less (standard deviation over mean). Platform-wide steps: at least {STEP_PART:.0%} of the "
        f"accounts at {STEP_RATIO} times their median of the seven days before, or below its inverse. Falling "
        f"counters: at least {FALLING_PART:.0%} of the measured models with an all-time count below the day before."
    ),
    caveats=(
        "A flag is a reason to look and no verdict: a flat pattern can be a steady service, a spike a real launch.",
        "Nothing that is flagged is removed from any share unless a reader asks for it, and then the title says so.",
        "Spikes are kept for the twenty largest rises of a day; flat patterns need days without a gap.",
    ),
    source="Own definition over the daily rankings, list prices, rollups and the rises kept at publish.",
    population="All usage of the platform.",
)


COLUMNS = {
    "date": "datetime64[us]",
    "until": "datetime64[us]",
    "platform": "str",
    "kind": "str",
    "group": "str",
    "size": "float64",
    "unit": "str",
    "days": "int64",
    "evidence": "str",
}


def distortion(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a flagged case of its platform and window; `select` names kinds to show.

    Frame: date and until (its first and last day), platform, kind, group (the model or account; the platform where
    it is everybody's), size, unit (what size counts), days, evidence (a sentence). Newest first.
    """
    rows = [
        {
            "date": each.date,
            "until": each.until,
            "platform": view.platform.value,
            "kind": each.kind.value,
            "group": each.group,
            "size": each.size,
            "unit": each.unit,
            "days": (each.until - each.date).days + 1,
            "evidence": each.evidence,
        }
        for each in flags(connection, view)
        if not view.select or each.kind.value in view.select
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    frame = frame.sort_values(["until", "date", "kind", "group"], ascending=[False, False, True, True])
    unit = Unit.TOKENS if view.platform is Platform.OPENROUTER else Unit.DOWNLOADS_DAILY
    asked = View(platform=view.platform, unit=unit, since=view.since, until=view.until, as_of=view.as_of)
    return answer(connection, view, frame.reset_index(drop=True), DEFINITION, read=[asked])
