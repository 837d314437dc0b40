"""Finds what may distort a share: each case with its days, its size and a sentence of evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.measures.distortion_facts import (
    account_values,
    falling_models,
    hub_jumps,
    model_tokens,
    price_changes,
)
from app.view import Distortion, View
from collectors.contract import Platform

CUT = 0.2  # a list price that falls by this part or more is a cut
FREE_SHARE, STEALTH_SHARE = 0.005, 0.005  # of a day's tokens; smaller free variants and hidden models are not listed
FLAT_DAYS, FLAT = 21, 0.01  # so many days on end whose values vary by no more than this part of their mean
FLAT_SHARE = 0.0005
STEP_RATIO, STEP_PART, STEP_LEAST = 1.4, 0.7, 6
FALLING_PART = 0.02  # of a day's measured models
SPIKE_SHARE = 0.002  # of the platform's rolling count: a rise of one model in one day


@dataclass(frozen=True, slots=True)
class Flag:
    """One flagged case: on which days, of whom, how large (in `unit`), and why."""

    kind: Distortion
    date: dt.date
    until: dt.date
    group: str
    size: float
    unit: str
    evidence: str


def flags(connection: Connection, view: View, kinds: Collection[Distortion] = ()) -> Iterator[Flag]:
    """Every flagged case of the view's platform and window, kind by kind; of these kinds alone where any are given."""
    for kind, detect in _DETECTORS[view.platform].items():
        if not kinds or kind in kinds:
            yield from detect(connection, view)


def free_variants(connection: Connection, view: View) -> Iterator[Flag]:
    """Stretches of days on which a model's tokens at no price are a part of everything that counts."""
    models = model_tokens(connection, view)
    large = models[models["free"] >= FREE_SHARE]
    return _parts(Distortion.FREE, large, "free", " went to this model at a list price of zero.")


def stealth_models(connection: Connection, view: View) -> Iterator[Flag]:
    """Stretches of days on which a model without a named maker is a part of everything that counts."""
    models = model_tokens(connection, view)
    large = models[models["undisclosed"] & (models["share"] >= STEALTH_SHARE)]
    return _parts(Distortion.STEALTH, large, "share", ", credited to nobody: its maker is not named.")


def _parts(kind: Distortion, models: pd.DataFrame, share: str, said: str) -> Iterator[Flag]:
    """A flag for each stretch of a model's days, as large as its largest `share` (a column) of a day's tokens."""
    for group, days in models.groupby("group"):
        for since, until, stretch in stretches(days):
            most = float(stretch[share].max())
            evidence = f"Up to {most:.1%} of a day's tokens{said}"
            yield Flag(kind, since, until, str(group), most, "share of tokens", evidence)


def price_cuts(connection: Connection, view: View) -> Iterator[Flag]:
    """The days on which a list price stood lower than in the catalogue before by a fifth or more."""
    for row in price_changes(connection, view):
        part = round(1 - row.now / row.before, 9)
        if part >= CUT:
            yield Flag(
                Distortion.PRICE_CUT, row.day, row.day, row.group, part, "part of the price",
                f"From {row.before:,.2f} to {row.now:,.2f} US dollars a million tokens (blended) since "
                f"{row.before_day}.",
            )  # fmt: skip


def spikes(connection: Connection, view: View) -> Iterator[Flag]:
    """Rises of one Hub model in one day that are large beside its own and the platform's usual."""
    for row in hub_jumps(connection, view):
        rise = row.downloads - row.before
        if row.total and rise >= SPIKE_SHARE * row.total:
            times = rise / max(row.before / 30, 1)
            yield Flag(
                Distortion.SPIKE, row.day, row.day, row.group, rise, "downloads",
                f"The count of 30 days rose from {row.before:,} to {row.downloads:,} in one day: {times:,.0f} usual "
                f"days, {rise / row.total:.1%} of the whole Hub's count.",
            )  # fmt: skip


