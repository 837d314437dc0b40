"""The one HTTP client: retries what may pass, keeps to announced limits, stops at caps, and keeps the key to itself."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType
from typing import Any, Generic, NoReturn, Self, TypeVar, overload

import httpx
import msgspec
import stamina

from collectors.address import Address, path_of
from collectors.body import read_body, read_start
from collectors.contract import (
    Progress,
    Report,
    Traffic,
    UpstreamAbsent,
    UpstreamBusy,
    UpstreamMalformed,
    UpstreamRefused,
    UpstreamUnreachable,
    silent,
)
from collectors.deadline import Deadline
from collectors.pace import Pace, retry_after
from collectors.patience import Patience, Transient
from collectors.plain import in_words, visible, without_half_characters
from collectors.secret import Secret

T = TypeVar("T")
R = TypeVar("R")
Params = Sequence[tuple[str, str]]

SYNTHETIC_HEADER = "X-Synthetic-Sample-Data"
DEFAULT_CONTACT = "see the project's README"
MIB = 1 << 20
MOST_REDIRECTS = 5
LONGEST_ERROR = 64 * 1024  # bytes read of an answer that is an error
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
ABSENT = frozenset({404, 410})
CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
REDIRECT = frozenset({301, 302, 303, 307, 308})

log = logging.getLogger(__name__)
# Retries are told by the log above. The library's own hooks would print them, on standard output in the worst case.
stamina.instrumentation.set_on_retry_hooks(())
# These two log headers and addresses as they come, with the key should a server echo it.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def user_agent(version: str, contact: str = DEFAULT_CONTACT) -> str:
    """How this program introduces itself: its name, its version and whom to ask."""
    return f"modelshare/{version} ({contact})"


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """A whole answer. `value` is what the parse function made of the body, None where none was given.

    `next_url` is the link to the next page, complete and of the same origin.
    """

    status: int
    url: str
    headers: httpx.Headers
    body: bytes = field(repr=False)
    value: T = field(repr=False)
    next_url: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a file of `total` bytes. `storage` is the address at which they were found in the end."""

    body: bytes = field(repr=False)
    total: int
    storage: str = field(repr=False)


