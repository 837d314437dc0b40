"""What the dashboard keeps between reruns: the database handle, and measures by the version of the data."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import streamlit as st

from app.errors import ViewError
from app.measures import ask
from app.measures.freshness import Freshness, freshness
from app.measures.headline import Headline, headline
from app.measures.reads import heard
from app.measures.result import Measured
from app.registry import current_hash
from app.settings import Settings
from app.store.engine import Database, open_database
from app.view import Platform, View

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the data stand at this rerun. `version` changes with every publish and every change of the registry."""

    database: Database
    settings: Settings
    freshness: dict[Platform, Freshness]
    version: str

    @property
    def synthetic(self) -> bool:
        """Whether the newest data of any platform are made up."""
        return any(each.synthetic for each in self.freshness.values())

    @property
    def empty(self) -> bool:
        """Whether no platform has been collected yet."""
        return all(each.newest_day is None for each in self.freshness.values())


def standing() -> Standing:
    """Ask the database how it stands; raises `StoreError` where it does not answer."""
    settings = Settings.load()
    handle = _open(settings)
    with handle.database.connect() as connection:
        found = {each.platform: each for each in freshness(connection)}
        registry = current_hash(connection)
    runs = [f"{platform}={each.run_id}" for platform, each in found.items()]
    return Standing(handle.database, settings, found, " ".join([_identity(settings), *runs, registry]))


def measured(now: Standing, view: View) -> Measured:
    """The answer to a view, computed once for each version of the data.

    `link.read` refuses what no measure of a page follows; what one of its measures does not is left out for that one.
    """
    return _measured(now.version, heard(view).query(), now.database)


def attempted(now: Standing, view: View) -> Measured | ViewError:
    """The answer to a view, or why there is none: the controls stand in both cases, and can mend it."""
    try:
        return measured(now, view)
    except ViewError as refusal:
        return refusal


def answered(now: Standing, measure: Callable[..., Answer], *arguments: Hashable) -> Answer:
    """What a measure answers to these arguments, a connection before them; once for each version of the data."""
    return cast(Answer, _answered(now.version, f"{measure.__module__}.{measure.__qualname__}", arguments, measure, now))


def kept(now: Standing, view: View, more: tuple[str, ...], make: Callable[[], Answer]) -> Answer:
    """What `make` draws of the answer to a view, once for each version of the data; `more` is what else it depends on.

    All readers are given the same one, and nobody may change it.
    """
    return cast(Answer, _kept(now.version, view.query(), more, make))


def headlines(now: Standing, platform: Platform) -> Headline:
    """A platform's headline, computed once for each version of the data."""
    limits = {
        Platform.OPENROUTER: now.settings.unknown_limit_openrouter,
        Platform.HUGGINGFACE: now.settings.unknown_limit_huggingface,
    }
    return _headline(now.version, platform.value, limits[platform], now.database)


@dataclass(frozen=True, slots=True)
class _Handle:
    database: Database
    stack: ExitStack


def _identity(settings: Settings) -> str:
    """A digest of the settings that decide which database is open; a password must not stand in a cache's key."""
    url = settings.database_url.get_secret_value() if settings.database_url else f"{settings.data_dir}"
    return hashlib.sha256(f"{url} {settings.database_name}".encode()).hexdigest()[:16]


def _close(handle: _Handle) -> None:
    handle.stack.close()


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs={Settings: _identity}, on_release=_close)
def _open(settings: Settings) -> _Handle:
    stack = ExitStack()
    return _Handle(stack.enter_context(open_database(settings)), stack)


@st.cache_data(max_entries=256, show_spinner=False)
def _measured(version: str, query: str, _database: Database) -> Measured:
    with _database.connect() as connection:
        return ask(connection, View.parse(query))


@st.cache_resource(max_entries=64, show_spinner=False)
def _kept(version: str, query: str, more: tuple[str, ...], _make: Callable[[], Any]) -> Any:
    return _make()


@st.cache_data(max_entries=16, show_spinner=False)
def _headline(version: str, platform: str, unknown_limit: float, _database: Database) -> Headline:
    with _database.connect() as connection:
        return headline(connection, Platform(platform), unknown_limit=unknown_limit)


@st.cache_data(max_entries=64, show_spinner=False)
def _answered(version: str, name: str, arguments: tuple[Any, ...], _measure: Callable[..., Any], _now: Standing) -> Any:
    with _now.database.connect() as connection:
        return _measure(connection, *arguments)
