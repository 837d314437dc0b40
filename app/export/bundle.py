"""A chart's rows as a file, and files put together in one archive."""

from __future__ import annotations

import io
import zipfile

from app.charts.shape import Drawn, drawn
from app.export.frozen import dated
from app.export.metadata import File, metadata_json
from app.export.names import file_stem
from app.export.table import measure_csv
from app.measures.result import Measured


def bundle(measured: Measured) -> bytes:
    """A zip archive with the drawn rows as CSV and their `metadata.json`; the same bytes every time."""
    shown = drawn(measured)
    table = csv_of(shown)
    return archive((table, File("metadata.json", metadata_json(shown, (table,)).encode())))


def csv_of(shown: Drawn) -> File:
    """The rows as drawn: what metadata without another file describe, as a package has at least one resource."""
    return File(f"{file_stem(shown)}.csv", measure_csv(shown).encode())


def archive(files: tuple[File, ...]) -> bytes:
    """A zip archive of these files that does not tell when it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for file in files:
            made.writestr(dated(file.name), file.content)
    return out.getvalue()
