"""Exact arithmetic of shares: fractions of whole counts, and figures that still add up once they are written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction

Daily = Mapping[dt.date, int]

DECIMALS = 6


def share_of(values: Daily, totals: Daily, *, averaged: bool) -> Fraction:
    """An item's share of a period: sum over sum, or the mean of the days' shares where counts must not be summed.

    `totals` holds every day with values, all above 0; a day without a value of the item counts as 0.
    """
    if averaged:
        return sum((Fraction(values.get(day, 0), total) for day, total in totals.items()), Fraction()) / len(totals)
    return Fraction(sum(values.values()), sum(totals.values()))


def written(parts: Sequence[Fraction], decimals: int = DECIMALS) -> list[float]:
    """The parts with so many decimals, chosen so that what is written adds up to the rounded sum to the last digit.

    Each part is off by less than one unit of its last digit (the method of the largest remainder).
    """
    scale = 10**decimals
    floors = [part * scale // 1 for part in parts]
    missing = round(sum(parts, Fraction()) * scale) - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda at: (floors[at] - parts[at] * scale, at))
    raised = set(by_remainder[:missing])
    return [(floor + (at in raised)) / scale for at, floor in enumerate(floors)]
