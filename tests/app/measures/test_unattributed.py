"""The largest accounts that nobody claims, and the definitions that the Method page shows."""

from pathlib import Path

from app.measures import ask
from app.measures.definitions import DEFINITIONS
from app.measures.unattributed import largest_unattributed
from app.store.engine import Database
from app.view import Measure, Unit, View
from collectors.contract import Platform
from tests.app.measures.world import MONDAY, TOKENS, day_after, plant, plant_models, register, with_changes
from tests.support import hub_model


def test_the_largest_come_first_with_their_part_of_everything(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant(database, MONDAY, {"old/model": 9})
    plant(database, day_after(MONDAY), {**TOKENS, "small/s": 5}, other=25)
    with database.connect() as connection:
        found = largest_unattributed(connection, Platform.OPENROUTER)
        (first,) = largest_unattributed(connection, Platform.OPENROUTER, limit=1)
    assert [(each.account, each.value, each.share) for each in found] == [("nobody", 10, 0.01), ("small", 5, 0.005)]
    assert (first.account, first.day, first.unit) == ("nobody", day_after(MONDAY), Unit.TOKENS)


def test_hub_accounts_too_small_for_a_row_are_not_listed(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_models(
        database,
        MONDAY,
        hub_model("big/a", 9_000),
        hub_model("tiny/b", 1),
        hub_model("openai/c", 999),
        hub_model("d", 0),
    )
    with database.connect() as connection:
        found = largest_unattributed(connection, Platform.HUGGINGFACE)
    assert [(each.account, each.share) for each in found] == [("big", 0.9)]


def test_whoever_is_placed_by_a_change_is_not_listed(database: Database, tmp_path: Path) -> None:
    named = "account,openrouter,nobody,openai,,2026-07-06,2026-07-06,false,bought"
    register(database, tmp_path, **with_changes(named))
    plant(database, MONDAY, {"nobody/n": 1})
    with database.connect() as connection:
        assert largest_unattributed(connection, Platform.OPENROUTER) == []


def test_an_empty_database_lists_nobody(database: Database) -> None:
    with database.connect() as connection:
        assert largest_unattributed(connection, Platform.OPENROUTER) == []


def test_a_view_is_answered_by_the_measure_that_it_names(database: Database) -> None:
    with database.connect() as connection:
        for measure in (Measure.SHARE, Measure.RANK):
            assert ask(connection, View(measure=measure)).definition.name == measure


def test_every_measure_is_defined_with_formula_caveats_and_source() -> None:
    names = [definition.name for definition in DEFINITIONS]
    assert len(set(names)) == len(names)
    assert {"share", "rank", "headline", "freshness", "unattributed"} <= set(names)
    for definition in DEFINITIONS:
        assert definition.version >= 1
        assert definition.formula.endswith(".")
        assert definition.caveats
        assert definition.source
