"""Reads the Hub's past from the revisions of the dataset hub-stats, which is rewritten about once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, cast

import msgspec

from collectors.contract import HubPage, Licence, Progress, Report, UpstreamMalformed, silent
from collectors.http import Client
from collectors.hub_parquet import HubParquet
from collectors.remote_file import RemoteFile

DATASET = "cfahlgren1/hub-stats"
COMMITS = f"/api/datasets/{DATASET}/commits/main"
FIRST_DAY = dt.date(2024, 7, 29)  # the dataset's own: there is nothing older
MOST_PAGES = 1_000
LICENCE = Licence(
    "Hugging Face terms of service",
    f"https://huggingface.co/datasets/{DATASET}",
    f"Source: Hugging Face Hub API, by way of the dataset {DATASET}.",
)


class Every(StrEnum):
    """How close the days stand that are read."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of the dataset; `moment` is when it was published, aware, in UTC."""

    commit: str
    moment: dt.datetime

    @property
    def day(self) -> dt.date:
        """The UTC day whose snapshot it is."""
        return self.moment.date()


class _Commit(msgspec.Struct, frozen=True):
    id: str
    date: dt.datetime


class HubStats:
    """The dataset's revisions, and the models of each."""

    source = "hub-stats"
    licence = LICENCE

    def __init__(self, client: Client, now: dt.datetime) -> None:
        self._client, self._now = client, now
        self.traffic = client.traffic

    def revisions(self, since: dt.date, report: Report = silent) -> list[Revision]:
        """Every revision from the UTC day `since` on, oldest first; raises `UpstreamError`s."""
        found: dict[str, Revision] = {}
        for page in range(MOST_PAGES):
            report(Progress(f"revisions of {DATASET}", page, None))
            commits = self._client.get(COMMITS, [("p", str(page))], parse=_commits).value
            new = [each for each in commits if each.commit not in found]
            found |= {each.commit: each for each in new}
            if not new or min(each.day for each in new) < since:
                break
        return sorted((each for each in found.values() if each.day >= since), key=lambda each: each.moment)

    def pages(self, revision: Revision, report: Report = silent) -> Iterator[HubPage]:
        """The models of one revision, by range requests; raises `UpstreamError`s."""
        file = RemoteFile(self._client, f"/datasets/{DATASET}/resolve/{revision.commit}/models.parquet")
        parquet = HubParquet(cast(IO[bytes], file), f"models.parquet of {revision.day}", self._now)
        yield from parquet.pages(report)
        self.traffic.warnings += parquet.warnings


def pick(revisions: Iterable[Revision], every: Every, known: set[dt.date]) -> list[Revision]:
    """The newest revision of each day, or of the first day of each week, of which nothing is in `known`."""
    last_of_day = {each.day: each for each in sorted(revisions, key=lambda each: each.moment)}
    if every is Every.DAY:
        return [each for day, each in sorted(last_of_day.items()) if day not in known]
    first_of_week: dict[tuple[int, int], Revision] = {}
    for day, revision in sorted(last_of_day.items()):
        first_of_week.setdefault(day.isocalendar()[:2], revision)
    known_weeks = {day.isocalendar()[:2] for day in known}
    return [each for week, each in first_of_week.items() if week not in known_weeks]


def absent_days(revisions: Iterable[Revision]) -> list[dt.date]:
    """The days between the first and the last revision of which there is none."""
    held = {each.day for each in revisions}
    first, last = min(held, default=dt.date.max), max(held, default=dt.date.min)
    return [day for n in range((last - first).days) if (day := first + dt.timedelta(days=n)) not in held]


def _commits(body: bytes) -> list[Revision]:
    commits = msgspec.json.decode(body, type=list[_Commit])
    for each in commits:
        if each.date.tzinfo is None or not each.id.isalnum():
            raise UpstreamMalformed(f"a revision of {DATASET} has no time zone or no name.")
    return [Revision(each.id, each.date.astimezone(dt.UTC)) for each in commits]
