"""The digest tells what the data hold of one week, and what upstream names hold stays text in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from app.digest import Digest, Section, digest, last_whole_week
from app.export.digest_page import digest_html, digest_markdown
from app.measures import ask
from app.store.engine import Database
from app.view import Grain, Grouping, Measure, View
from tests.support import plant_tokens

MONDAY = dt.date(2026, 7, 6)


def planted(database: Database) -> Digest:
    """Two weeks: Alibaba passes OpenAI in the second, whose Wednesday is missing and whose Thursday is restated."""
    for at in range(14):
        day = MONDAY + dt.timedelta(days=at)
        if at == 9:
            continue
        qwen = 40 if at < 7 else 60
        plant_tokens(database, day, {"qwen/a": qwen, "openai/b": 100 - qwen}, other=10)
    restated = MONDAY + dt.timedelta(days=10)
    plant_tokens(
        database,
        restated,
        {"qwen/a": 61, "openai/b": 39},
        other=10,
        known_at=dt.datetime(2026, 7, 18, 9, tzinfo=dt.UTC),
    )
    with database.connect() as connection:
        return digest(lambda view: ask(connection, view), dt.date(2026, 7, 15))


def test_a_week_is_told(database: Database) -> None:
    found = planted(database)
    told = {each.title: each.lines for each in found.sections}
    assert found.title == "Open-model usage, 13 to 19 July 2026"
    assert any(line.startswith("Alibaba: 54.7% (+18.3 pts)") for line in told["OpenRouter: what moved"])
    assert told["OpenRouter: crossovers"] == ("Alibaba passed OpenAI (54.7% to 36.2%).",)
    assert told["OpenRouter: restatements"][0] == "1 day restated: 2026-07-16."
    assert told["OpenRouter: the data"][:2] == ("6 of 7 days hold values.", "Not stored: 2026-07-15.")
    assert told["Hugging Face: what moved"][0] == "Nothing is stored for the week of 13 July 2026."
    assert any(line.startswith("Source: OpenRouter") for line in found.sources)


def test_the_newest_whole_week_is_taken(database: Database) -> None:
    planted(database)
    with database.connect() as connection:
        ranking = ask(connection, View(measure=Measure.RANK, by=Grouping.LAB, grain=Grain.WEEK))
    assert last_whole_week(ranking) == MONDAY


def test_names_stay_text_in_markdown_and_html(database: Database) -> None:
    hostile = Section("T", ("[x](javascript:alert(1)) <script>alert(1)</script> *b* `c`",))
    found = replace(planted(database), sections=(hostile,), synthetic=True)
    text, page = digest_markdown(found), digest_html(found)
    assert "[x](javascript" not in text and "<script>" not in text
    assert "\\*b\\*" in text
    assert "<script>" not in page
    assert "Synthetic sample data" in text and "Synthetic sample data" in page
