"""Words a citation of a chart: what it shows, from which data, as known when, at which address."""

from __future__ import annotations

import datetime as dt
import re

from app import PROGRAM_VERSION
from app.charts import captions, wording
from app.export.names import file_stem
from app.measures.result import Measured

_SPECIAL = re.compile(r"([&%$#_{}])")


def citation_text(measured: Measured, address: str) -> str:
    """One paragraph, pinned to the data by their newest retrieval and the registry; `address` is the permalink."""
    known = _known(measured)
    parts = [
        f"{captions.title(measured)}, {wording.window(measured)}.",
        f"{captions.population(measured)}.",
        f"{measured.definition.title}, definition {measured.definition.name} v{measured.definition.version}.",
        *wording.citations(measured),
        f"modelshare {PROGRAM_VERSION}, data as retrieved {wording.moment(known)}, registry {measured.registry_hash}."
        if known
        else f"modelshare {PROGRAM_VERSION}, registry {measured.registry_hash}.",
        address,
    ]
    if measured.synthetic:
        parts.insert(0, f"{wording.SYNTHETIC}: made up, not to be cited as fact.")
    return " ".join(parts)


def citation_bibtex(measured: Measured, address: str) -> str:
    """The same as a BibTeX entry of the kind `misc`."""
    known = _known(measured)
    note = [f"{captions.population(measured)}.", *wording.citations(measured), f"Registry {measured.registry_hash}."]
    if measured.synthetic:
        note.insert(0, f"{wording.SYNTHETIC}.")
    fields = {
        "title": f"{{{_plain(captions.title(measured))}}}",
        "author": "{{modelshare}}",
        "year": f"{{{known.year}}}" if known else "{n.d.}",
        "version": f"{{{measured.definition.name} v{measured.definition.version}, program {PROGRAM_VERSION}}}",
        "url": f"{{{address}}}",
        "urldate": f"{{{known:%Y-%m-%d}}}" if known else "{}",
        "note": f"{{{_plain(' '.join(note))}}}",
    }
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@misc{{{_key(measured)},\n{lines}\n}}"


def _known(measured: Measured) -> dt.datetime | None:
    """When the newest of the data were retrieved."""
    return max((source.retrieved_at for source in measured.sources), default=None)


def _key(measured: Measured) -> str:
    return re.sub("[^A-Za-z0-9-]", "-", file_stem(measured))


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\\", ""))
