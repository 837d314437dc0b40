"""Writes the files of a chart where the command line was told to."""

from __future__ import annotations

from pathlib import Path

from app.cli.console import say
from app.errors import ConfigurationError
from app.export.look import PLAIN, Look
from app.export.take_out import FORMATS, take_out
from app.measures.result import Measured


def kind_of(output: Path, form: str = "") -> str:
    """The format that is asked for, by name or by the file's ending; raises `ConfigurationError` on another one."""
    kind = (form or output.suffix.lstrip(".")).lower()
    if kind not in FORMATS:
        raise ConfigurationError(
            f"'{form or output.name}' has no format that is known.", advice=f"End it in one of {', '.join(FORMATS)}."
        )
    return kind


def write_files(measured: Measured, kind: str, output: Path, look: Look = PLAIN) -> None:
    """Write a chart's file with the metadata beside it, and say so."""
    for path, content in take_out(measured, kind, output, look):
        path.write_bytes(content)
        say(f"Wrote {path} ({len(content):,} bytes).")
