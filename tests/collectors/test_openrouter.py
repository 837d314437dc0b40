"""What the OpenRouter collector brings: exports by manifest, history by windows, the catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from collectors.contract import (
    CatalogueBatch,
    Origin,
    TokenBatch,
    TokenDay,
    TokenRow,
    UpstreamAbsent,
    UpstreamMalformed,
    UpstreamRefused,
)
from collectors.http import Client
from collectors.openrouter import OpenRouterCollector, windows
from tests.collectors.exports import CATALOGUE, FOLDER, lines, manifest, point_at, publish, token_row, window
from tests.collectors.misbehaving import ABSENT, WEB_PAGE, Answer, Misbehaving, Request, data

Connect = Callable[..., Client]
NEWEST = dt.date(2026, 10, 10)
NOW = dt.datetime(2026, 10, 10, 3, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ROWS = lines([(NEWEST - 2 * DAY, "a/m", 5), (NEWEST - DAY, "a/m", 7), (NEWEST - DAY, "other", 1)])


def collected(client: Client, **how: Any) -> tuple[OpenRouterCollector, list[TokenBatch]]:
    """The token batches of one collection, and the collector."""
    collector = OpenRouterCollector(client, now=lambda: NOW, **how)
    catalogue, *batches = collector.collect()
    assert isinstance(catalogue, CatalogueBatch)
    assert all(isinstance(batch, TokenBatch) for batch in batches)
    return collector, batches  # type: ignore[return-value]


def only(batches: Iterable[TokenBatch]) -> TokenBatch:
    """The one batch there is."""
    (batch,) = batches
    return batch


# --- exports ------------------------------------------------------------------------------------------------------


def test_an_export_comes_with_its_days_and_its_provenance(upstream: Misbehaving, connect: Connect) -> None:
    checksum = publish(upstream, NEWEST, ROWS)
    collector, batches = collected(connect())
    assert only(batches) == TokenBatch(
        origin=Origin.EXPORT,
        known_at=dt.datetime(2026, 10, 10, 1, 46, 15, 433_000, tzinfo=dt.UTC),
        days=(
            TokenDay(NEWEST - 2 * DAY, (TokenRow("a/m", 5),), None),
            TokenDay(NEWEST - DAY, (TokenRow("a/m", 7),), 1),
        ),
        snapshot_date=NEWEST,
        sha256=checksum,
    )
    assert collector.licence.name == "CC BY 4.0"
    assert collector.licence.attribution == "Source: OpenRouter (openrouter.ai)."
    assert not any("latest" in path for path in upstream.paths())


def test_older_exports_are_stitched_until_they_are_absent(upstream: Misbehaving, connect: Connect) -> None:
    for back in (5, 4, 2, 0):
        publish(upstream, NEWEST - back * DAY, lines([(NEWEST - (back + 1) * DAY, "a/m", back)]))
    _, batches = collected(connect())
    assert [batch.snapshot_date for batch in batches] == [NEWEST - back * DAY for back in (5, 4, 2, 0)]
    asked = [path for path in upstream.paths() if path.endswith("manifest.json")]
    assert asked[-1].endswith(f"{NEWEST - 8 * DAY}.manifest.json")
    assert len(asked) == 9


def test_known_exports_cost_nothing_and_holes_between_them_end_nothing(upstream: Misbehaving, connect: Connect) -> None:
    checksum = publish(upstream, NEWEST, ROWS)
    old = publish(upstream, NEWEST - 9 * DAY, lines([(NEWEST - 10 * DAY, "a/m", 1)]))
    point_at(upstream, NEWEST)
    _, batches = collected(connect(), known_exports={NEWEST: checksum, NEWEST - 20 * DAY: "x"})
    assert only(batches).sha256 == old
    upstream.requests.clear()
    known = {NEWEST - back * DAY: checksum for back in range(40)}
    _, batches = collected(connect(), known_exports=known)
    assert batches == []
    manifests = [path for path in upstream.paths() if path.endswith("manifest.json")]
    assert manifests[0].endswith(f"{NEWEST}.manifest.json")
    assert len(manifests) == 4
    assert not any(path.endswith(".csv") for path in upstream.paths())


def test_a_newest_export_that_changed_is_read_again(upstream: Misbehaving, connect: Connect) -> None:
    checksum = publish(upstream, NEWEST, ROWS)
    _, batches = collected(connect(), known_exports={NEWEST: "0" * 64})
    assert only(batches).sha256 == checksum


def test_the_walk_back_is_bounded(upstream: Misbehaving, connect: Connect) -> None:
    for back in range(10):
        publish(upstream, NEWEST - back * DAY, lines([(NEWEST - (back + 1) * DAY, "a/m", 1)]))
    point_at(upstream, NEWEST)
    _, batches = collected(connect(), most_exports=4)
    assert len(batches) == 4


def test_an_index_ahead_of_its_files_is_told_and_the_older_ones_are_read(
    upstream: Misbehaving, connect: Connect
) -> None:
    publish(upstream, NEWEST - DAY, lines([(NEWEST - 2 * DAY, "a/m", 1)]))
    point_at(upstream, NEWEST)
    collector, batches = collected(connect())
    assert only(batches).snapshot_date == NEWEST - DAY
    assert collector.traffic.warnings == [f"The index names an export of {NEWEST} that is not there yet."]


def test_a_manifest_ahead_of_its_file_is_told(upstream: Misbehaving, connect: Connect) -> None:
    publish(upstream, NEWEST, ROWS)
    upstream.script[f"{FOLDER}/rankings-daily/{NEWEST}.csv"] = ABSENT
    collector, batches = collected(connect())
    assert batches == []
    assert collector.traffic.warnings == [f"The export of {NEWEST} has a manifest and no file yet."]


def test_no_export_at_all_is_an_error(upstream: Misbehaving, connect: Connect) -> None:
    point_at(upstream, NEWEST)
    with pytest.raises(UpstreamAbsent, match="no daily export"):
        collected(connect())


def test_a_file_in_transit_is_read_again(upstream: Misbehaving, connect: Connect) -> None:
    publish(upstream, NEWEST, ROWS)
    path = f"{FOLDER}/rankings-daily/{NEWEST}.csv"
    sound = upstream.script[path]
    assert isinstance(sound, Answer)
    upstream.script[path] = [Answer(sound.body[:-20]), WEB_PAGE, Answer(sound.body.replace(b"7", b"8")), sound]
    _, batches = collected(connect())
    assert only(batches).days[-1].rows == (TokenRow("a/m", 7),)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"csv": {"sha256": "0" * 64}}, "its checksum"),
        ({"csv": {"bytes": 3}}, "bytes and not the 3"),
        ({"row_count": 2}, "it has 3 rows and not the 2"),
        ({"row_count": None}, "missing required field `row_count`"),
        ({"row_count": "3"}, "`row_count` is text and not a whole number"),
        ({"retrieved_at": "2026-10-12T00:00:00Z"}, "in the future"),
        ({"retrieved_at": "2026-10-09T23:00:00Z"}, "before the snapshot's date"),
        ({"retrieved_at": "2026-10-10T01:46:15"}, "timezone"),
        ({"snapshot_date": "2026-10-09"}, "is that of rankings-daily 2026-10-09"),
        ({"dataset": "benchmark-runs"}, "is that of benchmark-runs"),
        ({"files": {}}, "missing required field `csv`"),
        ({"csv": {"sha256": "short"}}, "sha256"),
    ],
)
def test_an_export_that_is_not_what_its_manifest_promises_is_refused(
    upstream: Misbehaving, connect: Connect, changes: dict[str, Any], said: str
) -> None:
    publish(upstream, NEWEST, ROWS, **changes)
    with pytest.raises(UpstreamMalformed, match=said):
        collected(connect())


def broken(upstream: Misbehaving, day: dt.date, kind: str) -> None:
    """Break a dated export that is published."""
    file = f"{FOLDER}/rankings-daily/{day}.csv"
    sound = upstream.script[file]
    assert isinstance(sound, Answer)
    match kind:
        case "checksum":
            upstream.script[file] = Answer(sound.body.replace(b"a/m", b"a/n"))
        case "web page":
            upstream.script[file] = WEB_PAGE
        case "truncated":
            upstream.script[file] = Answer(sound.body, cut=30)
        case "manifest":
            upstream.script[f"{FOLDER}/rankings-daily/{day}.manifest.json"] = WEB_PAGE


BREAKS = ["checksum", "web page", "truncated", "manifest"]


@pytest.mark.parametrize("kind", BREAKS)
def test_a_broken_export_is_left_out_where_a_newer_one_is_sound(
    upstream: Misbehaving, connect: Connect, kind: str
) -> None:
    for back in (3, 2, 1, 0):
        publish(upstream, NEWEST - back * DAY, lines([(NEWEST - (back + 1) * DAY, "a/m", back)]))
    broken(upstream, NEWEST - 2 * DAY, kind)
    collector, batches = collected(connect())
    assert [batch.snapshot_date for batch in batches] == [NEWEST - back * DAY for back in (3, 1, 0)]
    (warning,) = collector.traffic.warnings
    assert warning.startswith(f"The export of {NEWEST - 2 * DAY} was left out: ")


@pytest.mark.parametrize("kind", BREAKS)
def test_a_broken_newest_export_ends_the_run(upstream: Misbehaving, connect: Connect, kind: str) -> None:
    for back in (1, 0):
        publish(upstream, NEWEST - back * DAY, ROWS)
    broken(upstream, NEWEST, kind)
    with pytest.raises(UpstreamMalformed):
        collected(connect())
    assert not any(path.endswith(f"{NEWEST - DAY}.csv") for path in upstream.paths())


def test_a_broken_export_is_left_out_where_a_newer_one_is_stored(upstream: Misbehaving, connect: Connect) -> None:
    for back in (1, 0):
        checksum = publish(upstream, NEWEST - back * DAY, ROWS)
    broken(upstream, NEWEST - DAY, "checksum")
    collector, batches = collected(connect(), known_exports={NEWEST: checksum})
    assert batches == []
    assert len(collector.traffic.warnings) == 1


def test_a_file_elsewhere_is_not_fetched(upstream: Misbehaving, connect: Connect) -> None:
    publish(upstream, NEWEST, ROWS, csv={"url": "https://example.invalid/x.csv"})
    with pytest.raises(UpstreamMalformed, match="another place"):
        collected(connect(token="secret-key"))


@pytest.mark.parametrize("newest", ["2099-01-01", "soon", None])
def test_an_index_without_a_sensible_date_is_refused(upstream: Misbehaving, connect: Connect, newest: Any) -> None:
    point_at(upstream, NEWEST)
    upstream.script[f"{FOLDER}/index.json"] = data(
        {"datasets": [{"id": "rankings-daily", "latest_snapshot_date": newest}]}
    )
    with pytest.raises(UpstreamMalformed, match="latest_snapshot_date"):
        collected(connect())


@pytest.mark.parametrize("header", ["date,model_permaslug,rank,tokens", "date;model_permaslug;total_tokens", ""])
def test_renamed_columns_are_named(upstream: Misbehaving, connect: Connect, header: str) -> None:
    publish(upstream, NEWEST, ROWS, header=header)
    with pytest.raises(UpstreamMalformed, match="it has no column"):
        collected(connect())


def test_columns_are_found_by_their_names(upstream: Misbehaving, connect: Connect) -> None:
    header = "model_permaslug,extra,total_tokens,date"
    publish(upstream, NEWEST, [f"a/m,x,7,{NEWEST - DAY}"], header=header)
    _, batches = collected(connect())
    assert only(batches).days == (TokenDay(NEWEST - DAY, (TokenRow("a/m", 7),), None),)


BAD_ROWS = {
    f"{NEWEST},a/m,1,5,0.1": "outside",
    f"{NEWEST - 31 * DAY},a/m,1,5,0.1": "outside",
    "2099-01-01,a/m,1,5,0.1": "outside",
    "2026-13-01,a/m,1,5,0.1": "date is not one",
    "2026-W40-1,a/m,1,5,0.1": "date is not one",
    f"{NEWEST - DAY},,1,5,0.1": "empty",
    f"{NEWEST - DAY},{'x' * 10_000},1,5,0.1": "10,000 characters",
    f"{NEWEST - DAY},a/\x00m,1,5,0.1": "cannot be printed",
    f"{NEWEST - DAY},a/\u202em,1,5,0.1": "cannot be printed",
    f"{NEWEST - DAY},a/\x85m,1,5,0.1": "cannot be printed",
    f"{NEWEST - DAY},a/\udcff,1,5,0.1": "not UTF-8",
    f"{NEWEST - DAY},a/m,x,1,5,0.1": "6 fields in place of 5",
    f"{NEWEST - DAY},a/n,1,-5,0.1": "not a count",
    f"{NEWEST - DAY},a/n,1,5.0,0.1": "not a count",
    f"{NEWEST - DAY},a/n,1,1e9,0.1": "not a count",
    f"{NEWEST - DAY},a/n,1,9223372036854775808,0.1": "not a count",
    f"{NEWEST - DAY},a/n,1,٣,0.1": "not a count",
    f"{NEWEST - DAY},a/n,1,,0.1": "not a count",
    f"{NEWEST - DAY},good/0,1,9,0.1": "a second count",
    "": "1 fields",
}


@pytest.mark.parametrize(("row", "said"), BAD_ROWS.items())
def test_a_row_that_cannot_be_true_is_kept_apart_with_its_reason(
    upstream: Misbehaving, connect: Connect, row: str, said: str
) -> None:
    good = lines([(NEWEST - DAY, f"good/{n}", n) for n in range(3)])
    publish(upstream, NEWEST, [*good, row, good[0], *good[1:]])
    _, batches = collected(connect())
    batch = only(batches)
    (rejected,) = batch.rejected
    assert said in rejected.reason
    assert rejected.where == f"export {NEWEST}, line 5"
    assert len(rejected.raw) <= 2_000
    assert rejected.raw.isprintable()
    assert batch.days == (TokenDay(NEWEST - DAY, tuple(TokenRow(f"good/{n}", n) for n in range(3)), None),)


def test_names_that_only_look_dangerous_are_kept(upstream: Misbehaving, connect: Connect) -> None:
    names = ["=1+1", "<b>x</b>", "'; DROP TABLE run", "模型/通义", "~anthropic/claude-latest", "other/other"]
    publish(upstream, NEWEST, lines([(NEWEST - DAY, name, 2**63 - 1) for name in names]))
    _, batches = collected(connect())
    assert [row.permaslug for row in only(batches).days[0].rows] == names


def test_an_empty_day_between_is_covered_and_one_of_bad_rows_is_left_out(
    upstream: Misbehaving, connect: Connect
) -> None:
    good = lines([(NEWEST - 5 * DAY, "a/m", 5), (NEWEST - DAY, "a/m", 6), (NEWEST - DAY, "b/m", 6)])
    publish(upstream, NEWEST, [*good, f"{NEWEST - 3 * DAY},a/m,1,minus,0.1"])
    _, batches = collected(connect())
    days = only(batches).days
    assert [(NEWEST - day.day).days for day in days] == [5, 4, 2, 1]
    assert days[1] == TokenDay(NEWEST - 4 * DAY, (), None)


def test_a_file_of_nothing_but_bad_rows_is_no_export(upstream: Misbehaving, connect: Connect) -> None:
    publish(upstream, NEWEST, [f"{NEWEST - DAY},a/m,1,{tokens},0.1" for tokens in ("x", "y", "3")])
    with pytest.raises(UpstreamMalformed, match=r"most rows are unusable; .*line 2: the tokens are not a count: x"):
        collected(connect())


def test_an_empty_file_has_no_days(upstream: Misbehaving, connect: Connect) -> None:
    publish(upstream, NEWEST, [])
    _, batches = collected(connect())
    assert only(batches).days == ()


# --- the Data API -------------------------------------------------------------------------------------------------

PATH = "/datasets/rankings-daily"
FIRST, LAST = dt.date(2025, 6, 13), dt.date(2025, 6, 16)


def history(upstream: Misbehaving, connect: Connect, answer: Any, **how: Any) -> list[TokenBatch]:
    """The batches of the Data API, beside an export that is known."""
    checksum = publish(upstream, NEWEST, ROWS)
    upstream.script[PATH] = answer
    how = {"windows": [(FIRST, LAST)], **how}
    return collected(connect(token="secret-key"), known_exports={NEWEST: checksum}, **how)[1]


def test_a_window_covers_the_days_that_it_says(upstream: Misbehaving, connect: Connect) -> None:
    rows = [token_row(FIRST, "a/m", "9007199254740993"), token_row(LAST, "a/m", "3"), token_row(LAST, "other", "1")]
    batch = only(history(upstream, connect, window(rows, FIRST, LAST)))
    assert batch == TokenBatch(
        origin=Origin.DATA_API,
        known_at=NOW,
        days=(
            TokenDay(FIRST, (TokenRow("a/m", 9_007_199_254_740_993),), None),
            TokenDay(FIRST + DAY, (), None),
            TokenDay(FIRST + 2 * DAY, (), None),
            TokenDay(LAST, (TokenRow("a/m", 3),), 1),
        ),
    )
    request = upstream.requests[-1]
    assert request.query == (("start_date", "2025-06-13"), ("end_date", "2025-06-16"))
    assert request.headers["Authorization"] == "Bearer secret-key"


def test_with_a_key_the_history_needs_no_exports(upstream: Misbehaving, connect: Connect) -> None:
    point_at(upstream, NEWEST)  # and that one is not there, nor any before it
    upstream.script[PATH] = window([token_row(FIRST, "a/m", "1")], FIRST, LAST)
    client = connect(token="secret-key")
    batch = only(collected(client, windows=[(FIRST, LAST)])[1])
    assert [day.day for day in batch.days] == [FIRST + back * DAY for back in range(4)]
    assert any("No daily exports were read" in warning for warning in client.traffic.warnings)


def test_a_window_that_was_clamped_covers_less(upstream: Misbehaving, connect: Connect) -> None:
    asked = [(NEWEST - 5 * DAY, NEWEST)]
    answer = window([token_row(NEWEST - DAY, "a/m", "1")], NEWEST - 5 * DAY, NEWEST - DAY)
    batch = only(history(upstream, connect, answer, windows=asked))
    assert [day.day for day in batch.days] == [NEWEST - back * DAY for back in (5, 4, 3, 2, 1)]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (FIRST - DAY, LAST, "it covers 2025-06-12 to 2025-06-16 and not"),
        (FIRST, LAST + DAY, "it covers"),
        (LAST, FIRST, "it covers"),
    ],
)
def test_a_window_of_other_days_is_refused(
    upstream: Misbehaving, connect: Connect, start: dt.date, end: dt.date, said: str
) -> None:
    with pytest.raises(UpstreamMalformed, match=said):
        history(upstream, connect, window([], start, end))


def test_a_day_that_is_not_over_is_refused(upstream: Misbehaving, connect: Connect) -> None:
    with pytest.raises(UpstreamMalformed, match="not over"):
        history(upstream, connect, window([], NEWEST, NEWEST), windows=[(NEWEST, NEWEST)])


def test_windows_are_asked_within_thirty_a_minute(upstream: Misbehaving, connect: Connect, pauses: list[float]) -> None:
    def answer(request: Request) -> Answer:
        asked = dict(request.query)
        return window([], dt.date.fromisoformat(asked["start_date"]), dt.date.fromisoformat(asked["end_date"]))

    batches = history(upstream, connect, answer, windows=windows(dt.date(2025, 1, 1), dt.date(2026, 10, 9)))
    assert [(batch.days[0].day, batch.days[-1].day) for batch in batches] == [
        (dt.date(2025, 1, 1), dt.date(2026, 1, 1)),
        (dt.date(2026, 1, 2), dt.date(2026, 10, 9)),
    ]
    assert pauses == [2.0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (token_row(FIRST, "a/n", 5.5), "`total_tokens` is a decimal number and not"),
        (token_row(FIRST, "a/n", "5.5"), "not a count"),
        (token_row(FIRST, "a/n", "-5"), "not a count"),
        (token_row(FIRST, "a/n", -5), "not a count"),
        (token_row(FIRST, "a/n", str(2**63)), "not a count"),
        (token_row(FIRST, "a/n", 2**64), "not a count"),
        (token_row(FIRST, "a/n", None), "`total_tokens` is nothing and not"),
        (token_row(FIRST, "a/\n", "5"), "cannot be printed"),
        (token_row(FIRST, "a/\ud800", "5"), "cannot be printed"),
        (token_row(LAST + DAY, "a/n", "5"), "outside"),
        (token_row(FIRST, "a/m", "6"), "a second count"),
        ({"date": str(FIRST), "model_permaslug": "a/n"}, "missing required field `total_tokens`"),
        (["a", "b"], "it is a list and not an object"),
    ],
)
def test_a_bad_row_of_a_window_is_kept_apart(upstream: Misbehaving, connect: Connect, row: Any, said: str) -> None:
    good = [token_row(FIRST, "a/m", "5"), token_row(FIRST, "b/m", 4), token_row(FIRST, "a/m", "5")]
    batch = only(history(upstream, connect, window([*good, row], FIRST, LAST)))
    (rejected,) = batch.rejected
    assert said in rejected.reason
    assert rejected.where == f"window {FIRST} to {LAST}, row 3"
    assert batch.days[0] == TokenDay(FIRST, (TokenRow("a/m", 5), TokenRow("b/m", 4)), None)


def test_a_renamed_field_is_named(upstream: Misbehaving, connect: Connect) -> None:
    rows = [{"date": str(FIRST), "model_permaslug": "a/m", "tokens": "5"}] * 9
    with pytest.raises(UpstreamMalformed, match=r"most rows are unusable.*missing required field `total_tokens`"):
        history(upstream, connect, window(rows, FIRST, LAST))
    with pytest.raises(UpstreamMalformed, match="missing required field `meta`"):
        history(upstream, connect, data({"data": []}))


def test_a_field_that_is_renamed_for_a_moment_does_no_harm(upstream: Misbehaving, connect: Connect) -> None:
    drifted = window([{"date": str(FIRST), "model_permaslug": "a/m", "tokens": "5"}], FIRST, LAST)
    sound = window([token_row(FIRST, "a/m", "5")], FIRST, LAST)
    assert only(history(upstream, connect, [drifted, sound])).rejected == ()


def test_a_refused_key_is_explained(upstream: Misbehaving, connect: Connect) -> None:
    answer = data({"error": {"code": 401, "message": "No auth credentials found"}}, status=401)
    with pytest.raises(UpstreamRefused, match=r"No auth credentials found.* Check OPENROUTER_API_KEY"):
        history(upstream, connect, answer)


def test_a_refused_window_is_in_the_platform_s_words(upstream: Misbehaving, connect: Connect) -> None:
    answer = data({"error": {"code": 400, "message": "Date range cannot exceed 366 days."}}, status=400)
    with pytest.raises(UpstreamRefused, match=r"Date range cannot exceed 366 days\.$"):
        history(upstream, connect, answer)


def test_a_window_of_days_that_are_not_over_for_the_platform_ends_no_run(
    upstream: Misbehaving, connect: Connect
) -> None:
    point_at(upstream, NEWEST)
    upstream.script[PATH] = data({"error": {"code": 400, "message": "start_date must be on or before end"}}, status=400)
    client = connect(token="secret-key")
    assert collected(client, windows=[(NEWEST, NEWEST + DAY)])[1] == []
    assert any(f"nothing yet of {NEWEST} or later" in warning for warning in client.traffic.warnings)
    with pytest.raises(UpstreamRefused, match="on or before"):
        collected(connect(token="secret-key"), windows=[(NEWEST - DAY, NEWEST)])


def test_windows_split_without_gap_or_overlap() -> None:
    first, last = dt.date(2025, 1, 1), dt.date(2028, 3, 1)
    found = windows(first, last)
    assert (found[0][0], found[-1][1]) == (first, last)
    assert all((end - start).days < 366 for start, end in found)
    assert all(after[0] - before[1] == DAY for before, after in pairwise(found))
    assert windows(last, first) == []
    assert windows(first, first) == [(first, first)]
    assert len(windows(first, first + 9 * DAY, longest=3)) == 4


@pytest.mark.parametrize("wrong", [(LAST, FIRST), (FIRST, FIRST + 366 * DAY)])
def test_a_window_that_cannot_be_served_is_refused_before_any_request(
    upstream: Misbehaving, connect: Connect, wrong: tuple[dt.date, dt.date]
) -> None:
    with pytest.raises(ValueError, match="1 to 366 days"):
        OpenRouterCollector(connect(), windows=[wrong])


# --- the catalogue ------------------------------------------------------------------------------------------------


def catalogue(upstream: Misbehaving, connect: Connect, rows: list[Any]) -> CatalogueBatch:
    """What a list of models becomes."""
    upstream.script["/models"] = data({"data": rows})
    batch = next(iter(OpenRouterCollector(connect(), now=lambda: NOW).collect()))
    assert isinstance(batch, CatalogueBatch)
    return batch


def test_a_model_of_the_catalogue(upstream: Misbehaving, connect: Connect) -> None:
    row = {
        "id": "qwen/qwen3-max",
        "canonical_slug": "qwen/qwen3-max-20250901",
        "hugging_face_id": "Qwen/Qwen3-Max",
        "name": "Qwen3\tMax",
        "created": 1_778_613_011,
        "context_length": 262_144,
        "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"], "tokenizer": "Qwen"},
        "pricing": {"prompt": "0.0000012", "completion": "6e-6", "image": "odd"},
    }
    batch = catalogue(upstream, connect, [row])
    (entry,) = batch.entries
    assert batch.known_at == NOW
    assert batch.rejected == ()
    assert (entry.model_id, entry.permaslug) == ("qwen/qwen3-max", "qwen/qwen3-max-20250901")
    assert entry.name == "Qwen3\\tMax"
    assert entry.created_at == dt.datetime(2026, 5, 12, 19, 10, 11, tzinfo=dt.UTC)
    assert (entry.hugging_face_id, entry.context_length) == ("Qwen/Qwen3-Max", 262_144)
    assert (entry.input_modalities, entry.output_modalities) == (("text", "image"), ("text",))
    assert (entry.prompt_usd, entry.completion_usd) == (Decimal("0.0000012"), Decimal("0.000006"))


def test_what_a_model_of_the_catalogue_may_lack(upstream: Misbehaving, connect: Connect) -> None:
    bare = {"id": "a/bare", "hugging_face_id": "", "canonical_slug": None, "architecture": None, "pricing": None}
    (entry,) = catalogue(upstream, connect, [bare]).entries
    assert (entry.permaslug, entry.name, entry.hugging_face_id) == ("a/bare", "a/bare", None)
    assert (entry.created_at, entry.context_length, entry.prompt_usd) == (None, None, None)


@pytest.mark.parametrize(
    ("price", "value", "told"),
    [("-1", None, 0), ("0", Decimal(0), 0), (0, Decimal(0), 0), (1e-7, Decimal("1e-07"), 0), (None, None, 0)]
    + [(odd, None, 1) for odd in ("-0.1", "free", "NaN", "Infinity", "1e999", "", "0x1", -5)],
)
def test_prices(upstream: Misbehaving, connect: Connect, price: Any, value: Decimal | None, told: int) -> None:
    batch = catalogue(upstream, connect, [{"id": "a/m", "pricing": {"prompt": price}}])
    assert batch.entries[0].prompt_usd == value
    assert [each.where for each in batch.rejected] == ["catalogue, row 0, pricing.prompt"] * told


def test_bad_models_of_the_catalogue_are_kept_apart(upstream: Misbehaving, connect: Connect) -> None:
    good = [{"id": f"a/{n}"} for n in range(9)]
    bad = [{"id": 5}, {"name": "x"}, {"id": "a/\x00"}, {"id": "a/1"}, {"id": "a/x", "created": -1}, "text"]
    batch = catalogue(upstream, connect, [*good, *bad])
    assert [entry.model_id for entry in batch.entries] == [f"a/{n}" for n in range(9)]
    assert [each.where for each in batch.rejected] == [f"catalogue, row {n}" for n in range(9, 15)]


@pytest.mark.parametrize("answer", [{"data": []}, {"models": CATALOGUE["data"]}, {"data": [{"slug": "a"}]}, [], "x"])
def test_a_catalogue_of_another_shape_is_refused(upstream: Misbehaving, connect: Connect, answer: Any) -> None:
    upstream.script["/models"] = data(answer)
    with pytest.raises(UpstreamMalformed):
        next(iter(OpenRouterCollector(connect()).collect()))


def test_the_manifest_builder_counts_as_the_platform_does(upstream: Misbehaving) -> None:
    assert manifest(upstream, NEWEST, b"head\r\nrow\r\n")["row_count"] == 1
