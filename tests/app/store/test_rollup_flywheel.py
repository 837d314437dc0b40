"""What derivatives are is kept at publish: descent, new ones a week, their downloads, releases' places, rises."""

import datetime as dt

from sqlalchemy import text

from app.store.engine import Database
from collectors.contract import Relation
from tests.support import hub_model, midnight, plant_hub

DAY = dt.date(2026, 7, 1)  # a Wednesday
MONDAY = dt.date(2026, 6, 29)


def rows(database: Database, statement: str) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def born(day: dt.date) -> dt.datetime:
    return midnight(day) + dt.timedelta(hours=9)


MODELS = [
    hub_model("Qwen/Base", 1_000, created_at=born(DAY - dt.timedelta(days=7)), parameters=8_000_000_000),
    hub_model("someone/Tuned", 50, base_models=("Qwen/Base",), relation=Relation.FINETUNE, created_at=born(DAY)),
    hub_model("baker/GGUF", 400, base_models=("someone/Tuned",), relation=Relation.QUANTIZED, created_at=born(DAY)),
    hub_model("Qwen/Own-GGUF", 30, base_models=("Qwen/Base",), relation=Relation.QUANTIZED, created_at=born(DAY)),
]


def test_descent_is_followed_to_the_oldest_base(database: Database) -> None:
    plant_hub(database, DAY, MODELS)
    found = rows(
        database, "SELECT account, base_account, root_account, relation, week FROM hub_descent ORDER BY account"
    )
    assert found == [
        ("Qwen", "Qwen", "Qwen", "quantized", MONDAY),
        ("baker", "someone", "Qwen", "quantized", MONDAY),
        ("someone", "Qwen", "Qwen", "finetune", MONDAY),
    ]


def test_a_circle_of_bases_ends(database: Database) -> None:
    pair = [
        hub_model("a/One", 1, base_models=("b/Two",), relation=Relation.MERGE),
        hub_model("b/Two", 1, base_models=("a/One",), relation=Relation.MERGE),
        hub_model("c/Self", 1, base_models=("c/Self",), relation=Relation.MERGE),
    ]
    plant_hub(database, DAY, pair)
    assert len(rows(database, "SELECT model FROM hub_descent")) == 3


def test_a_base_is_found_under_the_name_that_it_gave_up(database: Database) -> None:
    plant_hub(database, DAY, [hub_model("THUDM/G", 9, model="f" * 24, base_models=("Qwen/Base",))])
    renamed = hub_model("zai-org/G", 9, model="f" * 24, base_models=("Qwen/Base",))
    later = [renamed, hub_model("x/Tuned", 2, base_models=("THUDM/G",), relation=Relation.FINETUNE)]
    plant_hub(database, DAY + dt.timedelta(days=1), later)
    assert rows(database, "SELECT base_account, root_account FROM hub_descent WHERE account = 'x'") == [
        ("THUDM", "Qwen")
    ]


def test_downloads_of_derivatives_keep_registered_and_large_publishers(database: Database) -> None:
    plant_hub(database, DAY, MODELS)
    found = rows(database, "SELECT publisher, base, root, relation, own, value FROM derivative_day ORDER BY value DESC")
    assert found == [
        ("baker", "", "Qwen", "quantized", False, 400),
        ("someone", "Qwen", "Qwen", "finetune", False, 50),
        ("Qwen", "Qwen", "Qwen", "quantized", True, 30),
    ]


def test_what_a_model_says_of_itself_later_replaces_its_descent(database: Database) -> None:
    plant_hub(database, DAY, MODELS)
    changed = [*MODELS[:1], hub_model("someone/Tuned", 50, created_at=born(DAY)), *MODELS[2:]]
    plant_hub(database, DAY + dt.timedelta(days=1), changed)
    assert rows(database, "SELECT sum(models) FROM derivative_new") == [(2,)]


def test_a_release_keeps_its_place_on_its_seventh_day(database: Database) -> None:
    plant_hub(database, DAY, [*MODELS, hub_model("anyone/Big", 5_000)])
    assert rows(
        database, "SELECT repo_id, age, day, downloads, place FROM release_standing JOIN lab_model USING (model)"
    ) == [("Qwen/Base", 7, DAY, 1_000, 2)]


def test_a_rise_is_kept_where_it_is_unusual(database: Database) -> None:
    before = [hub_model("quiet/Model", 30_000), hub_model("steady/Model", 3_000_000), hub_model("small/Model", 3)]
    plant_hub(database, DAY, before)
    after = [hub_model("quiet/Model", 5_030_000), hub_model("steady/Model", 3_200_000), hub_model("small/Model", 900)]
    plant_hub(database, DAY + dt.timedelta(days=1), after)
    assert rows(database, "SELECT repo_id, account, downloads_before, downloads FROM hub_jump") == [
        ("quiet/Model", "quiet", 30_000, 5_030_000)
    ]
