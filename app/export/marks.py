"""Writes into a picture what made it: view, registry and program, where the format has a place for such text."""

from __future__ import annotations

import struct
import zlib
from xml.sax.saxutils import escape

from app import PROGRAM_VERSION
from app.charts import captions, wording
from app.measures.result import Measured

_BEGINNING = 33  # bytes of a PNG's signature and its first chunk, which has to stand first


def marked(content: bytes, kind: str, measured: Measured) -> bytes:
    """The picture with its origin inside: text chunks in a PNG, a metadata element in an SVG; others as they are."""
    told = _origin(measured)
    if kind == "png":
        chunks = b"".join(_chunk(name, said) for name, said in told.items())
        return content[:_BEGINNING] + chunks + content[_BEGINNING:]
    if kind == "svg":
        end = content.index(b">", content.index(b"<svg")) + 1
        lines = "".join(f"{name}: {escape(said)}\n" for name, said in told.items())
        return content[:end] + f"<metadata>{lines}</metadata>".encode() + content[end:]
    return content


def _origin(measured: Measured) -> dict[str, str]:
    told = {
        "Title": captions.title(measured),
        "Description": captions.subtitle(measured),
        "Source": " ".join(wording.source_lines(measured)),
        "View": measured.view.query(),
        "Definition": f"{measured.definition.name} v{measured.definition.version}",
        "Registry": measured.registry_hash,
        "Software": f"modelshare {PROGRAM_VERSION}",
    }
    return {name: "".join(letter for letter in said if letter.isprintable()) for name, said in told.items()}


def _chunk(name: str, said: str) -> bytes:
    """An iTXt chunk: UTF-8, not compressed, with no language."""
    body = b"iTXt" + name.encode("ascii") + b"\0\0\0\0\0" + said.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
