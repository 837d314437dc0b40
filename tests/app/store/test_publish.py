"""A collection is published whole, once, or not at all."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.collect import collect
from app.errors import StoreError
from app.store.checks import broken_invariants
from app.store.engine import Database
from app.store.runs import only_one
from collectors.contract import Batch, HubPage, Origin, Platform, Rejected, TokenBatch, TokenDay, TokenRow, UpstreamBusy
from tests.support import Planted, hub_model, midnight, plant_hub, plant_tokens, rollups

DAY = dt.date(2026, 7, 1)
OBSERVED = (
    "day_version",
    "openrouter_row",
    "rollup",
    "hub_snapshot",
    "hub_model",
    "hub_former_name",
    "openrouter_export",
)


def counts(database: Database) -> dict[str, int]:
    with database.connect() as connection:
        return {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in OBSERVED}


def newest_run(database: Database) -> tuple[str, str | None]:
    with database.connect() as connection:
        return tuple(connection.execute(text("SELECT status, error FROM run ORDER BY run_id DESC LIMIT 1")).one())


class Breaking(Planted):
    """Yields what it was given, then fails."""

    error: BaseException = UpstreamBusy("The platform answered 503 twelve times.")

    def collect(self) -> Iterator[Batch]:
        yield from super().collect()
        raise self.error


def test_the_same_day_again_changes_nothing(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 10}, other=1)
    plant_hub(database, DAY, [hub_model("Qwen/a", 5)])
    before = counts(database)
    for _ in range(3):
        plant_tokens(database, DAY, {"qwen/a": 10}, other=1)
        plant_hub(database, DAY, [hub_model("Qwen/a", 7)])
    assert counts(database) == before


def test_the_order_of_equal_tokens_is_no_restatement(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 10, "qwen/b": 10})
    plant_tokens(database, DAY, {"qwen/b": 10, "qwen/a": 10})
    assert counts(database)["day_version"] == 1


def test_a_changed_day_is_kept_beside_the_old_one(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 10})
    plant_tokens(database, DAY, {"qwen/a": 11}, known_at=midnight(DAY) + dt.timedelta(days=3))
    assert counts(database)["day_version"] == 2


def test_an_older_document_that_comes_late_takes_its_place_in_time(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 11}, known_at=midnight(DAY) + dt.timedelta(days=3))
    plant_tokens(database, DAY, {"qwen/a": 10}, known_at=midnight(DAY) + dt.timedelta(days=1))
    with database.connect() as connection:
        newest = text("SELECT tokens FROM openrouter_row JOIN day_version USING (version_id) ORDER BY known_at DESC")
        assert connection.execute(newest).scalars().first() == 11


def test_an_older_document_that_comes_late_with_the_same_content_is_no_restatement(database: Database) -> None:
    first, second = (midnight(DAY) + dt.timedelta(days=days) for days in (1, 3))
    plant_tokens(database, DAY, {"qwen/a": 10}, known_at=second)
    plant_tokens(database, DAY, {"qwen/a": 10}, known_at=first)
    with database.connect() as connection:
        assert connection.execute(text("SELECT known_at FROM day_version")).scalars().all() == [first]
        assert broken_invariants(connection) == []


def test_a_day_without_rows_is_covered_and_empty(database: Database) -> None:
    plant_tokens(database, DAY, {})
    with database.connect() as connection:
        assert connection.execute(text("SELECT rows FROM day_version")).scalars().all() == [0]
    assert rollups(database, "tokens") == {}


@pytest.mark.parametrize("platform", list(Platform))
def test_nothing_of_a_run_that_fails_is_visible_and_the_next_one_heals_it(
    database: Database, platform: Platform
) -> None:
    batches: dict[Platform, Batch] = {
        Platform.HUGGINGFACE: HubPage("downloads", 1, (hub_model("Qwen/a", 5),), "http://127.0.0.1/next"),
        Platform.OPENROUTER: TokenBatch(Origin.EXPORT, midnight(DAY), (TokenDay(DAY, (TokenRow("qwen/a", 5),), None),)),
    }
    with pytest.raises(UpstreamBusy):
        collect(database, Breaking(platform, [batches[platform]]), now=lambda: midnight(DAY))
    assert set(counts(database).values()) == {0}
    assert newest_run(database) == ("failed", "The platform answered 503 twelve times.")
    collect(database, Planted(platform, [batches[platform]]), now=lambda: midnight(DAY))
    assert counts(database)["day_version"] == 1
    assert newest_run(database) == ("complete", None)


def test_a_run_stopped_by_hand_says_so(database: Database) -> None:
    class Stopped(Breaking):
        error = KeyboardInterrupt()

    with pytest.raises(KeyboardInterrupt):
        collect(database, Stopped(Platform.OPENROUTER, []))
    assert newest_run(database) == ("abandoned", "Stopped before it was done.")


def test_two_collections_of_one_platform_do_not_run_at_once(database: Database) -> None:
    with only_one(database, Platform.OPENROUTER):
        with pytest.raises(StoreError, match="Another process is collecting from openrouter"):
            plant_tokens(database, DAY, {"qwen/a": 10})
        plant_hub(database, DAY, [hub_model("Qwen/a", 5)])
    plant_tokens(database, DAY, {"qwen/a": 10})
    assert counts(database)["day_version"] == 2


def test_a_refused_row_is_kept_with_its_reason_and_the_good_rest_stands(database: Database) -> None:
    refused = Rejected("page 1, row 2", "downloads is negative: -4", '{"downloads":-4}')
    models = tuple(hub_model(f"lab{n}/a", 5) for n in range(100))
    page = HubPage("downloads", 1, models, None, (refused,))
    outcome = collect(database, Planted(Platform.HUGGINGFACE, [page]), now=lambda: midnight(DAY))
    assert (outcome.rows, outcome.rejected) == (100, 1)
    with database.connect() as connection:
        assert connection.execute(text("SELECT place, reason, raw FROM rejected_row")).one() == (
            refused.where,
            refused.reason,
            refused.raw,
        )


def test_a_model_seen_on_two_pages_counts_once_as_it_was_seen_last(database: Database) -> None:
    pages = [
        HubPage("downloads", 1, (hub_model("Qwen/a", 5), hub_model("Qwen/b", 4)), "next"),
        HubPage("downloads", 2, (hub_model("Qwen/a", 6),), None),
    ]
    collect(database, Planted(Platform.HUGGINGFACE, pages), now=lambda: midnight(DAY))
    assert rollups(database, "downloads_30d") == {("account", "Qwen"): 10}


def test_a_renamed_model_keeps_its_history_and_counts_for_each_name_in_its_time(database: Database) -> None:
    plant_hub(database, DAY, [hub_model("THUDM/glm", 5, model="a" * 24)])
    plant_hub(database, DAY + dt.timedelta(days=1), [hub_model("zai-org/glm", 6, model="a" * 24)])
    with database.connect() as connection:
        names = connection.execute(text("SELECT repo_id, first_seen FROM hub_former_name")).all()
        accounts = connection.execute(text("SELECT day, account FROM hub_snapshot ORDER BY day")).all()
        current = connection.execute(text("SELECT repo_id, first_seen, named_on FROM hub_model")).one()
    assert names == [("THUDM/glm", DAY)]
    assert [account for _, account in accounts] == ["THUDM", "zai-org"]
    assert current == ("zai-org/glm", DAY, DAY + dt.timedelta(days=1))


def test_an_older_snapshot_that_comes_late_does_not_bring_old_attributes_back(database: Database) -> None:
    plant_hub(database, DAY, [hub_model("zai-org/glm", 6, model="a" * 24)])
    plant_hub(database, DAY - dt.timedelta(days=9), [hub_model("THUDM/glm", 5, model="a" * 24)])
    with database.connect() as connection:
        row = connection.execute(text("SELECT repo_id, first_seen FROM hub_model")).one()
    assert row == ("zai-org/glm", DAY - dt.timedelta(days=9))


def test_daily_downloads_are_differences_and_a_falling_count_stays_negative(database: Database) -> None:
    day_after = DAY + dt.timedelta(days=1)
    plant_hub(
        database,
        day_after,
        [hub_model("Qwen/a", 9, downloads_all_time=130), hub_model("b/b", 9, downloads_all_time=60)],
    )
    assert rollups(database, "downloads_daily") == {}
    plant_hub(
        database, DAY, [hub_model("Qwen/a", 8, downloads_all_time=100), hub_model("b/b", 9, downloads_all_time=64)]
    )
    assert rollups(database, "downloads_daily") == {("account", "Qwen"): 30, ("account", "b"): -4}
    with database.connect() as connection:
        negatives = text("SELECT account FROM rollup WHERE negatives > 0 AND population = 'all'")
        assert connection.execute(negatives).scalars().all() == ["b"]


def test_daily_downloads_are_not_measured_across_a_gap(database: Database) -> None:
    plant_hub(database, DAY, [hub_model("Qwen/a", 8, downloads_all_time=100)])
    plant_hub(database, DAY + dt.timedelta(days=2), [hub_model("Qwen/a", 9, downloads_all_time=160)])
    assert rollups(database, "downloads_daily") == {}


def test_small_unregistered_accounts_share_one_row_and_registered_ones_never_do(database: Database) -> None:
    models = [hub_model("someone-large/m", 10_000), hub_model("b-large/m", 9_000), hub_model("Qwen/tiny", 1)]
    models += [hub_model(f"someone-{n}/m", 10) for n in range(50)]
    plant_hub(database, DAY, models)
    assert rollups(database, "downloads_30d") == {
        ("account", "someone-large"): 10_000,
        ("account", "b-large"): 9_000,
        ("account", "Qwen"): 1,
        ("tail", ""): 500,
    }


def test_variants_fold_and_an_undisclosed_model_keeps_its_name(database: Database) -> None:
    plant_tokens(database, DAY, {"qwen/a": 5, "qwen/a:free": 3, "stealth/owl:free": 4, "~x/auto": 2}, other=1)
    assert rollups(database, "tokens") == {
        ("account", "qwen"): 8,
        ("account", "stealth/owl"): 4,
        ("account", "~x/auto"): 2,
        ("other", ""): 1,
    }


def test_the_top_ten_are_ten_models_after_folding(database: Database) -> None:
    tokens = {f"lab{n:02}/m": 100 - n for n in range(12)} | {"lab11/m:free": 50}
    plant_tokens(database, DAY, tokens, other=7)
    top = rollups(database, "tokens", "top10")
    assert len(top) == 10
    assert top[("account", "lab11")] == 139
    assert ("account", "lab09") not in top


def test_a_name_that_a_backfill_finds_is_former_and_the_newer_one_stays(database: Database) -> None:
    """Each name holds from its first day on, whatever the order in which days come in."""
    plant_hub(database, DAY, [hub_model("zai-org/glm", 6, model="a" * 24)])
    for back in (9, 8):
        plant_hub(database, DAY - dt.timedelta(days=back), [hub_model("THUDM/glm", 5, model="a" * 24)])
    with database.connect() as connection:
        former = connection.execute(text("SELECT repo_id, first_seen FROM hub_former_name")).all()
        current = connection.execute(text("SELECT repo_id, named_on FROM hub_model")).one()
    assert former == [("THUDM/glm", DAY - dt.timedelta(days=9))]
    assert current == ("zai-org/glm", DAY)


def test_attributes_follow_the_newest_snapshot(database: Database) -> None:
    plant_hub(database, DAY, [hub_model("a/b", 6, licence="mit"), hub_model("c/d", 1)])
    next_day = DAY + dt.timedelta(days=1)
    plant_hub(database, next_day, [hub_model("a/b", 6, licence="other"), hub_model("c/d", 2)])
    with database.connect() as connection:
        rows = connection.execute(text("SELECT repo_id, licence, changed_on FROM hub_model ORDER BY repo_id")).all()
    assert rows == [("a/b", "other", next_day), ("c/d", None, DAY)]
