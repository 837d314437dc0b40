"""The Hub's days in the sample world: each repository's downloads of thirty days, of all time, and its likes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from app.sample import plants
from app.sample.accounts import ACCOUNTS
from app.sample.arithmetic import (
    Counts,
    Course,
    Days,
    Floats,
    along,
    between,
    die,
    drift,
    exp2,
    jitter,
    keys_of,
    weekend,
    whole,
)
from app.sample.models import LONGEST
from app.sample.repositories import Repository

WINDOW = 30
# All downloads of a day, in millions.
TOTAL: Course = ((LONGEST, 61.0), (400, 70.0), (250, 82.0), (120, 95.0), (0, 105.0))
MILLION = 1_000_000
QUIET_WEEKEND = 0.22


@dataclass(frozen=True, slots=True)
class HubDay:
    """The Hub as it stands on a day. `present` are places in the roster, most downloads first; counts stand beside."""

    number: int
    present: Counts
    downloads: Counts
    all_time: Counts
    likes: Counts


class Hub:
    """The whole platform's downloads, a column for each day number of `days` (0 is the world's end).

    `days` must begin `WINDOW` days before the first day that is asked for.
    """

    def __init__(self, roster: tuple[Repository, ...], end: dt.date, days: Days, seed: int) -> None:
        self.roster = roster
        self._first = int(days[0])
        self._created = np.array([-each.created for each in roster], dtype=np.int64)
        self._gone = np.array([-each.gone for each in roster], dtype=np.int64)
        self.falling = _falling(roster, seed)
        self.spiking = _spiking(roster)
        self.daily = self._daily(end, days, seed)
        self._count(days, seed)

    def day(self, number: int) -> HubDay:
        """The state after the downloads of that day."""
        column = number - self._first
        alive = np.flatnonzero((self._created <= number) & (self._gone > number))
        rolling = self._through[alive, column] - self._through[alive, column - WINDOW]
        order = np.argsort(-rolling, kind="stable")
        places = alive[order]
        return HubDay(
            number=number,
            present=places,
            downloads=rolling[order],
            all_time=self._all_time[places, column],
            likes=self._likes[places, column],
        )

    def _daily(self, end: dt.date, days: Days, seed: int) -> Counts:
        keys = keys_of(seed, ["Hub", "Hub of a day"])
        noise = exp2(drift(keys, days, 28)[0] * 0.05 + jitter(keys, days)[1] * 0.05)
        total = along(TOTAL, days) * float(MILLION) * (1.0 - weekend(end, days) * QUIET_WEEKEND) * noise
        interest = _interest(self.roster, days, seed) * _alive(self._created, self._gone, days)
        parts = _accounts(days, seed)
        daily = np.zeros(interest.shape, dtype=np.int64)
        members: dict[str, list[int]] = {}
        for place, repository in enumerate(self.roster):
            members.setdefault(repository.account.name, []).append(place)
        for account, part in zip(ACCOUNTS, parts, strict=True):
            places = members[account.name]
            # Sums of floats depend on their order, sums of integers do not.
            weights = whole(interest[places] * float(1 << 30))
            together = np.maximum(weights.sum(axis=0), 1).astype(np.float64)
            daily[places] = whole(weights.astype(np.float64) / together[None, :] * (total * part)[None, :])
        daily[self.spiking, days == -plants.SPIKE_DAY] += plants.SPIKE_DOWNLOADS
        return daily

    def _count(self, days: Days, seed: int) -> None:
        self._through = np.cumsum(self.daily, axis=1)
        history = [
            int(first) * between(200, 900, seed, each.first_id, "history") if each.created > -self._first else 0
            for each, first in zip(self.roster, self.daily[:, 0], strict=True)
        ]
        grown = self._through + np.array(history, dtype=np.int64)[:, None]
        rate = np.array([between(150, 900, seed, each.first_id, "likes") for each in self.roster], dtype=np.float64)
        self._likes = whole(np.sqrt(grown.astype(np.float64)) * 30.0 / rate[:, None])
        # While the counters fall, a day takes away what it had brought and up to as much again.
        falls = (days >= -plants.FALLING_SINCE) & (days <= -plants.FALLING_UNTIL)
        quarters = np.zeros(len(self.roster), dtype=np.int64)
        quarters[self.falling] = [between(5, 8, seed, self.roster[place].first_id, "fall") for place in self.falling]
        taken = np.where(falls[None, :], self.daily * quarters[:, None] // 4 + (quarters[:, None] > 0), 0)
        self._all_time = grown - np.cumsum(taken, axis=1)


def _falling(roster: tuple[Repository, ...], seed: int) -> list[int]:
    """A tenth of the repositories that were there before, with a long enough count to lose some of it."""
    return [
        place
        for place, each in enumerate(roster)
        if each.created > plants.FALLING_SINCE + 60
        and each.gone < plants.FALLING_UNTIL
        and die(plants.FALLING_ONE_IN, seed, each.first_id, "falling") == 0
    ]


def _spiking(roster: tuple[Repository, ...]) -> int:
    """A small repository of a mirror: the least of those that are there on the day."""
    places = [
        place
        for place, each in enumerate(roster)
        if each.account.name == plants.SPIKE_ACCOUNT and each.created > plants.SPIKE_DAY and each.gone < 0
    ]
    return min(places, key=lambda place: (roster[place].weight, roster[place].name))


def _alive(created: Counts, gone: Counts, days: Days) -> Floats:
    return ((created[:, None] <= days) & (gone[:, None] > days)).astype(np.float64)


def _interest(roster: tuple[Repository, ...], days: Days, seed: int) -> Floats:
    """How much of its account's downloads each repository draws: a ramp, a wave of attention, a long plateau."""
    keys = keys_of(seed, [each.first_id for each in roster])
    age = (days[None, :] + np.array([each.created for each in roster])[:, None]).astype(np.float64)
    age = np.maximum(age, 0.0)
    fades = np.array([each.fades for each in roster])[:, None]
    weight = np.array([each.weight for each in roster])[:, None]
    ramp = 1.0 - exp2(-(age + 1.0) / 18.0)
    wave = np.where(fades, 0.4 + 1.4 * exp2(-age / 75.0), 1.0)
    noise = exp2(drift(keys, days, 33) * 0.35 + jitter(keys, days) * 0.12)
    return np.asarray(weight * ramp * wave * noise)


def _accounts(days: Days, seed: int) -> Floats:
    """Each account's part of all downloads."""
    keys = keys_of(seed, [account.name for account in ACCOUNTS])
    level = np.stack([along(((LONGEST, each.before), (0, each.after)), days) for each in ACCOUNTS])
    begun = np.stack(
        [
            np.ones(len(days)) if each.begins is None else np.clip((days + each.begins).astype(np.float64) / 60.0, 0, 1)
            for each in ACCOUNTS
        ]
    )
    weights = whole(level * begun * exp2(drift(keys, days, 41) * 0.24) * float(1 << 32))
    return np.asarray(weights.astype(np.float64) / weights.sum(axis=0).astype(np.float64)[None, :])
