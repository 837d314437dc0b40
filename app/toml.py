"""Writes text as TOML reads it back."""

from __future__ import annotations


def quoted(text: str) -> str:
    """A basic string, in which everything that does not print is escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'
