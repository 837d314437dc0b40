"""What is planted into the sample world is found by the measures that compare."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pandas as pd
import pytest

from app.collect import collect
from app.measures import ask
from app.measures.groups import BUCKETS
from app.measures.result import Measured
from app.registry import Registry, read_registry
from app.sample.world import World
from app.store.engine import Database
from app.view import POPULATIONS, Distortion, Grain, Grouping, Measure, Population, View
from collectors.contract import Origin, Platform, TokenBatch, TokenDay, TokenRow
from tests.databases import fresh, opened
from tests.support import Planted, midnight

END = dt.date(2026, 11, 20)
DAYS = 64


@pytest.fixture(scope="module")
def world() -> World:
    return World(END, days=DAYS)


@pytest.fixture(scope="module")
def filled(server: str, world: World) -> Iterator[Database]:
    """OpenRouter's part of the world, every day as it was first known and the restated one again; only read."""
    with fresh(server) as url, opened(url) as database:
        for day in world.all_days():
            _publish(database, world, day, day + dt.timedelta(days=1))
        _publish(database, world, world.plants.restatement.since, END)
        yield database


def _publish(database: Database, world: World, day: dt.date, known_on: dt.date) -> None:
    rows, other = world.tokens(day, as_of=known_on)
    moment = midnight(known_on) + dt.timedelta(hours=2)
    shown = TokenDay(day, tuple(TokenRow(name, count) for name, count in rows), other)
    batch = TokenBatch(Origin.EXPORT, moment, (shown,))
    collect(database, Planted(Platform.OPENROUTER, [batch], synthetic=True), now=lambda: moment)


def answer(database: Database, **view: object) -> Measured:
    with database.connect() as connection:
        return ask(connection, View(**view))  # type: ignore[arg-type]


def test_the_crossing_that_crosses_back_is_found(filled: Database, world: World) -> None:
    plant = world.plants.crossing
    found = answer(filled, measure=Measure.CROSSOVER, by=Grouping.LAB, select=("moonshot", "minimax"), grain=Grain.WEEK)
    rows = found.frame[found.frame["population"] == "all"]
    assert rows["group"].tolist() == ["moonshot", "minimax"]
    first, second = rows["date"].dt.date
    assert abs((first - plant.since).days) <= 10
    assert abs((second - plant.until).days) <= 10
    assert found.synthetic


def test_the_restatement_is_in_the_ledger_and_redraws_as_it_was_known(filled: Database, world: World) -> None:
    plant = world.plants.restatement
    ledger = answer(filled, measure=Measure.LEDGER).frame
    assert set(ledger["date"].dt.date) == {plant.since}
    models = ledger[ledger["level"] == "model"]
    assert models["change"].sum() > 0
    ahead, behind = plant.names
    assert {ahead, behind} <= set(models["group"])
    rank = {
        "measure": Measure.RANK,
        "by": Grouping.MODEL,
        "grain": Grain.DAY,
        "since": plant.since,
        "until": plant.since,
    }
    places = [
        answer(filled, **rank, as_of=as_of).frame.set_index("group")["rank"]
        for as_of in (plant.since + dt.timedelta(days=2), None)
    ]
    then, now = ((place[ahead.partition(":")[0]], place[behind.partition(":")[0]]) for place in places)
    assert then[0] > then[1]
    assert now[0] < now[1]


def test_the_entrant_explains_the_jump(filled: Database, world: World) -> None:
    plant = world.plants.entrant
    before = plant.since - dt.timedelta(days=1)
    found = answer(filled, measure=Measure.CONTRIBUTION, by=Grouping.BLOC, since=before, until=plant.until)
    models = found.frame[found.frame["level"] == "model"]
    first = models.iloc[0]
    assert (first["group"], first["status"]) == (plant.names[0].partition(":")[0], "entered")
    change = found.frame[found.frame["level"] == "change"].iloc[0]
    assert change["contribution"] > 3
    assert first["contribution"] > change["contribution"] / 2


def test_the_flat_pattern_is_flagged_and_leaves_the_share_when_asked(filled: Database, world: World) -> None:
    plant = world.plants.flat
    flags = answer(filled, measure=Measure.DISTORTION, select=("flat",)).frame
    assert flags["group"].tolist() == list(plant.names)
    day = {"by": Grouping.MODEL, "since": END, "until": END}
    assert plant.names[0] in set(answer(filled, **day).frame["group"])
    assert plant.names[0] not in set(answer(filled, **day, without=(Distortion.FLAT,)).frame["group"])


def test_the_spread_holds_the_share_itself(filled: Database) -> None:
    shares = answer(filled, measure=Measure.SHARE, by=Grouping.BLOC, since=END, until=END).frame.set_index("group")
    spread = answer(filled, measure=Measure.SPREAD, by=Grouping.BLOC, until=END).frame.set_index(["unit", "population"])
    for name in ("share", "share_low", "share_high"):
        assert spread.loc[("tokens", "all"), name] == pytest.approx(shares.loc["CN", name])


def test_concentration_is_wide_where_too_much_is_unknown(filled: Database) -> None:
    found = answer(filled, measure=Measure.CONCENTRATION, grain=Grain.WEEK).frame
    assert (found["hhi_low"] <= found["hhi"]).all()
    assert (found["hhi"] <= found["hhi_high"]).all()
    assert pd.Series(found["group"]).unique().tolist() == ["all", "CN"]


@pytest.mark.parametrize("population", POPULATIONS[Platform.OPENROUTER])
def test_shares_and_bounds_are_what_plain_sums_of_the_published_rows_say(
    filled: Database, world: World, population: Population
) -> None:
    """Worked out here once more, from the rows and the registry's files, without a word of the program's own sums."""
    frame = answer(filled, by=Grouping.LAB, population=population).frame
    told = {(row["date"].date(), row["group"]): row for row in frame.to_dict("records")}
    counted, registry = 0, read_registry()
    for day in world.all_days():
        rows, other = world.tokens(day)
        sums, outside = plain_sums(registry, rows, other or 0, population)
        known, unknown = sum(sums.values()), sum(sums[bucket] for bucket in BUCKETS) + outside
        for group, value in sums.items():
            row, low = told[day, group], value / (known + outside)
            assert row["share"] == pytest.approx(value / known)
            if group not in BUCKETS:
                assert row["share_low"] == pytest.approx(low)
                assert row["share_high"] == pytest.approx(low + unknown / (known + outside))
            counted += 1
    assert counted == len(told) > 0


def plain_sums(
    registry: Registry, rows: list[tuple[str, int]], tail: int, population: Population
) -> tuple[Counter[str], int]:
    """The tokens of each lab and bucket, and those of models of which nobody says whether they belong."""
    owners = {each.account: each.lab_id or "undisclosed" for each in registry.accounts if each.platform == "openrouter"}
    folded: Counter[str] = Counter()
    for name, tokens in rows:
        folded[name.partition(":")[0]] += tokens
    largest = sorted(folded, key=lambda model: (-folded[model], model))[:10]
    sums: Counter[str] = Counter({"other": tail} if population is Population.ALL and tail else {})
    outside = tail if population is Population.OPEN else 0
    for model, tokens in folded.items():
        author = model.partition("/")[0]
        lab = owners.get(author) or ("undisclosed" if author.startswith("~") else "unattributed")
        said = [(len(each.prefix), each.open) for each in registry.weights if model.startswith(each.prefix)]
        if population is Population.OPEN and not said:
            outside += tokens
        elif population is Population.OPEN and not max(said)[1]:
            continue
        elif population is not Population.TOP10 or model in largest:
            sums[lab] += tokens
    return sums, outside
