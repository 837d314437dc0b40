"""The measures' commands as a user types them: tables, CSV and JSON that agree, and clear refusals."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.store.engine import Database
from collectors.contract import ModelshareError
from tests.app.measures.world import MONDAY, OTHER, TOKENS, day_after, register
from tests.support import plant_tokens

runner = CliRunner()
COMMANDS = {
    "changed": ["changed", "--from", str(MONDAY), "--to", str(day_after(MONDAY))],
    "crossovers": ["crossovers", "--group", "alibaba", "--group", "deepseek", "--grain", "day"],
    "concentration": ["concentration", "--grain", "day"],
    "spread": ["spread", "--date", str(MONDAY)],
    "ledger": ["ledger"],
    "reference": ["reference"],
    "claim": ["claim", "Chinese models are 70 % of all tokens on OpenRouter on 2026-07-06"],
    "verdict": ["verdict", "--date", str(MONDAY)],
}


@pytest.fixture
def filled(database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("DATABASE_URL", database_url)
    register(database, tmp_path)
    plant_tokens(database, MONDAY, TOKENS, other=OTHER)
    plant_tokens(database, day_after(MONDAY), TOKENS | {"deepseek/d": 450}, other=OTHER)
    return database


def test_every_command_answers_in_three_forms(filled: Database) -> None:
    for name, arguments in COMMANDS.items():
        printed = {form: runner.invoke(app, [*arguments, "--format", form]) for form in ("table", "csv", "json")}
        for form, result in printed.items():
            assert result.exit_code == 0, (name, form, result.output, result.exception)
        lines = list(csv.DictReader(io.StringIO(printed["csv"].stdout)))
        body = json.loads(printed["json"].stdout)
        assert len(body["rows"]) == len(lines), name
        assert f"measure={body['view'].split('measure=')[1].split('&')[0]}" in body["view"]
        assert lines or name == "ledger"
        assert "Definition:" in printed["table"].stdout, name


def test_the_sentence_is_printed_with_its_rule(filled: Database) -> None:
    printed = runner.invoke(app, COMMANDS["verdict"]).stdout
    assert "Alibaba, Moonshot AI and MiniMax together hold 50.0% of tokens" in printed
    assert "To dominate is named here as" in printed
    assert "huggingface: 2026-07-06 is not stored." in printed


def test_the_claim_is_answered_in_words(filled: Database) -> None:
    printed = runner.invoke(app, COMMANDS["claim"]).stdout
    assert "it is 70.0% (band 70.0% to 80.0%): what is claimed is what is measured." in printed


def test_a_day_without_values_ends_with_a_reason(filled: Database) -> None:
    result = runner.invoke(app, ["changed", "--from", "2026-01-01", "--to", str(MONDAY)])
    assert isinstance(result.exception, ModelshareError)
    assert "no values to compare in 2026-01-01" in str(result.exception)


@pytest.mark.parametrize("name", [each.name for each in app.registered_commands])
def test_help_shows_an_example(name: str) -> None:
    printed = runner.invoke(app, [name, "--help"]).stdout
    assert re.search("Examples?: modelshare", " ".join(printed.split()))


def test_an_evaluation_leaves_as_a_native_chart_and_refuses_other_endings(filled: Database, tmp_path: Path) -> None:
    output = tmp_path / "choice.pptx"
    done = runner.invoke(app, ["evaluate", "alibaba", "openai", "-o", str(output)])
    assert done.exit_code == 0, (done.output, done.exception)
    with zipfile.ZipFile(output) as made:
        assert b"barChart" in made.read("ppt/charts/chart1.xml")
    assert (tmp_path / "choice.metadata.json").is_file()
    refused = runner.invoke(app, ["evaluate", "alibaba", "-o", str(tmp_path / "choice.doc")])
    assert "has no format that is known" in str(refused.exception)


def test_a_group_that_does_not_exist_has_no_change_to_split(filled: Database) -> None:
    printed = runner.invoke(app, [*COMMANDS["changed"], "--by", "lab", "--group", "nobody-at-all"])
    assert "has no value in either period" in printed.stdout, (printed.output, printed.exception)


def test_shares_of_an_earlier_window_are_printed_below_with_their_own_dates(filled: Database, tmp_path: Path) -> None:
    since = str(day_after(MONDAY))
    arguments = ["share", "--by", "lab", "--from", since, "--earlier", "previous"]
    printed = runner.invoke(app, [*arguments, "--format", "csv"]).stdout
    rows = {row["window"]: row for row in csv.DictReader(io.StringIO(printed)) if row["group"] == "deepseek"}
    assert (rows["present"]["date"], rows["present"]["value"]) == (since, "450")
    assert (rows["earlier"]["date"], rows["earlier"]["value"], rows["earlier"]["drawn_at"]) == (
        str(MONDAY),
        "200",
        since,
    )
    said = " ".join(runner.invoke(app, arguments).stdout.split())
    assert "The earlier window is 2026-07-06, 1 day earlier, so that weekdays do not match." in said
    view = f"platform=openrouter&by=lab&from={since}&scale=lines&earlier=previous"
    done = runner.invoke(app, ["chart", view, "-o", str(tmp_path / "chart.csv")])
    assert done.exit_code == 0, (done.output, done.exception)
    drawn = {row["window"] for row in csv.DictReader((tmp_path / "chart.csv").open())}
    assert drawn == {"present", "earlier"}
