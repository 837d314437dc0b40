"""Shares of tokens: populations, groups, buckets, bounds and periods, against sums made by hand."""

import datetime as dt
import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import ViewError
from app.measures.groups import BUCKETS
from app.store.engine import Database
from app.view import Grain, Grouping, Population, Unit
from collectors.contract import Platform
from tests.app.measures.world import MONDAY, OTHER, TOKENS, ask_share, column, day_after, plant, register
from tests.support import midnight

TUESDAY, WEDNESDAY, SUNDAY = (day_after(MONDAY, days) for days in (1, 2, 6))


@pytest.fixture
def week(database: Database, tmp_path: Path) -> Database:
    """One day of the small world, under the small registry."""
    register(database, tmp_path)
    plant(database, MONDAY, TOKENS, other=OTHER)
    return database


def test_everything_stands_in_the_denominator_and_every_bucket_in_the_answer(week: Database) -> None:
    frame = ask_share(week).frame
    assert column(frame, "value") == {
        "alibaba": 400,
        "deepseek": 200,
        "openai": 150,
        "moonshot": 100,
        "mistral": 50,
        "other": 30,
        "undisclosed": 60,
        "unattributed": 10,
    }
    assert set(frame["total"]) == {1_000}
    assert column(frame, "share")["alibaba"] == 0.4
    assert list(frame["group"])[-3:] == list(BUCKETS)


def test_the_frame_has_the_columns_that_everybody_reads(week: Database) -> None:
    frame = ask_share(week).frame
    assert list(frame.columns) == [
        "date",
        "group",
        "value",
        "share",
        "share_low",
        "share_high",
        "total",
        "days",
        "days_expected",
        "complete",
    ]
    assert frame["date"].dtype.kind == "M"
    assert frame["value"].dtype == "int64"


def test_known_groups_come_by_value_and_the_buckets_last(week: Database) -> None:
    plant(week, TUESDAY, {"mistralai/m": 900, "qwen/a": 1}, other=5)
    frame = ask_share(week).frame
    assert list(frame[frame["date"] == str(TUESDAY)]["group"]) == ["mistral", "alibaba", "other"]
    assert list(frame["group"])[:2] == ["mistral", "alibaba"]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (Grouping.COUNTRY, {"CN": 700, "US": 150, "FR": 50}),
        (Grouping.BLOC, {"CN": 700, "US": 150, "rest": 50}),
        (Grouping.NAMED3, {"named3": 500, "other_chinese": 200, "elsewhere": 200}),
    ],
)
def test_groups_are_sums_of_labs(week: Database, by: Grouping, expected: dict[str, int]) -> None:
    values = column(ask_share(week, by=by).frame, "value")
    assert values == {**expected, "other": 30, "undisclosed": 60, "unattributed": 10}


def test_the_bounds_give_all_that_is_unknown_to_others_or_to_the_group(week: Database) -> None:
    frame = ask_share(week, by=Grouping.BLOC).frame
    low, high = column(frame, "share_low"), column(frame, "share_high")
    assert (low["CN"], high["CN"]) == pytest.approx((0.7, 0.8))
    assert (low["rest"], high["rest"]) == pytest.approx((0.05, 0.15))
    assert low["undisclosed"] == high["undisclosed"] == pytest.approx(0.06)


def test_the_population_of_named_models_leaves_the_tail_out(week: Database) -> None:
    frame = ask_share(week, by=Grouping.BLOC, population=Population.NAMED).frame
    assert set(frame["total"]) == {970}
    assert "other" not in set(frame["group"])
    assert column(frame, "share")["CN"] == pytest.approx(700 / 970)
    assert column(frame, "share_high")["CN"] == pytest.approx(770 / 970)


