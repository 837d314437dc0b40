"""Writes the calendar of a platform's days as CSV."""

from __future__ import annotations

import csv
import io

from app.export.table import neutral
from app.measures.quality import Quality

COLUMNS = ("day", "status", "rows", "versions", "known_at", "synthetic", "measured", "falling", "reason")


def quality_csv(found: Quality) -> str:
    """One line a day, oldest first; what is not known is empty, times are UTC."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in found.days:
        known = f"{each.known_at:%Y-%m-%dT%H:%M:%SZ}" if each.known_at else ""
        writer.writerow(
            (
                *(each.day, each.status.value, each.rows, each.versions, known, str(each.synthetic).lower()),
                *("" if count is None else count for count in (each.measured, each.falling)),
                neutral(each.reason),
            )
        )
    return file.getvalue()
