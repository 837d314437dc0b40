"""What the stored data say of a candidate in each measured criterion, as a score with its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select, true

from app.measures.attributes import hub_models, lab_models
from app.measures.efficiency import efficiency
from app.measures.evaluation_file import Criterion
from app.measures.flywheel import flywheel
from app.measures.groups import BUCKETS
from app.measures.lab_accounts import labs_of_accounts
from app.measures.prices import prices
from app.measures.provenance import newest_day
from app.measures.share import share
from app.store.tables import hub_snapshot, openrouter_benchmark, openrouter_model
from app.view import Grain, Grouping, View
from collectors.contract import Platform

MOMENTUM_DAYS = 90
RECENT_WEEKS = 12
FREE_LICENCES = frozenset(
    ("apache-2.0", "mit", "bsd", "bsd-2-clause", "bsd-3-clause", "cc0-1.0", "cc-by-4.0", "unlicense", "isc", "zlib")
)
NAMES = {Platform.OPENROUTER: "OpenRouter", Platform.HUGGINGFACE: "the Hub"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A score from 0 to 100, how well it is founded (0 to 1), and what it rests on. No score: nothing is known."""

    score: float | None
    confidence: float
    text: str


NOTHING = Evidence(None, 0.0, "Nothing is known.")
Scores = dict[str, Evidence]


def gather(connection: Connection, as_of: dt.date | None) -> dict[Criterion, Scores]:
    """The evidence of every lab and every named OpenRouter model, by criterion. Scores do not depend on a choice."""
    shares = {platform: _recent(connection, platform, as_of) for platform in Platform}
    models = _models(connection, as_of)
    return {
        Criterion.ADOPTION: _adoption(shares) | _model_adoption(models),
        Criterion.MOMENTUM: _momentum(shares) | _model_momentum(models),
        Criterion.DERIVATIVES: _derivatives(connection, as_of, shares[Platform.HUGGINGFACE].now),
        Criterion.PRICE: _lab_prices(connection, as_of) | _model_prices(models),
        Criterion.LICENCE: _licences(connection, as_of) | _model_licences(connection, as_of),
        Criterion.BENCHMARK: _benchmarks(connection, as_of),
        Criterion.CONFIDENCE: _confidence(shares),
    }


