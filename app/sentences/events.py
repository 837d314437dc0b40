"""Says in sentences what the chart of an event study shows."""

from __future__ import annotations

import pandas as pd

from app.charts import wording
from app.charts.shape import Drawn
from app.sentences.fact import About, Fact, Figure
from app.sentences.parts import bounded, count_of, row_cell, signed


def of_event_study(shown: Drawn) -> tuple[Fact, ...]:
    """The first group's share before and after the date in the view's own window, its change, and the placebos."""
    rows = shown.frame[shown.frame["level"] == "event"].to_dict("records")
    if not rows:
        return ()
    group = next((each for each in shown.view.select if any(row["group"] == each for row in rows)), rows[0]["group"])
    rows = [row for row in rows if row["group"] == group]
    row = next((each for each in rows if each["weeks"] == shown.view.window_weeks), rows[-1])
    change, placebos, place = (row_cell(row, name, "level", "weeks") for name in ("change", "placebos", "place"))
    before, after = (
        bounded(*(row_cell(row, name, "level", "weeks") for name in (side, f"{side}_low", f"{side}_high")))
        for side in ("share_before", "share_after")
    )
    name, weeks = wording.label(shown, str(group)), f"{int(row['weeks'])} weeks"
    level = Fact(
        About.LEVEL,
        f"{name}: {before[0]} of {wording.usage(shown)} in the {weeks} before {wording.day(row['date'])}, "
        f"{after[0]} in the {weeks} from that day on.",
        (*before[1], *after[1]),
    )
    moved = signed(change, "percentage points")
    told = Fact(About.CHANGE, f"{moved.written}; what caused it is not told by these numbers.", (moved,))
    if pd.isna(row["place"]):
        return level, told, Fact(About.PLACEBOS, "Too few other dates have whole windows to compare it with.")
    part, many = Figure(f"{place.value:.0%}", (place,)), count_of(placebos)
    said = f"On {part.written} of {many.written} other dates the change is at least as large."
    return level, told, Fact(About.PLACEBOS, said, (part, many))
