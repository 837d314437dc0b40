"""A collection checks the alert rules at its end, tells each alert once, and never fails by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.alerts.check import check_after_collection
from app.settings import Settings
from app.store.engine import Database
from tests.app.alerts.servers import webhook
from tests.faults.world import Platforms, runs
from tests.processes import environment, run

RULES = '[[rule]]\nname = "Any age"\nkind = "stale"\nplatform = "openrouter"\nhours = 0\n'


def test_a_collection_tells_once_and_bad_rules_do_not_fail_it(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "alerts.toml"
    rules.write_text(RULES)
    with Platforms() as platforms, webhook() as hook:
        platforms.publish_export()
        told = {"MODELSHARE_ALERTS": str(rules), "MODELSHARE_ALERT_WEBHOOK": f"http://127.0.0.1:{hook.port}/secret"}
        env = environment(database_url, HF_ENDPOINT=platforms.url, OPENROUTER_BASE_URL=platforms.url, **told)
        done = run("collect", "openrouter", env=env, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "Told by webhook: OpenRouter data stand still" in done.stderr
        assert [body["rule"] for body in hook.bodies] == ["Any age"]

        for name, value in told.items():
            monkeypatch.setenv(name, value)
        assert check_after_collection(Settings.load(), database).told == ()

        rules.write_text(RULES.replace("stale", "sale"))
        done = run("collect", "huggingface", env=env, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "alerts: not checked. Rule 1 has the kind 'sale'" in done.stderr
        assert len(hook.bodies) == 1
    assert {status for _, status, _ in runs(database)} == {"complete"}


def test_without_rules_nothing_is_checked(database: Database) -> None:
    assert check_after_collection(Settings(alerts=None), database).told == ()
