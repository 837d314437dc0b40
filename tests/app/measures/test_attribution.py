"""Whose a sum is follows the registry by date, and as it was known; nothing is collected again."""

import datetime as dt
from pathlib import Path

import pytest

from app.measures.provenance import known_days
from app.registry import load, read_registry
from app.store.engine import Database
from app.view import Grain, Grouping, View
from tests.app.measures.world import MONDAY, ask_share, column, day_after, plant, register, with_changes
from tests.app.registry.files import write_registry

TUESDAY, WEDNESDAY, THURSDAY = (day_after(MONDAY, days) for days in (1, 2, 3))
DAY = {"stealth/foo": 60, "stealth/bar": 20, "openai/g": 20}
UNMASKED = "account,openrouter,stealth/foo,mistral,,2026-07-08,2026-07-09,false,Mistral said so"


@pytest.fixture
def days(database: Database) -> Database:
    """Monday to Thursday, each the same; whose the accounts are is left to the test."""
    for number in range(4):
        plant(database, day_after(MONDAY, number), DAY)
    return database


def test_without_a_change_a_stealth_model_is_undisclosed(days: Database, tmp_path: Path) -> None:
    register(days, tmp_path)
    assert column(ask_share(days).frame, "value", MONDAY) == {"openai": 20, "undisclosed": 80}


def test_an_unmasked_model_counts_for_its_lab_from_that_day_on_only(days: Database, tmp_path: Path) -> None:
    register(days, tmp_path, **with_changes(UNMASKED))
    frame = ask_share(days).frame
    assert column(frame, "value", TUESDAY) == {"openai": 20, "undisclosed": 80}
    assert column(frame, "value", WEDNESDAY) == {"openai": 20, "mistral": 60, "undisclosed": 20}
    assert column(frame, "value", THURSDAY) == {"openai": 20, "mistral": 60, "undisclosed": 20}


def test_the_same_holds_for_countries_and_for_weeks(days: Database, tmp_path: Path) -> None:
    register(days, tmp_path, **with_changes(UNMASKED))
    week = ask_share(days, by=Grouping.COUNTRY, grain=Grain.WEEK).frame
    assert column(week, "value") == {"FR": 120, "US": 80, "undisclosed": 200}


def test_before_the_change_was_recorded_nobody_knew_it(days: Database, tmp_path: Path) -> None:
    register(days, tmp_path, **with_changes(UNMASKED))
    # Wednesday stood in public on Thursday at 02:00; the change was recorded on Thursday, the ninth.
    on_wednesday = ask_share(days, as_of=WEDNESDAY).frame
    on_thursday = ask_share(days, as_of=THURSDAY).frame
    assert column(on_wednesday, "value", TUESDAY) == {"openai": 20, "undisclosed": 80}
    assert "mistral" not in set(on_wednesday["group"])
    assert column(on_thursday, "value", WEDNESDAY)["mistral"] == 60


def test_a_correction_holds_for_all_dates_once_it_is_recorded(days: Database, tmp_path: Path) -> None:
    correction = "account,openrouter,openai,mistral,,,2026-07-09,true,was entered under the wrong lab"
    register(days, tmp_path, **with_changes(correction))
    assert column(ask_share(days).frame, "value", MONDAY)["mistral"] == 20
    assert "openai" not in set(ask_share(days).frame["group"])
    assert column(ask_share(days, as_of=WEDNESDAY).frame, "value", MONDAY)["openai"] == 20


def test_a_correction_makes_void_what_was_recorded_before_it(days: Database, tmp_path: Path) -> None:
    corrected = "account,openrouter,stealth/foo,moonshot,,,2026-07-10,true,it was Moonshot all along"
    later = "account,openrouter,stealth/foo,minimax,,2026-07-09,2026-07-11,false,sold"
    register(days, tmp_path, **with_changes(UNMASKED, corrected, later))
    frame = ask_share(days).frame
    assert column(frame, "value", MONDAY)["moonshot"] == 60
    assert column(frame, "value", WEDNESDAY)["moonshot"] == 60
    assert column(frame, "value", THURSDAY)["minimax"] == 60
    assert "mistral" not in set(frame["group"])


