"""Arithmetic and dice that give the same bytes on every machine and Python version.

Numbers are integers, or floats made by + - * / and sqrt alone: those are rounded the same everywhere, which the exp,
pow and interp of a C library are not. Dice are hashes of names, so that no draw depends on the draws before it.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Days = npt.NDArray[np.int64]

# Knots of a curve: (days before the world's end, value), oldest first. Before the first and after the last it is flat.
Course = tuple[tuple[float, float], ...]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_PAST = 1 << 20  # moves day numbers above zero
_FRACTION = 1.0 / (1 << 53)

# Taylor's series of 2^x for x from 0 to 1, highest power first.
_POWERS = (
    1.3215486790144e-6,
    1.5252733804e-5,
    1.54035303934e-4,
    1.333355814643e-3,
    9.618129107629e-3,
    5.5504108664822e-2,
    2.40226506959101e-1,
    6.93147180559945e-1,
    1.0,
)


def key(*names: object) -> int:
    """64 bits that stand for `names`."""
    return int.from_bytes(hashlib.blake2b("/".join(map(str, names)).encode(), digest_size=8).digest(), "big")


def die(faces: int, *names: object) -> int:
    """0 to `faces` - 1, always the same for the same names."""
    return key(*names) % faces


def between(low: int, high: int, *names: object) -> int:
    """`low` to `high`, both inclusive, always the same for the same names."""
    return low + die(high - low + 1, *names)


def keys_of(seed: int, *lists: list[str]) -> Keys:
    """One key for each row of the lists, read side by side."""
    return np.array([key(seed, *names) for names in zip(*lists, strict=True)], dtype=np.uint64)


def uniform(keys: Keys, steps: Days) -> Floats:
    """From 0 to 1 for each key (down) and step (across), unrelated from step to step."""
    bits = keys[:, None] + (steps[None, :] + _PAST).astype(np.uint64) * _STEP
    for shift, factor in zip(_SHIFTS, _MIX, strict=False):
        bits = (bits ^ (bits >> shift)) * factor
    bits = bits ^ (bits >> _SHIFTS[2])
    return np.asarray((bits >> np.uint64(11)).astype(np.float64) * _FRACTION)


def jitter(keys: Keys, days: Days) -> Floats:
    """From -1 to 1, mostly near 0, unrelated from day to day."""
    doubled = days * 2
    return uniform(keys, doubled) + uniform(keys, doubled + 1) - 1.0


def drift(keys: Keys, days: Days, period: int) -> Floats:
    """From -1 to 1, wandering: a new direction every `period` days and smooth between."""
    block = (days + _PAST) // period
    part = ((days + _PAST) - block * period).astype(np.float64) / float(period)
    smooth = part * part * (3.0 - 2.0 * part)
    first, position = np.unique(block, return_inverse=True)
    values = uniform(keys, np.append(first, first[-1] + 1)) * 2.0 - 1.0
    before, after = values[:, position], values[:, position + 1]
    return before + (after - before) * smooth[None, :]


def exp2(values: Floats) -> Floats:
    """2 to the power of `values`."""
    whole = np.floor(values)
    part = values - whole
    power = np.full_like(part, _POWERS[0])
    for factor in _POWERS[1:]:
        power = power * part
        power = power + factor
    return np.asarray(np.ldexp(power, whole.astype(np.int32)), dtype=np.float64)


def along(course: Course, days: Days) -> Floats:
    """The curve through the knots, at each day (0 is the world's end, days before it are negative)."""
    at = np.array([-ago for ago, _ in course], dtype=np.float64)
    value = np.array([height for _, height in course], dtype=np.float64)
    if len(course) == 1:
        return np.full(len(days), value[0])
    here = days.astype(np.float64)
    left = np.clip(np.searchsorted(at, here, side="right") - 1, 0, len(at) - 2)
    part = np.clip((here - at[left]) / (at[left + 1] - at[left]), 0.0, 1.0)
    return value[left] + (value[left + 1] - value[left]) * part


def whole(values: Floats) -> Counts:
    """Rounded down to counts."""
    return np.floor(values).astype(np.int64)


def weekend(end: dt.date, days: Days) -> Floats:
    """How much of a weekend each day is: 1 on Sundays, 0.8 on Saturdays, 0.1 on Fridays, else 0."""
    weekday = (end.toordinal() - 1 + days) % 7
    return np.array([0.0, 0.0, 0.0, 0.0, 0.1, 0.8, 1.0])[weekday]