def flat_patterns(connection: Connection, view: View) -> Iterator[Flag]:
    """Stretches in which an account's (or model's) daily values hardly vary, weekends included."""
    if view.platform is Platform.OPENROUTER:
        values = model_tokens(connection, view)[["day", "group", "value", "share"]]
    else:
        values = account_values(connection, view)
    for group, days in values.groupby("group"):
        found = flat_days(days)
        for since, until, stretch in stretches(found):
            value, share = float(stretch["value"].mean()), float(stretch["share"].mean())
            if share >= FLAT_SHARE:
                yield Flag(
                    Distortion.FLAT, since, until, str(group), value, "a day",
                    f"{len(stretch)} days on end at {value:,.0f} a day within {FLAT:.0%}, weekends included.",
                )  # fmt: skip


def steps(connection: Connection, view: View) -> Iterator[Flag]:
    """Days on which most accounts moved the same way at once."""
    values = account_values(connection, view)
    if values.empty:
        return
    wide = values.pivot(index="day", columns="group", values="value")
    wide = wide.reindex(pd.date_range(wide.index.min(), wide.index.max()))
    usual = wide.shift(1).rolling(7, min_periods=4).median()
    ratio = (wide / usual.where(usual > 0)).replace([np.inf, -np.inf], np.nan)
    counted = ratio.notna().sum(axis=1)
    for up, moved in ((True, ratio >= STEP_RATIO), (False, ratio <= 1 / STEP_RATIO)):
        part = (moved.sum(axis=1) / counted.where(counted >= STEP_LEAST)).dropna()
        days = pd.DataFrame({"day": part.index, "part": part.to_numpy()})
        for since, until, stretch in stretches(days[days["part"] >= STEP_PART]):
            most, word = float(stretch["part"].max()), "rose" if up else "fell"
            yield Flag(
                Distortion.STEP, since, until, view.platform.value, most, "part of the accounts",
                f"{most:.0%} of the accounts {word} together against their own seven days before.",
            )  # fmt: skip


def falling_counters(connection: Connection, view: View) -> Iterator[Flag]:
    """Stretches of days on which all-time counts fell for many models."""
    days = falling_models(connection, view)
    days = days[days["falling"] >= FALLING_PART * days["measured"]]
    for since, until, stretch in stretches(days):
        part = float((stretch["falling"] / stretch["measured"]).max())
        yield Flag(
            Distortion.FALLING, since, until, view.platform.value, part, "part of the models",
            f"The all-time counts of up to {int(stretch['falling'].max()):,} models ({part:.1%}) fell in a day.",
        )  # fmt: skip


_DETECTORS: dict[Platform, dict[Distortion, Callable[[Connection, View], Iterator[Flag]]]] = {
    Platform.OPENROUTER: {
        Distortion.FREE: free_variants,
        Distortion.PRICE_CUT: price_cuts,
        Distortion.STEALTH: stealth_models,
        Distortion.FLAT: flat_patterns,
        Distortion.STEP: steps,
    },
    Platform.HUGGINGFACE: {
        Distortion.SPIKE: spikes,
        Distortion.FLAT: flat_patterns,
        Distortion.STEP: steps,
        Distortion.FALLING: falling_counters,
    },
}


def stretches(days: pd.DataFrame, most_gap: int = 2) -> Iterator[tuple[dt.date, dt.date, pd.DataFrame]]:
    """First day, last day and rows of each run of `day`s that are no more than `most_gap` days apart."""
    ordered = days.assign(day=pd.to_datetime(days["day"])).sort_values("day")
    run = (ordered["day"].diff() > pd.Timedelta(days=most_gap)).cumsum()
    for _, stretch in ordered.groupby(run):
        yield stretch["day"].iloc[0].date(), stretch["day"].iloc[-1].date(), stretch


def flat_days(days: pd.DataFrame) -> pd.DataFrame:
    """The rows of `days` (day, value) that lie in a run of calendar days which hardly vary."""
    series = days.assign(day=pd.to_datetime(days["day"])).set_index("day").sort_index()
    daily = series["value"].asfreq("D").astype(float)
    rolling = daily.rolling(FLAT_DAYS, min_periods=FLAT_DAYS)
    flat = (rolling.std() <= FLAT * rolling.mean()) & (rolling.mean() > 0)
    inside = flat.astype(float)[::-1].rolling(FLAT_DAYS, min_periods=1).max()[::-1] > 0
    return series[inside.reindex(series.index).fillna(False).astype(bool)].reset_index()