def test_of_two_changes_from_one_day_the_last_recorded_counts(days: Database, tmp_path: Path) -> None:
    again = "account,openrouter,stealth/foo,minimax,,2026-07-08,2026-07-10,false,Mistral had only hosted it"
    register(days, tmp_path, **with_changes(UNMASKED, again))
    assert column(ask_share(days).frame, "value", WEDNESDAY)["minimax"] == 60
    assert column(ask_share(days, as_of=THURSDAY).frame, "value", WEDNESDAY)["mistral"] == 60


def test_a_lab_that_moves_counts_for_its_new_country_from_that_day_on(days: Database, tmp_path: Path) -> None:
    register(days, tmp_path, **with_changes("country,,,openai,FR,2026-07-08,2026-07-08,false,moved to Paris"))
    frame = ask_share(days, by=Grouping.COUNTRY).frame
    assert column(frame, "value", TUESDAY) == {"US": 20, "undisclosed": 80}
    assert column(frame, "value", WEDNESDAY) == {"FR": 20, "undisclosed": 80}
    bloc = ask_share(days, by=Grouping.BLOC).frame
    assert column(bloc, "value", WEDNESDAY) == {"rest": 20, "undisclosed": 80}


def test_an_account_that_changes_hands_counts_for_both_in_their_time(days: Database, tmp_path: Path) -> None:
    sold = "account,openrouter,openai,alibaba,,2026-07-08,2026-07-08,false,sold"
    moved = "country,,,alibaba,US,2026-07-09,2026-07-09,false,moved"
    register(days, tmp_path, **with_changes(sold, moved))
    frame = ask_share(days, by=Grouping.BLOC).frame
    assert [column(frame, "value", day_after(MONDAY, n)) for n in range(4)] == [
        {"US": 20, "undisclosed": 80},
        {"US": 20, "undisclosed": 80},
        {"CN": 20, "undisclosed": 80},
        {"US": 20, "undisclosed": 80},
    ]


def test_an_alias_account_is_undisclosed_until_it_is_named(database: Database, tmp_path: Path) -> None:
    plant(database, MONDAY, {"~openai/latest": 3, "nobody/n": 1})
    register(database, tmp_path / "before")
    assert column(ask_share(database).frame, "value") == {"undisclosed": 3, "unattributed": 1}
    named = "account,openrouter,~openai/latest,openai,,2026-07-06,2026-07-06,false,it says so itself"
    register(database, tmp_path / "after", **with_changes(named))
    assert column(ask_share(database).frame, "value") == {"openai": 3, "unattributed": 1}


def test_a_new_lab_changes_the_books_without_a_new_collection(database: Database, tmp_path: Path) -> None:
    plant(database, MONDAY, {"nobody/n": 1})
    register(database, tmp_path / "before")
    assert column(ask_share(database).frame, "value") == {"unattributed": 1}
    lab = "somebody,Somebody,,DE,,nobody,,headquartered in Berlin"
    register(database, tmp_path / "after", labs=[lab], changes=[], events=[])
    assert column(ask_share(database).frame, "value") == {"somebody": 1}
    assert column(ask_share(database, by=Grouping.NAMED3).frame, "value") == {"elsewhere": 1}


def test_a_day_is_known_from_the_moment_on_which_it_stood_in_public(database: Database, tmp_path: Path) -> None:
    with database.begin() as connection:
        load(connection, read_registry(write_registry(tmp_path)))
    plant(database, MONDAY, {"qwen/a": 1})
    with database.connect() as connection:
        assert known_days(connection, View(as_of=MONDAY)) == []
        (known,) = known_days(connection, View(as_of=TUESDAY))
    assert (known.day, known.has_values) == (MONDAY, True)
    assert known.known_at == dt.datetime(2026, 7, 7, 2, tzinfo=dt.UTC)
