"""Writes the drawn rows as Parquet, with the metadata inside the file."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq

from app.charts.shape import drawn
from app.export.metadata import metadata_json
from app.export.table import DIGITS, columns, rows_of
from app.measures.fields import SHARES
from app.measures.result import Measured

KEY = b"modelshare"  # of the file's metadata: the package's descriptor as JSON


def measure_parquet(measured: Measured) -> bytes:
    """The rows of the CSV as a Parquet file: the same columns and numbers, days as dates, times in UTC."""
    shown = drawn(measured)
    frame = rows_of(shown)[list(columns(shown))].copy()
    for name in frame.columns:
        if name in SHARES:
            frame[name] = frame[name].astype("Float64").round(DIGITS)
        elif frame[name].dtype.kind == "M" and getattr(frame[name].dtype, "tz", None) is None:
            frame[name] = frame[name].dt.date
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(
        {KEY: metadata_json(shown).encode()}
    )
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()
