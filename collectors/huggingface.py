"""Collects from the Hugging Face Hub: the list by downloads until it no longer matters, then whole organisations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from collectors.contract import (
    Batch,
    HubModel,
    HubPage,
    HubTail,
    Licence,
    Platform,
    Progress,
    Rejected,
    Report,
    UpstreamAbsent,
    UpstreamError,
    UpstreamMalformed,
    UpstreamRefused,
    silent,
)
from collectors.http import Client, Params, Reply
from collectors.hub_rows import EXPAND, parse_page

PATH = "/api/models"
DOWNLOADS = "downloads"  # the section that walks the whole list; every other is an organisation
LICENCE = Licence(
    "Hugging Face terms of service", "https://huggingface.co/terms-of-service", "Source: Hugging Face Hub API."
)
REFUSED_CURSOR = frozenset({400, 404, 410})
FEW = 10  # models; on a page of fewer the download counts may all be missing without the Hub having changed


_Rows = tuple[list[HubModel], list[Rejected]]
_Page = Reply[_Rows]
_Parse = Callable[[bytes], _Rows]


class CursorRefused(UpstreamError):
    """The Hub no longer knows a page's address, even after its section was begun again."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a crawl came: the last complete page of `section`, the link it gave, and its number in the crawl.

    `models` and `downloads` are what the section "downloads" had brought by then, which its end depends on.
    """

    section: str
    next_url: str | None
    number: int
    models: int = 0
    downloads: int = 0


def utcnow() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


class HubCollector:
    """Yields the pages of section "downloads", a `HubTail`, then the pages of each organisation.

    The first section ends at the first page that, after `least_models` models, adds less than `stop_share` of all
    downloads counted so far (a shorter page is scaled to 1,000 rows). `resume` goes on behind a position; a position
    in an organisation that is no longer in `organisations` raises `CursorRefused`. The Hub moves while it is read: a
    model can come twice, on two pages or in two sections, and the store keeps the later sight.

    Where the Hub refuses the address of a further page (a cursor can expire), the section is begun again from its
    first page, once, with a warning; a second refusal raises `CursorRefused`. A list that has not ended after
    `most_models` raises `UpstreamMalformed`.
    """

    platform = Platform.HUGGINGFACE
    source = "huggingface"

    def __init__(
        self,
        client: Client,
        *,
        organisations: Sequence[str],
        page_size: int = 1_000,
        least_models: int = 20_000,
        stop_share: float = 0.0001,
        most_models: int = 20_000_000,
        resume: Position | None = None,
        report: Report = silent,
        now: Callable[[], dt.datetime] = utcnow,
    ) -> None:
        self.licence = LICENCE
        self.traffic = client.traffic
        self._client = client
        self._organisations = list(dict.fromkeys(organisations))
        self._page_size, self._least_models, self._stop_share = page_size, least_models, stop_share
        self._most_models = most_models
        self._resume = resume
        self.resumes_after = resume.number if resume else None
        self._number = resume.number if resume else 0
        self._models = resume.models if resume else 0
        self._report, self._now = report, now

    def collect(self) -> Iterator[Batch]:
        """Read everything once, in order; raise an `UpstreamError` where the contract is broken."""
        resume = self._resume
        if resume is None or resume.section == DOWNLOADS:
            yield from self._section(DOWNLOADS, self._downloads, resume)
            resume = None
        elif resume.section not in self._organisations:
            raise CursorRefused(
                f"The crawl had come to the organisation {resume.section}, which is no longer asked for.",
                advice="Begin the crawl again.",
            )
        first = self._organisations.index(resume.section) if resume else 0
        for place, name in enumerate(self._organisations[first:], start=first):
            self._report(Progress("Hub organisations", place, len(self._organisations)))
            yield from self._section(name, partial(self._organisation, name), resume if place == first else None)
        self._report(Progress("Hub organisations", len(self._organisations), len(self._organisations)))

    def _section(
        self, section: str, walk: Callable[[Position | None], Iterator[Batch]], resume: Position | None
    ) -> Iterator[Batch]:
        """A section from its first page or behind a position; once more from its first where a cursor is refused."""
        try:
            yield from walk(resume)
        except CursorRefused as refused:
            self._warn(f"{refused.message} The section {section} was begun again.")
            yield from walk(None)

    def _downloads(self, resume: Position | None) -> Iterator[Batch]:
        models, downloads = (resume.models, resume.downloads) if resume else (0, 0)
        tail: int | None = None
        for page in self._pages(DOWNLOADS, resume):
            yield page
            counts = [model.downloads for model in page.models if model.downloads is not None]
            models += len(page.models)
            downloads += sum(counts)
            self._report(Progress("Hub models by downloads", models, None))
            if page.next_url and counts and models >= self._least_models:
                added = sum(counts) * 1_000 / len(page.models)
                if added < self._stop_share * downloads:
                    tail = min(counts)
                    break
        if not models and not resume:
            raise UpstreamMalformed(f"{self._client.host} lists no model at all.", advice="Check its address.")
        yield HubTail(tail)

    def _organisation(self, name: str, resume: Position | None) -> Iterator[Batch]:
        try:
            for page in self._pages(name, resume):
                if not page.models and page.next_url is None:
                    self._warn(f"The Hub lists no model of the organisation {name}.")
                yield page
        except UpstreamAbsent:
            self._warn(f"The Hub does not know the organisation {name}.")
            self._number += 1
            yield HubPage(name, self._number, (), None)

    def _pages(self, section: str, resume: Position | None) -> Iterator[HubPage]:
        if resume and resume.next_url is None:
            return
        url = resume.next_url if resume else None
        seen_urls: set[str] = set()
        seen_pages: set[int] = set()
        before: frozenset[str] = frozenset()
        while True:
            reply = self._page(section, url)
            models, rejected = reply.value
            names = frozenset(model.model for model in models)
            # Hashes of pages, not names of models: a crawl of the whole Hub would hold millions of names.
            if hash(names) in seen_pages or (names and names <= before) or reply.next_url in seen_urls:
                raise UpstreamMalformed(
                    f"{self._client.host} goes in circles in the list {section}: page {self._number + 1} of the crawl "
                    "was there before.",
                    advice="Run it again later.",
                )
            self._models += len(models)
            if self._models > self._most_models:
                raise UpstreamMalformed(
                    f"{self._client.host} lists more than {self._most_models:,} models and does not come to an end.",
                    advice="Run it again later; should the Hub have grown so large, raise MODELSHARE_HUB_MOST_MODELS.",
                )
            seen_pages.add(hash(names))
            before, url = names, reply.next_url
            self._number += 1
            yield HubPage(section, self._number, tuple(models), url, tuple(rejected))
            if url is None:
                return
            seen_urls.add(url)

    def _page(self, section: str, url: str | None) -> _Page:
        try:
            return self._get(url, section, partial(self._parse, section))
        except UpstreamMalformed:
            if section == DOWNLOADS:
                raise
            page = self._get(url, section, partial(self._parse, section, may_lack_counts=True))
            self._warn(f"Most models of the organisation {section} have no download count.")
            return page

    def _get(self, url: str | None, section: str, parse: _Parse) -> _Page:
        try:
            if url is not None:
                return self._client.get(url, parse=parse)
            return self._client.get(PATH, self._question(section), parse=parse)
        except (UpstreamRefused, UpstreamAbsent) as error:
            if url is not None and error.status in REFUSED_CURSOR:
                raise CursorRefused(error.message, advice="Begin the crawl again.", status=error.status) from None
            if error.status == 401:
                advice = "Check HF_TOKEN, or leave it out: the list is public."
                raise UpstreamRefused(error.message, advice=advice, status=error.status) from None
            raise

    def _question(self, section: str) -> Params:
        question = [("sort", "downloads"), ("direction", "-1"), ("limit", str(self._page_size))]
        if section != DOWNLOADS:
            question.append(("author", section))
        return question + [("expand", name) for name in EXPAND]

    def _parse(self, section: str, body: bytes, *, may_lack_counts: bool = False) -> _Rows:
        models, rejected = parse_page(body, f"Hub list {section}, page {self._number + 1}", self._now())
        lacking = sum(model.downloads is None for model in models)
        if lacking > len(models) / 2 and not (may_lack_counts and len(models) < FEW):
            raise UpstreamMalformed(f"{lacking} of {len(models)} models have no field `downloads`.")
        return models, rejected

    def _warn(self, text: str) -> None:
        self.traffic.warnings.append(text)
