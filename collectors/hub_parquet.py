"""Reads a parquet file of Hub models in bounded memory, whatever its size and the age of its schema."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from collectors.contract import HubModel, HubPage, Progress, Rejected, Relation, Report, UpstreamMalformed, silent
from collectors.hub_rows import Size, Unsound, descent_of, licence_of, word_of
from collectors.plain import name_trouble, visible

SECTION = "hub_stats"
BATCH = 10_000  # rows that are decoded at a time
PAGE = 1_000  # models that are handed on at a time, as the Hub does: whoever stores them keeps several pages waiting
BUFFER = 4 << 20  # bytes read at once from each column
NEEDED = ("id", "downloads")
_IDENTITY = re.compile(r"[0-9a-f]{24}")
_WHOLE = re.compile(r"[0-9]{1,19}")
_NO = frozenset({"", "false", "False", "none", "None"})
_TAGS = ("license:", "base_model:")

Column = list[Any]


class HubParquet:
    """One file of models, read once. Raises `UpstreamMalformed` where it is no parquet file or lacks what it must have.

    `warnings` tells, after opening, which columns are absent or of a type that says nothing.
    """

    def __init__(self, file: IO[bytes] | str, name: str, now: dt.datetime) -> None:
        self._name, self._latest = name, now + dt.timedelta(days=1)
        self.warnings: list[str] = []
        with _told(name):
            self._file = pq.ParquetFile(file, buffer_size=BUFFER, pre_buffer=False)
        self._schema = self._file.schema_arrow
        self.rows: int = self._file.metadata.num_rows
        if absent := [each for each in NEEDED if each not in self._schema.names]:
            raise UpstreamMalformed(f"{name} has no column {' and no column '.join(absent)}.")
        self._all_time = self._tells_all_time()

    def pages(self, report: Report = silent) -> Iterator[HubPage]:
        """The file's models in its order, in pages of at most 1,000, the first of which has number 1."""
        done = 0
        batches = self._file.iter_batches(BATCH, columns=self._leaves(), use_threads=False)
        number = 0
        while True:
            with _told(self._name):
                batch = next(batches, None)
            if batch is None:
                break
            models, rejected = self._models(batch, done)
            done += batch.num_rows
            report(Progress(f"Hub models of {self._name}", done, self.rows))
            for first in range(0, max(1, len(models)), PAGE):
                number += 1
                refused = () if first else tuple(rejected)
                yield HubPage(SECTION, number, tuple(models[first : first + PAGE]), None, refused)
        if done != self.rows or not done:
            raise UpstreamMalformed(f"{self._name} announces {self.rows:,} rows and has {done:,}.")

    def _leaves(self) -> list[str]:
        """The columns to read, as parquet names them: of a structure only what is used."""
        wanted = [
            "_id",
            "id",
            "downloads",
            "downloadsAllTime",
            "likes",
            "createdAt",
            "pipeline_tag",
            "library_name",
            "tags",
            "gated",
        ]
        leaves = [name for name in wanted if name in self._schema.names]
        for name in ("safetensors", "gguf"):
            if name in self._schema.names:
                kind = self._schema.field(name).type
                leaves.append(f"{name}.total" if pa.types.is_struct(kind) else name)
        return leaves

    def _tells_all_time(self) -> bool:
        """Whether any model of the file has an all-time count: early files have the column, and zeros in it."""
        name = "downloadsAllTime"
        if name not in self._schema.names:
            self._warn(f"{self._name} has no all-time counts: its days have no daily downloads.")
            return False
        metadata = self._file.metadata
        place = next(n for n in range(metadata.num_columns) if metadata.row_group(0).column(n).path_in_schema == name)
        for group in range(metadata.num_row_groups):
            told = metadata.row_group(group).column(place).statistics
            if told is None or not told.has_min_max:
                if told is not None and told.null_count == metadata.row_group(group).num_rows:
                    continue
                return True
            if told.max:
                return True
        self._warn(f"{self._name} has all-time counts of nothing but 0: they are taken as missing.")
        return False

    def _models(self, batch: pa.RecordBatch, before: int) -> tuple[list[HubModel], list[Rejected]]:
        size = batch.num_rows
        nothing: Column = [None] * size
        names = self._texts(batch, "id")
        keys = self._texts(batch, "_id") if "_id" in batch.schema.names else nothing
        downloads, likes = self._counts(batch, "downloads"), self._counts(batch, "likes")
        all_time = self._counts(batch, "downloadsAllTime") if self._all_time else nothing
        created = self._moments(batch)
        pipeline, library, gated = (self._words(batch, name) for name in ("pipeline_tag", "library_name", "gated"))
        licences, bases, relations = self._tags(batch)
        sizes = [
            one or two for one, two in zip(self._sizes(batch, "safetensors"), self._sizes(batch, "gguf"), strict=True)
        ]
        models, rejected = [], []
        for row in range(size):
            name = names[row]
            trouble = name_trouble(name) if isinstance(name, str) else "the name is missing"
            for count in (downloads[row], all_time[row], likes[row]):
                if count is not None and not (isinstance(count, int) and 0 <= count < 2**63):
                    trouble = trouble or f"a count cannot be true: {count}"
            if trouble:
                raw = visible(str({key: value[0] for key, value in batch.slice(row, 1).to_pydict().items()}))
                rejected.append(Rejected(f"{self._name}, row {before + row}", visible(trouble, 200), raw))
                continue
            key = keys[row]
            account, slash, _ = name.partition("/")
            models.append(
                HubModel(
                    key if key and _IDENTITY.fullmatch(key) else name_key(name),
                    name,
                    account if slash else "",
                    downloads[row],
                    all_time[row] if all_time[row] or not downloads[row] else None,
                    likes[row],
                    created[row],
                    pipeline[row],
                    library[row],
                    licences[row],
                    gated[row],
                    sizes[row],
                    bases[row],
                    relations[row],
                )
            )
        if len(rejected) > size / 2:
            raise UpstreamMalformed(f"Most rows of {self._name} are unusable: {rejected[0].reason}.")
        return models, rejected

    def _counts(self, batch: pa.RecordBatch, name: str) -> Column:
        """Whole numbers, whatever type they came in; what is no whole number stays as it is, and its row is refused."""
        column = self._column(batch, name)
        if column is None:
            return [None] * batch.num_rows
        try:
            return column.cast(pa.int64()).to_pylist()  # type: ignore[no-any-return]
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return [_whole(value) for value in column.to_pylist()]

    def _texts(self, batch: pa.RecordBatch, name: str) -> Column:
        column = self._column(batch, name)
        if column is None:
            return [None] * batch.num_rows
        try:
            return column.cast(pa.string()).to_pylist()  # type: ignore[no-any-return]
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeDecodeError):
            return self._unusable(batch, name)

    def _words(self, batch: pa.RecordBatch, name: str) -> Column:
        return [
            None if value is None or value in _NO else _or_none(word_of, value) for value in self._texts(batch, name)
        ]

    def _moments(self, batch: pa.RecordBatch) -> Column:
        column = self._column(batch, "createdAt")
        if column is None:
            return [None] * batch.num_rows
        try:
            if not pa.types.is_timestamp(column.type):
                column = pc.cast(column.cast(pa.string()), pa.timestamp("us", "UTC"))
            naive = column.cast(pa.timestamp("us", column.type.tz), safe=False).to_pylist()
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return self._unusable(batch, "createdAt")
        aware = [
            each and (each.replace(tzinfo=dt.UTC) if each.tzinfo is None else each.astimezone(dt.UTC)) for each in naive
        ]
        return [each if each is None or each <= self._latest else None for each in aware]

    def _sizes(self, batch: pa.RecordBatch, name: str) -> Column:
        """The number of parameters: in a structure, or in the text of one."""
        column = self._column(batch, name)
        if column is None:
            return [None] * batch.num_rows
        if pa.types.is_struct(column.type):
            totals = [value and _whole(value.get("total")) for value in column.to_pylist()]
        else:
            totals = [_or_none(_size, value) for value in self._texts(batch, name)]
        return [total if isinstance(total, int) and 0 <= total < 2**63 else None for total in totals]

    def _tags(self, batch: pa.RecordBatch) -> tuple[Column, Column, list[Relation | None]]:
        """Licence, base models and relation of each row; only the few tags that tell them become Python's."""
        size = batch.num_rows
        licences: Column = [None] * size
        bases: Column = [()] * size
        relations: list[Relation | None] = [None] * size
        column = self._column(batch, "tags")
        if column is None:
            return licences, bases, relations
        if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
            try:
                tags, rows = pc.list_flatten(column).cast(pa.string()), pc.list_parent_indices(column)
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                self._unusable(batch, "tags")
                return licences, bases, relations
            told = pc.or_(*(pc.starts_with(tags, each) for each in _TAGS))
            found: Iterable[tuple[int, str]] = zip(
                rows.filter(told).to_pylist(), tags.filter(told).to_pylist(), strict=True
            )
        else:
            found = (
                (row, tag)
                for row, value in enumerate(self._texts(batch, "tags"))
                for tag in _or_none(_list_of_tags, value) or ()
                if tag.startswith(_TAGS)
            )
        declared: dict[int, list[bytes]] = {}
        for row, tag in found:
            kind, _, value = tag.partition(":")
            if kind == "base_model":
                declared.setdefault(row, []).append(value.encode())
            elif licences[row] is None:
                licences[row] = _or_none(licence_of, value.encode())
        for row, values in declared.items():
            bases[row], relations[row] = _or_none(descent_of, tuple(values)) or ((), None)
        return licences, bases, relations

    def _column(self, batch: pa.RecordBatch, name: str) -> Any:
        return batch.column(name) if name in batch.schema.names else None

    def _unusable(self, batch: pa.RecordBatch, name: str) -> Column:
        told = (
            f"The column {name} of {self._name} has the type {batch.schema.field(name).type}, which says nothing here."
        )
        if told not in self.warnings:
            self._warn(told)
        return [None] * batch.num_rows

    def _warn(self, text: str) -> None:
        self.warnings.append(text)


def name_key(repo_id: str) -> str:
    """The key of a model of which only the name is known: marked as such, and the same in every file."""
    return f"name:{hashlib.sha256(repo_id.encode()).hexdigest()[:24]}"


class _told:  # noqa: N801 (reads as a statement)
    """Turn what pyarrow says of a broken file into a sentence; a client's own errors pass."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, pa.ArrowException | OSError):
            said = visible(str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__, 300)
            raise UpstreamMalformed(f"{self._name} cannot be read as parquet: {said.rstrip('.')}.") from error


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return value


def _size(value: str | None) -> int | None:
    return None if value is None else msgspec.json.decode(value, type=Size).total


def _list_of_tags(value: str | None) -> list[str]:
    return [] if value is None else msgspec.json.decode(value, type=list[str])


def _or_none(read: Callable[[Any], Any], value: Any) -> Any:
    """What an attribute says, None where it cannot be true: the model stays, as on the Hub's own pages."""
    try:
        return read(value)
    except (Unsound, msgspec.DecodeError, UnicodeDecodeError):
        return None
