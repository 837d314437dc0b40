"""The registry that the program ships can be defended line by line."""

from app.registry import Confidence, read_registry
from app.view import EventKind
from collectors.contract import Platform

REGISTRY = read_registry()
COUNTRY = {each.lab_id: each.country for each in REGISTRY.countries}
OWNER = {(each.platform, each.account): each.lab_id for each in REGISTRY.accounts}


def test_the_named_three_and_the_other_chinese_labs_are_there() -> None:
    ids = {"alibaba", "moonshot", "minimax", "deepseek", "zhipu", "tencent", "xiaomi", "baidu", "bytedance"}
    assert {COUNTRY[lab_id] for lab_id in ids} == {"CN"}


def test_two_authors_of_one_lab_meet() -> None:
    assert OWNER[Platform.OPENROUTER, "qwen"] == OWNER[Platform.OPENROUTER, "alibaba"] == "alibaba"
    assert OWNER[Platform.OPENROUTER, "meta"] == OWNER[Platform.OPENROUTER, "meta-llama"] == "meta"
    assert OWNER[Platform.HUGGINGFACE, "THUDM"] == OWNER[Platform.HUGGINGFACE, "zai-org"] == "zhipu"


def test_stealth_and_router_accounts_are_undisclosed() -> None:
    assert OWNER[Platform.OPENROUTER, "stealth"] is None
    assert OWNER[Platform.OPENROUTER, "openrouter"] is None


def test_every_country_and_every_openness_has_evidence() -> None:
    assert all(each.evidence for each in (*REGISTRY.countries, *REGISTRY.weights))


def test_an_unmasked_model_has_a_day_from_which_it_counts_and_one_on_which_that_was_recorded() -> None:
    unmasked = [each for each in REGISTRY.accounts if each.lab_id and "/" in each.account]
    assert unmasked
    assert all(each.valid_from and each.recorded_on and not each.correction for each in unmasked)


def test_events_wait_for_confirmation_where_they_are_only_known() -> None:
    assert {each.confidence for each in REGISTRY.events} == set(Confidence)
    assert {each.kind for each in REGISTRY.events} == set(EventKind) - {EventKind.FLAG}


def test_open_and_closed_families_are_told_apart_by_the_longest_prefix() -> None:
    weights = {each.prefix: each.open for each in REGISTRY.weights}
    assert weights["openai/"] is False
    assert weights["openai/gpt-oss"] is True
    assert weights["qwen/qwen3-max"] is False
    assert weights["qwen/qwen3-235b"] is True
