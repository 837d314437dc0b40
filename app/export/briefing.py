"""A briefing as a text file: its title, its look, and the permalinks of its charts in order."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field, replace
from typing import Any

from app.errors import DataError, ViewError
from app.export.look import Titles
from app.toml import quoted
from app.view import View

MOST = 60  # charts
MOST_BYTES = 1_000_000
TITLE = "Open-model usage"
_KEYS = {"title", "template", "titles", "as_of", "chart"}
_CHART_KEYS = {"view", "title"}
ADVICE = 'A briefing is a TOML file with [[chart]] tables, each with view = "platform=..." and, if you like, a title.'


class BriefingError(DataError):
    """A file that is not a briefing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One chart of a briefing; an empty title is made from the data."""

    view: View
    title: str = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a deck is made from. `template` is light, dark or the path of a .pptx; `as_of` holds for every chart."""

    title: str = TITLE
    template: str = "light"
    titles: Titles = Titles.CLAIM
    as_of: dt.date | None = None
    charts: tuple[Entry, ...] = field(default=())

    def with_chart(self, view: View) -> Briefing:
        """The briefing with this chart at its end."""
        return replace(self, charts=(*self.charts, Entry(view)))

    def views(self) -> tuple[View, ...]:
        """The charts' views, each as known on the briefing's day where it names one."""
        return tuple(each.view.with_(as_of=self.as_of) if self.as_of else each.view for each in self.charts)


def read_briefing(text: str) -> Briefing:
    """Read a briefing's text; raises `BriefingError` that names the chart and the reason."""
    if len(text) > MOST_BYTES:
        raise BriefingError(f"This briefing has more than {MOST_BYTES:,} characters.", advice=ADVICE)
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BriefingError(f"The briefing is not TOML: {error}.", advice=ADVICE) from error
    _refuse_unknown(held, _KEYS, "The briefing")
    charts = held.get("chart", [])
    if not isinstance(charts, list) or not all(isinstance(each, dict) for each in charts):
        raise BriefingError("The briefing's charts are not [[chart]] tables.", advice=ADVICE)
    if len(charts) > MOST:
        raise BriefingError(f"A briefing holds at most {MOST} charts, and this one has {len(charts)}.")
    return Briefing(
        title=_text(held, "title", TITLE, "The briefing"),
        template=_text(held, "template", "light", "The briefing"),
        titles=_titles(held.get("titles", Titles.CLAIM.value)),
        as_of=_as_of(held.get("as_of")),
        charts=tuple(_entry(each, number) for number, each in enumerate(charts, start=1)),
    )


def write_briefing(briefing: Briefing) -> str:
    """The briefing's text: `read_briefing` gives the same briefing again."""
    lines = [
        "# A briefing: its charts are permalinks, so it can be made again with newer data, or as known on a day.",
        "#   modelshare deck briefing.toml -o deck.pptx",
        "",
        f"title = {quoted(briefing.title)}",
        f"template = {quoted(briefing.template)}",
        f"titles = {quoted(briefing.titles.value)}",
    ]
    if briefing.as_of:
        lines.append(f"as_of = {briefing.as_of:%Y-%m-%d}")
    for each in briefing.charts:
        lines += ["", "[[chart]]"]
        if each.title:
            lines.append(f"title = {quoted(each.title)}")
        lines.append(f"view = {quoted(each.view.query())}")
    return "\n".join(lines) + "\n"


def _entry(held: dict[str, Any], number: int) -> Entry:
    where = f"Chart {number}"
    _refuse_unknown(held, _CHART_KEYS, where)
    link = _text(held, "view", "", where)
    if not link:
        raise BriefingError(f"{where} names no view.", advice=ADVICE)
    try:
        view = View.parse(link)
    except ViewError as error:
        raise BriefingError(f"{where} has a view that is none: {error}") from error
    return Entry(view, _text(held, "title", "", where))


def _text(held: dict[str, Any], key: str, default: str, where: str) -> str:
    value = held.get(key, default)
    if not isinstance(value, str) or len(value) > 8_000:
        raise BriefingError(f"{where} has a {key} that is not one text.", advice=ADVICE)
    return value


def _titles(value: object) -> Titles:
    try:
        return Titles(str(value))
    except ValueError:
        raise BriefingError(f"titles is one of {', '.join(Titles)}, and not '{str(value)[:40]}'.") from None


def _as_of(value: object) -> dt.date | None:
    if value is None:
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise BriefingError(f"as_of is a day like 2026-07-14, and not '{str(value)[:40]}'.") from None


def _refuse_unknown(held: dict[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(held.keys() - known)
    if unknown:
        raise BriefingError(f"{where} has no '{unknown[0][:40]}'. It has: {', '.join(sorted(known))}.", advice=ADVICE)
