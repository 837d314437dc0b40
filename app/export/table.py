"""Writes a measure's rows as CSV and JSON: the same view and data give the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
from typing import Any

import numpy as np
import pandas as pd

from app.charts import captions, wording
from app.charts.wording import SYNTHETIC
from app.measures.columns import COLUMNS
from app.measures.fields import SHARES
from app.measures.result import Measured

DIGITS = 6

# What a spreadsheet takes for the start of a formula; the wide forms count as their plain ones in some of them.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def measure_csv(measured: Measured) -> str:
    """The rows as RFC 4180 text with LF line ends and a header; six decimals for shares, whole counts as integers.

    Columns are `columns(measured)`, rows `rows_of(measured)`. Text that a spreadsheet would read as a formula gets
    an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = columns(measured)
    writer.writerow(names)
    writer.writerows([_cell(name, row[name]) for name in names] for row in _rows(measured, names))
    return out.getvalue()


def measure_json(measured: Measured) -> str:
    """The rows as a JSON object: `view`, `definition`, `synthetic`, what defends them, and `rows`, one object a row."""
    names = columns(measured)
    body: dict[str, Any] = {
        "view": measured.view.query(),
        "definition": f"{measured.definition.name} v{measured.definition.version}",
        "registry_hash": measured.registry_hash,
        "synthetic": measured.synthetic,
        "scope": captions.subtitle(measured),
        "sources": wording.citations(measured),
        "coverage": wording.coverage_note(measured),
        "notes": wording.notes_of_numbers(measured),
        "rows": [{name: _json(name, row[name]) for name in names} for row in _rows(measured, names)],
    }
    if measured.synthetic:
        body["notice"] = SYNTHETIC
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def columns(measured: Measured) -> tuple[str, ...]:
    """The columns of a measure's files, those of its known ones that its rows have."""
    held = set(measured.frame.columns) | ({"window", "drawn_at"} if measured.earlier else set())
    return tuple(name for name in COLUMNS[measured.view.measure] if name in held)


def rows_of(measured: Measured) -> pd.DataFrame:
    """The rows of a measure's files: those of its frame and, below them, those of an earlier window.

    With one, `window` tells them apart, each row has the dates of its own window, and drawn_at those of the chart.
    """
    if measured.earlier is None:
        return measured.frame
    present = measured.frame.assign(window="present", drawn_at=measured.frame["date"])
    earlier = measured.earlier.answer.frame.assign(window="earlier")
    return pd.concat([present, earlier], ignore_index=True) if len(earlier) else present


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _rows(measured: Measured, names: tuple[str, ...]) -> list[dict[str, Any]]:
    return rows_of(measured)[list(names)].to_dict("records")  # type: ignore[return-value]


def _cell(name: str, value: Any) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)) or value is pd.NA:
        return ""
    if isinstance(value, dt.datetime) and value.tzinfo:
        return f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if name in SHARES:
        return f"{value:.{DIGITS}f}"
    number = float(value)
    return str(int(value)) if number.is_integer() else f"{number:.{DIGITS}f}"


def _json(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    written = _cell(name, value)
    if not written:
        return None
    if isinstance(value, dt.date):
        return written
    return float(written) if name in SHARES or "." in written else int(written)
