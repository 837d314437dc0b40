"""Reads OpenRouter's keyless daily exports: the index, a dated manifest, and the file that it names."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Annotated

import msgspec

from collectors.contract import Licence, Origin, TokenBatch, UpstreamMalformed
from collectors.daybook import DayBook
from collectors.plain import visible

DATASET = "rankings-daily"
INDEX = "/datasets/exports/index.json"
WINDOW = 30  # complete UTC days before the snapshot date
COLUMNS = ("date", "model_permaslug", "total_tokens")  # those that are used; rank and share follow from them
Natural = Annotated[int, msgspec.Meta(ge=0)]


class Terms(msgspec.Struct, frozen=True):
    """The licence as the platform names it."""

    name: str
    url: str


class Dataset(msgspec.Struct, frozen=True):
    """One data set of the index."""

    id: str
    latest_snapshot_date: dt.date | None = None


class Index(msgspec.Struct, frozen=True):
    """The list of data sets; it names the newest snapshot of each, and not the dated files."""

    datasets: list[Dataset]
    license: Terms | None = None
    attribution: str | None = None


class File(msgspec.Struct, frozen=True):
    """One file of a snapshot, with what proves that it came whole."""

    url: str
    bytes: Natural
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-fA-F]{64}$")]


class Files(msgspec.Struct, frozen=True):
    """The files of a snapshot."""

    csv: File


class Manifest(msgspec.Struct, frozen=True):
    """What the platform says about one dated snapshot."""

    dataset: str
    snapshot_date: dt.date
    retrieved_at: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    row_count: Natural
    files: Files
    license: Terms | None = None
    attribution: str | None = None

    @property
    def sha256(self) -> str:
        """The checksum of its file, in lower case."""
        return self.files.csv.sha256.lower()


def manifest_path(day: dt.date) -> str:
    """Where the manifest of a dated snapshot is. The `latest` alias can mix two dates and is never read."""
    return f"/datasets/exports/{DATASET}/{day}.manifest.json"


def parse_index(body: bytes, today: dt.date) -> tuple[dt.date, Index]:
    """The date of the newest snapshot; raise `UpstreamMalformed` where there is none or it lies in the future."""
    index = msgspec.json.decode(body, type=Index)
    for dataset in index.datasets:
        if dataset.id == DATASET and dataset.latest_snapshot_date is not None:
            newest = dataset.latest_snapshot_date
            if newest > today + dt.timedelta(days=1):
                raise UpstreamMalformed(f"latest_snapshot_date {newest} lies in the future (today is {today}).")
            return newest, index
    raise UpstreamMalformed(f"the index names no latest_snapshot_date of {DATASET}.")


def parse_manifest(body: bytes, day: dt.date, now: dt.datetime) -> Manifest:
    """The manifest of `day`; raise `UpstreamMalformed` where it speaks of another snapshot or of the future."""
    manifest = msgspec.json.decode(body, type=Manifest)
    if manifest.dataset != DATASET or manifest.snapshot_date != day:
        raise UpstreamMalformed(
            f"the manifest of {day} is that of {visible(manifest.dataset, 80)} {manifest.snapshot_date}."
        )
    if not _midnight(day) <= manifest.retrieved_at <= now + dt.timedelta(days=1):
        raise UpstreamMalformed(
            f"retrieved_at {manifest.retrieved_at.isoformat()} lies before the snapshot's date or in the future."
        )
    return manifest


def parse_export(body: bytes, manifest: Manifest) -> TokenBatch:
    """The days of a file; raise `UpstreamMalformed` where it is not the file that its manifest promises.

    Rows that cannot be true are refused one by one. A day without rows between two that have some is covered and
    empty.
    """
    _check_whole(body, manifest)
    header, *lines = [line.removesuffix("\r") for line in body.decode("utf-8", "replace").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) != manifest.row_count:
        raise UpstreamMalformed(f"it has {len(lines):,} rows and not the {manifest.row_count:,} of its manifest.")
    columns = header.removeprefix("\ufeff").split(",")
    for name in COLUMNS:
        if name not in columns:
            raise UpstreamMalformed(f"it has no column {name} (but {visible(header, 200)}).")
    at_date, at_slug, at_tokens = (columns.index(name) for name in COLUMNS)
    last = manifest.snapshot_date - dt.timedelta(days=1)
    book = DayBook(manifest.snapshot_date - dt.timedelta(days=WINDOW), last)
    for number, line in enumerate(lines, start=2):
        where = f"export {manifest.snapshot_date}, line {number}"
        fields = line.split(",")
        if len(fields) != len(columns):
            book.refuse(where, f"{len(fields)} fields in place of {len(columns)}", line)
        elif "\ufffd" in line:
            book.refuse(where, "not UTF-8", line)
        else:
            book.add(where, line, fields[at_date], fields[at_slug], fields[at_tokens])
    if lines and len(book.rejected) > len(lines) / 2:
        first = book.rejected[0]
        raise UpstreamMalformed(f"most rows are unusable; {first.where}: {first.reason}.")
    span = book.span()
    return TokenBatch(
        origin=Origin.EXPORT,
        known_at=manifest.retrieved_at.astimezone(dt.UTC),
        days=tuple(book.days(*span)) if span else (),
        rejected=tuple(book.rejected),
        snapshot_date=manifest.snapshot_date,
        sha256=manifest.sha256,
    )


def terms_of(document: Index | Manifest, known: Licence) -> Licence:
    """The licence and attribution that a document carries, else those `known`."""
    terms, attribution = document.license, document.attribution
    if terms is not None and terms.url.startswith(("https://", "http://")):
        known = Licence(visible(terms.name, 100), visible(terms.url, 300), known.attribution)
    if attribution and attribution.strip():
        known = Licence(known.name, known.url, visible(attribution.strip(), 500))
    return known


def _check_whole(body: bytes, manifest: Manifest) -> None:
    promised = manifest.files.csv
    if len(body) != promised.bytes:
        raise UpstreamMalformed(f"it has {len(body):,} bytes and not the {promised.bytes:,} of its manifest.")
    if hashlib.sha256(body).hexdigest() != manifest.sha256:
        raise UpstreamMalformed("its checksum (sha256) is not that of its manifest.")


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
