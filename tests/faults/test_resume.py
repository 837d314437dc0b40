"""A crawl that ended early is taken up where it ended, once, and publishes what an unbroken one would."""

import datetime as dt

import pytest
from sqlalchemy import text

from app.store.engine import Database
from collectors.contract import Platform, UpstreamBusy, UpstreamMalformed
from tests.collectors.misbehaving import Answer, data
from tests.faults.conftest import Collect
from tests.faults.world import PAGE, Platforms, assert_sound, counts, facts, runs

HUB = Platform.HUGGINGFACE
BUSY = data({"error": "later"}, status=503)


def pages(platforms: Platforms) -> list[str]:
    """The cursor or organisation of every page that was asked for."""
    return [dict(each.query).get("author") or dict(each.query).get("cursor", "first") for each in platforms.requests]


def break_at(platforms: Platforms, part: str, answer: Answer = BUSY) -> None:
    """Answer every request for a page with `part` in its query in this way."""
    page = platforms.script["/api/models"]
    assert callable(page)
    platforms.script["/api/models"] = lambda request: (
        answer if part in "&".join(f"{k}={v}" for k, v in request.query) else page(request)
    )
    platforms.mend = lambda: platforms.script.update({"/api/models": page})  # type: ignore[attr-defined]


@pytest.mark.parametrize("part", ["cursor=50", "cursor=150", "author=Qwen", "author=moonshotai"])
def test_a_crawl_goes_on_behind_its_last_page(
    database: Database, platforms: Platforms, gather: Collect, part: str
) -> None:
    break_at(platforms, part)
    with pytest.raises(UpstreamBusy):
        gather(HUB)
    assert set(counts(database).values()) == {0}
    before = set(pages(platforms)) - {part.partition("=")[2]}
    platforms.mend()  # type: ignore[attr-defined]
    platforms.requests.clear()
    assert gather(HUB).rows == len(platforms.hub)
    assert pages(platforms)[0] == part.partition("=")[2]
    assert not before & set(pages(platforms))
    assert [status for _, status, _ in runs(database)] == ["complete"]
    assert_sound(database)


def test_what_is_published_is_what_an_unbroken_crawl_publishes(
    database: Database, platforms: Platforms, gather: Collect
) -> None:
    moment = dt.datetime.now(dt.UTC).replace(hour=12)
    for part in ("cursor=100", "author=Qwen"):
        break_at(platforms, part)
        with pytest.raises(UpstreamBusy):
            gather(HUB, now=moment)
        platforms.mend()  # type: ignore[attr-defined]
    gather(HUB, now=moment)
    broken = facts(database)
    with database.begin() as connection:
        connection.execute(text("TRUNCATE run, hub_snapshot, hub_model CASCADE"))
    gather(HUB, now=moment)
    assert facts(database) == broken
    with database.connect() as connection:
        resumed = connection.execute(text("SELECT detail ->> 'tail_most_downloads' FROM run")).scalars().all()
    assert len(resumed) == 1


def test_the_tail_that_an_early_end_left_out_survives_a_break(
    database: Database, platforms: Platforms, gather: Collect
) -> None:
    platforms.hub = platforms.hub[:240] + [dict(row, downloads=0) for row in platforms.hub[240:]]
    break_at(platforms, "author=Qwen")
    with pytest.raises(UpstreamBusy):
        gather(HUB)
    platforms.mend()  # type: ignore[attr-defined]
    gather(HUB)
    with database.connect() as connection:
        assert connection.execute(text("SELECT detail ? 'tail_most_downloads' FROM run")).scalars().all() == [True]


def test_a_crawl_of_another_day_is_not_taken_up(database: Database, platforms: Platforms, gather: Collect) -> None:
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    break_at(platforms, "cursor=150")
    with pytest.raises(UpstreamBusy):
        gather(HUB, now=yesterday)
    platforms.mend()  # type: ignore[attr-defined]
    platforms.requests.clear()
    gather(HUB)
    assert pages(platforms)[0] == "first"
    assert [status for _, status, _ in runs(database)] == ["failed", "complete"]
    assert_sound(database)


def test_a_refused_cursor_begins_the_section_again(database: Database, platforms: Platforms, gather: Collect) -> None:
    break_at(platforms, "cursor=150")
    with pytest.raises(UpstreamBusy):
        gather(HUB)
    platforms.mend()  # type: ignore[attr-defined]
    platforms.requests.clear()
    page = platforms.script["/api/models"]
    refused = [data({"error": "cursor expired"}, status=400)]
    platforms.script["/api/models"] = lambda request: (
        refused.pop() if refused and ("cursor", "150") in request.query else page(request)  # type: ignore[operator]
    )
    assert gather(HUB).rows == len(platforms.hub)
    assert pages(platforms)[:3] == ["150", "first", str(PAGE)]
    assert_sound(database)


def test_a_crawl_that_breaks_twice_at_one_page_starts_over(
    database: Database, platforms: Platforms, gather: Collect
) -> None:
    break_at(platforms, "cursor=150", Answer(b"<html>", kind="text/html"))
    for _ in range(2):
        with pytest.raises(UpstreamMalformed):
            gather(HUB)
    platforms.mend()  # type: ignore[attr-defined]
    platforms.requests.clear()
    gather(HUB)
    assert pages(platforms)[0] == "first"
    assert_sound(database)


def test_pages_that_the_server_lost_in_a_crash_are_read_again(
    database: Database, platforms: Platforms, gather: Collect
) -> None:
    break_at(platforms, "cursor=150")
    with pytest.raises(UpstreamBusy):
        gather(HUB)
    with database.begin() as connection:
        connection.execute(text("DELETE FROM crawl_page WHERE page = 2"))
    platforms.mend()  # type: ignore[attr-defined]
    assert gather(HUB).rows == len(platforms.hub)
    assert [status for _, status, _ in runs(database)] == ["failed", "complete"]


def test_a_crawl_whose_answers_broke_after_rows_were_refused_starts_over(
    database: Database, platforms: Platforms, gather: Collect
) -> None:
    platforms.change_page = lambda number, rows: [None, *rows] if number == 1 else rows  # of unknown, large worth
    break_at(platforms, "author=Qwen", Answer(b"<html>", kind="text/html"))
    with pytest.raises(UpstreamMalformed):
        gather(HUB)
    platforms.change_page = lambda _, rows: rows
    platforms.mend()  # type: ignore[attr-defined]
    assert gather(HUB).rows == len(platforms.hub)
    assert [status for _, status, _ in runs(database)] == ["failed", "complete"]
    assert_sound(database)
