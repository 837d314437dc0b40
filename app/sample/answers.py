"""What an answer of the stand-in is made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Query = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, ready to be sent."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = field(default=())
    kind: str = "application/json; charset=utf-8"


def encoded(value: Any) -> bytes:
    """JSON as the platforms send it: no spaces."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def answer(status: int, value: Any) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, encoded(value))


def refusal(status: int, message: str) -> Answer:
    """OpenRouter's way of saying no."""
    return answer(status, {"error": {"code": status, "message": message}})
