"""Judges whether what a run has just written could be true, before it becomes visible."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from app.limits import Limits
from app.store.tables import RunStatus
from collectors.contract import Platform

SAME = 0.2  # two pictures are the same when their rows and totals differ by no more than this part
ALONE = 5  # a first day, with nothing to compare it with, is judged from so many times the least rows on
UNITS = {Platform.OPENROUTER: "tokens", Platform.HUGGINGFACE: "downloads_30d"}

# Each new version of a day beside the newest version of another run: of the same day, or of the nearest day before,
# or, for a past day that is filled in with nothing known before it, of the nearest day after. For the Hub one that
# came in by the same way is looked for first: a crawl ends where the list no longer matters, so its rows are no
# measure for those of a file of the whole Hub.
_PAIRS = text("""
SELECT fresh.day, fresh.rows, before.day AS before_day, before.rows AS before_rows,
       fresh.platform <> 'huggingface' OR fresh.origin = before.origin AS alike,
       (SELECT sum(value) FROM rollup WHERE version_id = fresh.version_id
        AND population = 'all' AND unit = :unit) AS total,
       (SELECT sum(value) FROM rollup WHERE version_id = before.version_id
        AND population = 'all' AND unit = :unit) AS before_total,
       top.account, top.value AS most, COALESCE(before_top.value, 0) AS before_most
FROM day_version AS fresh
LEFT JOIN LATERAL (
    SELECT known.version_id, known.day, known.rows, known.origin FROM day_version AS known
    WHERE known.platform = :platform AND known.run_id <> :run AND known.rows > 0
      AND known.day BETWEEN fresh.day - 60 AND fresh.day + 60
    ORDER BY fresh.platform = 'huggingface' AND known.origin <> fresh.origin, known.day > fresh.day,
             abs(known.day - fresh.day), known.known_at DESC, known.version_id DESC LIMIT 1
) AS before ON true
LEFT JOIN LATERAL (
    SELECT account, value FROM rollup WHERE version_id = fresh.version_id
    AND population = 'all' AND unit = :unit AND kind = 'account' ORDER BY value DESC LIMIT 1
) AS top ON true
LEFT JOIN LATERAL (
    SELECT value FROM rollup WHERE version_id = before.version_id
    AND population = 'all' AND unit = :unit AND kind = 'account' ORDER BY value DESC LIMIT 1
) AS before_top ON true
WHERE fresh.run_id = :run
ORDER BY fresh.day, fresh.known_at
""")

_CATALOGUE = text("""
SELECT day, count(*) AS rows FROM openrouter_price
WHERE day >= (SELECT max(day) FROM openrouter_price) - 60 GROUP BY day ORDER BY day DESC LIMIT 2
""")

_HELD = text(
    "SELECT run_id, detail -> 'gate' AS gate, detail ? 'backfill' AS past FROM run"
    " WHERE platform = :platform AND status = :held AND source = (SELECT source FROM run WHERE run_id = :run)"
    " ORDER BY run_id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Implausible:
    """Why a run is not published: sentences, and the figures by which the next run may confirm it."""

    reasons: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: int
    total: int

    def kept(self) -> dict[str, Any]:
        """As it is kept beside the run."""
        return {"reasons": list(self.reasons), "kinds": list(self.kinds), "rows": self.rows, "total": self.total}


def judge(connection: Connection, platform: Platform, run_id: int, limits: Limits) -> Implausible | None:
    """Compare what the run wrote, in the transaction that wrote it, with what stood before; None where it can be."""
    reasons: dict[str, str] = {}
    rows = total = 0
    for pair in connection.execute(_PAIRS, {"run": run_id, "platform": platform, "unit": UNITS[platform]}):
        found = dict(_doubts(pair, limits))
        if found:
            rows, total = pair.rows, int(pair.total or 0)
        for kind, reason in found.items():
            reasons.setdefault(kind, reason)
    if platform is Platform.OPENROUTER:
        listed = connection.execute(_CATALOGUE).all()
        if (
            len(listed) == 2
            and listed[1].rows >= limits.gate_least_rows
            and (listed[0].rows < limits.gate_rows * listed[1].rows)
        ):
            reasons["catalogue"] = (
                f"the catalogue of {listed[0].day} lists {listed[0].rows:,} models, that of {listed[1].day} had"
                f" {listed[1].rows:,}"
            )
    if not reasons:
        return None
    return Implausible(tuple(reasons.values()), tuple(sorted(reasons)), rows, total)


def confirms(connection: Connection, platform: Platform, run_id: int, found: Implausible) -> int | None:
    """The held run of the same source that showed the same picture; None where the newest one showed another."""
    held = connection.execute(_HELD, {"platform": platform, "held": RunStatus.HELD, "run": run_id}).one_or_none()
    if held is None or not held.gate or held.gate["kinds"] != list(found.kinds):
        return None
    if held.past and (held.gate["rows"], held.gate["total"]) == (found.rows, found.total):
        return None  # the same file once more proves nothing
    alike = _alike(held.gate["rows"], found.rows) and _alike(held.gate["total"], found.total)
    return int(held.run_id) if alike else None


def _doubts(pair: Any, limits: Limits) -> list[tuple[str, str]]:
    """Each doubt as its kind and a sentence without its end."""
    before_day: dt.date | None = pair.before_day
    compared = before_day is not None and pair.before_rows >= limits.gate_least_rows
    if pair.rows == 0 and before_day != pair.day:
        return []  # a day that the platform covers with no rows is a hole of its own, which it has had before
    found = []
    if compared and pair.alike and pair.rows < limits.gate_rows * pair.before_rows:
        found.append(("rows", f"{pair.day} has {pair.rows:,} rows, {before_day} has {pair.before_rows:,}"))
    if compared and pair.before_total and pair.rows:
        moved = float(pair.total or 0) / float(pair.before_total)
        if not 1 / limits.gate_total < moved < limits.gate_total:
            figures = f"{int(pair.total or 0):,}, that of {before_day} is {int(pair.before_total):,}"
            found.append(("total", f"the total of {pair.day} is {figures}"))
    enough = limits.gate_least_rows * (1 if compared else ALONE)
    if pair.rows >= enough and pair.total and pair.most is not None:
        share = float(pair.most) / float(pair.total)
        before_share = float(pair.before_most) / float(pair.before_total) if pair.before_total else 0.0
        if share >= limits.gate_account > before_share:
            found.append(("account", f"{pair.account} holds {share:.1%} of {pair.day}"))
    return found


def _alike(one: int, two: int) -> bool:
    return abs(one - two) <= SAME * max(abs(one), abs(two))
