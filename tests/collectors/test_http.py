"""What the client survives, what it refuses, and what it says."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest

from collectors.contract import (
    ModelshareError,
    Progress,
    UpstreamAbsent,
    UpstreamBusy,
    UpstreamError,
    UpstreamMalformed,
    UpstreamRefused,
    UpstreamUnreachable,
)
from collectors.http import Client, user_agent
from tests.collectors.misbehaving import WEB_PAGE, Answer, Misbehaving, data, packed

Connect = Callable[..., Client]
GOOD = {"rows": [1, 2, 3]}
FINE = data(GOOD)

TRANSIENT = {
    "429 with Retry-After": data({"error": {"message": "slow down"}}, status=429).with_headers(Retry_After="2"),
    "429 without Retry-After": data({}, status=429),
    "500": data({}, status=500),
    "502": Answer(b"<html>bad gateway</html>", status=502, kind="text/html"),
    "503": Answer(b"", status=503),
    "504": Answer(b"", status=504),
    "a web page": WEB_PAGE,
    "a web page that says it is JSON": Answer(WEB_PAGE.body),
    "an empty body": Answer(b""),
    "only white space": Answer(b" \n"),
    "a body cut short": data(GOOD, cut=9),
    "JSON that ends early": Answer(FINE.body[:9]),
    "JSON that ends early, of no stated length": Answer(FINE.body[:9], measured=False),
    "JSON with something behind it": Answer(FINE.body + b"{}"),
    "not UTF-8": Answer(b'{"rows": "\xff"}'),
    "JSON nested without end": Answer(b"[" * 200_000),
    "another shape": data({"lines": [1]}),
    "gzip garbage": Answer(b"\x00\x01garbage", headers={"Content-Encoding": "gzip"}),
    "gzip that ends early": Answer(packed(FINE.body).body[:-9], headers={"Content-Encoding": "gzip"}),
    "a packing nobody asked for": Answer(b"xx", headers={"Content-Encoding": "br"}),
    "a reset instead of an answer": Answer(reset="before"),
    "a reset in the middle of the body": Answer(FINE.body, reset="body"),
    "no content": Answer(b"", status=204),
}


def parsed(body: bytes) -> dict[str, list[int]]:
    """The rows; raises where the shape is another."""
    told = msgspec.json.decode(body, type=dict[str, list[int] | str])
    if not isinstance(told.get("rows"), list):
        raise UpstreamMalformed("it has no field rows.")
    return told  # type: ignore[return-value]


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT.keys())
def test_a_fault_that_passes_leaves_no_trace(
    upstream: Misbehaving, connect: Connect, pauses: list[float], fault: Answer
) -> None:
    upstream.script["/data"] = [fault, fault, FINE]
    client = connect()
    assert client.get("/data", parse=parsed).value == GOOD
    assert client.traffic.requests == len(upstream.requests) == 3
    assert len(pauses) == 2


def test_everything_at_once_changes_nothing(upstream: Misbehaving, connect: Connect) -> None:
    def break_some(number: int) -> Answer | None:
        for every, fault in ((3, "429 with Retry-After"), (4, "500"), (5, "a body cut short"), (7, "a web page")):
            if number % every == 0:
                return TRANSIENT[fault]
        return None

    for number in range(50):
        upstream.script[f"/{number}"] = data({"rows": [number]})
    upstream.before = break_some
    client = connect()
    assert [client.get(f"/{n}", parse=parsed).value for n in range(50)] == [{"rows": [n]} for n in range(50)]


def test_eight_failures_in_a_row_are_survived(upstream: Misbehaving, connect: Connect, pauses: list[float]) -> None:
    upstream.script["/data"] = [TRANSIENT["500"], TRANSIENT["a web page"]] * 4 + [FINE]
    assert connect().get("/data", parse=parsed).value == GOOD
    assert pauses[0] < 0.4
    assert max(pauses) <= 25


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        ("429 without Retry-After", UpstreamBusy, "answered 429 to /data"),
        ("500", UpstreamBusy, "answered 500"),
        ("a web page", UpstreamMalformed, "a web page in place of data"),
        ("an empty body", UpstreamMalformed, "an empty answer"),
        ("a body cut short", UpstreamMalformed, "broke off in the middle of an answer"),
        ("gzip garbage", UpstreamMalformed, "do not unpack"),
        ("another shape", UpstreamMalformed, "it has no field rows"),
    ],
)
def test_when_patience_ends_the_error_says_what_happened(
    upstream: Misbehaving, connect: Connect, fault: str, error: type[UpstreamError], said: str
) -> None:
    upstream.script["/data"] = TRANSIENT[fault]
    with pytest.raises(error) as caught:
        connect(attempts=4).get("/data", parse=parsed)
    assert said in str(caught.value)
    assert str(caught.value).startswith("127.0.0.1 ")
    assert "4 tries" in str(caught.value)
    assert caught.value.advice


def test_the_very_same_unusable_answer_is_not_asked_for_twelve_times(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script["/data"] = TRANSIENT["another shape"]
    with pytest.raises(UpstreamMalformed, match="5 tries"):
        connect().get("/data", parse=parsed)


def test_waiting_has_an_end(upstream: Misbehaving, connect: Connect, pauses: list[float]) -> None:
    upstream.script["/data"] = data({}, status=503).with_headers(Retry_After="999999")
    with pytest.raises(UpstreamBusy):
        connect(patience=1_500.0).get("/data")
    assert pauses == [pytest.approx(600, abs=1)] * 2


def test_a_host_that_never_answered_is_given_up_soon(connect: Connect, pauses: list[float]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(UpstreamUnreachable, match="could not be reached") as caught:
            connect(f"http://127.0.0.1:{unused.getsockname()[1]}").get("/data")
    assert "6 tries" in str(caught.value)
    assert "network" in caught.value.advice
    assert sum(pauses) < 15


def test_a_host_that_speaks_no_tls_is_unreachable(upstream: Misbehaving, connect: Connect) -> None:
    with pytest.raises(UpstreamUnreachable, match="could not be reached"):
        connect(upstream.url.replace("http:", "https:")).get("/data")


@pytest.mark.parametrize(
    ("status", "error"), [(400, UpstreamRefused), (401, UpstreamRefused), (403, UpstreamRefused), (404, UpstreamAbsent)]
)
def test_a_refusal_is_not_asked_again(
    upstream: Misbehaving, connect: Connect, status: int, error: type[UpstreamError]
) -> None:
    message = {"error": {"code": status, "message": "Date range\x1b[31m cannot\nexceed 366 days."}}
    upstream.script["/data"] = data(message, status=status)
    with pytest.raises(error) as caught:
        connect().get("/data", parse=parsed)
    assert len(upstream.requests) == 1
    assert caught.value.status == status
    assert f"{status} to /data: Date range\\x1b[31m cannot\\nexceed 366 days" in str(caught.value)


def test_a_long_error_message_is_cut(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script["/data"] = data({"error": "no " * 50_000}, status=400)
    with pytest.raises(UpstreamRefused) as caught:
        connect().get("/data")
    assert len(str(caught.value)) < 400


# --- time ---------------------------------------------------------------------------------------------------------


def test_a_hang_ends_with_the_timeout(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script["/data"] = [Answer(delay=5), FINE]
    client = connect(timeout=httpx.Timeout(0.2))
    began = time.monotonic()
    assert client.get("/data", parse=parsed).value == GOOD
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "slow",
    [
        Answer(FINE.body, drip=0.1),
        Answer(FINE.body, drip=0.1, measured=False),
        Answer(drip_headers=0.05),
        packed(FINE.body, drip=0.1),
    ],
    ids=["body", "body without a length", "headers", "packed body"],
)
def test_a_slow_drip_ends_with_the_deadline(upstream: Misbehaving, connect: Connect, slow: Answer) -> None:
    upstream.script["/data"] = [FINE, slow, FINE]
    client = connect(deadline=0.3)
    client.get("/data", parse=parsed)
    began = time.monotonic()
    assert client.get("/data", parse=parsed).value == GOOD
    assert time.monotonic() - began < 2
    assert len(upstream.requests) == 3


def test_a_drip_without_end_is_named(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script["/data"] = Answer(FINE.body, drip=0.1)
    with pytest.raises(UpstreamUnreachable, match=r"took longer than 0\.2 s for one answer"):
        connect(deadline=0.2, attempts=2).get("/data")


# --- size ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "large",
    [
        Answer(b"x" * 2_000_000),
        Answer(b"x" * 2_000_000, measured=False),
        packed(b"x" * 50_000_000),
        Answer(b"x", headers={"Content-Length": "524288000"}, cut=1),
    ],
    ids=["stated", "not stated", "packed", "500 MB stated"],
)
def test_an_answer_beyond_the_cap_stops_at_once(upstream: Misbehaving, connect: Connect, large: Answer) -> None:
    upstream.script["/data"] = large
    client = connect(max_bytes=1_000_000)
    with pytest.raises(UpstreamMalformed, match="more than 1,000,000 bytes"):
        client.get("/data")
    assert len(upstream.requests) == 1
    assert client.traffic.bytes < 1_300_000


def test_a_packed_answer_is_unpacked_whole(upstream: Misbehaving, connect: Connect) -> None:
    body = json.dumps({"rows": list(range(700_000))}).encode()
    upstream.script["/data"] = packed(body)
    reply = connect().get("/data")
    assert reply.body == body
    upstream.script["/two"] = Answer(
        packed(body[:9]).body + packed(body[9:]).body, headers={"Content-Encoding": "gzip"}
    )
    assert connect().get("/two").body == body


# --- limits -------------------------------------------------------------------------------------------------------


def limited(remaining: int, seconds: int, **how: Any) -> Answer:
    """A good answer that announces its limit as the Hub does."""
    policy = '"fixed window";"api";q=500;w=300'
    return data(GOOD, **how).with_headers(RateLimit=f'"api";r={remaining};t={seconds}', RateLimit_Policy=policy)


@pytest.mark.parametrize(
    ("remaining", "seconds", "expected"),
    [(0, 7, 7), (1, 7, 7), (50, 100, 2), (10, 250, 25), (99, 99, 1), (0, 9_999, 600)],
)
def test_requests_slow_down_before_the_limit(
    upstream: Misbehaving, connect: Connect, pauses: list[float], remaining: int, seconds: int, expected: float
) -> None:
    upstream.script["/data"] = [limited(remaining, seconds), FINE]
    client = connect()
    client.get("/data")
    assert pauses == []
    client.get("/data")
    assert pauses == [pytest.approx(expected, abs=0.2)]


def test_nobody_waits_while_there_is_plenty(upstream: Misbehaving, connect: Connect, pauses: list[float]) -> None:
    upstream.script["/data"] = limited(499, 300)
    client = connect()
    for _ in range(5):
        client.get("/data")
    assert pauses == []


def test_a_retry_and_a_limit_share_one_wait(upstream: Misbehaving, connect: Connect, pauses: list[float]) -> None:
    upstream.script["/data"] = [limited(0, 2, status=429).with_headers(Retry_After="2"), FINE]
    connect().get("/data")
    assert pauses == [pytest.approx(2, abs=0.2)]


def test_a_limit_alone_is_waited_for(upstream: Misbehaving, connect: Connect, pauses: list[float]) -> None:
    upstream.script["/data"] = [limited(0, 120, status=429), FINE]
    connect().get("/data")
    assert pauses == [pytest.approx(120, abs=0.5)]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_may_be_a_date_by_the_server_s_clock(
    upstream: Misbehaving, connect: Connect, pauses: list[float], status: int
) -> None:
    dates = {"Date": "Wed, 01 Jan 2020 00:00:00 GMT", "Retry-After": "Wed, 01 Jan 2020 00:00:30 GMT"}
    upstream.script["/data"] = [data({}, status=status, headers=dates), FINE]
    connect().get("/data")
    assert pauses == [pytest.approx(30, abs=0.5)]


@pytest.mark.parametrize("nonsense", ["soon", "-5", "1e9", "", "99999999999999999999"])
def test_a_retry_after_that_is_none_is_left_alone(
    upstream: Misbehaving, connect: Connect, pauses: list[float], nonsense: str
) -> None:
    upstream.script["/data"] = [data({}, status=429).with_headers(Retry_After=nonsense), FINE]
    connect().get("/data")
    assert pauses[0] < 1


def test_a_long_wait_is_reported(upstream: Misbehaving, connect: Connect) -> None:
    heard: list[Progress] = []
    upstream.script["/data"] = [TRANSIENT["429 with Retry-After"], FINE]
    connect(report=heard.append).get("/data")
    assert heard == [Progress("waiting for 127.0.0.1: answered 429 to /data: slow down", 0, 2)]


# --- where it goes, and what it carries ---------------------------------------------------------------------------


def test_links_are_followed_on_the_same_origin_alone(upstream: Misbehaving, connect: Connect) -> None:
    client = connect(token="canary")
    port = upstream.url.rpartition(":")[2]
    upstream.script["/data"] = FINE.with_headers(Link='</data?cursor=a%3D%3D>; rel="next"')
    assert client.get("/data").next_url == f"{upstream.url}/data?cursor=a%3D%3D"
    elsewhere = (
        f"http://localhost:{port}/data",
        f"https://127.0.0.1:{port}/data",
        "http://127.0.0.1:1/data",
        f"http://127.0.0.1:{port}@example.invalid/data",
        f"http://user:pass@127.0.0.1:{port}/data",
        "file:///etc/passwd",
        "//example.invalid/data",
    )
    for link in elsewhere:
        upstream.script["/data"] = FINE.with_headers(Link=f'<{link}>; rel="next"')
        with pytest.raises(UpstreamMalformed, match="link to another place"):
            client.get("/data")
        if link.startswith("http"):
            with pytest.raises(UpstreamMalformed, match="link to another place"):
                client.get(link)


def test_redirects_are_followed_on_the_same_origin_alone(upstream: Misbehaving, connect: Connect) -> None:
    client = connect(token="canary")
    upstream.script |= {"/old": Answer(status=302, headers={"Location": "/data?x=1"}), "/data": FINE}
    assert client.get("/old", [("y", "2")]).url == f"{upstream.url}/data?x=1"
    upstream.script["/away"] = Answer(status=302, headers={"Location": "http://example.invalid/"})
    with pytest.raises(UpstreamMalformed, match=r"another place \(http://example\.invalid\)"):
        client.get("/away")
    upstream.script["/circle"] = Answer(status=307, headers={"Location": "/circle"})
    with pytest.raises(UpstreamMalformed, match="circles"):
        client.get("/circle")
    assert len(upstream.requests) < 12


def test_it_says_who_it_is(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script["/data"] = FINE
    connect(user_agent=user_agent("1.2.3", "mail: someone@example.org\r\nX-Injected: 1")).get("/data")
    connect().get("/data")
    first, second = (request.headers["User-Agent"] for request in upstream.requests)
    assert first.startswith("modelshare/1.2.3 (mail: someone@example.org")
    assert "X-Injected" not in upstream.requests[0].headers
    assert second == "modelshare (see the project's README)"


def test_made_up_data_are_noticed(upstream: Misbehaving, connect: Connect) -> None:
    client = connect()
    upstream.script["/data"] = FINE
    client.get("/data")
    assert not client.traffic.synthetic
    upstream.script["/data"] = FINE.with_headers(X_Synthetic_Sample_Data="true")
    client.get("/data")
    assert client.traffic.synthetic


def test_a_base_with_a_path_is_kept(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script["/api/v1/models"] = FINE
    for base in ("/api/v1", "/api/v1/"):
        assert connect(upstream.url + base).get("/models", [("a", "b&c"), ("a", "d")]).status == 200
    assert upstream.requests[0].query == (("a", "b&c"), ("a", "d"))


@pytest.mark.parametrize("address", ["", "ftp://host", "example.org", "http://", "https://user:pw@host", "x://y"])
def test_an_address_that_is_none_is_refused_without_showing_it(address: str) -> None:
    with pytest.raises(ModelshareError) as caught:
        Client(address)
    assert "pw" not in str(caught.value)
