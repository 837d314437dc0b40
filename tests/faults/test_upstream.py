"""Whatever a platform answers: no half-published day, no duplicate, a reason that a person understands, and healing."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from app.limits import Limits
from app.store.engine import Database
from collectors.contract import ModelshareError, Platform
from tests.collectors.exports import HEADER, lines, point_at, publish
from tests.collectors.misbehaving import ABSENT, WEB_PAGE, Answer, Request, data
from tests.faults.conftest import Collect
from tests.faults.world import PAGE, Platforms, Row, assert_sound, counts, export_rows, facts, runs

HUB, OPENROUTER = Platform.HUGGINGFACE, Platform.OPENROUTER

LASTING = {
    "429 with Retry-After": data({}, status=429, headers={"Retry-After": "2"}),
    "429 without": data({}, status=429),
    "500": data({}, status=500),
    "502": data({}, status=502),
    "503": data({}, status=503),
    "504": data({}, status=504),
    "reset": Answer(b"{}", reset="before"),
    "reset in the body": Answer(b"[" + b" " * 5_000 + b"]", reset="body"),
    "cut short": Answer(b"[" + b" " * 5_000 + b"]", cut=400),
    "gzip garbage": Answer(b"\x00garbage", headers={"Content-Encoding": "gzip"}),
    "gzip cut short": Answer(gzip.compress(b"[" + b" " * 500 + b"]")[:12], headers={"Content-Encoding": "gzip"}),
    "a web page with status 200": WEB_PAGE,
    "an empty body": Answer(b""),
    "another shape": data({"weather": "fine"}),
    "a scalar": data(3),
    "401": data({"error": "no"}, status=401),
    "404": ABSENT,
    "a next link to another origin": data([], headers={"Link": '<http://203.0.113.9/x>; rel="next"'}),
}


def reference(gather: Collect, database: Database, platform: Platform) -> dict[str, Any]:
    """What a faultless collection stores; the store is emptied again."""
    gather(platform)
    found = facts(database)
    with database.begin() as connection:
        connection.execute(text("TRUNCATE run, hub_snapshot, hub_model, gap CASCADE"))
    return found


def check_failed_and_heals(
    database: Database, gather: Collect, platform: Platform, mend: Callable[[], None], sound: dict[str, Any]
) -> None:
    with pytest.raises(ModelshareError):
        gather(platform)
    assert set(counts(database).values()) == {0}
    _, status, reason = runs(database)[-1]
    assert status == "failed"
    assert reason is not None
    assert len(reason.split()) >= 5, "a sentence"
    assert "Traceback" not in reason
    mend()
    gather(platform)
    assert facts(database) == sound
    assert runs(database)[-1][1] == "complete"
    assert_sound(database)


@pytest.mark.parametrize("fault", LASTING)
def test_a_hub_that_fails_in_the_middle(database: Database, platforms: Platforms, gather: Collect, fault: str) -> None:
    sound = reference(gather, database, HUB)
    page = platforms.script["/api/models"]
    assert callable(page)

    def broken(request: Request) -> Answer:
        return LASTING[fault] if ("cursor", str(2 * PAGE)) in request.query else page(request)

    platforms.script["/api/models"] = broken
    check_failed_and_heals(database, gather, HUB, lambda: platforms.script.update({"/api/models": page}), sound)


@pytest.mark.parametrize("fault", [name for name in LASTING if name != "404"])
@pytest.mark.parametrize("path", ["index.json", "manifest.json", ".csv"])
def test_an_openrouter_that_fails(
    database: Database, platforms: Platforms, gather: Collect, fault: str, path: str
) -> None:
    sound = reference(gather, database, OPENROUTER)
    key = next(key for key in platforms.script if key.endswith(path))
    whole = platforms.script[key]
    platforms.script[key] = LASTING[fault]
    check_failed_and_heals(database, gather, OPENROUTER, lambda: platforms.script.update({key: whole}), sound)


@pytest.mark.parametrize("fault", [name for name in LASTING if not name.startswith(("401", "404", "a next"))])
def test_a_fault_that_passes_leaves_no_trace(
    database: Database, platforms: Platforms, gather: Collect, fault: str
) -> None:
    sound = reference(gather, database, HUB)
    page = platforms.script["/api/models"]
    assert callable(page)
    once = [LASTING[fault]]
    platforms.script["/api/models"] = lambda request: once.pop() if once else page(request)
    gather(HUB)
    assert facts(database) == sound
    assert [status for _, status, _ in runs(database)] == ["complete"]


def test_limits_that_run_down_slow_the_crawl_and_break_nothing(
    database: Database, platforms: Platforms, gather: Collect
) -> None:
    sound = reference(gather, database, HUB)
    page = platforms.script["/api/models"]
    assert callable(page)
    left = [6, 5, 4, 3, 2, 1, 0, 6, 5, 4]

    def limited(request: Request) -> Answer:
        answer = page(request)
        remaining = left.pop(0) if left else 9
        return answer.with_headers(
            RateLimit=f'"api";r={remaining};t=3', RateLimit_Policy='"fixed window";"api";q=10;w=300', **answer.headers
        )

    platforms.script["/api/models"] = limited
    gather(HUB)
    assert facts(database) == sound


# --- what the platforms say ---------------------------------------------------------------------------------------


def hub_with(platforms: Platforms, change: Callable[[list[Row]], list[Row]]) -> None:
    platforms.change_page = lambda number, rows: change(rows) if number == 2 and len(rows) == PAGE else rows


NASTY = ["Qwen/a\nb", "Qwen/a\x00b", "Qwen/\u202eevil", "Qwen/" + "x" * 10_000, "\ud800/half"]
PLAIN_BUT_ODD = ["Qwen/<script>alert(1)</script>", "Qwen/=1+1", "Qwen/@SUM(A1)", "Qwen/-2", "Qwen/'; DROP TABLE run;--"]


@pytest.mark.parametrize("name", NASTY)
def test_a_name_that_is_none_is_quarantined(
    database: Database, platforms: Platforms, gather: Collect, name: str
) -> None:
    hub_with(platforms, lambda rows: [dict(rows[0], id=name), *rows[1:]])
    outcome = gather(HUB)
    assert (outcome.rows, outcome.rejected) == (249, 1)
    with database.connect() as connection:
        raw, reason = connection.execute(text("SELECT raw, reason FROM rejected_row")).one()
    assert raw.isprintable()
    assert reason.isprintable()
    assert_sound(database)


@pytest.mark.parametrize("name", PLAIN_BUT_ODD)
def test_an_odd_name_is_kept_as_it_is(database: Database, platforms: Platforms, gather: Collect, name: str) -> None:
    hub_with(platforms, lambda rows: [dict(rows[0], id=name), *rows[1:]])
    assert gather(HUB).rejected == 0
    with database.connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM hub_model WHERE repo_id = :name"), {"name": name})
        assert kept.scalar_one() == 1
    assert_sound(database)


@pytest.mark.parametrize("value", ["7", 1.5, -4, 2**63, 2**70, True, [1]], ids=str)
def test_a_count_that_is_none_is_quarantined(
    database: Database, platforms: Platforms, gather: Collect, value: object
) -> None:
    hub_with(platforms, lambda rows: [*rows[:-1], dict(rows[-1], downloads=value)])
    outcome = gather(HUB)
    assert outcome.rejected == 1
    assert outcome.rows == 249
    assert_sound(database)


def test_a_renamed_field_publishes_nothing(database: Database, platforms: Platforms, gather: Collect) -> None:
    sound = reference(gather, database, HUB)
    platforms.change_page = lambda _, rows: [
        {("downloadCount" if name == "downloads" else name): value for name, value in row.items()} for row in rows
    ]
    check_failed_and_heals(
        database, gather, HUB, lambda: setattr(platforms, "change_page", lambda _, rows: rows), sound
    )


def test_rows_that_come_twice_count_once(database: Database, platforms: Platforms, gather: Collect) -> None:
    sound = reference(gather, database, HUB)
    hub_with(platforms, lambda rows: [*rows[:10], rows[9], *rows[10:]])
    gather(HUB)
    assert facts(database) == sound
    assert_sound(database)


@pytest.mark.parametrize("kind", ["a repeated page", "a paging loop"])
def test_a_list_that_goes_in_circles(database: Database, platforms: Platforms, gather: Collect, kind: str) -> None:
    sound = reference(gather, database, HUB)
    page = platforms.script["/api/models"]
    assert callable(page)

    def circling(request: Request) -> Answer:
        at = dict(request.query).get("cursor", "0")
        if kind == "a repeated page" and at == str(2 * PAGE):
            repeated = page(Request(request.path, (("cursor", str(PAGE)),), {}))
            return repeated.with_headers(Link=f'<{platforms.url}/api/models?cursor={3 * PAGE}>; rel="next"')
        if kind == "a paging loop" and at == str(3 * PAGE):
            return page(request).with_headers(Link=f'<{platforms.url}/api/models?cursor={PAGE}>; rel="next"')
        return page(request)

    platforms.script["/api/models"] = circling
    check_failed_and_heals(database, gather, HUB, lambda: platforms.script.update({"/api/models": page}), sound)


def test_a_page_of_500_megabytes_is_refused(database: Database, platforms: Platforms, gather: Collect) -> None:
    sound = reference(gather, database, OPENROUTER)
    key = next(key for key in platforms.script if key.endswith(".csv"))
    whole = platforms.script[key]
    bomb = gzip.compress(b" " * (500 << 20), compresslevel=1)
    platforms.script[key] = Answer(bomb, headers={"Content-Encoding": "gzip"}, kind="text/csv")
    check_failed_and_heals(database, gather, OPENROUTER, lambda: platforms.script.update({key: whole}), sound)


def test_a_checksum_that_does_not_match(database: Database, platforms: Platforms, gather: Collect) -> None:
    sound = reference(gather, database, OPENROUTER)
    platforms.publish_export(csv={"sha256": "0" * 64})
    check_failed_and_heals(database, gather, OPENROUTER, platforms.publish_export, sound)


@pytest.mark.parametrize("name", ["csv", "manifest.json"])
def test_a_broken_older_export_keeps_nothing_else_from_coming_and_heals(
    database: Database, platforms: Platforms, gather: Collect, name: str
) -> None:
    yesterday = platforms.today - dt.timedelta(days=1)
    publish(platforms, yesterday, export_rows(yesterday))
    platforms.publish_export()
    sound = reference(gather, database, OPENROUTER)
    path = next(path for path in platforms.script if path.endswith(f"{yesterday}.{name}"))
    whole = platforms.script[path]
    platforms.script[path] = WEB_PAGE
    for _ in range(2):
        gather(OPENROUTER)
        with database.connect() as connection:
            days = connection.execute(text("SELECT day FROM day_version ORDER BY day")).scalars().all()
            warnings = connection.execute(text("SELECT detail -> 'warnings' FROM run ORDER BY run_id DESC")).scalar()
        assert days == [platforms.today - dt.timedelta(days=back) for back in (5, 4, 3, 2, 1)]
        assert [f"The export of {yesterday} was left out" in warning for warning in warnings] == [True]
        assert_sound(database)
    platforms.script[path] = whole
    gather(OPENROUTER)
    assert facts(database) == sound
    assert_sound(database)


def test_an_alias_ahead_of_its_file_brings_what_is_there(
    database: Database, platforms: Platforms, gather: Collect
) -> None:
    sound = reference(gather, database, OPENROUTER)
    point_at(platforms, platforms.today + dt.timedelta(days=1))
    gather(OPENROUTER)
    assert facts(database) == sound
    point_at(platforms, platforms.today)


def test_a_day_without_rows_or_without_its_tail_is_kept_as_it_is(
    database: Database, platforms: Platforms, gather: Collect
) -> None:
    days = [platforms.today - dt.timedelta(days=n) for n in range(5, 0, -1)]
    rows = [row for row in export_rows(platforms.today) if not row.startswith(str(days[1]))]
    rows = [row for row in rows if not row.startswith(f"{days[3]},other")]
    publish(platforms, platforms.today, rows)
    gather(OPENROUTER)
    with database.connect() as connection:
        stored = dict(tuple(row) for row in connection.execute(text("SELECT day, rows FROM day_version")))
    assert stored == {days[0]: 31, days[1]: 0, days[2]: 31, days[3]: 30, days[4]: 31}
    assert_sound(database)


def test_a_future_date_is_quarantined(database: Database, platforms: Platforms, gather: Collect) -> None:
    future = lines([(platforms.today + dt.timedelta(days=400), "qwen/from-the-future", 5)])
    publish(platforms, platforms.today, [*export_rows(platforms.today), *future])
    assert gather(OPENROUTER).rejected == 1
    assert counts(database)["day_version"] == 5
    assert_sound(database)


def test_a_restated_day_keeps_both_versions(database: Database, platforms: Platforms, gather: Collect) -> None:
    gather(OPENROUTER)
    rows = export_rows(platforms.today)
    day, slug, rank, tokens, share = rows[-2].split(",")
    later = f"{platforms.today}T09:00:00Z"
    publish(
        platforms,
        platforms.today,
        [*rows[:-2], f"{day},{slug},{rank},{int(tokens) + 7},{share}", rows[-1]],
        HEADER,
        retrieved_at=later,
    )
    gather(OPENROUTER, now=dt.datetime.combine(platforms.today, dt.time(12), dt.UTC))
    assert counts(database)["day_version"] == 6
    assert_sound(database)


@pytest.mark.parametrize(
    ("slug", "tokens", "refused"),
    [
        *[("qwen/odd", tokens, 1) for tokens in ("1.5", "-4", str(2**63), str(2**70), "1e3", "", " 7")],
        *[(slug, "7", 1) for slug in ("qwen/a\x00b", "qwen/\u202eevil", "qwen/" + "x" * 10_000, "\udcff/half")],
        ("qwen/a\nb", "7", 2),  # two lines, and neither is a row
        ("openai/model-1", "7", 1),  # a second count for the same model and day
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_row_of_an_export_that_cannot_be_true_is_quarantined(
    database: Database, platforms: Platforms, gather: Collect, slug: str, tokens: str, refused: int
) -> None:
    whole = export_rows(platforms.today)
    day = platforms.today - dt.timedelta(days=1)
    publish(platforms, platforms.today, [*whole[:-1], f"{day},{slug},31,{tokens},0.1", whole[-1]])
    assert gather(OPENROUTER, limits=Limits(tolerance_rows=0.02)).rejected == refused
    with database.connect() as connection:
        kept = connection.execute(text("SELECT reason, raw FROM rejected_row")).all()
    assert len(kept) == refused
    assert all(reason.isprintable() and raw.isprintable() and len(raw) <= 2_000 for reason, raw in kept)
    assert_sound(database)
    platforms.publish_export()
    gather(OPENROUTER)
    assert counts(database)["openrouter_row"] == len(whole)
    assert_sound(database)


@pytest.mark.parametrize("name", ["date", "model_permaslug", "total_tokens"])
def test_a_renamed_column_of_an_export_publishes_nothing(
    database: Database, platforms: Platforms, gather: Collect, name: str
) -> None:
    sound = reference(gather, database, OPENROUTER)
    publish(platforms, platforms.today, export_rows(platforms.today), HEADER.replace(name, "renamed"))
    check_failed_and_heals(database, gather, OPENROUTER, platforms.publish_export, sound)


def test_an_index_of_the_future_publishes_nothing(database: Database, platforms: Platforms, gather: Collect) -> None:
    sound = reference(gather, database, OPENROUTER)
    point_at(platforms, platforms.today + dt.timedelta(days=30))
    check_failed_and_heals(database, gather, OPENROUTER, platforms.publish_export, sound)
