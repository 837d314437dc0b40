"""Before and after a date, against a share that steps up once."""

import datetime as dt

import pytest
from sqlalchemy import insert

from app.errors import NotEnoughKnown, ViewError
from app.measures import ask
from app.store.engine import Database
from app.store.tables import event
from app.view import Grouping, Measure, View
from tests.support import midnight, plant_tokens

STEP = dt.date(2026, 6, 1)
VIEW = View(measure=Measure.EVENT_STUDY, by=Grouping.BLOC, select=("CN",), since=STEP, window_weeks=4)


@pytest.fixture
def stepped(database: Database) -> Database:
    """140 days: China holds 40 % until the step and 60 % from it on."""
    for number in range(-70, 70):
        chinese = 60 if number >= 0 else 40
        plant_tokens(database, STEP + dt.timedelta(days=number), {"qwen/a": chinese, "openai/b": 100 - chinese})
    with database.begin() as connection:
        rows = [
            {"date": STEP, "kind": "us_policy", "title": "A rule", "confidence": "primary", "source": "x"},
            {"date": STEP, "kind": "report", "title": "A rumour", "confidence": "known", "source": "x"},
            {
                "date": STEP + dt.timedelta(days=3),
                "kind": "release",
                "title": "A model",
                "confidence": "primary",
                "source": "x",
            },
        ]
        connection.execute(insert(event), rows)
    return database


def test_the_change_is_after_minus_before_and_stands_apart_from_the_placebos(stepped: Database) -> None:
    with stepped.connect() as connection:
        found = ask(connection, VIEW)
    four = found.frame[(found.frame["level"] == "event") & (found.frame["weeks"] == 4)].to_dict("records")[0]
    assert (four["share_before"], four["share_after"]) == (pytest.approx(0.4), pytest.approx(0.6))
    assert four["change"] == pytest.approx(20)
    assert (four["days_before"], four["days_after"]) == (28, 28)
    placebos = found.frame[(found.frame["level"] == "placebo") & (found.frame["weeks"] == 4)]
    assert len(placebos) == four["placebos"] > 0
    assert (abs((placebos["date"] - four["date"]).dt.days) >= 28).all()
    assert placebos["change"].abs().max() == pytest.approx(0)


def test_both_shares_have_the_bounds_that_the_unknown_leaves(stepped: Database) -> None:
    """A tenth of the tokens after the step, and none before, is the platform's tail."""
    for number in range(28):
        day = STEP + dt.timedelta(days=number)
        plant_tokens(stepped, day, {"qwen/a": 54, "openai/b": 36}, other=10, known_at=midnight(day + dt.timedelta(9)))
    with stepped.connect() as connection:
        found = ask(connection, VIEW)
    row = found.frame[(found.frame["level"] == "event") & (found.frame["weeks"] == 4)].iloc[0]
    bounds = {name: row[name] for name in row.index if name.startswith("share_")}
    assert bounds == pytest.approx(
        {
            **{"share_before": 0.4, "share_before_low": 0.4, "share_before_high": 0.4},
            **{"share_after": 0.54, "share_after_low": 0.54, "share_after_high": 0.64},
        }
    )
    assert found.frame.loc[found.frame["level"] == "placebo", "share_after_high"].isna().all()


def test_what_else_happened_is_named_and_no_cause_is_told(stepped: Database) -> None:
    with stepped.connect() as connection:
        told = " ".join(ask(connection, VIEW).notes)
    assert "A rule" in told
    assert "A model" in told
    assert "A rumour" not in told  # not established
    assert "what caused what is not told" in told


def test_a_window_that_is_not_whole_is_left_out(stepped: Database) -> None:
    with stepped.connect() as connection:
        found = ask(connection, VIEW)
        assert set(found.frame["weeks"]) == {4, 8}  # twelve weeks do not fit
        with pytest.raises(NotEnoughKnown):
            ask(connection, VIEW.with_(since=STEP - dt.timedelta(days=69)))


def test_without_a_date_there_is_no_study(database: Database) -> None:
    with database.connect() as connection, pytest.raises(ViewError, match="needs the date"):
        ask(connection, VIEW.with_(since=None))
