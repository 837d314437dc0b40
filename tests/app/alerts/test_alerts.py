"""Rules find what happened in the newest whole period, and each alert is told once, by real servers."""

from __future__ import annotations

import datetime as dt
import email
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from app.alerts.channels import Log, Mail, Webhook, channels
from app.alerts.deliver import deliver
from app.alerts.rules import Kind, Rule, RuleError, read_rules
from app.alerts.watch import Alert, watched
from app.errors import ConfigurationError
from app.measures import ask
from app.measures.freshness import freshness
from app.settings import Settings
from app.store.engine import Database
from app.view import Platform
from tests.app.alerts.servers import mail_server, webhook
from tests.support import plant_tokens

DAYS = [dt.date(2026, 7, 14) + dt.timedelta(days=at) for at in range(3)]
NOW = dt.datetime(2026, 7, 17, 3, tzinfo=dt.UTC)
RULES = """
[[rule]]
name = "Alibaba ahead"
kind = "passes"
view = "platform=openrouter&by=lab"
group = "alibaba"
other = "openai"

[[rule]]
kind = "moves"
view = "platform=openrouter&by=lab"
points = 15

[[rule]]
kind = "enters"
view = "measure=rank&platform=openrouter&by=lab"
places = 2

[[rule]]
kind = "stale"
platform = "openrouter"
hours = 24
"""
ALERT = Alert("k", "Rule", Kind.MOVES, "China moved by +2.0 pts to 40.0%.", "platform=openrouter", True)
ADDRESS = "http://localhost:8501"


@pytest.fixture
def three_days(database: Database) -> Database:
    """Alibaba passes OpenAI on the third day; Moonshot comes into the first two places."""
    for day, (qwen, openai, kimi) in zip(DAYS, [(30, 60, 10), (40, 50, 10), (55, 15, 30)], strict=True):
        plant_tokens(database, day, {"qwen/a": qwen, "openai/b": openai, "moonshotai/c": kimi})
    return database


def found(database: Database, now: dt.datetime = NOW, rules: str = RULES) -> list[Alert]:
    with database.connect() as connection:
        return watched(read_rules(rules), lambda view: ask(connection, view), freshness(connection, now=now), now)


def test_each_kind_of_rule_finds_what_happened(three_days: Database) -> None:
    said = [(each.rule, each.sentence) for each in found(three_days)]
    assert said == [
        ("Alibaba ahead", "16 July 2026: Alibaba passed OpenAI: 55.0% to 15.0% of OpenRouter tokens."),
        ("moves 2", "16 July 2026: OpenAI moved by −35.0 pts to 15.0% of OpenRouter tokens."),
        ("moves 2", "16 July 2026: Moonshot AI moved by +20.0 pts to 30.0% of OpenRouter tokens."),
        ("moves 2", "16 July 2026: Alibaba moved by +15.0 pts to 55.0% of OpenRouter tokens."),
        ("enters 3", "16 July 2026: Moonshot AI entered the top 2 labs by OpenRouter tokens at 2nd with 30.0%."),
    ]


def test_data_that_stand_still_are_told_by_their_newest_day(three_days: Database) -> None:
    later = NOW + dt.timedelta(days=2)
    stale = [each for each in found(three_days, later) if each.kind is Kind.STALE]
    assert [each.sentence for each in stale] == [
        "OpenRouter data stand still: the newest day is 16 July 2026, 51 hours ago."
    ]
    assert stale[0].key == found(three_days, later + dt.timedelta(hours=5))[-1].key


def test_nothing_is_found_where_nothing_is_stored(database: Database) -> None:
    assert found(database) == []


def test_an_alert_is_told_once_by_each_way(three_days: Database, tmp_path: Path) -> None:
    with webhook() as hook, mail_server() as mail:
        ways = (
            Webhook(f"http://127.0.0.1:{hook.port}/secret"),
            Mail("127.0.0.1", mail.port, "from@example.org", ("to@example.org",), security="none"),
            Log(tmp_path / "alerts.jsonl"),
        )
        alerts = found(three_days)
        first = deliver(three_days, alerts, ways, ADDRESS, NOW)
        again = deliver(three_days, found(three_days), ways, ADDRESS, NOW)
    assert len(first.told) == 3 * len(alerts)
    assert (again.told, again.failed) == ((), ())
    assert [body["sentence"] for body in hook.bodies] == [each.sentence for each in alerts]
    assert hook.bodies[0]["permalink"] == f"{ADDRESS}/?platform=openrouter&by=lab"
    message = email.message_from_string(mail.mails[0], policy=default)
    assert isinstance(message, EmailMessage)
    assert message["Subject"].strip() == alerts[0].sentence
    assert f"{ADDRESS}/?platform=openrouter&by=lab" in message.get_content()
    written = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text().splitlines()]
    assert [each["key"] for each in written] == [each.key for each in alerts]


