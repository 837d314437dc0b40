"""Claims as people write them, read and checked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts import captions
from app.errors import ViewError
from app.measures import ask
from app.measures.claim_figure import Comparison
from app.measures.claim_grammar import read_claim
from app.measures.result import Measured
from app.measures.share import share
from app.store.engine import Database
from app.view import Distortion, Grain, Grouping, Measure, Platform, Population, Unit, View
from tests.app.measures.world import MONDAY, OTHER, TOKENS, day_after, register
from tests.support import hub_model, plant_hub, plant_tokens

LABS = {
    **{"alibaba": "Alibaba", "moonshot": "Moonshot AI", "minimax": "MiniMax", "deepseek": "DeepSeek"},
    **{"zhipu": "Z.ai (Zhipu AI)", "openai": "OpenAI", "meta": "Meta", "huggingface": "Hugging Face"},
    **{"mistral": "Mistral AI", "together": "Together AI"},
}
JUNE = (dt.date(2026, 6, 1), dt.date(2026, 6, 30))


@pytest.mark.parametrize(
    ("text", "group", "figure", "platform", "unit", "population", "span"),
    [
        (
            "Chinese models are 61 % of all tokens on OpenRouter in June 2026",
            *("CN", (0.61, 0.005), "openrouter", "tokens", "all", JUNE),
        ),
        ("China's share of Hugging Face downloads was 17.1% in 2025", "CN", (0.171, 0.0005), "huggingface", None, None,
         (dt.date(2025, 1, 1), dt.date(2025, 12, 31))),
        ("Alibaba, Moonshot AI and MiniMax hold about half of the top 10 on OpenRouter in Q2 2026", "named3",
         (0.5, 0.025), "openrouter", None, "top10", (dt.date(2026, 4, 1), dt.date(2026, 6, 30))),
        ("Qwen took 30 percent of tokens among open-weight models in the week of 15 June 2026", "alibaba",
         (0.30, 0.005), "openrouter", "tokens", "open", (dt.date(2026, 6, 15), dt.date(2026, 6, 21))),
        ("US labs held 45 per cent of the top 50 on 2026-06-14", "US", (0.45, 0.005), None, None, "named",
         (dt.date(2026, 6, 14), dt.date(2026, 6, 14))),
        ("Z.ai: 12 % of OpenRouter between 1 June and 14 June 2026", "zhipu", (0.12, 0.005), "openrouter", None, None,
         (dt.date(2026, 6, 1), dt.date(2026, 6, 14))),
        ("French models have 3,5 % of daily downloads of language models on the Hub", "FR", (0.035, 0.0005),
         "huggingface", "downloads_daily", "language", (None, None)),
    ],
)  # fmt: skip
def test_a_sentence_is_read(
    text: str,
    group: str,
    figure: tuple[float, float],
    platform: str | None,
    unit: str | None,
    population: str | None,
    span: tuple[dt.date | None, dt.date | None],
) -> None:
    read = read_claim(text, LABS)
    assert read.subject is not None
    assert read.figure is not None
    assert read.subject.group == group
    assert (read.figure.middle, read.figure.rounding) == pytest.approx(figure)
    assert read.platform == (Platform(platform) if platform else None)
    assert read.unit == (Unit(unit) if unit else None)
    assert read.population == (Population(population) if population else None)
    assert (read.since, read.until) == span
    assert read.not_understood == ()


@pytest.mark.parametrize(
    ("text", "comparison", "low", "high"),
    [
        ("Chinese models exceed 50 %", Comparison.ABOVE, 0.5, 0.5),
        ("Chinese models are the majority of tokens", Comparison.ABOVE, 0.5, 0.5),
        ("DeepSeek is below 20 %", Comparison.BELOW, 0.2, 0.2),
        ("Chinese labs hold 32 to 70 % of tokens", Comparison.BETWEEN, 0.32, 0.7),
        ("between 32 % and 70 % is Chinese", Comparison.BETWEEN, 0.32, 0.7),
        ("two thirds of tokens are Chinese", Comparison.EQUAL, 2 / 3, 2 / 3),
        ("three-fifths of tokens are Chinese", Comparison.EQUAL, 0.6, 0.6),
        ("one in three tokens goes to a Chinese model", Comparison.EQUAL, 1 / 3, 1 / 3),
        ("every second token is Chinese", Comparison.EQUAL, 0.5, 0.5),
        ("China has sixty-one percent of tokens", Comparison.EQUAL, 0.61, 0.61),
        ("China holds no more than 50 % of tokens", Comparison.BELOW, 0.5, 0.5),
        ("China holds not less than 50 % of tokens", Comparison.ABOVE, 0.5, 0.5),
        ("more than half of tokens are Chinese", Comparison.ABOVE, 0.5, 0.5),
        ("less than a quarter of tokens are Chinese", Comparison.BELOW, 0.25, 0.25),
        ("most of the tokens are Chinese", Comparison.ABOVE, 0.5, 0.5),
        ("Chinese models hold just under 45 % of tokens", Comparison.BETWEEN, 0.425, 0.45),
        ("Chinese models hold slightly more than 45 % of tokens", Comparison.BETWEEN, 0.45, 0.475),
        ("Chinese models hold just 5 % of tokens", Comparison.EQUAL, 0.05, 0.05),
        ("Chinese models hold 61％ of tokens", Comparison.EQUAL, 0.61, 0.61),
    ],
)
def test_how_a_figure_is_meant(text: str, comparison: Comparison, low: float, high: float) -> None:
    figure = read_claim(text, LABS).figure
    assert figure is not None
    assert (figure.comparison, figure.low, figure.high) == (comparison, pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Chinese models do not hold 61 % of tokens", {"do", "not"}),
        ("Chinese open models hold 61 % of tokens", {"open"}),
        ("more than 60 % of global usage is Chinese", {"global"}),
    ],
)
def test_what_no_rule_understood_is_listed(text: str, left: set[str]) -> None:
    assert set(read_claim(text, LABS).not_understood) == left


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Chinese models do not hold 61 % of tokens", "'not'"),
        ("Chinese models don't hold 61 % of tokens", "'don't'"),
        ("Chinese models overtook American ones with 61 %", "'american'"),
        ("The United States and China hold 90 % of tokens", "'china'"),
        ("A third of Chinese tokens are Qwen", "'qwen'"),
        ("Gemini 15 %, Claude 12 % of tokens", "two figures"),
        ("Chinese models grew by 61 % in the second week", "What changed"),
        ("Qwen derivatives are 69 % of new derivatives", "Ecosystem"),
        ("80 % of startups use Chinese models", "not what the two platforms count"),
        ("Chinese models have 150 % of tokens", "never above 100%"),
        ("Chinese models have -5 % of tokens", "never below 0%"),
        ("The Chinese share rose from 30 % to 45 % in 2026", "What changed"),
        ("Chinese models had 40 % of tokens on 31 February 2026", "'31': a single model, a date"),
        ("Chinese models had 40 % of tokens on 10/11/2026", "'10/11/2026'"),
        ("Chinese models had 40 % of tokens in FY2026", "'fy2026'"),
        ("Chinese models had 40 % of tokens until 1 October 2026", "'until': name the first and the last day"),
        ("Kimi K2 had 3 % of tokens", "'k2'"),
        ("Qwen had 3 % of tokens excluding free variants", "--without"),
        ("Chinese models hold 61 % and 40 % on OpenRouter and Hugging Face", "both platforms"),
        ("Chinese models are 61 % on OpenRouter and 40 % on the Hub", "two figures"),
        ("The most popular models on OpenRouter are Chinese, with 61 %", "Rankings"),
        ("China's top five labs hold 50 % of tokens", "Rankings"),
        ("Chinese models have a third more tokens than a year ago", "'than'"),
        ("Chinese models will hold 70 % of tokens", "'will': only days that are stored"),
        ("DeepSeek peaked at 30 % of tokens", "'peaked'"),
        ("Non-Chinese models hold 45 % of tokens", "'non'"),
        ("Models from outside China hold 45 % of tokens", "'outside'"),
        ("Alibaba, Moonshot AI and MiniMax dominate OpenRouter", "The sentence"),
    ],
)
def test_a_claim_of_another_kind_is_refused_and_not_half_answered(text: str, reason: str) -> None:
    assert reason in " ".join(read_claim(text, LABS).refused)


@pytest.mark.parametrize(
    ("text", "by_whom"),
    [
        ("A third of Hugging Face downloads are Qwen", "alibaba"),
        ("Chinese startup DeepSeek has 14 % of tokens", "deepseek"),
        ("Mistral has 3 % of tokens", "mistral"),
        ("Alibaba, Moonshot and MiniMax together hold 40 %", "named3"),
        ("One in three tokens on OpenRouter is Chinese", "CN"),
        ("Qwen is behind one in five downloads", "alibaba"),
        ("Chinese open-weight models made up 80 % of open model usage", "CN"),
    ],
)
def test_whose_share_is_meant(text: str, by_whom: str) -> None:
    read = read_claim(text, LABS)
    assert read.subject is not None
    assert (read.subject.group, read.refused, read.not_understood) == (by_whom, (), ())


def test_a_family_of_models_is_told_from_the_lab_whose_share_is_answered() -> None:
    told = dict(read_claim("Qwen has 30 % of tokens", LABS).understood)
    assert told["qwen"] == "the lab Alibaba, one family of whose models it is: all of them count"
    assert dict(read_claim("Alibaba has 30 % of tokens", LABS).understood)["alibaba"] == "the lab Alibaba"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("61 % of tokens go to Chinese models", True),
        ("61 % of the usage of open models is Chinese", True),
        ("61 % of models on OpenRouter are Chinese", False),
        ("six out of ten models used on OpenRouter are Chinese", False),
        ("Chinese labs hold 61 %", False),
    ],
)
def test_whether_a_sentence_says_what_is_counted(text: str, counts: bool) -> None:
    assert read_claim(text, LABS).counts is counts


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("last week", "2026-07-06", "2026-07-12"),
        ("last month", "2026-06-01", "2026-06-30"),
        ("last quarter", "2026-04-01", "2026-06-30"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("this month", "2026-07-01", "2026-07-19"),
        ("downloads this month", "2026-07-01", "2026-07-19"),
        ("in the last four weeks", "2026-06-22", "2026-07-19"),
        ("over the past 10 days", "2026-07-10", "2026-07-19"),
        ("yesterday", "2026-07-19", "2026-07-19"),
        ("in June", "2026-06-01", "2026-06-30"),
        ("in November", "2025-11-01", "2025-11-30"),
        ("since June 2026", "2026-06-01", "2026-07-19"),
        ("in the week ending 24 May 2026", "2026-05-18", "2026-05-24"),
    ],
)
def test_periods_that_count_back_from_the_newest_day(words: str, since: str, until: str) -> None:
    read = read_claim(f"Chinese models had 45 % of tokens {words}", LABS, dt.date(2026, 7, 19))
    assert (read.since, read.until) == (dt.date.fromisoformat(since), dt.date.fromisoformat(until))
    assert read.not_understood == ()


def test_the_hubs_own_thirty_days_are_what_is_counted_and_not_when() -> None:
    read = read_claim("Qwen has 50 % of downloads in the last 30 days", LABS, dt.date(2026, 7, 19))
    assert (read.unit, read.since) == (Unit.DOWNLOADS_30D, None)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read = read_claim(text, LABS, dt.date(2026, 7, 19))
    assert read.text == text


def check(database: Database, text: str, **view: object) -> Measured:
    with database.connect() as connection:
        return ask(connection, View(measure=Measure.CLAIM, claim=text, **view))  # type: ignore[arg-type]


def test_a_true_claim_a_false_one_and_the_definition_that_would_make_it_true(
    database: Database, tmp_path: Path
) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, TOKENS, other=OTHER)
    found = check(database, "Chinese models are 70 % of all tokens on OpenRouter on 2026-07-06")
    first = found.frame.iloc[0]
    assert (first["population"], first["nearest"], first["outcome"]) == ("all", True, "yes")
    assert (first["share_low"], first["share_high"]) == pytest.approx((0.7, 0.8))
    found = check(database, "Chinese models are 72.2 % of all tokens on OpenRouter on 2026-07-06")
    outcomes = dict(zip(found.frame["population"], found.frame["outcome"], strict=True))
    assert outcomes["all"] == "undecided"
    assert outcomes["named"] == "yes"  # 700 / 970
    outcomes = check(database, "US models are 61 % of all tokens on OpenRouter on 2026-07-06").frame["outcome"]
    assert outcomes.iloc[0] == "no"
    assert found.labels["CN"] == "China"


def test_what_is_flagged_leaves_the_answer_when_asked(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, {"qwen/a": 40, "qwen/a:free": 20, "openai/g": 40})
    found = check(database, "Qwen has 60 % of all tokens on OpenRouter", without=(Distortion.FREE,))
    assert found.frame["share"].iloc[0] == pytest.approx(40 / 80)
    assert any("Left out, as the reader asked" in note for note in found.notes)


def test_without_a_platform_both_are_asked_and_without_a_date_the_newest_day(
    database: Database, tmp_path: Path
) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, TOKENS, other=OTHER)
    plant_hub(database, day_after(MONDAY), [hub_model("Qwen/a", 100), hub_model("openai/g", 300)])
    found = check(database, "Chinese labs hold less than 30 %")
    assert set(found.frame["platform"]) == {"openrouter", "huggingface"}
    assert found.frame["nearest"].sum() == 1
    assert any("Assumed: both platforms" in note for note in found.notes)
    assert dict(zip(found.frame["platform"], found.frame["outcome"], strict=True))["huggingface"] == "yes"


def test_the_notes_are_those_of_the_units_in_the_answer(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_hub(database, MONDAY, [hub_model("Qwen/a", 100), hub_model("openai/g", 300)])
    notes = " ".join(check(database, "Chinese labs hold less than 30 % of downloads on the Hub").notes)
    assert "rolling count" in notes
    assert "tokenizer" not in notes


def test_a_window_is_what_the_share_of_that_month_is(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    for number in range(5):
        plant_tokens(database, day_after(MONDAY, number), TOKENS | {"qwen/a": 300 + 20 * number}, other=OTHER)
    row = check(database, "Qwen holds 40 % of OpenRouter in July 2026").frame.set_index("population").loc["open"]
    with database.connect() as connection:
        view = View(by=Grouping.LAB, grain=Grain.MONTH, population=Population.OPEN)
        month = share(connection, view).frame.set_index("group").loc["alibaba"]
    for name in ("share", "share_low", "share_high"):
        assert row[name] == pytest.approx(month[name])
    assert (row["days"], row["days_expected"]) == (5, 31)


def test_it_says_when_it_does_not_understand(database: Database) -> None:
    found = check(database, "Dragons dominate the rankings")
    assert found.frame.empty
    assert any("cannot be checked" in note for note in found.notes)
    with pytest.raises(ViewError, match="no claim"), database.connect() as connection:
        ask(connection, View(measure=Measure.CLAIM))


def test_a_refused_claim_gets_no_answer_and_the_reason(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, TOKENS, other=OTHER)
    found = check(database, "Chinese models do not hold 70 % of tokens on OpenRouter")
    assert found.frame.empty
    assert any("cannot be checked. 'not'" in note for note in found.notes)


def test_where_the_stored_days_lie_is_said_of_a_claim_about_others(database: Database, tmp_path: Path) -> None:
    register(database, tmp_path)
    plant_tokens(database, MONDAY, TOKENS, other=OTHER)
    told = {
        words: " ".join(check(database, f"Chinese models are 61 % of tokens on OpenRouter {words}").notes)
        for words in ("in June 2027", "in May 2026", "in July 2026")
    }
    assert "no day of 2027-06-01 to 2027-06-30 is stored: the newest is 2026-07-06." in told["in June 2027"]
    assert "no day of 2026-05-01 to 2026-05-31 is stored: the first is 2026-07-06." in told["in May 2026"]
    july = check(database, "Chinese models are 61 % of tokens on OpenRouter in July 2026")
    assert "on the 1 of 31 days that are stored" in captions.finding(july)
    assert "1 of 31 days of 2026-07-01 to 2026-07-31 are stored: the newest is 2026-07-06." in told["in July 2026"]


def test_no_stored_day_is_said(database: Database) -> None:
    found = check(database, "Chinese models are 61 % of tokens on OpenRouter in June 2026")
    assert "openrouter: no day of 2026-06-01 to 2026-06-30 is stored." in found.notes
