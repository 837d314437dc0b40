"""Filling a database with the sample world: nothing in it lies in the future, and every planted word is found."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from app.measures import ask
from app.prepare import prepare
from app.registry import read_registry
from app.sample.demo import last_day, sample
from app.sample.registry import with_plants
from app.store.engine import Database
from app.view import Grouping, Measure, Population, View
from collectors.contract import Platform

END = dt.date(2026, 11, 20)
MORNING_AFTER = dt.datetime(2026, 11, 21, 2, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("passed, ended", [(-1, dt.date(2026, 11, 19)), (0, END), (60 * 21, END)])
def test_the_world_ends_with_a_day_whose_morning_after_has_come(passed: int, ended: dt.date) -> None:
    assert last_day(MORNING_AFTER + dt.timedelta(minutes=passed)) == ended


def test_what_is_told_otherwise_in_the_sample_is_found(database: Database) -> None:
    with sample(database, end=END, days=91) as filling:
        plants = filling.world.plants
        prepare(database, with_plants(read_registry(), plants))
        filling.tokens()
    with sample(database, end=END, days=47) as filling:
        filling.earlier_downloads()  # of a world so short the five oldest days, the newest of them first
    with database.connect() as connection:
        newest = connection.execute(text("SELECT max(known_at) FROM day_version")).scalar_one()
        ledger = ask(connection, View(measure=Measure.LEDGER, population=Population.OPEN)).frame
        taken = ask(
            connection, View(measure=Measure.DERIVATIVES, platform=Platform.HUGGINGFACE, by=Grouping.LAB)
        ).frame.set_index(["date", "group", "relation"])["value"]
        name, *bases = plants.redeclared.names
        declared = "SELECT first_day, base FROM hub_descent JOIN hub_model USING (model) WHERE repo_id = :name"
        spans = connection.execute(text(f"{declared} ORDER BY first_day"), {"name": name}).all()
    assert newest <= MORNING_AFTER
    models = ledger[(ledger["level"] == "model") & ledger["reason"].str.startswith("openness")]
    opened = models[models["group"].str.startswith(plants.opened.names[0])]
    assert set(opened["date"].dt.date) <= set(plants.opened.days[:-1])
    assert plants.opened.since in set(opened["date"].dt.date)
    assert opened["reason"].str.contains("changed from a date on").all()
    corrected = models[models["group"].str.startswith(plants.corrected.names[0])]
    assert corrected["date"].min().date() < plants.opened.since
    assert corrected["date"].max().date() < plants.corrected.since
    assert corrected["reason"].str.contains("corrected for all dates").all()
    assert [base for _, base in spans] == bases
    assert spans[1].first_day == plants.redeclared.since
    before, after = (
        {lab: taken[str(day), lab, "quantized"] for lab in ("meta", "alibaba")}
        for day in (plants.redeclared.since - dt.timedelta(days=1), plants.redeclared.since)
    )
    assert after["meta"] < before["meta"]
    assert after["alibaba"] > before["alibaba"]
