"""What a column of a file means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its Frictionless type, its meaning, its unit ("1" for a part of a whole)."""

    kind: str
    meaning: str
    unit: str = ""
