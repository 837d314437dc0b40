"""What a view asks of a measure that does not follow it is refused, and what it does not follow changes no number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from app.errors import ViewError
from app.measures import ask
from app.measures.reads import READS, heard, unheard
from app.store.engine import Database
from app.view import POPULATIONS, UNITS, Grain, Grouping, Measure, Platform, View
from tests.app.every_measure import ASKED, MONDAY, plant_month
from tests.databases import fresh, opened

LATER = MONDAY + dt.timedelta(days=20)
OTHERS: dict[str, Any] = {
    **{"by": Grouping.COUNTRY, "select": ("google", "mistral"), "since": LATER, "until": LATER},
    **{"as_of": MONDAY + dt.timedelta(days=9), "grain": Grain.MONTH, "window_weeks": 3, "claim": "x"},
    **{"weights": ("price:3",), "scores": ("alibaba:80::",)},
}


@pytest.fixture(scope="module")
def month(server: str) -> Iterator[Database]:
    with fresh(server) as url, opened(url) as database:
        plant_month(database)
        yield database


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("name", ["unit", "population"])
def test_a_unit_or_population_that_a_measure_does_not_have_is_refused(measure: Measure, name: str) -> None:
    view = ASKED[measure]
    other = (UNITS if name == "unit" else POPULATIONS)[view.platform][1]
    asked = view.with_(**{name: other})
    refusal = unheard(asked)
    if name in READS[measure]:
        assert refusal is None
        assert heard(asked) == asked
    else:
        assert refusal is not None
        assert f"has no {name} '{other}'" in refusal.message
        assert heard(asked) == view
    assert unheard(asked, (Measure.SHARE,)) is None  # another chart of the page follows it


def test_asking_refuses_it_too(month: Database) -> None:
    view = View(measure=Measure.FLYWHEEL, platform=Platform.HUGGINGFACE, population="language")
    with month.connect() as connection, pytest.raises(ViewError, match="has no population 'language'"):
        ask(connection, view)


@pytest.mark.parametrize("measure", Measure)
def test_what_a_measure_does_not_follow_changes_none_of_its_numbers(month: Database, measure: Measure) -> None:
    view = ASKED[measure]
    unread = {name: value for name, value in OTHERS.items() if name not in READS[measure]}
    with month.connect() as connection:
        plain, other = (ask(connection, each).frame for each in (view, view.with_(**unread)))
    assert len(plain) or measure is Measure.LEAD_LAG  # four weeks are too few for it
    pd.testing.assert_frame_equal(plain, other)
