"""What derivatives are is kept at publish: descent, new ones a week, their downloads, releases' places, rises."""

import datetime as dt
from itertools import permutations

import pytest
from sqlalchemy import text

from app.store.engine import Database
from app.store.rollup_flywheel import roll_up_all_derivatives
from collectors.contract import HubModel, Relation
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


def test_what_a_model_declares_later_holds_from_that_day_on(database: Database) -> None:
    """It stays a new derivative of the base that it declared first, and each day's downloads go where they went."""
    two, three = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=2)
    for day, bases in ((DAY, ("Qwen/Base",)), (two, ("meta-llama/Base",)), (three, ())):
        plant_hub(database, day, [hub_model("someone/Tuned", 50, base_models=bases, created_at=born(DAY))])
    assert rows(database, "SELECT base, first_day, next_day, declared_on FROM hub_descent ORDER BY first_day") == [
        ("Qwen/Base", DAY, two, DAY),
        ("meta-llama/Base", two, three, DAY),
    ]
    assert rows(database, "SELECT base, declared_on, models FROM derivative_new") == [("Qwen", DAY, 1)]
    assert rows(
        database, "SELECT day, base, value FROM derivative_day JOIN day_version USING (version_id) ORDER BY day"
    ) == [(DAY, "Qwen", 50), (two, "meta-llama", 50)]


KEPT = {
    "models": "SELECT * FROM hub_model ORDER BY model",
    "former words": "SELECT * FROM hub_former_attributes ORDER BY model, first_day",
    "descent": "SELECT model, account, first_day, next_day, base, relation, root_account, week, declared_on"
    " FROM hub_descent ORDER BY model, first_day",
    "new": "SELECT * FROM derivative_new ORDER BY week, declared_on, base, relation",
    "taken": "SELECT day, publisher, base, root, relation, own, value FROM derivative_day"
    " JOIN day_version USING (version_id) ORDER BY day, publisher, base, root, relation",
}
TUNED, TWICE, PACK, FIX = (letter * 24 for letter in "abcd")
# Four days on which everything changes once: a base, a base's base, a name, a licence; one model leaves.
STORY = [
    [
        hub_model("someone/Tuned", 50, model=TUNED, base_models=("Qwen/Base",), created_at=born(DAY)),
        hub_model("x/Twice", 7, model=TWICE, base_models=("someone/Tuned",), licence="mit", created_at=born(DAY)),
        hub_model("p/Pack", 3, model=PACK, base_models=("x/Twice",), relation=Relation.QUANTIZED, created_at=born(DAY)),
    ],
    [
        hub_model("someone/Tuned", 51, model=TUNED, base_models=("meta-llama/Base",), created_at=born(DAY)),
        hub_model("x/Twice", 6, model=TWICE, base_models=("someone/Tuned",), licence="mit", created_at=born(DAY)),
        hub_model("p/Pack", 3, model=PACK, base_models=("x/Twice",), relation=Relation.QUANTIZED, created_at=born(DAY)),
        hub_model("f/Fix", 9, model=FIX, created_at=born(DAY)),
    ],
    [
        hub_model("someone/Tuned", 52, model=TUNED, base_models=("meta-llama/Base",), created_at=born(DAY)),
        hub_model("x/Twice", 8, model=TWICE, base_models=("someone/Tuned",), licence="other", created_at=born(DAY)),
        hub_model("p/Pack", 4, model=PACK, base_models=("x/Twice",), relation=Relation.QUANTIZED, created_at=born(DAY)),
        hub_model("g/Fix", 9, model=FIX, base_models=("Qwen/Base",), created_at=born(DAY)),
    ],
    [
        hub_model("someone/Tuned", 53, model=TUNED, base_models=("Qwen/Base",), created_at=born(DAY)),
        hub_model("x/Twice", 8, model=TWICE, base_models=("someone/Tuned",), licence="mit", created_at=born(DAY)),
        hub_model("g/Fix", 9, model=FIX, created_at=born(DAY)),
    ],
]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (3, 0, 2, 1), (1, 3, 0, 2), (2, 0, 1, 3), (0, 3, 1, 2)])
def test_the_order_in_which_days_come_in_changes_nothing(database: Database, order: tuple[int, ...]) -> None:
    for number in order:
        plant_hub(database, DAY + dt.timedelta(days=number), STORY[number])
    found = {name: rows(database, statement) for name, statement in KEPT.items()}
    days = [DAY + dt.timedelta(days=number) for number in range(4)]
    forever = dt.date.max
    assert [(*row[1:4], row[6]) for row in found["descent"]] == [
        ("someone", *days[:2], "Qwen"),
        ("someone", days[1], days[3], "meta-llama"),
        ("someone", days[3], forever, "Qwen"),
        ("x", *days[:2], "Qwen"),
        ("x", days[1], days[3], "meta-llama"),
        ("x", days[3], forever, "Qwen"),
        ("p", *days[:2], "Qwen"),
        ("p", days[1], days[3], "meta-llama"),
        ("p", days[3], forever, "Qwen"),
        ("g", *days[2:], "Qwen"),
    ]
    assert [(row[0], *row[1:4], row[6]) for row in found["taken"]] == [
        (days[0], "p", "", "Qwen", 3),
        (days[0], "someone", "Qwen", "Qwen", 50),
        (days[0], "x", "", "Qwen", 7),
        (days[1], "p", "", "meta-llama", 3),
        (days[1], "someone", "meta-llama", "meta-llama", 51),
        (days[1], "x", "", "meta-llama", 6),
        (days[2], "g", "Qwen", "Qwen", 9),
        (days[2], "p", "", "meta-llama", 4),
        (days[2], "someone", "meta-llama", "meta-llama", 52),
        (days[2], "x", "", "meta-llama", 8),
        (days[3], "someone", "Qwen", "Qwen", 53),
        (days[3], "x", "", "Qwen", 8),
    ]
    assert sum(row[-1] for row in found["new"]) == len((TUNED, TWICE, PACK, FIX))
    assert_made_again(database, days, found)


