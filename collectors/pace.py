"""Reads what a server says about its limits and tells how long to wait before the next request."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

LONGEST_PAUSE = 600.0  # seconds; a server that asks for more is asked again after this long
SCARCE = 0.2  # below this part of the quota the rest is spread over the time that is left
SCARCE_WITHOUT_QUOTA = 50  # requests, where no policy tells the quota

_PARAMETER = re.compile(r";\s*([a-z]+)=(\d{1,9})(?![\d.])")


class Pace:
    """The newest state of one server's announced limits (headers `RateLimit` and `RateLimit-Policy`)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._noted_at = 0.0
        self._pause = 0.0

    def note(self, headers: Mapping[str, str]) -> None:
        """Take in what an answer's headers announce; an answer without them changes nothing."""
        limits = _items(headers.get("RateLimit", ""))
        if not limits:
            return
        quotas = _items(headers.get("RateLimit-Policy", ""))
        self._pause = max(_pause(limit, quotas.get(name, {}).get("q")) for name, limit in limits.items())
        self._noted_at = self._clock()

    def pause(self) -> float:
        """Seconds to wait before the next request so that the allowance lasts until it is renewed."""
        if not self._pause:
            return 0.0
        return max(self._pause - (self._clock() - self._noted_at), 0.0)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks for, whether it gives a number or a date; at most `LONGEST_PAUSE`."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,3})?", value):
        return min(float(value), LONGEST_PAUSE)
    until = _date(value)
    if until is None:
        return None
    # The server's own clock is the one its date was counted from; ours may be wrong.
    since = _date(headers.get("Date", "")) or dt.datetime.now(dt.UTC)
    return min(max((until - since).total_seconds(), 0.0), LONGEST_PAUSE)


def _pause(limit: Mapping[str, int], quota: int | None) -> float:
    remaining, seconds = limit.get("r"), float(limit.get("t", 0))
    if remaining is None:
        return 0.0
    scarce = quota * SCARCE if quota else SCARCE_WITHOUT_QUOTA
    if remaining >= scarce:
        return 0.0
    return min(seconds / max(remaining, 1), LONGEST_PAUSE)


def _items(header: str) -> dict[str, dict[str, int]]:
    """`"api";r=3;t=9, "x";r=1` as {"api": {"r": 3, "t": 9}, ...}; several policies can stand in one item."""
    items: dict[str, dict[str, int]] = {}
    for part in header[:2_000].split(","):
        names = re.findall(r'"([^"]*)"', part)
        parameters = {key: int(value) for key, value in _PARAMETER.findall(part)}
        if parameters:
            items[names[-1] if names else ""] = parameters
    return items


def _date(value: str) -> dt.datetime | None:
    if not value:
        return None
    try:
        parsed = parsedate_to_datetime(value)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=dt.UTC)
