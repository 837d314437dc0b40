"""The stand-in speaks as the two platforms do, over real HTTP."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.sample.server import SAMPLE_KEY, StandIn
from app.sample.world import World
from collectors.contract import CatalogueBatch, HubPage, Origin, TokenBatch
from collectors.http import SYNTHETIC_HEADER, Client
from collectors.huggingface import HubCollector
from collectors.openrouter import OpenRouterCollector

END = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)
KEY = {"Authorization": f"Bearer {SAMPLE_KEY}"}


@pytest.fixture(scope="module")
def serving() -> Iterator[StandIn]:
    with StandIn(World(END, days=120)) as server:
        yield server


@pytest.fixture
def stand_in(serving: StandIn) -> StandIn:
    serving.today = END + DAY
    return serving


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


# --- the Hub --------------------------------------------------------------------------------------------------------


def models(http: httpx.Client, stand_in: StandIn, **query: Any) -> httpx.Response:
    return http.get(f"{stand_in.hf_endpoint}/api/models", params={"sort": "downloads", "direction": "-1"} | query)


def test_walk_by_downloads_brings_the_whole_list_once(http: httpx.Client, stand_in: StandIn) -> None:
    stand_in.today = END
    answer = models(http, stand_in, limit=500, expand=["downloads", "downloadsAllTime", "tags"])
    pages = [answer.json()]
    while "next" in answer.links:
        stand_in.today = END + DAY  # the crawl goes on with the day that it began with
        answer = http.get(answer.links["next"]["url"])
        pages.append(answer.json())
    rows = [row for page in pages for row in page]
    assert [len(page) for page in pages[:-1]] == [500] * (len(pages) - 1)
    assert len(pages) >= 3
    wanted = ("_id", "id", "downloads", "downloadsAllTime", "tags")
    assert rows == [{name: row[name] for name in wanted} for row in stand_in.world.hub(END)]


def test_a_page_has_at_most_a_thousand_rows(http: httpx.Client, stand_in: StandIn) -> None:
    assert len(models(http, stand_in, limit=5_000).json()) == 1_000


def test_expand_names_the_fields_and_missing_ones_are_left_out(http: httpx.Client, stand_in: StandIn) -> None:
    rows = models(http, stand_in, expand=["downloads", "pipeline_tag", "safetensors", "trendingScore"]).json()
    shapes = {frozenset(row) for row in rows}
    core = {"_id", "id", "downloads"}
    assert all(core <= shape <= core | {"pipeline_tag", "safetensors"} for shape in shapes)
    assert len(shapes) == 4
    assert {type(row["safetensors"]["total"]) for row in rows if "safetensors" in row} == {int}


def test_without_expand_there_are_the_usual_fields(http: httpx.Client, stand_in: StandIn) -> None:
    row = models(http, stand_in, limit=1).json()[0]
    assert {"_id", "id", "likes", "downloads", "tags", "createdAt"} <= set(row)
    assert "downloadsAllTime" not in row


def test_an_author_is_found_whatever_the_case_and_under_the_name_of_the_day(
    http: httpx.Client, stand_in: StandIn
) -> None:
    rows = models(http, stand_in, author="qwen", expand="author").json()
    assert len(rows) > 40
    assert {row["author"] for row in rows} == {"Qwen"}
    renamed = stand_in.world.plants.rename.since
    old, new = models(http, stand_in, author="THUDM").json(), models(http, stand_in, author="zai-org").json()
    assert old == []
    stand_in.today = renamed - DAY
    before = models(http, stand_in, author="THUDM").json()
    assert {row["_id"] for row in before} & {row["_id"] for row in new}
    assert models(http, stand_in, author="nobody-has-this-name").json() == []


def test_lists_by_likes_and_by_creation(http: httpx.Client, stand_in: StandIn) -> None:
    likes = [row["likes"] for row in models(http, stand_in, sort="likes").json()]
    assert likes == sorted(likes, reverse=True)
    days = [row["createdAt"][:10] for row in models(http, stand_in, sort="createdAt").json()]
    assert days == sorted(days, reverse=True)


def test_limits_are_announced_and_generous(http: httpx.Client, stand_in: StandIn) -> None:
    answer = models(http, stand_in, limit=1)
    assert answer.headers["RateLimit-Policy"] == '"fixed window";"api";q=1000000;w=300'
    assert answer.headers["RateLimit"].startswith('"api";r=99')


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "%%%"},
        {"cursor": "AAAA"},
        {"limit": "0"},
        {"limit": "many"},
        {"expand": "nonsense"},
        {"expand": "likes", "full": "true"},
        {"sort": "nonsense"},
    ],
)
def test_a_bad_question_to_the_hub_is_refused(http: httpx.Client, stand_in: StandIn, query: dict[str, str]) -> None:
    answer = models(http, stand_in, **query)
    assert answer.status_code == 400
    assert answer.json()["error"]


# --- OpenRouter's Data API ------------------------------------------------------------------------------------------


def rankings(http: httpx.Client, stand_in: StandIn, **query: Any) -> httpx.Response:
    return http.get(f"{stand_in.openrouter_base_url}/datasets/rankings-daily", params=query, headers=KEY)


def test_a_window_holds_completed_days_in_order(http: httpx.Client, stand_in: StandIn) -> None:
    answer = rankings(http, stand_in, start_date=END - 9 * DAY, end_date=END + 40 * DAY)
    body = answer.json()
    assert (body["meta"]["start_date"], body["meta"]["end_date"]) == (str(END - 9 * DAY), str(END))
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert len(body["data"]) == 510
    assert set(body["data"][0]) == {"date", "model_permaslug", "total_tokens"}
    days = [row["date"] for row in body["data"]]
    assert days == sorted(days)
    last = [row for row in body["data"] if row["date"] == str(END)]
    rows, other = stand_in.world.tokens(END)
    assert [(row["model_permaslug"], row["total_tokens"]) for row in last] == [
        (name, str(tokens)) for name, tokens in [*rows, ("other", other)]
    ]


def test_the_window_is_thirty_days_unless_asked_otherwise(http: httpx.Client, stand_in: StandIn) -> None:
    assert rankings(http, stand_in).json()["meta"]["start_date"] == str(END - 29 * DAY)


def test_an_early_start_is_moved_up(http: httpx.Client, stand_in: StandIn) -> None:
    first = stand_in.world.first
    body = rankings(http, stand_in, start_date="2020-01-01", end_date=first + DAY).json()
    assert body["meta"]["start_date"] == str(first)


def test_an_empty_day_is_covered(http: httpx.Client, stand_in: StandIn) -> None:
    (day,) = stand_in.world.plants.empty_day.days
    body = rankings(http, stand_in, start_date=day, end_date=day).json()
    assert body["data"] == []
    assert body["meta"]["start_date"] == body["meta"]["end_date"] == str(day)


def test_every_answer_has_its_own_time(http: httpx.Client, stand_in: StandIn) -> None:
    times = [rankings(http, stand_in).json()["meta"]["as_of"] for _ in range(2)]
    assert times[0] != times[1]
    assert all(dt.datetime.fromisoformat(time).date() == stand_in.today for time in times)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"end_date": "2024-12-31"}, "Data is only available from"),
        ({"start_date": "2026-11-21", "end_date": "2026-11-21"}, "on or before"),
        ({"start_date": "soon"}, "Invalid date"),
        ({"period": "week"}, "period=day"),
    ],
)
def test_a_bad_window_is_refused(http: httpx.Client, stand_in: StandIn, query: dict[str, str], said: str) -> None:
    answer = rankings(http, stand_in, **query)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 400
    assert said in answer.json()["error"]["message"]


def test_windows_are_at_most_a_year_and_a_day(http: httpx.Client) -> None:
    with StandIn(World(END, days=400)) as long:
        assert rankings(http, long, start_date=END - 365 * DAY, end_date=END).status_code == 200
        answer = rankings(http, long, start_date=END - 366 * DAY, end_date=END)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "Date range cannot exceed 366 days (requested 367)."


def test_the_data_api_needs_a_key(http: httpx.Client, stand_in: StandIn) -> None:
    answer = http.get(f"{stand_in.openrouter_base_url}/datasets/rankings-daily")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == 401


# --- OpenRouter's catalogue and exports -----------------------------------------------------------------------------


def exports(http: httpx.Client, stand_in: StandIn, name: str) -> httpx.Response:
    return http.get(f"{stand_in.openrouter_base_url}/datasets/exports/{name}")


def test_the_catalogue_lists_models_with_prices(http: httpx.Client, stand_in: StandIn) -> None:
    entries = http.get(f"{stand_in.openrouter_base_url}/models").json()["data"]
    assert entries == stand_in.world.catalogue(stand_in.today)
    assert {"id", "canonical_slug", "name", "created", "hugging_face_id", "context_length"} <= set(entries[0])
    assert all(isinstance(entry["pricing"]["prompt"], str) for entry in entries)


def test_the_index_leads_to_a_manifest_that_proves_its_file(http: httpx.Client, stand_in: StandIn) -> None:
    index = exports(http, stand_in, "index.json").json()
    (dataset,) = [each for each in index["datasets"] if each["id"] == "rankings-daily"]
    assert dataset["latest_snapshot_date"] == str(END + DAY)
    manifest = http.get(dataset["latest_manifest_url"]).json()
    assert (manifest["snapshot_date"], manifest["retrieved_at"]) == (str(END + DAY), f"{END + DAY}T01:46:15.433Z")
    file = manifest["files"]["csv"]
    answer = http.get(file["url"])
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (len(answer.content), hashlib.sha256(answer.content).hexdigest()) == (file["bytes"], file["sha256"])
    assert answer.content.count(b"\r\n") == manifest["row_count"] + 1 == 1_531


def test_a_file_holds_thirty_days_whose_shares_sum_to_one(http: httpx.Client, stand_in: StandIn) -> None:
    rows = list(csv.DictReader(io.StringIO(exports(http, stand_in, f"rankings-daily/{END + DAY}.csv").text)))
    assert list(rows[0]) == ["date", "model_permaslug", "rank", "total_tokens", "share_of_daily_tokens"]
    days = sorted({row["date"] for row in rows})
    assert days == [str(END - n * DAY) for n in range(29, -1, -1)]
    for day in days:
        here = [row for row in rows if row["date"] == day]
        assert [row["rank"] for row in here] == [*map(str, range(1, 51)), ""]
        assert here[-1]["model_permaslug"] == "other"
        assert sum(float(row["share_of_daily_tokens"]) for row in here) == pytest.approx(1)


def test_sixty_dated_exports_are_kept(http: httpx.Client, stand_in: StandIn) -> None:
    newest = END + DAY
    assert exports(http, stand_in, f"rankings-daily/{newest - 59 * DAY}.manifest.json").status_code == 200
    for absent in (newest - 60 * DAY, newest + DAY, "2026-13-01", "never"):
        answer = exports(http, stand_in, f"rankings-daily/{absent}.manifest.json")
        assert answer.status_code == 404
        assert answer.json() == {"error": {"message": "Export not found", "code": 404}}


def test_dated_exports_show_the_restatement(http: httpx.Client, stand_in: StandIn) -> None:
    (day,) = stand_in.world.plants.restatement.days
    restated = END - 10 * DAY

    def total(snapshot: dt.date) -> int:
        text = exports(http, stand_in, f"rankings-daily/{snapshot}.csv").text
        return sum(int(row["total_tokens"]) for row in csv.DictReader(io.StringIO(text)) if row["date"] == str(day))

    assert total(day + DAY) == total(restated - DAY)
    assert total(restated) == total(END + DAY)
    assert total(restated) / total(restated - DAY) == pytest.approx(1.03, abs=0.0005)
    stand_in.today = restated - DAY
    asked = rankings(http, stand_in, start_date=day, end_date=day).json()["data"]
    assert sum(int(row["total_tokens"]) for row in asked) == total(restated - DAY)


# --- the server -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/models?limit=1", 200),
        ("/api/models?limit=x", 400),
        ("/api/v1/models", 200),
        ("/api/v1/datasets/rankings-daily", 401),
        ("/api/v1/datasets/exports/index.json", 200),
        ("/api/v1/datasets/exports/none.json", 404),
        ("/api/v1/none", 404),
        ("/none", 404),
    ],
)
def test_every_answer_says_that_it_is_made_up(http: httpx.Client, stand_in: StandIn, path: str, status: int) -> None:
    answer = http.get(f"{stand_in.hf_endpoint}{path}")
    assert answer.status_code == status
    assert answer.headers[SYNTHETIC_HEADER] == "true"
    assert answer.json()


def test_it_serves_only_inside_its_context(http: httpx.Client) -> None:
    server = StandIn(World(END, days=31))
    with server:
        address = server.hf_endpoint
        assert http.get(f"{address}/api/v1/models").status_code == 200
    with pytest.raises(RuntimeError, match="inside its `with` block"):
        _ = server.hf_endpoint
    with httpx.Client() as fresh, pytest.raises(httpx.ConnectError):
        fresh.get(f"{address}/api/v1/models")


def test_days_beyond_the_world_are_served_by_the_nearest(http: httpx.Client, stand_in: StandIn) -> None:
    stand_in.today = END + 30 * DAY
    assert rankings(http, stand_in).json()["meta"]["end_date"] == str(END)
    late = models(http, stand_in, limit=1).json()
    stand_in.today = END + DAY
    assert models(http, stand_in, limit=1).json() == late


def test_the_real_collectors_read_it(stand_in: StandIn) -> None:
    """What the demo does, for one day of each platform."""
    now = dt.datetime.combine(END + DAY, dt.time(6), dt.UTC)
    with Client(stand_in.hf_endpoint) as client:
        pages = list(HubCollector(client, organisations=["Qwen"], now=lambda: now).collect())
        assert client.traffic.synthetic
    found = [model for page in pages if isinstance(page, HubPage) for model in page.models]
    assert not [page for page in pages if isinstance(page, HubPage) and page.rejected]
    assert {model.model for model in found} == {row["_id"] for row in stand_in.world.hub(END + DAY)}
    with Client(stand_in.openrouter_base_url, token=SAMPLE_KEY) as client:
        window = (END - 60 * DAY, END)
        collector = OpenRouterCollector(client, windows=[window], most_exports=3, now=lambda: now)
        batches = list(collector.collect())
        assert client.traffic.synthetic
    assert not [batch for batch in batches if isinstance(batch, CatalogueBatch | TokenBatch) and batch.rejected]
    origins = [batch.origin for batch in batches if isinstance(batch, TokenBatch)]
    assert origins == [Origin.EXPORT] * 3 + [Origin.DATA_API]
