"""Measured objects made by hand, with numbers that a test can check on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from app.charts.shape import BUCKETS
from app.measures.result import Coverage, Definition, Measured, SourceLine
from app.view import Grain, View
from collectors.contract import Platform

COLUMNS = ["date", "group", "value", "share", "share_low", "share_high", "total"]
COLUMNS += ["days", "days_expected", "complete"]
DEFINITION = Definition(
    "share", 1, "Share", "value / population", ("Tokens differ between vendors.",), "design", "all usage"
)
MOMENT = dt.datetime(2026, 7, 20, 1, 46, tzinfo=dt.UTC)
OPENROUTER = SourceLine(
    Platform.OPENROUTER,
    "export",
    "Source: OpenRouter (openrouter.ai/rankings), as of 2026-07-20.",
    "CC BY 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
    MOMENT,
    MOMENT,
)
HUB = SourceLine(Platform.HUGGINGFACE, "hub_api", "Source: Hugging Face Hub API", "", "", MOMENT, MOMENT)


def measured(
    days: Mapping[str, Mapping[str, float]],
    *,
    view: View | None = None,
    incomplete: Sequence[str] = (),
    missing: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    synthetic: bool = False,
    notes: tuple[str, ...] = (),
) -> Measured:
    """A share of what `days` holds: the first day of a period, and each group's value in it."""
    view = view or View()
    rows: list[dict[str, Any]] = []
    for date, values in days.items():
        total = sum(values.values())
        unknown = sum(values.get(bucket, 0) for bucket in BUCKETS)
        length = {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 30}[view.grain]
        whole = date not in incomplete
        for group, value in values.items():
            share = value / total
            rows.append(
                {
                    "date": pd.Timestamp(date),
                    "group": group,
                    "value": value,
                    "share": share,
                    "share_low": share,
                    "share_high": share if group in BUCKETS else (value + unknown) / total,
                    "total": total,
                    "days": length if whole else length - 2,
                    "days_expected": length,
                    "complete": whole,
                }
            )
    frame = pd.DataFrame(rows, columns=COLUMNS)
    known = frame[~frame["group"].isin(BUCKETS)].groupby("group")["value"].sum().sort_values(ascending=False)
    order = {group: at for at, group in enumerate([*known.index, *BUCKETS])}
    frame = frame.assign(place=frame["group"].map(order)).sort_values(["date", "place"]).drop(columns="place")
    dates = sorted(dt.date.fromisoformat(each) for each in days)
    gone = tuple(dt.date.fromisoformat(each) for each in missing)
    return Measured(
        view=view,
        frame=frame.reset_index(drop=True),
        definition=DEFINITION,
        sources=(OPENROUTER if view.platform is Platform.OPENROUTER else HUB,),
        coverage=Coverage(
            first_day=dates[0] if dates else None,
            last_day=dates[-1] if dates else None,
            days_expected=len(dates) + len(gone),
            missing=gone,
            empty=(),
            unknown_share=0.07 if dates else None,
        ),
        synthetic=synthetic,
        registry_hash="ab" * 32,
        labels=dict(labels or {}),
        notes=notes,
    )


SIX_DAYS = {
    "2026-07-14": {"CN": 620, "US": 318, "rest": 10, "other": 52},
    "2026-07-15": {"CN": 600, "US": 330, "rest": 12, "other": 58},
    "2026-07-16": {"CN": 590, "US": 345, "rest": 11, "other": 54},
    "2026-07-18": {"CN": 605, "US": 325, "rest": 15, "other": 55},
    "2026-07-19": {"CN": 610, "US": 322, "rest": 13, "other": 55},
}
