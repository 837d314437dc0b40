"""How the Hub collector walks: pages, where it stops, organisations, going on, going in circles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from collectors.contract import Batch, HubPage, HubTail, Progress, UpstreamMalformed, UpstreamRefused
from collectors.http import Client
from collectors.hub_rows import EXPAND
from collectors.huggingface import CursorRefused, HubCollector, Position
from tests.collectors.misbehaving import ABSENT, WEB_PAGE, Answer, Misbehaving, Request, data

Connect = Callable[..., Client]
NOW = dt.datetime(2026, 10, 10, 3, tzinfo=dt.UTC)
PATH = "/api/models"


class Hub:
    """A Hub of models by account; answers in pages of `size` and counts how often each cursor was asked for."""

    def __init__(self, upstream: Misbehaving, counts: Sequence[int], *, size: int = 10) -> None:
        self.upstream, self.size = upstream, size
        self.rows = [
            {"_id": f"{n:024x}", "id": f"{'Qwen' if n % 5 == 0 else 'other'}/m{n}", "downloads": count}
            for n, count in enumerate(counts)
        ]
        self.faults: dict[tuple[str, int], Answer] = {}
        upstream.script[PATH] = self.answer

    def answer(self, request: Request) -> Answer:
        """One page."""
        asked = dict(request.query)
        section, start = asked.get("author", "downloads"), int(asked.get("cursor", "0"))
        if fault := self.faults.pop((section, start), None):
            return fault
        rows = [row for row in self.rows if "author" not in asked or str(row["id"]).startswith(f"{section}/")]
        answer = data(rows[start : start + self.size])
        if start + self.size < len(rows):
            author = f"author={section}&" if "author" in asked else ""
            link = f"{self.upstream.url}{PATH}?{author}cursor={start + self.size}"
            answer = answer.with_headers(Link=f'<{link}>; rel="next"')
        return answer


def walked(client: Client, **how: Any) -> list[Batch]:
    """Everything that one crawl yields."""
    how = {"organisations": [], "least_models": 20, **how}
    return list(HubCollector(client, now=lambda: NOW, **how).collect())


def pages(batches: Sequence[Batch]) -> list[HubPage]:
    """The pages among the batches."""
    return [batch for batch in batches if isinstance(batch, HubPage)]


def tail(batches: Sequence[Batch]) -> int | None:
    """What the only tail among the batches says."""
    (found,) = [batch for batch in batches if isinstance(batch, HubTail)]
    return found.most_downloads


FALLING = [1_000_000 // (n + 1) ** 2 for n in range(100)]


def test_the_list_is_walked_to_its_end(upstream: Misbehaving, connect: Connect) -> None:
    Hub(upstream, FALLING)
    batches = walked(connect(), least_models=10_000)
    assert [(page.section, page.number, len(page.models)) for page in pages(batches)] == [
        ("downloads", number, 10) for number in range(1, 11)
    ]
    assert [model.downloads for page in pages(batches) for model in page.models] == FALLING
    assert pages(batches)[-1].next_url is None
    assert batches[-1] == HubTail(None)


def test_what_is_asked_for(upstream: Misbehaving, connect: Connect) -> None:
    Hub(upstream, FALLING[:5])
    walked(connect(), organisations=["Qwen"], page_size=500)
    first, second = (request.query for request in upstream.requests)
    wanted = [("sort", "downloads"), ("direction", "-1"), ("limit", "500")]
    fields = [("expand", name) for name in EXPAND]
    assert list(first) == wanted + fields
    assert list(second) == [*wanted, ("author", "Qwen"), *fields]
    assert {"downloads", "downloadsAllTime", "safetensors", "tags"} <= set(EXPAND)


def test_it_stops_where_a_page_adds_nothing_that_matters(upstream: Misbehaving, connect: Connect) -> None:
    Hub(upstream, [1_000] * 30 + [1] * 70)
    batches = walked(connect(), least_models=20, stop_share=0.05)
    # A page of ten ones stands for 1,000 of 30,000 downloads in a page of 1,000 rows: 3.3 %.
    assert len(pages(batches)) == 4
    assert tail(batches) == 1
    assert pages(batches)[-1].next_url is not None
    assert len(pages(walked(connect(), least_models=70, stop_share=0.05))) == 7
    assert len(pages(walked(connect(), least_models=20, stop_share=0.03))) == 10
    assert len(pages(walked(connect(), least_models=20, stop_share=0.0))) == 10


def test_organisations_come_whole_after_the_list(upstream: Misbehaving, connect: Connect) -> None:
    Hub(upstream, FALLING)
    heard: list[Progress] = []
    client = connect()
    batches = walked(client, organisations=["Qwen", "nobody", "Qwen"], stop_share=9.0, report=heard.append)
    assert [(page.section, page.number, len(page.models)) for page in pages(batches)] == [
        ("downloads", 1, 10),
        ("downloads", 2, 10),
        ("Qwen", 3, 10),
        ("Qwen", 4, 10),
        ("nobody", 5, 0),
    ]
    assert client.traffic.warnings == ["The Hub lists no model of the organisation nobody."]
    assert heard[-1] == Progress("Hub organisations", 2, 2)
    assert Progress("Hub models by downloads", 20, None) in heard


def test_an_unknown_organisation_is_no_error(upstream: Misbehaving, connect: Connect) -> None:
    hub = Hub(upstream, FALLING[:5])
    hub.faults["gone", 0] = ABSENT
    client = connect()
    batches = walked(client, organisations=["gone", "Qwen"])
    assert [(page.section, len(page.models)) for page in pages(batches)] == [("downloads", 5), ("gone", 0), ("Qwen", 1)]
    assert client.traffic.warnings == ["The Hub does not know the organisation gone."]


def test_a_page_of_another_size_than_asked_for_is_fine(upstream: Misbehaving, connect: Connect) -> None:
    Hub(upstream, FALLING, size=7)
    batches = walked(connect(), least_models=1_000, page_size=1_000)
    assert sum(len(page.models) for page in pages(batches)) == 100


def test_an_empty_hub_is_no_hub(upstream: Misbehaving, connect: Connect) -> None:
    Hub(upstream, [])
    with pytest.raises(UpstreamMalformed, match="lists no model at all"):
        walked(connect())


def test_a_list_that_does_not_come_to_an_end_ends_the_run(upstream: Misbehaving, connect: Connect) -> None:
    def answer(_: Request) -> Answer:
        n = 10 * len(upstream.requests)
        return linked(some(*range(n, n + 10)), f"{PATH}?cursor={n}")

    upstream.script[PATH] = answer
    with pytest.raises(UpstreamMalformed, match="lists more than 45 models and does not come to an end"):
        walked(connect(), least_models=1_000, most_models=45)
    assert len(upstream.requests) == 5
    with pytest.raises(UpstreamMalformed, match="does not come to an end"):  # and one that goes on there
        walked(connect(), most_models=45, resume=Position("downloads", f"{upstream.url}{PATH}?cursor=40", 4, 40, 5))
    assert len(upstream.requests) == 6


# --- circles ------------------------------------------------------------------------------------------------------


def linked(rows: list[dict[str, Any]], link: str) -> Answer:
    """A page with a link to the next."""
    return data(rows).with_headers(Link=f'<{link}>; rel="next"')


def some(*numbers: int) -> list[dict[str, Any]]:
    """Rows of these numbers."""
    return [{"_id": f"{n:024x}", "id": f"a/{n}", "downloads": 5} for n in numbers]


CIRCLES = {
    "the same page for ever, by ever new addresses": lambda n: linked(some(1, 2), f"{PATH}?cursor={n}"),
    "two pages in turn, by ever new addresses": lambda n: linked(some(n % 2), f"{PATH}?cursor={n}"),
    "an address that was there before": lambda n: linked(some(n), f"{PATH}?cursor={n % 3}"),
    "a part of the page before": lambda n: linked(some(1, 2) if n == 1 else some(2), f"{PATH}?cursor={n}"),
    "empty pages for ever": lambda n: linked([], f"{PATH}?cursor={n}"),
}


@pytest.mark.parametrize("circle", CIRCLES.values(), ids=CIRCLES.keys())
def test_a_circle_is_noticed(upstream: Misbehaving, connect: Connect, circle: Callable[[int], Answer]) -> None:
    upstream.script[PATH] = lambda _: circle(len(upstream.requests))
    with pytest.raises(UpstreamMalformed, match="goes in circles in the list downloads"):
        walked(connect(), least_models=1_000)
    assert len(upstream.requests) <= 6


def test_a_model_that_moved_to_the_next_page_is_no_circle(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script |= {PATH: linked(some(1, 2), f"{PATH}?cursor=a"), f"{PATH}?cursor=a": data(some(2, 3))}
    assert sum(len(page.models) for page in pages(walked(connect()))) == 4


def test_a_next_page_elsewhere_is_not_followed(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script[PATH] = linked(some(1), "https://example.invalid/api/models?cursor=a")
    with pytest.raises(UpstreamMalformed, match="another place"):
        walked(connect(token="secret-token"))


# --- going on -----------------------------------------------------------------------------------------------------


def test_a_crawl_goes_on_behind_any_page_as_if_it_had_never_stopped(upstream: Misbehaving, connect: Connect) -> None:
    Hub(upstream, [1_000] * 30 + [1] * 70)
    how: dict[str, Any] = {"organisations": ["other", "Qwen", "nobody"], "stop_share": 0.05}
    whole = walked(connect(), **how)
    models = downloads = 0
    for place, batch in enumerate(whole):
        if not isinstance(batch, HubPage):
            continue
        if batch.section == "downloads":
            models += len(batch.models)
            downloads += sum(model.downloads or 0 for model in batch.models)
        if place + 1 < len(whole) and isinstance(whole[place + 1], HubTail):
            continue  # the tail was not seen yet: one more page brings it, tested below
        position = Position(batch.section, batch.next_url, batch.number, models, downloads)
        assert walked(connect(), resume=position, **how) == whole[place + 1 :]


def test_a_crawl_that_lost_its_tail_finds_it_again(upstream: Misbehaving, connect: Connect) -> None:
    Hub(upstream, [1_000] * 30 + [1] * 70)
    last = pages(walked(connect(), stop_share=0.05))[-1]
    position = Position("downloads", last.next_url, last.number, 40, 30_010)
    batches = walked(connect(), stop_share=0.05, resume=position)
    assert [page.number for page in pages(batches)] == [5]
    assert tail(batches) == 1


def test_a_crawl_that_had_ended_its_list_goes_on_with_the_organisations(
    upstream: Misbehaving, connect: Connect
) -> None:
    Hub(upstream, FALLING[:5])
    batches = walked(connect(), organisations=["Qwen"], resume=Position("downloads", None, 1, 5, 9))
    assert batches[0] == HubTail(None)
    assert [(page.section, page.number) for page in pages(batches)] == [("Qwen", 2)]


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_section_whose_cursor_is_refused_is_begun_again(upstream: Misbehaving, connect: Connect, status: int) -> None:
    hub = Hub(upstream, [1_000] * 30 + [1] * 70)
    hub.faults["downloads", 20] = hub.faults["Qwen", 10] = data({"error": "Invalid cursor"}, status=status)
    client = connect()
    batches = walked(client, organisations=["Qwen"], stop_share=0.05)
    assert [(page.section, page.number, page.models[0].repo_id) for page in pages(batches)] == [
        ("downloads", 1, "Qwen/m0"),
        ("downloads", 2, "Qwen/m10"),
        ("downloads", 3, "Qwen/m0"),
        ("downloads", 4, "Qwen/m10"),
        ("downloads", 5, "Qwen/m20"),
        ("downloads", 6, "Qwen/m30"),
        ("Qwen", 7, "Qwen/m0"),
        ("Qwen", 8, "Qwen/m0"),
        ("Qwen", 9, "Qwen/m50"),
    ]
    assert tail(batches) == 1
    assert [warning.partition(" The section ")[2] for warning in client.traffic.warnings] == [
        "downloads was begun again.",
        "Qwen was begun again.",
    ]


def test_a_cursor_that_is_refused_again_and_again_is_told(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script |= {PATH: linked(some(1), f"{PATH}?cursor=a"), f"{PATH}?cursor=a": ABSENT}
    with pytest.raises(CursorRefused, match="Begin the crawl again"):
        walked(connect())
    assert len(upstream.requests) == 4


def test_an_organisation_that_left_the_registry_cannot_be_gone_on_with(upstream: Misbehaving, connect: Connect) -> None:
    with pytest.raises(CursorRefused, match="the organisation Gone, which is no longer asked for"):
        walked(connect(), organisations=["Qwen"], resume=Position("Gone", None, 7))


# --- what is wrong with it ----------------------------------------------------------------------------------------


def test_a_refused_token_is_explained(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script[PATH] = data({"error": "Invalid credentials in Authorization header"}, status=401)
    with pytest.raises(UpstreamRefused, match=r"Invalid credentials in Authorization header\. Check HF_TOKEN"):
        walked(connect(token="secret-token"))


def without_counts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows with a renamed field."""
    return [{("downloadCount" if name == "downloads" else name): row[name] for name in row} for row in rows]


