"""The sentence under test, on days made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotEnoughKnown
from app.measures import ask
from app.measures.result import Measured
from app.measures.verdict import Check, Outcome, checked
from app.measures.ways import Stand
from app.store.engine import Database
from app.view import Measure, View
from tests.app.measures.world import MONDAY, day_after, register
from tests.support import hub_model, midnight, plant_hub, plant_tokens

DOMINATED = {"qwen/a": 40, "moonshotai/k": 25, "minimax/m": 20, "openai/g": 10}


def verdict(database: Database, **view: Any) -> Measured:
    with database.connect() as connection:
        return ask(connection, View(measure=Measure.VERDICT, **view))


def outcomes(measured: Measured, platform: str, population: str = "all") -> dict[str, tuple[bool, str]]:
    frame = measured.frame
    rows = frame[
        (frame["platform"] == platform) & (frame["population"] == population) & (frame["level"] == "test")
    ].to_dict("records")
    return {row["group"]: (row["as_counted"], row["outcome"]) for row in rows}


def test_a_day_that_they_dominate(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, DOMINATED, other=5)
    found = verdict(database)
    assert outcomes(found, "openrouter") == {
        "majority": (True, "yes"),
        "first_three": (True, "yes"),  # 20 against at most 10 + 5
        "leader": (True, "yes"),
        "ahead_of_each": (True, "yes"),
        "dominate": (True, "yes"),
    }
    frame = found.frame
    together = frame[(frame["population"] == "all") & (frame["level"] == "together")].iloc[0]
    assert (together["share"], together["share_low"], together["share_high"]) == pytest.approx((0.85, 0.85, 0.90))
    ranks = frame[(frame["population"] == "all") & (frame["level"] == "lab")].set_index("group")["rank"]
    assert ranks.to_dict() == {"alibaba": 1, "moonshot": 2, "minimax": 3}
    assert any("huggingface: nothing is stored" in note for note in found.notes)


def test_a_day_that_they_do_not(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, {"qwen/a": 20, "moonshotai/k": 5, "openai/g": 70}, other=5)
    assert outcomes(verdict(database), "openrouter") == {
        "majority": (False, "no"),
        "first_three": (False, "no"),
        "leader": (False, "no"),
        "ahead_of_each": (False, "no"),
        "dominate": (False, "no"),
    }


def test_where_the_unknown_decides_it_says_so(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, {"qwen/a": 30, "moonshotai/k": 10, "minimax/m": 5, "openai/g": 12}, other=43)
    found = outcomes(verdict(database), "openrouter")
    assert found["majority"] == (False, "undecided")
    # MiniMax needs 7 and Moonshot 2 of the 43 that nobody can give to a lab.
    assert found["first_three"] == (False, "undecided")
    assert found["dominate"] == (False, "undecided")


def test_both_platforms_stand_side_by_side(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, DOMINATED)
    plant_hub(database, MONDAY, [hub_model("Qwen/a", 100), hub_model("openai/g", 300), hub_model("openai/h", 200)])
    found = verdict(database, until=MONDAY)
    assert outcomes(found, "openrouter")["dominate"] == (True, "yes")
    assert outcomes(found, "huggingface")["dominate"] == (False, "no")
    assert {source.platform.value for source in found.sources} == {"openrouter", "huggingface"}


def test_it_redraws_as_it_was_known(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, DOMINATED)
    plant_tokens(database, MONDAY, DOMINATED | {"openai/g": 400}, known_at=midnight(day_after(MONDAY, 5)))
    then = verdict(database, until=MONDAY, as_of=day_after(MONDAY, 2))
    assert outcomes(then, "openrouter")["dominate"] == (True, "yes")
    assert outcomes(verdict(database, until=MONDAY), "openrouter")["dominate"] == (False, "no")


def test_a_date_that_is_not_stored_is_said_and_not_replaced(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, DOMINATED)
    found = verdict(database, until=day_after(MONDAY))
    assert found.frame.empty
    assert "openrouter: 2026-07-07 is not stored." in found.notes


def test_nothing_stored_at_all(database: Database) -> None:
    with pytest.raises(NotEnoughKnown, match="Nothing is stored of either platform"):
        verdict(database)


parts = st.integers(0, 1_000)


@given(st.lists(parts, min_size=3, max_size=3), parts, parts, st.lists(parts, min_size=4, max_size=4))
def test_no_way_of_sharing_out_the_unknown_contradicts_a_decided_test(
    three: list[int], rival: int, unknown: int, weights: list[int]
) -> None:
    whole = sum(three) + rival + unknown or 1
    stand = {f"lab{n}": Stand(v, v / whole, v / whole, (v + unknown) / whole, None) for n, v in enumerate(three)}
    other = {"rival": Stand(rival, rival / whole, rival / whole, (rival + unknown) / whole, None)}
    low = sum(three) / whole
    found = checked(stand, other, Stand(sum(three), low, low, low + unknown / whole, None))
    given_out = [unknown * weight / (sum(weights) or 1) for weight in weights]
    real = [value + extra for value, extra in zip([*three, rival], given_out, strict=True)]
    truth = {
        Check.MAJORITY: sum(real[:3]) > whole / 2,
        Check.FIRST_THREE: min(real[:3]) > real[3],
        Check.LEADER: max(real[:3]) > real[3],
        Check.AHEAD_OF_EACH: sum(real[:3]) > real[3],
    }
    for check, holds in truth.items():
        margin = 1e-6  # the shares are floats, and ties are neither
        near = {
            Check.MAJORITY: abs(sum(real[:3]) - whole / 2),
            Check.FIRST_THREE: abs(min(real[:3]) - real[3]),
            Check.LEADER: abs(max(real[:3]) - real[3]),
            Check.AHEAD_OF_EACH: abs(sum(real[:3]) - real[3]),
        }[check]
        if near > margin:
            assert found[check] is not (Outcome.NO if holds else Outcome.YES)
