"""The raw observations as parquet files, one a source and month, that another team's database can take in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from app.errors import DataError
from collectors.contract import Origin, Platform

FORMAT = 1
NOTE = b"modelshare"
MODELS = "huggingface-models.parquet"  # attributes and former names belong to no month
WORDS = "huggingface-former-attributes.parquet"  # nor does what models said of themselves before

TOKENS = pa.schema(
    [pa.field("version", pa.int32(), False), pa.field("permaslug", pa.string()), pa.field("tokens", pa.int64(), False)]
)
SNAPSHOT = pa.schema(
    [
        pa.field("day", pa.date32(), False),
        pa.field("model", pa.string(), False),
        pa.field("account", pa.string(), False),
        pa.field("downloads", pa.int64()),
        pa.field("downloads_all_time", pa.int64()),
        pa.field("likes", pa.int64()),
        pa.field("language", pa.bool_(), False),
        pa.field("original", pa.bool_(), False),
        pa.field("attributes_hash", pa.int64(), False),
    ]
)
_ATTRIBUTES = [
    pa.field("repo_id", pa.string(), False),
    pa.field("account", pa.string(), False),
    pa.field("created_at", pa.timestamp("us", "UTC")),
    pa.field("pipeline_tag", pa.string()),
    pa.field("library", pa.string()),
    pa.field("licence", pa.string()),
    pa.field("gated", pa.string()),
    pa.field("parameters", pa.int64()),
    pa.field("base_models", pa.string(), False),  # as Postgres writes an array
    pa.field("relation", pa.string()),
]
MODEL = pa.schema(
    [
        pa.field("model", pa.string(), False),
        *_ATTRIBUTES,
        pa.field("first_seen", pa.date32(), False),
        pa.field("changed_on", pa.date32(), False),
        pa.field("named_on", pa.date32(), False),
        pa.field("former", pa.bool_(), False),  # a name that was given up: model, repo_id, account, first_seen
    ]
)
WORD = pa.schema(
    [
        pa.field("model", pa.string(), False),
        pa.field("first_day", pa.date32(), False),
        pa.field("next_day", pa.date32(), False),
        *_ATTRIBUTES,
    ]
)


class Version(msgspec.Struct, frozen=True):
    """One stored version of a day, with the terms of the run that brought it."""

    day: dt.date
    known_at: dt.datetime
    origin: Origin
    content_hash: str
    rows: int
    source: str
    synthetic: bool
    licence_name: str
    licence_url: str
    attribution: str


class Contents(msgspec.Struct, frozen=True):
    """What a file says about itself."""

    format: int
    platform: Platform
    versions: list[Version]


@contextmanager
def writing(path: Path, schema: pa.Schema, contents: Contents) -> Iterator[pq.ParquetWriter]:
    """Write a file that appears under its name only when it is whole."""
    unfinished = path.with_suffix(".part")
    try:
        told = schema.with_metadata({NOTE: msgspec.json.encode(contents)})
        with pq.ParquetWriter(unfinished, told, compression="zstd") as writer:
            yield writer
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def opened(path: Path, schema: pa.Schema) -> tuple[pq.ParquetFile, Contents]:
    """A file of ours and what it says; raises `DataError` where it is broken, of another kind or of a newer format."""
    try:
        file = pq.ParquetFile(path)
        contents = msgspec.json.decode((file.schema_arrow.metadata or {})[NOTE], type=Contents)
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path.name} cannot be read as parquet.", advice="Copy it again.") from error
    except (KeyError, msgspec.DecodeError) as error:
        raise DataError(f"{path.name} was not written by this program.") from error
    if contents.format != FORMAT:
        raise DataError(f"{path.name} has format {contents.format}.", advice="Install a newer version of this program.")
    if not file.schema_arrow.equals(schema, check_metadata=False):
        raise DataError(f"{path.name} has other columns than a file of its kind.", advice="Export it again.")
    return file, contents