class Client:
    """Reads from one origin. Not to be shared between threads; close it, or use it as a context manager.

    `base_url` is what relative paths are joined to; `token` goes into the Authorization header and nowhere else.
    `attempts` and `patience` (seconds of waiting) bound one `get`; `deadline` (seconds) bounds one exchange however
    its bytes drip; `sleep` is what waits; `report` hears of every wait of a second or more.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        user_agent: str = f"modelshare ({DEFAULT_CONTACT})",
        max_bytes: int = 64 * MIB,
        attempts: int = 12,
        timeout: httpx.Timeout | None = None,
        deadline: float = 300.0,
        patience: float = 3_600.0,
        sleep: Callable[[float], None] = time.sleep,
        report: Report = silent,
    ) -> None:
        self._secret = Secret(token)
        self._address = Address(base_url, self._secret)
        self._max_bytes, self._attempts, self._patience = max_bytes, attempts, patience
        self._sleep, self._report = sleep, report
        self._deadline = Deadline(deadline)
        self._pace = Pace()
        self._answered = False
        self.traffic = Traffic()
        self._http = httpx.Client(
            headers={
                "User-Agent": visible(user_agent).encode("ascii", "replace").decode(),
                "Accept": "application/json, text/csv;q=0.9",
                "Accept-Encoding": "gzip",
            },
            timeout=timeout or httpx.Timeout(30.0, connect=10.0),
            follow_redirects=False,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
        )

    @property
    def host(self) -> str:
        """The host that is read from, as messages name it."""
        return self._address.host

    def __repr__(self) -> str:
        return f"<Client of {self.host}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    @overload
    def get(self, path_or_url: str, params: Params | None = None) -> Reply[None]: ...

    @overload
    def get(self, path_or_url: str, params: Params | None = None, *, parse: Callable[[bytes], T]) -> Reply[T]: ...

    def get(
        self, path_or_url: str, params: Params | None = None, *, parse: Callable[[bytes], Any] | None = None
    ) -> Reply[Any]:
        """Read one thing, trying again where the failure may pass.

        `parse` turns the body into `Reply.value`. A decoding error or an `UpstreamMalformed` of it counts as an
        answer that came broken, and the request is made again.

        Raises `UpstreamRefused` (4xx) and `UpstreamAbsent` (404, 410) at once; when patience ends `UpstreamBusy`
        (429, 5xx), `UpstreamUnreachable` (no answer) or `UpstreamMalformed` (not the data that were asked for).
        """
        url = self._address.resolve(path_or_url)
        return self._patiently(lambda: self._exchange(url, params, parse))

    def get_range(self, path: str, start: int, length: int, storage: str | None = None) -> Part:
        """Read at most `length` bytes of a file from byte `start` on, trying again as `get` does.

        The platform may redirect to its storage, which is another place: it is followed there over the same scheme
        or a safer one, and is sent no token. `storage` is where an earlier part was found, and is asked first.
        Raises what `get` raises; `UpstreamMalformed` where the answer is not the range that was asked for.
        """
        url = self._address.resolve(path)
        if storage is not None:
            try:
                return self._patiently(lambda: self._part(httpx.URL(storage), start, length))
            except (UpstreamRefused, UpstreamAbsent):
                log.info("%s: the storage's address of %s has expired", self.host, path_of(url))
        return self._patiently(lambda: self._part(url, start, length))

    def _patiently(self, exchange: Callable[[], R]) -> R:
        patience = Patience(known_host=self._answered, longest=self._patience)
        try:
            # The waiting is done here, not by the library, so that limits and retries share one wait.
            for attempt in stamina.retry_context(
                on=lambda error: self._judge(patience, error),
                attempts=self._attempts,
                timeout=None,
                wait_initial=0,
                wait_max=0,
                wait_jitter=0,
            ):
                with attempt:
                    self._wait(patience)
                    return exchange()
        except Transient as error:
            patience.end(self.host, error)
        raise AssertionError("a retry loop ends with an answer or an error")

    def wait(self, seconds: float, reason: str) -> None:
        """Wait, and report it where it is long enough to be noticed."""
        if seconds <= 0:
            return
        if seconds >= 1:
            self._report(Progress(f"waiting for {self.host}: {reason}", 0, round(seconds)))
        self._sleep(seconds)

    def _wait(self, patience: Patience) -> None:
        limit = self._pace.pause()
        seconds = max(patience.pause, limit)
        self.wait(seconds, patience.reason or "its limit of requests is near")
        patience.waited += seconds

    def _judge(self, patience: Patience, error: Exception) -> bool:
        if not isinstance(error, Transient):
            return False
        again = patience.hopeful(error)
        log.info("%s %s (try %d)", self.host, error.what, patience.tries)
        return again

    def _exchange(self, url: httpx.URL, params: Params | None, parse: Callable[[bytes], Any] | None) -> Reply[Any]:
        for _ in range(MOST_REDIRECTS + 1):
            with self._deadline, self._answer(url, params) as response:
                if response.status_code in REDIRECT:
                    url, params = self._address.resolve(response.headers.get("Location", ""), response.url), None
                    continue
                if response.status_code != 200:
                    self._refuse(response)
                body = self._body(response)
            value = None if parse is None else self._parsed(parse, body, response.url)
            return Reply(response.status_code, str(response.url), response.headers, body, value, self._next(response))
        raise UpstreamMalformed(f"{self.host} redirects in circles from {path_of(url)}.", advice="Check its address.")

    def _part(self, url: httpx.URL, start: int, length: int) -> Part:
        asked = {"Range": f"bytes={start}-{start + length - 1}", "Accept": "*/*", "Accept-Encoding": "identity"}
        for _ in range(MOST_REDIRECTS + 1):
            with self._deadline, self._answer(url, None, asked) as response:
                if response.status_code in REDIRECT:
                    url = self._address.storage(response.headers.get("Location", ""), response.url)
                    continue
                if response.status_code == 200:
                    raise UpstreamMalformed(f"{url.host} does not serve parts of {path_of(url)}.")
                if response.status_code != 206:
                    self._refuse(response)
                body = read_body(response, length, self.traffic)
            told = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
            if told is None or int(told[1]) != start or len(body) != min(length, int(told[2]) - start):
                raise Transient(UpstreamMalformed, f"sent another part of {path_of(url)} than was asked for")
            return Part(body, int(told[2]), str(url))
        raise UpstreamMalformed(f"{self.host} redirects in circles from {path_of(url)}.", advice="Check its address.")

    @contextmanager
    def _answer(
        self, url: httpx.URL, params: Params | None, asked: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[httpx.Response]:
        """The answer's head; its body is read within."""
        self.traffic.requests += 1
        request = self._http.build_request(
            "GET",
            url,
            params=None if params is None else list(params),
            headers={**asked, **(self._secret.headers() if self._address.holds(url) else {})},
            extensions={"trace": self._deadline.trace},
        )
        try:
            response = self._http.send(request, stream=True)
        except httpx.TransportError as error:
            raise Transient(UpstreamUnreachable, self._what_failed(error)) from None
        self._answered = True
        self._pace.note(response.headers)
        if response.headers.get(SYNTHETIC_HEADER, "").strip().lower() == "true":
            self.traffic.synthetic = True
        try:
            yield response
        except httpx.TimeoutException as error:
            raise Transient(UpstreamUnreachable, self._what_failed(error)) from None
        except httpx.TransportError as error:
            kind = UpstreamUnreachable if self._deadline.passed else UpstreamMalformed
            raise Transient(kind, self._what_failed(error, begun=True)) from None
        finally:
            response.close()

    def _body(self, response: httpx.Response) -> bytes:
        body = read_body(response, self._max_bytes, self.traffic)
        if self._deadline.passed:  # a body without a length ends silently when the socket is shut
            raise Transient(UpstreamUnreachable, self._too_slow())
        if not body.strip():
            raise Transient(UpstreamMalformed, f"sent an empty answer for {path_of(response.url)}")
        if response.headers.get("Content-Type", "").lower().startswith("text/html") or body.lstrip()[:1] == b"<":
            raise Transient(UpstreamMalformed, f"sent a web page in place of data for {path_of(response.url)}")
        return body

    def _parsed(self, parse: Callable[[bytes], T], body: bytes, url: httpx.URL) -> T:
        try:
            try:
                return parse(body)
            except msgspec.DecodeError:
                mended = without_half_characters(body)
                if mended == body:
                    raise
                return parse(mended)
        except UpstreamMalformed as error:
            whole, trouble = True, error.message
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            whole, trouble = isinstance(error, msgspec.ValidationError), in_words(error)
        what = f"sent data for {path_of(url)} that cannot be used: {self._secret.quoted(trouble, 300)}"
        raise Transient(UpstreamMalformed, what, whole=whole)

    def _refuse(self, response: httpx.Response) -> NoReturn:
        status, told = response.status_code, retry_after(response.headers)
        said = self._secret.quoted(_message(read_start(response, LONGEST_ERROR, self.traffic)))
        what = f"answered {status} to {path_of(response.url)}{said and f': {said}'}"
        if status in BUSY or status >= 500:
            raise Transient(UpstreamBusy, what, told=told)
        if status in ABSENT:
            raise UpstreamAbsent(f"{self.host} {what}.", status=status)
        if 400 <= status < 500:
            raise UpstreamRefused(f"{self.host} {what}.", status=status)
        raise Transient(UpstreamMalformed, what)

    def _next(self, response: httpx.Response) -> str | None:
        address = response.links.get("next", {}).get("url")
        return None if address is None else str(self._address.resolve(address, response.url))

    def _what_failed(self, error: httpx.TransportError, *, begun: bool = False) -> str:
        if self._deadline.passed:
            return self._too_slow()
        said = self._secret.quoted(str(error))
        if begun and not isinstance(error, httpx.TimeoutException):
            return f"broke off in the middle of an answer ({said or type(error).__name__})"
        if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
            return "could not be connected to in time"
        if isinstance(error, httpx.TimeoutException):
            return "fell silent in the middle of an exchange"
        if isinstance(error, httpx.ConnectError):
            return f"could not be reached ({said})"
        return f"gave no answer ({said or type(error).__name__})"

    def _too_slow(self) -> str:
        return f"took longer than {self._deadline.seconds:g} s for one answer"


def _message(body: bytes) -> str:
    """What the platform itself says about an error: `{"error": {"message"}}`, `{"error"}` or `{"message"}`."""
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "a web page in place of a message" if body.lstrip()[:1] == b"<" else ""
    for _ in range(2):
        if isinstance(told, dict):
            told = told.get("error") or told.get("message")
    return told if isinstance(told, str) else ""
