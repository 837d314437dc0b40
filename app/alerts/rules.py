"""Reads alert rules from a TOML file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.errors import DataError, ViewError
from app.view import Measure, Platform, View

MOST = 200
ADVICE = "docs/briefings.md shows each kind of rule."


class Kind(StrEnum):
    """What a rule watches for."""

    PASSES = "passes"
    MOVES = "moves"
    ENTERS = "enters"
    STALE = "stale"


class RuleError(DataError):
    """A rule that cannot be read."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `points` are percentage points, `hours` the age of the newest day's end; what a kind needs not is 0.

    `group` empty means any known group (moves). `view` is a share for passes and moves, a ranking for enters.
    """

    name: str
    kind: Kind
    view: View
    group: str = ""
    other: str = ""
    points: float = 0.0
    places: int = 0
    hours: float = 0.0


_FIELDS = {
    Kind.PASSES: ({"view", "group", "other"}, {"view", "group", "other"}),
    Kind.MOVES: ({"view", "group", "points"}, {"view", "points"}),
    Kind.ENTERS: ({"view", "places"}, {"view"}),
    Kind.STALE: ({"platform", "hours"}, {"platform"}),
}
PLACES, HOURS = 10, 50.0


def read_rules(text: str) -> tuple[Rule, ...]:
    """The rules of a file's text; raises `RuleError` with the rule's number and the reason."""
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"The alert rules are not TOML: {error}.", advice=ADVICE) from error
    unknown = sorted(held.keys() - {"rule"})
    if unknown:
        raise RuleError(f"The alert rules hold '{unknown[0][:40]}', and only [[rule]] is known.", advice=ADVICE)
    rules = held.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(each, dict) for each in rules) or len(rules) > MOST:
        raise RuleError(f"Alert rules are at most {MOST} [[rule]] tables.", advice=ADVICE)
    read = tuple(_rule(each, number) for number, each in enumerate(rules, start=1))
    names = [each.name for each in read]
    for name in names:
        if names.count(name) > 1:
            raise RuleError(f"Two rules are called '{name[:80]}'. What was told is remembered by name.", advice=ADVICE)
    return read


def _rule(held: dict[str, Any], number: int) -> Rule:
    where = f"Rule {number}"
    try:
        kind = Kind(held.get("kind", ""))
    except ValueError:
        raise RuleError(
            f"{where} has the kind '{str(held.get('kind'))[:40]}'.", advice=f"It is one of {', '.join(Kind)}."
        ) from None
    known, needed = _FIELDS[kind]
    for name in sorted(held.keys() - known - {"kind", "name"}):
        raise RuleError(f"{where} ({kind}) has no '{name[:40]}'. It has: {', '.join(sorted(known))}.", advice=ADVICE)
    for name in sorted(needed - held.keys()):
        raise RuleError(f"{where} ({kind}) lacks '{name}'.", advice=ADVICE)
    view = _view(held, kind, where)
    if kind is Kind.MOVES and not _number(held, "points", 0.0, where):
        raise RuleError(f"{where}: points must be above 0.", advice=ADVICE)
    return Rule(
        name=_text(held, "name", where) or f"{kind} {number}",
        kind=kind,
        view=view,
        group=_text(held, "group", where),
        other=_text(held, "other", where),
        points=_number(held, "points", 0.0, where),
        places=int(_number(held, "places", PLACES, where)),
        hours=_number(held, "hours", HOURS, where),
    )


def _view(held: dict[str, Any], kind: Kind, where: str) -> View:
    if kind is Kind.STALE:
        try:
            return View(platform=Platform(str(held["platform"])))
        except ValueError:
            raise RuleError(f"{where} names a platform that is none.", advice=f"Use {', '.join(Platform)}.") from None
    try:
        view = View.parse(_text(held, "view", where))
    except ViewError as error:
        raise RuleError(f"{where} has a view that is none: {error}") from error
    wanted = Measure.RANK if kind is Kind.ENTERS else Measure.SHARE
    if view.measure is not wanted:
        raise RuleError(f"{where} ({kind}) watches a {wanted}, and its view asks for {view.measure}.", advice=ADVICE)
    return view


def _text(held: dict[str, Any], name: str, where: str) -> str:
    value = held.get(name, "")
    if not isinstance(value, str) or len(value) > 4_000:
        raise RuleError(f"{where}: {name} is not one text.", advice=ADVICE)
    return value


def _number(held: dict[str, Any], name: str, default: float, where: str) -> float:
    value = held.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1_000_000:
        raise RuleError(f"{where}: {name} is a number that is not negative.", advice=ADVICE)
    return float(value)