def test_what_could_not_be_told_is_tried_again_and_names_no_secret(database: Database) -> None:
    with webhook() as hook:
        way = Webhook(f"http://127.0.0.1:{hook.port}/secret-path")
        hook.status = 500
        failed = deliver(database, [ALERT], (way,), ADDRESS, NOW)
        assert (failed.told, failed.failed) == ((), ("The webhook at 127.0.0.1 answered 500.",))
        hook.status = 200
        assert len(deliver(database, [ALERT], (way,), ADDRESS, NOW).told) == 1
    gone = deliver(database, [ALERT], (Webhook("http://127.0.0.1:9/secret-path", name="other"),), ADDRESS, NOW)
    assert gone.failed and "secret-path" not in gone.failed[0]


def test_a_way_that_keeps_failing_is_left_alone_until_the_next_check(database: Database) -> None:
    many = [replace(ALERT, key=f"k{at}") for at in range(9)]
    with webhook() as hook:
        hook.status = 500
        failed = deliver(database, many, (Webhook(f"http://127.0.0.1:{hook.port}/"), Log()), ADDRESS, NOW)
    assert hook.asked == 3
    assert [way for _, way in failed.told] == ["log"] * 9


def test_two_that_tell_at_the_same_time_tell_once(database: Database) -> None:
    with webhook() as hook:
        way = Webhook(f"http://127.0.0.1:{hook.port}/")
        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(lambda _: deliver(database, [ALERT], (way,), ADDRESS, NOW), range(4)))
    assert sum(len(each.told) for each in outcomes) == 1
    assert len(hook.bodies) == 1


def test_made_up_data_are_called_so_and_names_break_no_header() -> None:
    hostile = Alert("k", "r", Kind.MOVES, "A\r\nBcc: x@example.org moved", "platform=openrouter", True)
    with mail_server() as mail:
        Mail("127.0.0.1", mail.port, "a@example.org", ("b@example.org",), security="none").send(hostile, "link")
    message = email.message_from_string(mail.mails[0], policy=default)
    assert message["Subject"].strip() == "[Synthetic sample data] A Bcc: x@example.org moved"
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rule = 3", "at most"),
        ('[[rule]]\nkind = "explodes"', "Rule 1 has the kind 'explodes'"),
        ('[[rule]]\nkind = "moves"\nview = "platform=openrouter"', "lacks 'points'"),
        ('[[rule]]\nkind = "moves"\npoints = 1\nview = "measure=rank"', "watches a share"),
        ('[[rule]]\nkind = "stale"\nplatform = "mars"', "platform that is none"),
        ('[[rule]]\nkind = "stale"\nplatform = "openrouter"\ncolour = 1', "has no 'colour'"),
        (('[[rule]]\nname = "a"\nkind = "stale"\nplatform = "openrouter"\n' * 2), "Two rules are called 'a'"),
    ],
)
def test_rules_that_cannot_be_read_are_refused_with_number_and_reason(text: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        read_rules(text)


def test_a_rule_has_a_name_and_sensible_defaults() -> None:
    rule = read_rules('[[rule]]\nkind = "stale"\nplatform = "huggingface"')[0]
    assert (rule.name, rule.hours, rule.view.platform) == ("stale 1", 50.0, Platform.HUGGINGFACE)
    assert isinstance(rule, Rule)


def test_half_a_mail_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELSHARE_SMTP_HOST", "127.0.0.1")
    with pytest.raises(ConfigurationError, match="who writes to whom"):
        channels(Settings.load())
    monkeypatch.setenv("MODELSHARE_ALERT_MAIL_FROM", "a@example.org")
    monkeypatch.setenv("MODELSHARE_ALERT_MAIL_TO", "b@example.org, c@example.org")
    monkeypatch.setenv("MODELSHARE_ALERT_WEBHOOK", "https://example.org/secret")
    assert [each.name for each in channels(Settings.load())] == ["webhook", "mail", "log"]
    assert "https://example.org/secret" in Settings.load().secrets