def assert_made_again(database: Database, days: list[dt.date], found: dict[str, list[tuple[object, ...]]]) -> None:
    with database.begin() as connection:
        roll_up_all_derivatives(connection, days)
    assert {name: rows(database, statement) for name, statement in KEPT.items()} == found


OLD, USER, FIRST, ANEW, TAKEN = (letter * 24 for letter in "efabc")


def names_of(number: int) -> list[HubModel]:
    """A base gives up its name on the second day; another is deleted and made anew on the third, and declares none."""
    base = hub_model(
        "re/Base", 5, model=ANEW if number == 2 else FIRST, base_models=() if number == 2 else ("Qwen/Base",)
    )
    return [
        hub_model("n/Old" if number == 0 else "n/New", 10, model=OLD, base_models=("Qwen/Base",)),
        hub_model("u/User", 20 + number, model=USER, base_models=("n/Old",)),
        base,
        hub_model("v/Taken", 30 + number, model=TAKEN, base_models=("re/Base",)),
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_name_leads_to_whoever_bore_it_on_the_day(database: Database, order: tuple[int, ...]) -> None:
    """A late day that brings a name to light has newer ones summed again: the order of the days makes no difference."""
    for number in order:
        plant_hub(database, DAY + dt.timedelta(days=number), names_of(number))
    found = {name: rows(database, statement) for name, statement in KEPT.items()}
    days = [DAY + dt.timedelta(days=number) for number in range(3)]
    forever = dt.date.max
    assert sorted((*row[1:4], row[6]) for row in found["descent"]) == [
        ("n", days[0], forever, "Qwen"),
        ("re", days[0], forever, "Qwen"),
        ("u", days[0], forever, "Qwen"),
        ("v", days[0], days[2], "Qwen"),
        ("v", days[2], forever, "re"),
    ]
    taken = {(row[0], row[1]): (row[3], row[6]) for row in found["taken"]}
    assert [taken[day, "u"] for day in days] == [("Qwen", 20), ("Qwen", 21), ("Qwen", 22)]
    assert [taken[day, "v"] for day in days] == [("Qwen", 30), ("Qwen", 31), ("", 32)]
    assert_made_again(database, days, found)


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
