"""How far a collection may be from whole, and from what was known, before it is not published as it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Tolerances are parts of one, ratios are against the day before.

    `tolerance_rows` and `tolerance_value`: which part of a collection's rows, and of a day's value, may be missing
    because they were refused. `gate_rows`: fewer rows than this part of the reference are implausible; `gate_total`:
    a total that moved by this factor, up or down; `gate_account`: one account with this share, where it had less.
    A day is judged, and judged against, only from `gate_least_rows` rows on.
    """

    tolerance_rows: float = 0.01
    tolerance_value: float = 0.01
    gate_rows: float = 0.5
    gate_total: float = 10.0
    gate_account: float = 0.9
    gate_least_rows: int = 10
