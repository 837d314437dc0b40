"""Answers in the shape of the Hub's list of models."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from urllib.parse import urlencode

import numpy as np

from app.sample import plants
from app.sample.answers import Answer, Query, answer
from app.sample.arithmetic import Counts
from app.sample.hub import HubDay
from app.sample.world import World

PATH = "/api/models"
MOST = 1_000
COUNTS = ("downloads", "downloadsAllTime", "likes")
SORTS = ("downloads", "likes", "createdAt")
PLAIN = ("likes", "private", "downloads", "tags", "pipeline_tag", "library_name", "createdAt")
_FIELDS = (
    "author baseModels cardData childrenModelCount config createdAt disabled downloads downloadsAllTime evalResults"
    " gated gguf inferenceProviderMapping lastModified library_name likes pipeline_tag private safetensors sha spaces"
    " tags trendingScore usedStorage"
)
EXPANDABLE = frozenset(_FIELDS.split())


class _Refused(Exception):
    """A question that the Hub answers with 400."""


class HubAnswers:
    """Answers `/api/models` for any day of a world; texts that do not change are made once and kept."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._texts: dict[tuple[tuple[str, ...], bool, bool], list[str]] = {}
        self._places: dict[bool, dict[str, Counts]] = {}

    def models(self, query: Query, today: dt.date, base: str) -> Answer:
        """One page of the list on `today`; `base` is the address that the link to the next page begins with."""
        try:
            day, start = _cursor(query, today)
            limit = min(_number(query, "limit", MOST), MOST)
            fields = _fields(query)
            state = self._world.hub_day(min(max(day, self._world.first), self._world.end + dt.timedelta(days=1)))
            rows = self._rows(state, query)
        except _Refused as problem:
            return answer(400, {"error": str(problem)})
        page = rows[start : start + limit]
        body = f"[{','.join(self._written(state, page, fields))}]".encode()
        if start + limit >= len(rows):
            return Answer(200, body)
        asked = [(name, value) for name, values in query.items() if name != "cursor" for value in values]
        cursor = base64.urlsafe_b64encode(f"{day}/{start + limit}".encode()).decode()
        link = f'<{base}{PATH}?{urlencode([*asked, ("cursor", cursor)])}>; rel="next"'
        return Answer(200, body, (("Link", link),))

    def _rows(self, state: HubDay, query: Query) -> Counts:
        """Places in the day's lists, in the order asked for."""
        rows = np.arange(len(state.present))
        if author := query.get("author"):
            rows = rows[np.isin(state.present, self._of_author(state, author[0]))]
        sort = query.get("sort", [SORTS[0]])[0]
        if sort not in SORTS:
            raise _Refused(f"The sample does not sort by {sort!r}, only by {', '.join(SORTS)}.")
        if sort == "likes":
            rows = rows[np.argsort(-state.likes[rows], kind="stable")]
        elif sort == "createdAt":
            created = np.array([-self._world.repositories[place].created for place in state.present[rows]])
            rows = rows[np.argsort(-created, kind="stable")]
        return rows[::-1] if query.get("direction", ["-1"])[0] == "1" else rows

    def _of_author(self, state: HubDay, author: str) -> Counts:
        renamed = _renamed(state)
        if renamed not in self._places:
            owned: dict[str, list[int]] = {}
            for place, repository in enumerate(self._world.repositories):
                owned.setdefault(repository.repo_id(state.number).partition("/")[0].lower(), []).append(place)
            self._places[renamed] = {name: np.array(places, dtype=np.int64) for name, places in owned.items()}
        return self._places[renamed].get(author.lower(), np.array([], dtype=np.int64))

    def _written(self, state: HubDay, page: Counts, fields: tuple[str, ...]) -> list[str]:
        begun = self._begun(state, fields)
        counts = [name for name in COUNTS if name in fields]
        ending = "".join(f',"{name}":%d' for name in counts) + "}"
        columns = dict(zip(COUNTS, (state.downloads, state.all_time, state.likes), strict=True))
        places = state.present[page].tolist()
        if not counts:
            return [begun[place] + ending for place in places]
        numbers = zip(*(columns[name][page].tolist() for name in counts), strict=True)
        return [begun[place] + ending % values for place, values in zip(places, numbers, strict=True)]

    def _begun(self, state: HubDay, fields: tuple[str, ...]) -> list[str]:
        """Each repository's row up to its counts."""
        wanted = (fields, _renamed(state), state.number >= -plants.REDECLARED)
        if wanted not in self._texts:
            kept = ("_id", "id", *(name for name in fields if name not in COUNTS))
            texts = []
            for place in range(len(self._world.repositories)):
                attributes = self._world.attributes(place, state.number)
                row = {name: attributes[name] for name in kept if name in attributes}
                texts.append(json.dumps(row, separators=(",", ":"))[:-1])
            self._texts[wanted] = texts
        return self._texts[wanted]


def _renamed(state: HubDay) -> bool:
    return state.number >= -plants.RENAMED


def _fields(query: Query) -> tuple[str, ...]:
    """The fields that a row shows beside `_id` and `id`."""
    asked = tuple(dict.fromkeys([*query.get("expand", []), *query.get("expand[]", [])]))
    if unknown := [name for name in asked if name not in EXPANDABLE]:
        raise _Refused(f"Invalid value for expand: {unknown[0]!r}.")
    if asked and query.get("full", ["false"])[0] == "true":
        raise _Refused("expand cannot be used together with full.")
    return asked or PLAIN


def _cursor(query: Query, today: dt.date) -> tuple[dt.date, int]:
    """The day and the row at which a page begins. A crawl goes on with the day that it began with."""
    if "cursor" not in query:
        return today, 0
    try:
        day, _, start = base64.urlsafe_b64decode(query["cursor"][0]).decode("ascii").partition("/")
        return dt.date.fromisoformat(day), max(int(start), 0)
    except (ValueError, binascii.Error):
        raise _Refused("Invalid cursor.") from None


def _number(query: Query, name: str, default: int) -> int:
    text = query.get(name, [str(default)])[0]
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise _Refused(f"{name} is not a positive number.")
    return int(text)