def test_a_renamed_field_is_named(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script[PATH] = data(without_counts(some(1, 2, 3)))
    with pytest.raises(UpstreamMalformed, match="3 of 3 models have no field `downloads`"):
        walked(connect())


@pytest.mark.parametrize(("section", "start"), [("downloads", 0), ("downloads", 10), ("Qwen", 0), ("Qwen", 10)])
def test_a_field_that_is_renamed_for_a_moment_does_no_harm(
    upstream: Misbehaving, connect: Connect, section: str, start: int
) -> None:
    hub = Hub(upstream, FALLING)
    sound = walked(connect(), organisations=["Qwen"])
    hub.faults[section, start] = data(without_counts(some(1, 2, 3)))
    assert walked(connect(), organisations=["Qwen"]) == sound


def test_a_few_models_without_counts_are_kept(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script[PATH] = lambda request: data(
        without_counts(some(1, 2)) if ("author", "new") in request.query else [*some(3, 4, 5), *without_counts(some(6))]
    )
    client = connect()
    batches = walked(client, organisations=["new"])
    assert [[model.downloads for model in page.models] for page in pages(batches)] == [[5, 5, 5, None], [None, None]]
    assert client.traffic.warnings == ["Most models of the organisation new have no download count."]


def test_bad_rows_come_with_the_page_they_stood_on(upstream: Misbehaving, connect: Connect) -> None:
    rows = [*some(1, 2, 3), {"_id": "x", "id": "a/4"}, {"_id": f"{5:024x}", "id": "a/\ud800", "downloads": 5}]
    upstream.script[PATH] = data(rows)
    (page,) = pages(walked(connect()))
    assert len(page.models) == 3
    assert [each.where for each in page.rejected] == [f"Hub list downloads, page 1, row {n}" for n in (3, 4)]


def test_faults_leave_no_trace(upstream: Misbehaving, connect: Connect) -> None:
    Hub(upstream, FALLING)
    how: dict[str, Any] = {"organisations": ["Qwen", "other"], "least_models": 50}
    sound = walked(connect(), **how)
    faults = {
        3: data({}, status=429).with_headers(Retry_After="2"),
        4: data({}, status=500),
        5: Answer(b'[{"_id":'),
        7: WEB_PAGE,
    }
    upstream.before = lambda number: next((fault for every, fault in faults.items() if number % every == 0), None)
    assert walked(connect(), **how) == sound
