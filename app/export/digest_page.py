"""Writes the weekly digest as Markdown, as a page and as PDF."""

from __future__ import annotations

import re

from app import PROGRAM_VERSION
from app.charts import wording
from app.charts.escape import html_text, plain
from app.charts.theme import LIGHT
from app.digest import Digest
from app.export.frozen import moment_of
from app.export.paper import page, printed

# What Markdown would read as markup in a name from upstream.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$^@:-])")
_STYLE = """
body { font-size: 12.5px; } main { max-width: 48rem; margin: 0 auto; } h1 { font-size: 22px; }
h2 { font-size: 14.5px; margin: 12px 0 2px; break-after: avoid; } ul { margin: 0; padding-left: 18px; }
.mark { font-weight: 700; margin: 6px 0; } .grid { columns: 2; column-gap: 28px; } section { break-inside: avoid; }
footer { margin-top: 14px; font-size: 9.5px; color: QUIET; overflow-wrap: anywhere; }
.view { font-size: 9px; color: QUIET; }
@media (max-width: 40rem) { .grid { columns: 1; } body { padding: 1rem; } }
"""


def digest_markdown(found: Digest) -> str:
    """The digest as Markdown; names from upstream stay text."""
    lines = [f"# {_safe(found.title)}", ""]
    if found.synthetic:
        lines += [f"**{wording.SYNTHETIC}: these numbers are made up and describe nobody.**", ""]
    lines += [f"{_head(found)}", ""]
    for section in found.sections:
        lines += [f"## {_safe(section.title)}", "", *(f"- {_safe(line)}" for line in section.lines)]
        if section.view:
            lines += ["", f"View: `{section.view.query()}`"]
        lines.append("")
    lines += ["## Sources", "", *(f"- {_safe(line)}" for line in found.sources), "", _made(found), ""]
    return "\n".join(lines)


def digest_html(found: Digest) -> str:
    """The digest as a page that stands alone and prints on one sheet of A4."""
    marked = (
        f'<p class="mark">{wording.SYNTHETIC}: these numbers are made up and describe nobody.</p>'
        if found.synthetic
        else ""
    )
    sections = "".join(
        f"<section><h2>{html_text(section.title)}</h2><ul>"
        + "".join(f"<li>{html_text(line)}</li>" for line in section.lines)
        + "</ul>"
        + (f'<p class="view"><code>{html_text(section.view.query(), 4_000)}</code></p>' if section.view else "")
        + "</section>"
        for section in found.sections
    )
    sources = "".join(f"<p>{html_text(line, 2_000)}</p>" for line in found.sources)
    body = (
        f'<main><h1>{html_text(found.title)}</h1>{marked}<p class="quiet">{html_text(_head(found))}</p>'
        f'<div class="grid">{sections}</div><footer>{sources}<p>{html_text(_made(found))}</p></footer></main>'
    )
    return page(found.title, body, LIGHT, size="A4", margin="12mm", style=_STYLE)


def digest_pdf(found: Digest) -> bytes:
    """That page, printed; raises `ConfigurationError` where no browser is found."""
    return printed(digest_html(found), f"{moment_of(found.answers):%Y%m%d%H%M%S}")


def _head(found: Digest) -> str:
    known = f", as known on {wording.day(found.as_of)}" if found.as_of else ""
    return f"Shares against the week before, in percentage points{known}."


def _made(found: Digest) -> str:
    hashes = dict.fromkeys(each.registry_hash[:12] for each in found.answers)
    return f"Made by modelshare {PROGRAM_VERSION}, registry {', '.join(hashes)}."


def _safe(text: str) -> str:
    """A line of text that Markdown shows as it is."""
    return _MARKUP.sub(_escaped, plain(text, 2_000))


def _escaped(found: re.Match[str]) -> str:
    mark = found[0]
    return (
        mark
        if mark in "():-+"
        else f"\\{mark}"
        if mark not in "<>&"
        else {"<": "&lt;", ">": "&gt;", "&": "&amp;"}[mark]
    )
