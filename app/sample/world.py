"""The sample world: eighteen months of both platforms, made up from one seed, the same on every machine."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from app.sample import catalogue as listing
from app.sample import plants as planted
from app.sample.hub import WINDOW, Hub, HubDay
from app.sample.models import TokenModel, token_models
from app.sample.plants import Names, Plants
from app.sample.repositories import Repository, redeclaring, repositories
from app.sample.tokens import TokenDay, Tokens, as_first_known

DAYS = 548
MOST_DAYS = 1_100


class World:
    """`days` days of both platforms up to `end`, the last complete UTC day. Equal arguments give equal bytes.

    The story is told backwards from `end`: a world of fewer than 548 days is the end of that of 548. Nothing is
    worked out before it is asked for. Raises `ValueError` for a number of days that is not from 1 to 1,100.
    """

    def __init__(self, end: dt.date, days: int = DAYS, seed: int = 2026) -> None:
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"A sample world has 1 to {MOST_DAYS} days, not {days}.")
        self.end, self.days, self.seed = end, days, seed
        self.first = end - dt.timedelta(days=days - 1)
        self._tokens: dict[int, TokenDay] = {}

    def __repr__(self) -> str:
        return f"World({self.first} to {self.end}, seed {self.seed})"

    @property
    def hub_gap_days(self) -> tuple[dt.date, ...]:
        """The days of which nobody took a snapshot of the Hub; the Hub itself went on."""
        return tuple(self.end - dt.timedelta(days=ago) for ago in planted.HUB_GAP)

    def all_days(self) -> Iterator[dt.date]:
        """Every day, oldest first."""
        return (self.first + dt.timedelta(days=n) for n in range(self.days))

    # --- OpenRouter -------------------------------------------------------------------------------------------------

    def tokens(self, day: dt.date, as_of: dt.date | None = None) -> tuple[list[tuple[str, int]], int | None]:
        """The fifty largest permaslugs of a day, largest first, and the tokens of the rest (None on an empty day).

        `as_of` is the UTC day on which one asks; without it, the values as they are known in the end. A day outside
        the world has no rows.
        """
        found = self.token_day(day, as_of)
        return list(found.rows), found.other

    def token_day(self, day: dt.date, as_of: dt.date | None = None) -> TokenDay:
        """The same as an immutable record."""
        if not self.first <= day <= self.end:
            return TokenDay((), None)
        number = -(self.end - day).days
        if number == -planted.RESTATED_DAY and as_of is not None and as_of < self._restated_on:
            return self._as_first_known[0]
        if number not in self._tokens:
            self._tokens[number] = self._usage.day(number)
        return self._tokens[number]

    def catalogue(self, day: dt.date) -> list[dict[str, Any]]:
        """The models that OpenRouter lists on a day, in the shape of its catalogue."""
        return listing.catalogue(self.models, self.end, day, self.seed)

    @cached_property
    def models(self) -> tuple[TokenModel, ...]:
        """Every model that OpenRouter ever serves here."""
        return token_models(self.seed)

    @cached_property
    def _usage(self) -> Tokens:
        return Tokens(self.models, self.end, np.arange(1 - self.days, 1, dtype=np.int64), self.seed)

    @property
    def _restated_on(self) -> dt.date:
        return self.end - dt.timedelta(days=planted.RESTATED_ON)

    @cached_property
    def _as_first_known(self) -> tuple[TokenDay, tuple[str, str]]:
        return as_first_known(self._usage.day(-planted.RESTATED_DAY))

    # --- the Hub ----------------------------------------------------------------------------------------------------

    def hub(self, day: dt.date) -> list[dict[str, Any]]:
        """The Hub's whole list on a day, most downloads first, each row with every field of the API that it has.

        The Hub is live, so the day after `end` has a list too. Raises `ValueError` for other days outside the world.
        """
        state = self.hub_day(day)
        counts = zip(state.downloads.tolist(), state.all_time.tolist(), state.likes.tolist(), strict=True)
        return [
            self.attributes(place, state.number)
            | {"downloads": downloads, "downloadsAllTime": all_time, "likes": likes}
            for place, (downloads, all_time, likes) in zip(state.present.tolist(), counts, strict=True)
        ]

    def hub_day(self, day: dt.date) -> HubDay:
        """The Hub's counts on a day, by places in `repositories`."""
        if not self.first <= day <= self.end + dt.timedelta(days=1):
            raise ValueError(f"{day} is not in the sample world, which is {self.first} to {self.end}.")
        return self.downloads.day(-(self.end - day).days)

    def attributes(self, place: int, number: int) -> dict[str, Any]:
        """What does not count: one repository's fields on a day number (0 is `end`)."""
        repository = self.repositories[place]
        repo_id = repository.repo_id(number)
        created = repository.created_at(self.end, self.seed)
        found: dict[str, Any] = {
            "_id": self.model_key(repository),
            "id": repo_id,
            "author": repo_id.partition("/")[0],
            "createdAt": created,
            "lastModified": created,
            "gated": repository.gated,
            "private": False,
            "disabled": False,
            "tags": repository.tags(number),
        }
        if repository.pipeline:
            found["pipeline_tag"] = repository.pipeline
        if repository.library:
            found["library_name"] = repository.library
        if repository.parameters:
            found["safetensors"] = {"parameters": {"BF16": repository.parameters}, "total": repository.parameters}
        if repository.gguf_parameters:
            found["gguf"] = {"total": repository.gguf_parameters}
        return found

    def model_key(self, repository: Repository) -> str:
        """The Hub's own `_id`, which a rename does not change."""
        return hashlib.sha256(f"{self.seed}/{repository.first_id}".encode()).hexdigest()[:24]

    @cached_property
    def repositories(self) -> tuple[Repository, ...]:
        """Every repository that the Hub ever has here."""
        return repositories(self.seed, self.models)

    @cached_property
    def downloads(self) -> Hub:
        """Every repository's downloads on every day."""
        days = np.arange(1 - max(self.days, DAYS) - WINDOW, 2, dtype=np.int64)  # all-time counts need the whole story
        return Hub(self.repositories, self.end, days, self.seed)

    # --- what is planted --------------------------------------------------------------------------------------------

    @cached_property
    def plants(self) -> Plants:
        """The planted cases; in a short world some lie before its first day."""
        slugs = {model.stem: model.permaslug(self.end) for model in self.models}
        roster = self.repositories
        redeclared = roster[redeclaring(roster)]
        return planted.plants(
            self.end,
            Names(
                renamed=tuple(each.first_id for each in roster if each.account.name == planted.FORMER_ACCOUNT),
                spike=roster[self.downloads.spiking].first_id,
                falling=tuple(roster[place].first_id for place in self.downloads.falling),
                restated=self._as_first_known[1],
                unmasked=slugs["sample-owl-pro"],
                twin=slugs["sample-breeze-5"],
                cut=slugs["sample-thrift-2"],
                flat=slugs["sample-metronome-1"],
                crossing=("moonshotai", "minimax"),
                entrant=f"{slugs['sample-comet-4']}:free",
                redeclared=(redeclared.first_id, redeclared.base, redeclared.later_base),
            ),
        )
