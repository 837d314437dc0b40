"""Takes the clock out of office files: the same content gives the same bytes, whenever it is written."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from app.measures.result import Measured

ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows
NEVER = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)


def moment_of(answers: tuple[Measured, ...]) -> dt.datetime:
    """The time that stands inside a file: when the newest of its data were retrieved (UTC)."""
    times = [source.retrieved_at for each in answers for source in each.sources]
    return max(times, default=NEVER).astimezone(dt.UTC).replace(microsecond=0)


def frozen_zip(content: bytes) -> bytes:
    """The same archive with every entry dated to the format's first moment, in the order in which they stand."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            made.writestr(dated(entry.filename), source.read(entry.filename))
    return out.getvalue()


def with_gaps(content: bytes) -> bytes:
    """The workbook with charts that say that blanks are gaps: without the word some programs draw them as zeros."""
    out, bare, said = io.BytesIO(), b'<c:plotVisOnly val="1"/>', b'<c:dispBlanksAs val="gap"/>'
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            body = source.read(entry.filename)
            if entry.filename.startswith("xl/charts/") and said not in body:
                body = body.replace(bare, bare + said)
            made.writestr(dated(entry.filename), body)
    return out.getvalue()


def dated(name: str) -> zipfile.ZipInfo:
    """An archive's entry that does not tell when it was made."""
    entry = zipfile.ZipInfo(name, ZIP_TIME)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry
