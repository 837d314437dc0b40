"""What a reader leaves out leaves the groups and the population, is said, and nothing else moves."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.charts import captions
from app.errors import ViewError
from app.measures import ask
from app.measures.result import Measured
from app.store.engine import Database
from app.store.tables import openrouter_model, rollup
from app.view import Distortion, Grain, Grouping, Measure, Platform, Population, Unit, View
from tests.app.measures.test_distortion import DAY, after
from tests.app.measures.world import register
from tests.app.registry.files import LINES
from tests.app.store.test_rollup_prices import entry, plant_prices
from tests.support import hub_model, plant_hub, plant_tokens

FREE, STEALTH = View(by=Grouping.LAB, without=(Distortion.FREE,)), View(by=Grouping.LAB, without=(Distortion.STEALTH,))


def asked(database: Database, view: View) -> Measured:
    with database.connect() as connection:
        return ask(connection, view)


def values(found: Measured) -> dict[str, int]:
    return dict(zip(found.frame["group"], found.frame["value"], strict=True))


def test_free_variants_leave_their_model_and_the_whole(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 60, "qwen/a:free": 30, "openai/b": 40}, other=10)
    found = asked(database, FREE)
    assert values(found) == {"alibaba": 60, "openai": 40, "other": 10}
    assert set(found.frame["total"]) == {110}
    assert found.frame["share"].tolist() == [60 / 110, 40 / 110, 10 / 110]
    assert values(asked(database, FREE.with_(without=()))) == {"alibaba": 90, "openai": 40, "other": 10}
    assert values(asked(database, FREE.with_(by=Grouping.MODEL))) == {"qwen/a": 60, "openai/b": 40, "other": 10}


def test_title_subtitle_and_notes_say_what_was_left_out(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a:free": 30, "openai/b": 40})
    found = asked(database, FREE)
    assert captions.title(found).endswith(", without free variants")
    assert "left out as the reader asked: flagged free variants" in captions.subtitle(found)
    assert any("1 daily values, together 30 tokens" in note for note in found.notes)
    assert "without" not in captions.title(asked(database, FREE.with_(without=())))


def test_a_lab_that_is_left_out_altogether_has_no_row(database: Database) -> None:
    plant_tokens(database, DAY, {"stealth/x": 50, "qwen/a": 30, "openai/b": 20})
    found = asked(database, STEALTH)
    assert values(found) == {"alibaba": 30, "openai": 20}
    assert found.coverage.unknown_share == 0
    assert asked(database, STEALTH.with_(measure=Measure.RANK)).frame["group"].tolist() == ["alibaba", "openai"]


def test_only_the_flagged_days_are_left_out(database: Database) -> None:
    plant_tokens(database, DAY, {"stealth/x": 50, "qwen/a": 950})
    plant_tokens(database, after(5), {"stealth/x": 3, "qwen/a": 997})
    found = asked(database, STEALTH).frame
    assert found.loc[found["group"] == "undisclosed", "value"].tolist() == [3]


def test_the_same_day_is_left_out_whatever_the_window(database: Database) -> None:
    for number in range(24):
        plant_tokens(database, after(number), {"qwen/robot": 1_000_000 + number, "openai/b": 10**6 * (5 + number % 7)})
    flat = View(by=Grouping.LAB, without=(Distortion.FLAT,), since=after(10), until=after(10))
    assert set(values(asked(database, flat))) == {"openai"}


def test_ten_largest_stay_those_that_were_published(database: Database) -> None:
    tokens = {f"lab{number}/m": 100 - number for number in range(10)} | {"stealth/low": 10}
    plant_tokens(database, DAY, tokens)
    whole = sum(count for name, count in tokens.items() if name != "stealth/low")
    assert set(asked(database, STEALTH.with_(population=Population.TOP10)).frame["total"]) == {whole}
    assert set(asked(database, STEALTH.with_(population=Population.NAMED)).frame["total"]) == {whole}


def test_list_price_dollars_lose_what_the_flagged_tokens_were_valued_at(database: Database) -> None:
    plant_prices(database, DAY, entry("stealth/x", "0.000001", "0.000001"), entry("openai/b", "0.00001", "0.00001"))
    plant_tokens(database, DAY, {"stealth/x": 1_000_000, "openai/b": 1_000_000})
    usd = STEALTH.with_(unit=Unit.LIST_USD)
    assert set(values(asked(database, usd.with_(without=())))) == {"openai", "undisclosed"}
    assert set(values(asked(database, usd))) == {"openai"}


def test_a_steps_whole_days_are_left_out_and_the_week_is_incomplete(database: Database) -> None:
    authors = ["qwen", "openai", "deepseek", "google", "minimax", "moonshotai", "mistralai"]
    for number in range(12):
        wave = 3 if number == 8 else 1
        counts = {f"{each}/a": (90 + (7 * number + at) % 20) * wave for at, each in enumerate(authors)}
        plant_tokens(database, after(number), counts)
    without = View(by=Grouping.LAB, without=(Distortion.STEP,))
    days = set(asked(database, without).frame["date"].dt.date)
    assert after(8) not in days and len(days) == 11
    week = asked(database, without.with_(grain=Grain.WEEK)).frame
    assert week.loc[week["date"].dt.date == dt.date(2026, 7, 6), "days"].unique().tolist() == [6]


def test_a_spike_leaves_the_rolling_count_for_thirty_days_and_the_daily_one_for_its_day(database: Database) -> None:
    calm = [hub_model(f"lab/{n}", 1_000_000, downloads_all_time=9_000_000) for n in range(10)]
    plant_hub(database, DAY, [*calm, hub_model("Qwen/M", 30_000, downloads_all_time=50_000)])
    for number in (1, 2):
        rows = [hub_model(f"lab/{n}", 1_000_000, downloads_all_time=9_000_000 + number) for n in range(10)]
        spiked = hub_model("Qwen/M", 5_030_000, downloads_all_time=5_050_000 + number)
        plant_hub(database, after(number), [*rows, spiked])
    hub = View(platform=Platform.HUGGINGFACE, by=Grouping.LAB, without=(Distortion.SPIKE,))
    rolling = asked(database, hub).frame
    assert rolling.loc[rolling["group"] == "alibaba", "date"].dt.date.tolist() == [DAY]
    daily = asked(database, hub.with_(unit=Unit.DOWNLOADS_DAILY)).frame
    assert daily.loc[daily["group"] == "alibaba", "date"].dt.date.tolist() == []
    assert daily["date"].dt.date.max() == after(2)


def test_contributions_without_flags_still_sum_to_the_change(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 60, "qwen/a:free": 30, "openai/b": 40}, other=10)
    plant_tokens(database, after(7), {"qwen/a": 20, "qwen/c:free": 50, "openai/b": 40}, other=10)
    view = View(measure=Measure.CONTRIBUTION, select=("CN",), without=(Distortion.FREE,))
    frame = asked(database, view).frame
    change = frame[frame["level"] == "change"].iloc[0]
    assert (change["share_before"], change["share"]) == (60 / 110, 20 / 70)
    for level in ("lab", "model"):
        assert frame.loc[frame["level"] == level, "contribution"].sum() == pytest.approx(change["contribution"])
    assert set(frame.loc[frame["level"] == "model", "group"]) == {"qwen/a"}


def test_the_sentence_and_both_platforms_leave_out_what_each_platform_can(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 60, "qwen/a:free": 200, "openai/b": 140})
    plant_hub(database, DAY, [hub_model("Qwen/A", 60), hub_model("openai/B", 40)])
    with_free, without_free = (
        asked(database, View(measure=Measure.VERDICT, without=kinds)) for kinds in ((), (Distortion.FREE,))
    )
    together = [
        found.frame[found.frame["level"] == "together"].set_index(["platform", "unit", "population"])["share"]
        for found in (with_free, without_free)
    ]
    ways = (("openrouter", "tokens", "all"), ("huggingface", "downloads_30d", "all"))
    assert [[shares[way] for way in ways] for shares in together] == [[0.65, 0.6], [0.3, 0.6]]
    assert captions.title(without_free).endswith(", without free variants")
    view = View(measure=Measure.PLATFORMS, by=Grouping.LAB, grain=Grain.WEEK, without=(Distortion.FREE,))
    both = asked(database, view)
    assert both.frame.set_index("group").loc["alibaba", ["share", "hub_share"]].tolist() == [0.3, 0.6]
    assert any(note.startswith("Left out, as the reader asked: free variants") for note in both.notes)


def test_what_cannot_leave_anything_out_says_so(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 60})
    with pytest.raises(ViewError, match="leaves nothing out"):
        asked(database, View(measure=Measure.LEDGER, without=(Distortion.FREE,)))
    with pytest.raises(ViewError, match="no flag to leave out"):
        View(without=(Distortion.SPIKE,))


def test_openness_is_told_as_it_was_recorded(database: Database, tmp_path: Path) -> None:
    plant_tokens(database, DAY, {"openai/new": 60, "qwen/a": 40}, known_at=dt.datetime(2026, 7, 2, 2, tzinfo=dt.UTC))
    line = "openai/new,true,,2026-07-20,true,its weights were overlooked"
    register(database, tmp_path, weights=(*LINES["weights.csv"], line))
    view = View(by=Grouping.LAB, population=Population.OPEN)
    for by in (Grouping.LAB, Grouping.MODEL):
        now = asked(database, view.with_(by=by)).frame["value"].tolist()
        then = asked(database, view.with_(by=by, as_of=dt.date(2026, 7, 19))).frame["value"].tolist()
        assert (now, then) == ([60, 40], [40])


def test_a_repository_that_the_catalogue_comes_to_name_opens_a_model_from_that_day_on(database: Database) -> None:
    """The catalogue listed it without one before; of the days until then it says nothing."""
    listed = entry("newlab/m", "0.000001", "0.000001")
    plant_prices(database, DAY, listed)
    for day in (DAY, after(9)):
        plant_tokens(database, day, {"newlab/m": 60, "qwen/qwen3-8b": 40})
    plant_prices(database, after(9), replace(listed, hugging_face_id="newlab/M"))
    for by in (Grouping.LAB, Grouping.MODEL):
        frame = asked(database, View(by=by, population=Population.OPEN)).frame
        assert dict(zip(frame["date"].dt.date, frame["total"], strict=True)) == {DAY: 40, after(9): 100}


def test_a_repository_that_the_catalogue_names_when_it_first_lists_a_model_opens_it_for_all_days(
    database: Database,
) -> None:
    plant_tokens(database, DAY, {"newlab/m": 60, "qwen/qwen3-8b": 40})
    opened = replace(entry("newlab/m", "0.000001", "0.000001"), hugging_face_id="newlab/M")
    plant_prices(database, after(9), opened)
    view = View(by=Grouping.MODEL, population=Population.OPEN)
    assert set(asked(database, view).frame["group"]) == {"newlab/m", "qwen/qwen3-8b"}
    assert set(asked(database, view.with_(as_of=after(8))).frame["group"]) == {"qwen/qwen3-8b"}
    with database.connect() as connection:
        kinds = select(rollup.c.account).where(rollup.c.population == "open", rollup.c.unit == "tokens")
        assert set(connection.execute(kinds).scalars()) == {"newlab", "qwen"}
        since = connection.execute(select(openrouter_model.c.hugging_face_since)).scalar_one()
    assert since == after(9)
