"""Makes the files that leave the program: a chart or its data, always with the metadata beside them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from app.charts.shape import drawn
from app.charts.theme import DARK, LIGHT
from app.export.metadata import File, metadata_json
from app.export.names import file_stem
from app.export.picture import PictureFormat, picture
from app.export.table import measure_csv
from app.measures.result import Measured

FORMATS = ("csv", "json", "png", "svg", "pdf", "zip")
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows: a file's bytes must not tell when it was made


def take_out(measured: Measured, kind: str, output: Path, *, dark: bool = False) -> list[tuple[Path, bytes]]:
    """The files of one chart: `output` in format `kind` (one of FORMATS), and its metadata in `<stem>.metadata.json`.

    `json` is the metadata alone and `zip` holds CSV and metadata. Tables hold what the chart draws. Raises
    `ConfigurationError` where a picture is wanted and no browser is found.
    """
    if kind == "zip":
        return [(output, bundle(measured))]
    if kind == "json":
        return [(output, metadata_json(drawn(measured)).encode())]
    file = File(output.name, content(measured, kind, dark=dark))
    beside = output.with_name(f"{output.stem}.metadata.json")
    return [(output, file.content), (beside, metadata_json(drawn(measured), (file,)).encode())]


def content(measured: Measured, kind: str, *, dark: bool = False) -> bytes:
    """The bytes of one file of a chart, without what stands beside it."""
    if kind == "csv":
        return measure_csv(drawn(measured)).encode()
    if kind == "zip":
        return bundle(measured)
    if kind == "json":
        return metadata_json(drawn(measured)).encode()
    return _picture(measured, PictureFormat(kind), dark=dark)


def bundle(measured: Measured) -> bytes:
    """A zip archive with the drawn rows as CSV and their `metadata.json`; the same bytes every time."""
    shown = drawn(measured)
    table = File(f"{file_stem(shown)}.csv", measure_csv(shown).encode())
    described = File("metadata.json", metadata_json(shown, (table,)).encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (table, described):
            entry = zipfile.ZipInfo(file.name, ZIP_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, file.content)
    return out.getvalue()


def _picture(measured: Measured, kind: PictureFormat, *, dark: bool) -> bytes:
    from app.charts.figures import figure_for
    from app.charts.framed import framed

    draw = figure_for(measured.view.measure)
    return picture(framed(measured, DARK if dark else LIGHT, draw=draw), kind)
