"""Names files after their view, in characters that every system takes."""

from __future__ import annotations

import re

from app.measures.result import Measured

LONGEST = 120


def file_stem(measured: Measured) -> str:
    """A name without suffix, such as `modelshare-share-openrouter-tokens-all-by-lab-week-2026-07-14-2026-07-19`."""
    view, coverage = measured.view, measured.coverage
    parts = ["modelshare", view.measure, view.platform, view.counted, view.population, "by", view.by, view.grain]
    parts += [f"{each:%Y-%m-%d}" for each in (coverage.first_day, coverage.last_day) if each]
    if view.as_of:
        parts += ["as-of", f"{view.as_of:%Y-%m-%d}"]
    if measured.synthetic:
        parts.append("synthetic")
    return re.sub(r"[^A-Za-z0-9._-]+", "-", "-".join(parts))[:LONGEST].strip("-.")
