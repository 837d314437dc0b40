"""After the registry changed, every sum is what it would be, had it always been as it is now."""

import datetime as dt
import random
from pathlib import Path

import pytest
from sqlalchemy import text

from app.store.engine import Database
from app.store.retention import thin
from collectors.contract import HubModel, Relation
from tests.app.measures.world import day_after, plant, plant_models, register
from tests.app.registry.files import LINES
from tests.support import hub_model, midnight

FIRST = dt.date(2026, 7, 1)
DAYS = (0, 1, 2, 4, 5, 7, 8, 9)  # with gaps: daily downloads need the day before
LAB = "lab{0},Lab {0},,US,{1},{2},,headquartered in Reno"
ACCOUNTS = ("large", "small", "nobody", "empty", "maker")
SUMS = {
    "rollup": "SELECT day, population, unit, kind, account, value, models, negatives FROM rollup JOIN day_version"
    " USING (version_id)",
    "derivative_day": "SELECT day, publisher, base, root, relation, own, language, value, models FROM derivative_day"
    " JOIN day_version USING (version_id)",
    "derivative_new": "SELECT * FROM derivative_new",
    "lab_model": "SELECT * FROM lab_model",
    "release_standing": "SELECT * FROM release_standing",
}


def sums(database: Database) -> dict[str, list[str]]:
    with database.connect() as connection:
        return {name: sorted(map(str, connection.execute(text(query)))) for name, query in SUMS.items()}


def forget(database: Database) -> None:
    with database.begin() as connection:
        names = "day_version, rollup, openrouter_row, openrouter_row_price, hub_snapshot, hub_model, hub_former_name"
        more = "hub_descent, derivative_new, derivative_day, lab_model, release_standing, hub_jump, run, gap"
        connection.execute(text(f"TRUNCATE {names}, {more} CASCADE"))


def models(draw: random.Random, number: int) -> list[HubModel]:
    """Accounts of every size, some of which publish derivatives of one another; counts rise, fall and are missing."""
    found = [hub_model("other/Giant", 900_000 + number, downloads_all_time=10**7 + number)]
    for account, size in zip(ACCOUNTS, (50_000, 30, 200, 0, 4_000), strict=True):
        for place in range(4):
            counts = draw.choice((size, size + place, None if account == "empty" else size // 2))
            base, relation = (), None
            if place > 1:
                base = (f"{ACCOUNTS[(ACCOUNTS.index(account) + place) % 5]}/m{place - 2}",)
                relation = (Relation.QUANTIZED, Relation.FINETUNE)[place - 2]
            found.append(
                hub_model(
                    f"{account}/m{place}",
                    counts,
                    downloads_all_time=draw.choice((None, size * 10 + number * draw.choice((-1, 5)))),
                    pipeline_tag=("text-generation", None)[place % 2],
                    base_models=base,
                    relation=relation,
                    created_at=midnight(FIRST - dt.timedelta(days=place)),
                )
            )
    return found


def collect_all(database: Database) -> None:
    draw = random.Random(7)
    for number in DAYS:
        plant_models(database, day_after(FIRST, number), *models(draw, number))
        plant(database, day_after(FIRST, number), {"qwen/a": 50, "veiled/x": 30, "openai/b": 20}, other=9)


def labs(*accounts: str) -> list[str]:
    return [*LINES["labs.csv"], *(LAB.format(each, each, f"{each}-or") for each in accounts)]


@pytest.mark.parametrize(
    ("before", "after"),
    [((), ("small", "large")), (("small", "large", "empty"), ("small",)), (("nobody", "large"), ("maker", "empty"))],
    ids=["come", "go", "change places"],
)
def test_accounts_that_come_and_go_move_the_sums_as_if_they_had_always_been_there(
    database: Database, tmp_path: Path, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    register(database, tmp_path / "before", labs=labs(*before))
    collect_all(database)
    first = sums(database)
    veiled = [*LINES["undisclosed.csv"], "openrouter,veiled,hides its makers"]
    register(
        database, tmp_path / "after", labs=labs(*after), undisclosed=veiled, weights=["openai/,true,,,false,published"]
    )
    moved = sums(database)
    forget(database)
    collect_all(database)
    assert moved == sums(database)
    assert all(first[name] != moved[name] for name in ("rollup", "derivative_day", "lab_model", "release_standing"))


def test_a_change_of_names_and_dates_touches_no_sum(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path / "before", labs=labs("small"))
    collect_all(database)
    with database.begin() as connection:
        connection.execute(text("UPDATE rollup SET value = value + 1"))  # what is made again would not have it
    before = sums(database)
    moved = [line.replace("US,small", "CN,small") for line in labs("small")]
    register(database, tmp_path / "after", labs=moved, events=[])
    assert sums(database) == before


def test_a_thinned_day_keeps_its_sums(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path / "before")
    collect_all(database)
    thin(database, day_after(FIRST, 100), 60, largest=1)
    before = sums(database)
    register(database, tmp_path / "after", labs=labs("small"))
    assert [line for line in sums(database)["rollup"] if "2026, 7, 2)" in line] == [
        line for line in before["rollup"] if "2026, 7, 2)" in line
    ]
