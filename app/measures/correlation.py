"""Correlations of short series, with the uncertainty that belongs to them."""

from __future__ import annotations

import math

import numpy as np

RESAMPLES = 2_000
BLOCK = 4  # periods that stay together when a series is drawn again, because neighbours resemble each other
SEED = 2026  # the same data give the same interval
LEAST_BLOCKS = 6  # that a resample draws; of two or three the middle 95% would be a matter of chance
LEAST = LEAST_BLOCKS * BLOCK  # pairs; a correlation of fewer, and above all its interval, says nothing


def pearson(one: np.ndarray, two: np.ndarray) -> float | None:
    """The correlation of two series of equal length; None where it is not defined."""
    a, b = one - one.mean(), two - two.mean()
    size = math.sqrt(float((a * a).sum()) * float((b * b).sum()))
    return float((a * b).sum()) / size if size > 0 else None


def lagged(lead: np.ndarray, follow: np.ndarray, lag: int) -> tuple[np.ndarray, np.ndarray]:
    """The pairs (lead at t, follow at t + lag) that are both known; a negative lag turns the roles."""
    if lag < 0:
        follow, lead = lagged(follow, lead, -lag)
        return lead, follow
    a, b = (lead[: len(lead) - lag] if lag else lead), follow[lag:]
    known = ~(np.isnan(a) | np.isnan(b))
    return a[known], b[known]


def interval(one: np.ndarray, two: np.ndarray, *, level: float = 0.95) -> tuple[float, float] | None:
    """The middle `level` of the correlations of moving-block resamples of the pairs; None with too few of them."""
    count = len(one)
    if count < LEAST:
        return None
    draw = np.random.default_rng(SEED)
    blocks = math.ceil(count / BLOCK)
    starts = draw.integers(0, count - BLOCK + 1, size=(RESAMPLES, blocks))
    places = (starts[:, :, None] + np.arange(BLOCK)).reshape(RESAMPLES, -1)[:, :count]
    a, b = one[places], two[places]
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    size = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    found = (a * b).sum(axis=1)[size > 0] / size[size > 0]
    if len(found) < RESAMPLES / 2:
        return None
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def kendall(one: np.ndarray, two: np.ndarray) -> float | None:
    """Kendall's tau-b: 1 where two orders agree on every pair, -1 where on none; ties count on neither side."""
    upper = np.triu_indices(len(one), 1)
    a = np.sign(one[:, None] - one[None, :])[upper]
    b = np.sign(two[:, None] - two[None, :])[upper]
    size = math.sqrt(float((a != 0).sum()) * float((b != 0).sum()))
    return float((a * b).sum()) / size if size > 0 else None


def spearman(one: np.ndarray, two: np.ndarray) -> float | None:
    """The correlation of the ranks, ties having the mean of their places."""
    return pearson(mean_ranks(one), mean_ranks(two)) if len(one) else None


def mean_ranks(values: np.ndarray) -> np.ndarray:
    """Places from 1, smallest first; equal values share the mean of theirs."""
    below = (values[:, None] > values[None, :]).sum(axis=1)
    same = (values[:, None] == values[None, :]).sum(axis=1)
    ranks: np.ndarray = below + (same + 1) / 2
    return ranks
