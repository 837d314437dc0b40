"""What is planted to distort the sample world is flagged by the measure that looks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd
import pytest

from app.collect import collect
from app.measures import ask
from app.sample.server import SAMPLE_KEY, StandIn
from app.sample.world import World
from app.store.engine import Database
from app.view import Grouping, Measure, View
from collectors.contract import Platform
from collectors.http import Client
from collectors.huggingface import HubCollector
from collectors.openrouter import OpenRouterCollector
from tests.databases import fresh, opened
from tests.support import midnight

END = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def world() -> World:
    return World(END, days=130)


@pytest.fixture(scope="module")
def filled(server: str, world: World) -> Iterator[Database]:
    """The days around what is planted, by the real collectors from the stand-in; only read."""
    with fresh(server) as url, opened(url) as database:
        plants = world.plants
        with StandIn(world) as stand_in:
            with Client(stand_in.openrouter_base_url, token=SAMPLE_KEY, user_agent="test") as client:
                for morning in (plants.price_cut.since - DAY, plants.price_cut.since):
                    stand_in.today = morning
                    moment = midnight(morning) + dt.timedelta(hours=3)
                    router = OpenRouterCollector(client, most_exports=1, now=lambda moment=moment: moment)  # type: ignore[misc]
                    collect(database, router, now=lambda moment=moment: moment)  # type: ignore[misc]
            with Client(stand_in.hf_endpoint, user_agent="test") as client:
                for day in (plants.falling_counters.since, plants.spike.since):
                    for taken in (day - DAY, day):
                        stand_in.today = taken
                        moment = midnight(taken) + dt.timedelta(hours=6)
                        collect(database, HubCollector(client, organisations=()), now=lambda moment=moment: moment)  # type: ignore[misc]
        yield database


def flagged(database: Database, platform: Platform, kind: str) -> pd.DataFrame:
    with database.connect() as connection:
        return ask(connection, View(measure=Measure.DISTORTION, platform=platform, select=(kind,))).frame


def test_the_halved_price_is_flagged_on_its_day(filled: Database, world: World) -> None:
    plant = world.plants.price_cut
    found = flagged(filled, Platform.OPENROUTER, "price_cut")
    [row] = (each for each in found.to_dict("records") if plant.names[0].startswith(each["group"]))  # without the date
    assert (row["date"].date(), row["size"]) == (plant.since, pytest.approx(0.5))


def test_the_stealth_model_is_flagged_until_its_lab_releases_it(filled: Database, world: World) -> None:
    hidden, named = world.plants.unmasking.names
    found = flagged(filled, Platform.OPENROUTER, "stealth").set_index("group")
    assert found.loc[hidden, "until"].date() == world.plants.unmasking.since - DAY
    with filled.connect() as connection:
        view = View(by=Grouping.MODEL, since=world.plants.unmasking.since, until=world.plants.unmasking.since)
        groups = set(ask(connection, view).frame["group"])
    assert named in groups
    assert hidden not in groups


def test_the_free_twin_is_flagged(filled: Database, world: World) -> None:
    assert world.plants.free_twins.names[0] in set(flagged(filled, Platform.OPENROUTER, "free_variant")["group"])


def test_the_spike_is_flagged_alone(filled: Database, world: World) -> None:
    plant = world.plants.spike
    found = flagged(filled, Platform.HUGGINGFACE, "spike")
    assert found["group"].tolist() == list(plant.names)
    assert found["date"].dt.date.tolist() == [plant.since]


def test_falling_counters_are_flagged_on_their_day(filled: Database, world: World) -> None:
    found = flagged(filled, Platform.HUGGINGFACE, "falling_counters")
    assert found["date"].dt.date.tolist() == [world.plants.falling_counters.since]
    assert 0.05 < found["size"].iloc[0] < 0.2
