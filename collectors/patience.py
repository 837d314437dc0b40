"""Decides whether a request that failed is made again, how long to wait before, and when to stop hoping."""

from __future__ import annotations

import random
from typing import NoReturn

from collectors.contract import UpstreamBusy, UpstreamError, UpstreamMalformed, UpstreamUnreachable

FIRST_BACKOFF = 0.25  # seconds, doubling
LONGEST_BACKOFF = 20.0
SAME_TROUBLE = 5  # whole answers in a row that cannot be used for the very same reason are no accident
FIRST_CONTACT = 6  # tries for a host that has not answered once: most likely the machine is offline

_ADVICE: dict[type[UpstreamError], str] = {
    UpstreamUnreachable: "Check the network, the proxy and the address, then run it again.",
    UpstreamBusy: "It is overloaded or limits this address: run it again in some minutes.",
    UpstreamMalformed: "Run it again later; if it stays so, the platform changed its answers and this program "
    "needs an update.",
}


class Transient(Exception):
    """One try that failed in a way that the next may not.

    `kind` is the error to raise when hope ends, `what` continues a sentence that begins with the host's name,
    `told` is the wait in seconds that the server itself asked for. `whole` says that the answer came whole.
    """

    def __init__(self, kind: type[UpstreamError], what: str, *, told: float | None = None, whole: bool = False) -> None:
        super().__init__(what)
        self.kind, self.what, self.told, self.whole = kind, what, told, whole


class Patience:
    """The patience for one request: counts what failed and how long was waited."""

    def __init__(self, *, known_host: bool, longest: float) -> None:
        self._known_host, self._longest = known_host, longest
        self._told = self._untold = self._unreached = self._same = 0
        self.tries = 0
        self.waited = 0.0
        self.pause = 0.0
        self.reason = ""

    def hopeful(self, error: Transient) -> bool:
        """Count a failure; whether to try again, after `pause` seconds."""
        self.tries += 1
        self._same = self._same + 1 if error.whole and error.what == self.reason else 1
        self.reason = error.what
        self._unreached += error.kind is UpstreamUnreachable
        if error.told is None:
            self._untold += 1
            self.pause = _backoff(self._untold) * random.uniform(0.75, 1.25)
        else:
            self._told += 1
            self.pause = max(error.told, _backoff(self._told)) + random.uniform(0, 0.1)
        if error.whole and self._same >= SAME_TROUBLE:
            return False
        if not self._known_host and self._unreached == self.tries >= FIRST_CONTACT:
            return False
        return self.waited + self.pause <= self._longest

    def end(self, host: str, error: Transient) -> NoReturn:
        """Raise the error that says what happened, to what, how often, and what to do."""
        tries = f"{self.tries} tries in {self.waited:.0f} s" if self.tries > 1 else "one try"
        raise error.kind(f"{host} {error.what} ({tries}).", advice=_ADVICE[error.kind]) from None


def _backoff(failures: int) -> float:
    return float(min(FIRST_BACKOFF * 2 ** (failures - 1), LONGEST_BACKOFF))
