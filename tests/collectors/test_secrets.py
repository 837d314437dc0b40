"""The key goes into one header and is seen nowhere else."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from collectors.contract import ModelshareError, UpstreamMalformed
from collectors.http import Client
from tests.collectors.misbehaving import Answer, Misbehaving, Request, data

CANARY = "sk-or-v1-canary-0123456789abcdef"
Connect = Callable[..., Client]


def echo(status: int, before: str = "") -> Callable[[Request], Answer]:
    """A server that answers with the key it was given."""
    return lambda request: data(
        {"error": {"message": f"{before}Bad key {request.headers['Authorization']}"}}, status=status
    )


CASES: dict[str, Any] = {
    "refused": echo(401),
    "refused, with the key at the cut": echo(400, "x" * 165),
    "absent": echo(404),
    "busy": echo(500),
    "elsewhere": lambda request: Answer(
        status=302, headers={"Location": f"http://{CANARY}.invalid/{request.headers['Authorization'][7:]}"}
    ),
    "no link": lambda request: Answer(status=302, headers={"Location": f"http://[{CANARY}"}),
    "reset": Answer(reset="before"),
    "data that quote it": data({"error": CANARY}),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_key_is_in_no_error_log_or_representation(
    upstream: Misbehaving, connect: Connect, caplog: pytest.LogCaptureFixture, case: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    upstream.script["/data"] = case
    client = connect(token=CANARY, attempts=2)

    def parse(body: bytes) -> None:
        raise UpstreamMalformed(f"it says {body.decode()}.")

    with pytest.raises(ModelshareError) as caught:
        client.get("/data", parse=parse)
    assert upstream.requests[0].headers["Authorization"] == f"Bearer {CANARY}"
    told = "".join(traceback.format_exception(caught.value))
    seen = told + repr(caught.value) + repr(client) + str(vars(client)) + caplog.text
    seen += "".join(str(vars(record)) for record in caplog.records)
    assert CANARY[:16] not in seen


def test_the_key_is_in_no_traceback_with_local_variables(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script["/data"] = Answer(reset="before")
    with pytest.raises(ModelshareError) as caught:
        connect(token=CANARY, attempts=2).get("/data")
    assert caught.value.__traceback__ is not None
    inside = caught.value.with_traceback(caught.value.__traceback__.tb_next)  # without the frame of this test
    told = "".join(traceback.TracebackException.from_exception(inside, capture_locals=True).format())
    assert "self = <Client of 127.0.0.1>" in told
    assert CANARY not in told


def test_a_key_with_a_line_break_is_refused_without_showing_it() -> None:
    for key in (f"{CANARY}\r\nX: 1", f"{CANARY} ", f'"{CANARY}\u201d'):
        with pytest.raises(ModelshareError) as caught:
            Client("http://127.0.0.1:1", token=key)
        assert CANARY not in str(caught.value)


def test_without_a_key_no_header_is_sent(upstream: Misbehaving, connect: Connect) -> None:
    upstream.script["/data"] = data({})
    for token in (None, ""):
        connect(token=token).get("/data")
    assert all("Authorization" not in request.headers for request in upstream.requests)