def test_the_population_of_the_top_ten_folds_variants_first(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    # Twelve models; qwen/a and its :free stand eleventh and twelfth alone, and first together.
    tokens = {f"openai/g{number}": 20 - number for number in range(10)} | {"qwen/a": 10, "qwen/a:free": 10}
    plant(database, MONDAY, tokens, other=99)
    values = column(ask_share(database, population=Population.TOP10).frame, "value")
    assert values == {"alibaba": 20, "openai": sum(range(12, 21))}


def test_unknown_openness_stands_outside_the_denominator_and_inside_the_band(week: Database) -> None:
    measured = ask_share(week, by=Grouping.LAB, population=Population.OPEN)
    # Open by the registry: qwen. Closed: openai. Of all the others, and of the tail, nobody can say: 450.
    assert column(measured.frame, "value") == {"alibaba": 400}
    assert column(measured.frame, "share") == {"alibaba": 1.0}
    assert column(measured.frame, "share_low")["alibaba"] == pytest.approx(400 / 850)
    assert column(measured.frame, "share_high")["alibaba"] == pytest.approx(1.0)
    assert measured.coverage.unknown_share == pytest.approx(450 / 850)


def test_the_longest_prefix_decides_whether_weights_are_open(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant(database, MONDAY, {"qwen/a": 6, "qwen/max-1": 4})
    assert column(ask_share(database, population=Population.OPEN).frame, "value") == {"alibaba": 6}


def test_a_day_on_which_nothing_is_known_to_be_open_has_no_rows(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant(database, MONDAY, {"deepseek/d": 6})
    assert ask_share(database, population=Population.OPEN).frame.empty


def test_models_are_groups_with_their_variants_folded(week: Database) -> None:
    measured = ask_share(week, by=Grouping.MODEL)
    values = column(measured.frame, "value")
    assert values["qwen/a"] == 400
    assert values["stealth/x"] == 40
    assert values["other"] == 30
    assert set(measured.frame["total"]) == {1_000}
    top = ask_share(week, by=Grouping.MODEL, population=Population.NAMED)
    assert set(top.frame["total"]) == {970}


def test_models_of_unknown_openness_are_in_the_band_of_every_open_model(week: Database) -> None:
    frame = ask_share(week, by=Grouping.MODEL, population=Population.OPEN).frame
    assert column(frame, "value") == {"qwen/a": 400}
    assert column(frame, "share_low")["qwen/a"] == pytest.approx(400 / 850)


def test_models_of_the_top_ten_are_ten(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    tokens = {f"openai/g{number}": 20 - number for number in range(10)} | {"qwen/a": 10, "qwen/a:free": 10}
    plant(database, MONDAY, tokens, other=99)
    values = column(ask_share(database, by=Grouping.MODEL, population=Population.TOP10).frame, "value")
    assert len(values) == 10
    assert values["qwen/a"] == 20
    assert "openai/g9" not in values


def test_a_week_is_sum_over_sum(week: Database) -> None:
    for days in range(1, 7):
        plant(week, day_after(MONDAY, days), {"qwen/a": 100, "openai/g": 400})
    frame = ask_share(week, grain=Grain.WEEK).frame
    assert set(frame["date"]) == {frame["date"][0]} == {frame["date"][0].normalize()}
    assert frame["date"][0].date() == MONDAY
    assert column(frame, "value")["alibaba"] == 400 + 600
    assert set(frame["total"]) == {4_000}
    assert column(frame, "share")["alibaba"] == 0.25  # and not the mean of the daily shares, 0.229
    assert column(frame, "share_high")["alibaba"] == pytest.approx((1_000 + 100) / 4_000)
    assert set(frame["days"]) == {7}
    assert frame["complete"].all()


def test_a_week_with_a_missing_day_is_not_complete_and_nothing_is_filled_in(week: Database) -> None:
    plant(week, WEDNESDAY, {"qwen/a": 100})
    measured = ask_share(week, grain=Grain.WEEK)
    assert column(measured.frame, "value")["alibaba"] == 500
    assert set(measured.frame["days"]) == {2}
    assert set(measured.frame["days_expected"]) == {7}
    assert not measured.frame["complete"].any()
    assert measured.coverage.missing == (TUESDAY,)
    assert set(ask_share(week).frame["date"].dt.date) == {MONDAY, WEDNESDAY}


def test_a_month_that_the_window_cuts_is_not_complete(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    for day in (dt.date(2026, 6, 1) + dt.timedelta(days=number) for number in range(30)):
        plant(database, day, {"qwen/a": 1, "openai/g": 1})
    whole = ask_share(database, grain=Grain.MONTH).frame
    assert list(whole["date"].dt.date) == [dt.date(2026, 6, 1)] * 2
    assert whole["complete"].all()
    assert column(whole, "value") == {"alibaba": 30, "openai": 30}
    cut = ask_share(database, grain=Grain.MONTH, since=dt.date(2026, 6, 2)).frame
    assert column(cut, "value") == {"alibaba": 29, "openai": 29}
    assert not cut["complete"].any()


def test_a_day_covered_without_rows_is_neither_zero_nor_missing(week: Database) -> None:
    plant(week, TUESDAY, {})
    plant(week, WEDNESDAY, {"qwen/a": 1})
    measured = ask_share(week)
    assert set(measured.frame["date"].dt.date) == {MONDAY, WEDNESDAY}
    assert measured.coverage.empty == (TUESDAY,)
    assert measured.coverage.missing == ()
    assert measured.coverage.days_expected == 3
    assert not ask_share(week, grain=Grain.WEEK).frame["complete"].any()


def test_a_group_without_usage_on_a_day_has_no_row_that_day(week: Database) -> None:
    plant(week, TUESDAY, {"openai/g": 5})
    assert "alibaba" not in column(ask_share(week).frame, "share", TUESDAY)


def test_the_window_is_inclusive_at_both_ends(week: Database) -> None:
    for days in (1, 2, 3):
        plant(week, day_after(MONDAY, days), {"qwen/a": 1})
    measured = ask_share(week, since=TUESDAY, until=WEDNESDAY)
    assert set(measured.frame["date"].dt.date) == {TUESDAY, WEDNESDAY}
    assert (measured.coverage.first_day, measured.coverage.last_day) == (TUESDAY, WEDNESDAY)


def test_as_of_a_date_the_restatement_of_later_is_not_seen(week: Database) -> None:
    plant(week, MONDAY, {"qwen/a": 1, "openai/g": 3}, known_at=midnight(WEDNESDAY) + dt.timedelta(hours=2))
    assert column(ask_share(week).frame, "share")["alibaba"] == 0.25
    assert column(ask_share(week, as_of=WEDNESDAY).frame, "share")["alibaba"] == 0.25
    assert column(ask_share(week, as_of=TUESDAY).frame, "share")["alibaba"] == 0.4
    assert ask_share(week, as_of=MONDAY).frame.empty


def test_the_evidence_names_source_licence_times_and_coverage(week: Database) -> None:
    measured = ask_share(week)
    (source,) = measured.sources
    assert source.citation == "Source: OpenRouter (openrouter.ai/rankings), as of 2026-07-07 02:00 UTC."
    assert source.licence_name == "CC BY 4.0"
    assert source.origin == "export"
    assert source.as_of == midnight(TUESDAY) + dt.timedelta(hours=2)
    assert measured.coverage.unknown_share == pytest.approx(0.1)
    assert not measured.synthetic
    assert measured.labels["alibaba"] == "Alibaba"
    assert measured.labels["unattributed"] == "Unattributed"
    assert any("tokenizer" in note for note in measured.notes)
    assert len(measured.registry_hash) == 12


def test_one_synthetic_day_marks_the_whole_answer_and_credits_no_platform(database: Database) -> None:
    plant(database, MONDAY, {"qwen/a": 1}, synthetic=True)
    plant(database, TUESDAY, {"qwen/a": 1})
    assert ask_share(database).synthetic
    assert not ask_share(database, since=TUESDAY).synthetic
    (made_up,) = ask_share(database, until=MONDAY).sources
    assert "Synthetic sample data" in made_up.citation
    assert made_up.licence_name == ""


def test_without_data_the_answer_is_empty_and_says_so(database: Database) -> None:
    measured = ask_share(database)
    assert measured.frame.empty
    assert measured.frame["date"].dtype.kind == "M"
    assert measured.sources == ()
    assert measured.coverage.days_expected == 0
    assert measured.coverage.unknown_share is None


def test_a_window_outside_of_the_data_is_empty_and_not_missing(week: Database) -> None:
    measured = ask_share(week, since=dt.date(2030, 1, 1))
    assert measured.frame.empty
    assert measured.coverage.missing == ()


def test_selected_groups_without_values_are_named(week: Database) -> None:
    measured = ask_share(week, select=("alibaba", "minimax"))
    assert "Without values in this window: minimax." in measured.notes
    assert "deepseek" in set(measured.frame["group"])  # selecting is for drawing: the frame stays whole


def test_a_link_made_with_another_registry_says_so(week: Database) -> None:
    (note,) = [note for note in ask_share(week, registry="0" * 12).notes if "registry" in note]
    assert "000000000000" in note


def test_what_is_not_stored_is_refused_in_words(week: Database) -> None:
    with pytest.raises(ViewError, match="list_usd is kept by account"):
        ask_share(week, unit=Unit.LIST_USD, by=Grouping.MODEL)
    with pytest.raises(ViewError, match="Shares of single Hub models"):
        ask_share(week, platform=Platform.HUGGINGFACE, by=Grouping.MODEL)


authors = st.sampled_from(["qwen", "moonshotai", "deepseek", "openai", "mistralai", "stealth", "~x", "nobody", "a.b"])
slugs = st.builds("{}/{}{}".format, authors, st.sampled_from("abc"), st.sampled_from(["", ":free"]))
fresh_days = (day_after(SUNDAY, number) for number in itertools.count(1))
days_of_tokens = st.dictionaries(slugs, st.integers(1, 10**13), min_size=1, max_size=9)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tokens=days_of_tokens, other=st.none() | st.integers(0, 10**12), by=st.sampled_from(Grouping))
def test_shares_sum_to_one_and_lie_within_their_bounds(
    week: Database, tokens: dict[str, int], other: int | None, by: Grouping
) -> None:
    day = next(fresh_days)
    plant(week, day, tokens, other=other)
    for population in (Population.ALL, Population.NAMED, Population.TOP10, Population.OPEN):
        frame = ask_share(week, since=day, until=day, by=by, population=population).frame
        if not frame.empty:
            assert frame["share"].sum() == pytest.approx(1)
            assert (frame["share_low"] <= frame["share"] + 1e-12).all()
            assert (frame["share"] <= frame["share_high"] + 1e-12).all()
            assert (frame["share_high"] <= 1 + 1e-12).all()
