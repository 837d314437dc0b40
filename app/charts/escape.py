"""Makes names that come from upstream safe to draw."""

from __future__ import annotations

import html
import unicodedata

LONGEST = 60


def plain(text: str, longest: int = LONGEST) -> str:
    """One line of printable text: no control characters, no marks that turn the reading direction, not too long."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    line = " ".join(kept.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def plotly_text(text: str, longest: int = LONGEST) -> str:
    """Text that Plotly draws as it is: neither its pseudo-HTML nor its %{...} templates are read in it."""
    return html.escape(plain(text, longest), quote=False).replace("%{", "%&#123;").replace("$", "&#36;")


def html_text(text: str, longest: int = 500) -> str:
    """Text that a page shows as it is."""
    return html.escape(plain(text, longest), quote=True)