def standing(values: dict[str, float], *, high_is_good: bool = True) -> dict[str, float]:
    """0 to 100: the part of the others that a candidate is ahead of, those that are level counting half."""
    names = list(values)
    held = np.array([values[name] for name in names], dtype=float) * (1 if high_is_good else -1)
    if len(held) < 2:
        return dict.fromkeys(names, 50.0)
    behind = (held[:, None] > held[None, :]).sum(axis=1) + ((held[:, None] == held[None, :]).sum(axis=1) - 1) / 2
    return dict(zip(names, (100 * behind / (len(held) - 1)).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Recent:
    """One platform's shares by lab on its newest day and 90 days before, how much is unknown, how much is stored."""

    day: dt.date | None
    now: dict[str, float]
    before: dict[str, float]
    unknown: float
    stored: float


def _recent(connection: Connection, platform: Platform, as_of: dt.date | None) -> _Recent:
    view = View(platform=platform, by=Grouping.LAB, as_of=as_of)
    day = newest_day(connection, view)
    if day is None:
        return _Recent(None, {}, {}, 1.0, 0.0)
    since = day - dt.timedelta(days=MOMENTUM_DAYS)
    found = share(connection, view.with_(since=since, until=day))
    known = found.frame[~found.frame["group"].isin(BUCKETS)]
    by_day = {
        moment: dict(zip(rows["group"], rows["share"].astype(float), strict=True))
        for moment, rows in known.groupby("date")
    }
    coverage = found.coverage
    stored = 1 - (len(coverage.missing) + len(coverage.empty)) / max(coverage.days_expected, 1)
    now, before = by_day.get(pd.Timestamp(str(day)), {}), by_day.get(pd.Timestamp(str(since)), {})
    return _Recent(day, now, before, coverage.unknown_share or 0.0, stored)


def _adoption(shares: dict[Platform, _Recent]) -> Scores:
    scores = {platform: standing(each.now) for platform, each in shares.items()}

    def said(platform: Platform, lab: str) -> str:
        found = shares[platform]
        share = found.now[lab]
        band = f" (band {share:.1%} to {share + found.unknown:.1%})" if found.unknown else ""
        return f"{share:.1%}{band} of {NAMES[platform]} on {found.day}"

    return _over_platforms(scores, said)


def _momentum(shares: dict[Platform, _Recent]) -> Scores:
    changes = {
        platform: {lab: 100 * (part - each.before.get(lab, 0.0)) for lab, part in each.now.items()}
        for platform, each in shares.items()
        if each.before
    }
    scores = {platform: standing(each) for platform, each in changes.items()}

    def said(platform: Platform, lab: str) -> str:
        moved = f"{changes[platform][lab]:+.2f}".replace("-", "−")
        return f"{moved} points on {NAMES[platform]} in {MOMENTUM_DAYS} days"

    return _over_platforms(scores, said)


def _over_platforms(scores: dict[Platform, dict[str, float]], said: Callable[[Platform, str], str]) -> Scores:
    """The mean of the platforms on which a lab stands; on one alone it is half as well founded."""
    labs = dict.fromkeys(lab for each in scores.values() for lab in each)
    found = {}
    for lab in labs:
        here = [platform for platform, each in scores.items() if lab in each]
        mean = float(np.mean([scores[platform][lab] for platform in here]))
        text = "; ".join(said(platform, lab) for platform in here)
        found[lab] = Evidence(mean, len(here) / len(Platform), f"{text}.")
    return found


def _derivatives(connection: Connection, as_of: dt.date | None, on_the_hub: Collection[str]) -> Scores:
    """New derivatives of the last weeks; a lab on the Hub whose models nobody builds on is known to have none."""
    view = View(platform=Platform.HUGGINGFACE, by=Grouping.LAB, as_of=as_of)
    frame = flywheel(connection, view).frame
    whole = sorted(set(frame.loc[frame["complete"], "date"]))[-RECENT_WEEKS:]
    recent = frame[frame["date"].isin(whole) & ~frame["group"].isin(BUCKETS)]
    counts = dict.fromkeys(on_the_hub, 0.0) if whole else {}
    counts |= {str(lab): float(count) for lab, count in recent.groupby("group")["value"].sum().items()}
    scores = standing(counts)
    return {
        lab: Evidence(scores[lab], 0.5, f"{count:,.0f} new declared derivatives in {len(whole)} weeks; a lower bound.")
        for lab, count in counts.items()
    }


def _lab_prices(connection: Connection, as_of: dt.date | None) -> Scores:
    view = View(by=Grouping.LAB, as_of=as_of, grain=Grain.WEEK)
    day = newest_day(connection, view)
    if day is None:
        return {}
    frame = efficiency(connection, view.with_(since=day - dt.timedelta(days=6), until=day)).frame
    known = frame[~frame["group"].isin(BUCKETS)]
    summed = known.groupby("group")[["usd", "tokens"]].sum()
    held = {str(lab): 1e6 * row["usd"] / row["tokens"] for lab, row in summed.iterrows() if row["tokens"] > 0}
    scores = standing(held, high_is_good=False)
    return {
        lab: Evidence(scores[lab], 1.0, f"{price:,.2f} US dollars a million tokens at list price, 7 days to {day}.")
        for lab, price in held.items()
    }


def _licences(connection: Connection, as_of: dt.date | None) -> Scores:
    """The part of a lab's downloads on the newest day that goes to models under a free licence.

    Downloads of models that state no licence count on neither side: they lower the confidence.
    """
    day = newest_day(connection, View(platform=Platform.HUGGINGFACE, as_of=as_of))
    model = lab_models(as_of).c
    downloads = hub_snapshot.c.downloads
    free = func.coalesce(func.sum(downloads).filter(model.licence.in_(FREE_LICENCES)), 0)
    stated = func.coalesce(func.sum(downloads).filter(model.licence != ""), 0)
    rows = connection.execute(
        select(model.account, func.sum(downloads), stated, free)
        .where(hub_snapshot.c.day == day, hub_snapshot.c.model == model.model, downloads > 0)
        .group_by(model.account)
    ).all()
    labs = labs_of_accounts(connection, Platform.HUGGINGFACE, as_of, day)
    sums: dict[str, list[int]] = {}
    for account, *counts in rows:
        mine = sums.setdefault(labs.get(account, ""), [0, 0, 0])
        mine[:] = [one + int(more) for one, more in zip(mine, counts, strict=True)]
    return {
        lab: Evidence(
            100 * open_part / known,
            known / whole,
            f"{open_part / known:.0%} of its Hub downloads with a stated licence are of freely licensed models; "
            f"{known / whole:.0%} of its downloads state one.",
        )
        for lab, (whole, known, open_part) in sums.items()
        if known
    }


def _benchmarks(connection: Connection, as_of: dt.date | None) -> Scores:
    one = openrouter_benchmark.c
    last = select(func.max(one.day)).where(one.day <= as_of if as_of else one.day.is_not(None)).scalar_subquery()
    slug = func.split_part(one.permaslug, ":", 1)
    rows = connection.execute(
        select(slug, func.max(one.intelligence_index), func.max(one.day))
        .where(one.day == last, one.intelligence_index.is_not(None))
        .group_by(slug)
    ).all()
    labs = labs_of_accounts(connection, Platform.OPENROUTER, as_of)
    best: dict[str, tuple[float, str]] = {}
    for model, index, _ in rows:
        lab = labs.get(model) or labs.get(model.partition("/")[0])
        best[model] = (index, model)
        if lab:
            best[lab] = max(best.get(lab, (float("-inf"), "")), (index, model))
    held = {name: index for name, (index, _) in best.items()}
    return _split_scores(held, lambda name: f"Intelligence index {held[name]:.1f} ({best[name][1]}).")


def _confidence(shares: dict[Platform, _Recent]) -> Scores:
    scores = {
        platform: dict.fromkeys(each.now, 100 * (1 - each.unknown) * each.stored) for platform, each in shares.items()
    }

    def said(platform: Platform, _: str) -> str:
        each = shares[platform]
        return (
            f"{each.unknown:.0%} of the newest day unknown, {each.stored:.0%} of the days stored on {NAMES[platform]}"
        )

    return _over_platforms(scores, said)


# --- single models ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Models:
    now: pd.DataFrame
    before: pd.DataFrame
    day: dt.date | None


def _models(connection: Connection, as_of: dt.date | None) -> _Models:
    view = View(by=Grouping.MODEL, as_of=as_of, grain=Grain.WEEK)
    day = newest_day(connection, view)
    if day is None:
        return _Models(pd.DataFrame(), pd.DataFrame(), None)
    last = day if day.weekday() == 6 else day - dt.timedelta(days=day.weekday() + 1)  # the newest whole week
    now = prices(connection, view.with_(until=last)).frame.set_index("group")
    before = prices(connection, view.with_(until=last - dt.timedelta(weeks=MOMENTUM_DAYS // 7))).frame
    return _Models(now, before.set_index("group"), last)


def _model_adoption(models: _Models) -> Scores:
    held = {str(name): float(part) for name, part in models.now.get("share", pd.Series(dtype=float)).items()}
    return _split_scores(held, lambda name: f"{held[name]:.2%} of the named models' tokens, week to {models.day}.")


def _model_momentum(models: _Models) -> Scores:
    if models.before.empty:
        return {}
    change = models.now["share"].sub(models.before["share"].reindex(models.now.index).fillna(0.0)) * 100
    held = {str(name): float(points) for name, points in change.items()}
    return _split_scores(held, lambda name: f"{held[name]:+.2f} points of the named models' tokens in 12 weeks.")


def _model_prices(models: _Models) -> Scores:
    held = {
        str(name): float(p) for name, p in models.now.get("usd_per_million", pd.Series(dtype=float)).dropna().items()
    }
    return _split_scores(
        held, lambda name: f"{held[name]:,.2f} US dollars a million tokens at list price.", high_is_good=False
    )


def _model_licences(connection: Connection, as_of: dt.date | None) -> Scores:
    listed, weights = openrouter_model.c, hub_models(as_of)
    named = listed.hugging_face_since <= as_of if as_of else true()
    rows = connection.execute(
        select(func.split_part(listed.permaslug, ":", 1), weights.c.licence)
        .join_from(openrouter_model, weights, weights.c.repo_id == listed.hugging_face_id)
        .where(listed.hugging_face_id != "", named)
    )
    return {
        model: Evidence(100.0 if licence in FREE_LICENCES else 0.0, 1.0, f"Weights under the licence {licence}.")
        for model, licence in rows
        if licence
    }


def _split_scores(held: dict[str, float], said: Callable[[str], str], *, high_is_good: bool = True) -> Scores:
    """Labs are set beside labs, and models beside models."""
    found: Scores = {}
    for single in (False, True):
        part = {name: value for name, value in held.items() if ("/" in name) is single}
        scores = standing(part, high_is_good=high_is_good)
        found |= {name: Evidence(scores[name], 1.0, said(name)) for name in part}
    return found
