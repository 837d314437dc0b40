"""Reads one of the registry's CSV files into rows with their line numbers, telling every problem that it meets."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

MOST_TEXT = 500
FORMULA_STARTS = ("=", "+", "-", "@")

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file by column name; `tell` books what is wrong with it."""

    file: str
    line: int
    cells: dict[str, str]
    problems: list[Problem] = field(compare=False, repr=False)

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def tell(self, reason: str) -> None:
        """Book a problem of this line."""
        self.problems.append(Problem(self.file, self.line, reason))

    def one_of(self, column: str, kind: type[Kind]) -> Kind | None:
        """A cell as one of an enumeration; another one is told, and is None."""
        try:
            return kind(self[column])
        except ValueError:
            self.tell(f"{column} '{self[column]}' is not one of: {', '.join(kind)}.")
            return None

    def day(self, column: str, *, may_be_empty: bool = False) -> dt.date | None:
        """A cell as a date; one that is none is told, and is None."""
        text = self[column]
        if not text and may_be_empty:
            return None
        plain = re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
        try:
            return dt.date.fromisoformat(text if plain else "")
        except ValueError:
            self.tell(f"{column} '{text}' is not a date like 2026-07-14.")
            return None


def read_rows(path: Path, columns: Sequence[str], problems: list[Problem]) -> list[Row]:
    """The rows of `path`, whose header must be exactly `columns`; what cannot be read goes to `problems`."""
    name = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problems.append(Problem(name, 0, f"The file cannot be read: {error.strerror or error}."))
        return []
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, "This is not UTF-8. Save the file with the encoding UTF-8."))
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    line = 1
    try:
        header = next(reader, [])
        if header != list(columns):
            problems.append(Problem(name, 1, f"The first line must be: {','.join(columns)}."))
            return []
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                row = Row(name, line, dict(zip(columns, cells, strict=False)), problems)
                if len(cells) != len(columns):
                    row.tell(f"It has {len(cells)} columns in place of {len(columns)}. Quote cells that hold a comma.")
                elif _is_plain(row):
                    rows.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(name, line, f"This is not CSV: {error}."))
    return rows


def _is_plain(row: Row) -> bool:
    """Whether every cell is text that is safe wherever it is shown: page, terminal, spreadsheet."""
    before = len(row.problems)
    for column, text in row.cells.items():
        if any(unicodedata.category(character)[0] == "C" or character in "\u2028\u2029" for character in text):
            row.tell(f"{column} holds a line break, a control character or an invisible one.")
        elif text != text.strip():
            row.tell(f"{column} begins or ends with a space.")
        elif text.startswith(FORMULA_STARTS):
            row.tell(f"{column} begins with '{text[0]}', which a spreadsheet takes for a formula.")
        elif len(text) > MOST_TEXT:
            row.tell(f"{column} has {len(text)} characters; at most {MOST_TEXT} are kept.")
    return len(row.problems) == before
