"""The cases that are planted into the sample world, each with its dates and names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields

from collectors.contract import Platform

# Days before the world's end (0 is the last day).
STEALTH_SINCE, UNMASKED = 118, 84
UNKNOWN_SINCE, UNKNOWN_UNTIL = 76, 70
FALLING_SINCE, FALLING_UNTIL = 66, 57
PRICE_CUT = 61
PASSED, PASSED_BACK = 54, 24
RENAMED = 51
EMPTY_DAY = 47
SPIKE_DAY = 43
ENTRANT = 36
HUB_GAP = (29, 28)
RESTATED_DAY, RESTATED_ON = 16, 10
TWINS_SINCE = 170
FLAT_SINCE = 60
REDECLARED = 45
OPENED, OPENED_RECORDED = 40, 33
CORRECTED = 26

STEALTH_NAME = "stealth/sample-owl"
UNKNOWN_NAME = "openrouter/sample-aurora"
FORMER_ACCOUNT, NEW_ACCOUNT = "THUDM", "zai-org"
OPENED_NAME, CORRECTED_NAME = "qwen/sample-max", "mistralai/sample-medium"
SPIKE_ACCOUNT = "sample-mirror-02"
SPIKE_DOWNLOADS = 165_000_000
RESTATED_PERCENT = 3
FALLING_ONE_IN = 10


@dataclass(frozen=True, slots=True)
class Plant:
    """One planted case: what it is, on which UTC days (both inclusive), and which names it concerns."""

    what: str
    platform: Platform
    since: dt.date
    until: dt.date
    names: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[dt.date, ...]:
        """Its days, oldest first."""
        return tuple(self.since + dt.timedelta(days=n) for n in range((self.until - self.since).days + 1))


@dataclass(frozen=True, slots=True)
class Plants:
    """Every planted case of one world. Their distance from the world's end is always the same."""

    hub_gap: Plant
    rename: Plant
    spike: Plant
    falling_counters: Plant
    empty_day: Plant
    restatement: Plant
    stealth: Plant
    unmasking: Plant
    unknown_week: Plant
    free_twins: Plant
    price_cut: Plant
    flat: Plant
    crossing: Plant
    entrant: Plant
    redeclared: Plant
    opened: Plant
    corrected: Plant

    def __iter__(self) -> Iterator[Plant]:
        return (getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Names:
    """What the planted models are called in the world at hand."""

    renamed: tuple[str, ...]
    spike: str
    falling: tuple[str, ...]
    restated: tuple[str, str]
    unmasked: str
    twin: str
    cut: str
    flat: str
    crossing: tuple[str, str]
    entrant: str
    redeclared: tuple[str, str, str]


def plants(end: dt.date, names: Names) -> Plants:
    """The planted cases of a world that ends with `end`."""

    def plant(what: str, platform: Platform, since: int, until: int, *concerned: str) -> Plant:
        return Plant(what, platform, end - dt.timedelta(days=since), end - dt.timedelta(days=until), concerned)

    hub, router = Platform.HUGGINGFACE, Platform.OPENROUTER
    return Plants(
        hub_gap=plant("Two days of which no snapshot was taken.", hub, *HUB_GAP),
        rename=plant(
            f"{FORMER_ACCOUNT} becomes {NEW_ACCOUNT}: other names, the same _id.", hub, RENAMED, RENAMED, *names.renamed
        ),
        spike=plant(
            "One day of automated downloads on one repository that nobody places.",
            hub,
            SPIKE_DAY,
            SPIKE_DAY,
            names.spike,
        ),
        falling_counters=plant(
            "The all-time counts of a tenth of the repositories fall on ten consecutive days.",
            hub,
            FALLING_SINCE,
            FALLING_UNTIL,
            *names.falling,
        ),
        empty_day=plant("A day that is covered and has no rows.", router, EMPTY_DAY, EMPTY_DAY),
        restatement=plant(
            f"Known {RESTATED_PERCENT}% lower until the export of {end - dt.timedelta(days=RESTATED_ON)}, "
            "which also lets two models change places.",
            router,
            RESTATED_DAY,
            RESTATED_DAY,
            *names.restated,
        ),
        stealth=plant("A large model whose maker is not named.", router, STEALTH_SINCE, UNMASKED + 1, STEALTH_NAME),
        unmasking=plant(
            "A lab releases a model that goes on with the stealth model's numbers, which is gone.",
            router,
            UNMASKED,
            UNMASKED,
            STEALTH_NAME,
            names.unmasked,
        ),
        unknown_week=plant(
            "A week in which too much is unknown for a headline.", router, UNKNOWN_SINCE, UNKNOWN_UNTIL, UNKNOWN_NAME
        ),
        free_twins=plant(
            "A model and its free variant stand in the same top 50.",
            router,
            TWINS_SINCE - 10,
            0,
            names.twin,
            f"{names.twin}:free",
        ),
        price_cut=plant("A list price is halved and usage follows.", router, PRICE_CUT, PRICE_CUT, names.cut),
        flat=plant(
            "A model that is used as much every day, weekends included, as a machine would.",
            router,
            FLAT_SINCE,
            0,
            names.flat,
        ),
        crossing=plant(
            "The first author passes the second, and is passed back at the end.",
            router,
            PASSED,
            PASSED_BACK,
            *names.crossing,
        ),
        entrant=plant(
            "A free model enters and lifts the share of Chinese labs within a week.",
            router,
            ENTRANT,
            ENTRANT - 7,
            names.entrant,
        ),
        redeclared=plant(
            "A quantised model that declared one base declares another.", hub, REDECLARED, REDECLARED, *names.redeclared
        ),
        opened=plant(
            f"Weights come out, and the registry records it {OPENED - OPENED_RECORDED} days later.",
            router,
            OPENED,
            OPENED_RECORDED,
            OPENED_NAME,
        ),
        corrected=plant(
            "Weights that the registry took for closed were open all along.",
            router,
            CORRECTED,
            CORRECTED,
            CORRECTED_NAME,
        ),
    )
