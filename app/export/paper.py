"""Writes the HTML that is printed: slides as pages, and what every printed page shares."""

from __future__ import annotations

import base64
import re

from app.charts.escape import html_text
from app.charts.theme import FONT, Theme
from app.export.picture import print_page

# Scripts and the network are shut out: names from upstream stand in these pages.
_GUARD = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STAMP = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}\+00'00'\)")

STYLE = """
@page { size: PAGE; margin: MARGIN; } * { box-sizing: border-box; }
html { background: GROUND; -webkit-print-color-adjust: exact; }
body { margin: 0; background: GROUND; color: INK; font: 15px/1.4 FONT; }
h1, h2, h3, p { margin: 0; } .quiet { color: QUIET; } code { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { padding: 3px 8px 3px 0; border-bottom: 1px solid GRID; }
th { text-align: left; color: QUIET; font-weight: 500; } .num { text-align: right; white-space: nowrap; }
"""


def page(title: str, body: str, theme: Theme, *, size: str, margin: str, style: str = "") -> str:
    """A whole HTML document. `body` and `style` are trusted markup, `title` is text."""
    pairs = {
        "PAGE": size,
        "MARGIN": margin,
        "GROUND": theme.ground,
        "PANEL": theme.panel,
        "INK": theme.ink,
        "QUIET": theme.quiet,
        "GRID": theme.grid,
        "FONT": FONT,
    }
    css = STYLE + style
    for name, value in pairs.items():
        css = css.replace(name, value)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_GUARD}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html_text(title)}</title><style>{css}</style></head><body>{body}</body></html>\n"
    )


def printed(document: str, stamp: str) -> bytes:
    """The document as PDF; `stamp` (YYYYMMDDHHMMSS, UTC) stands in it in the place of the present time."""
    return _STAMP.sub(rb"/\1 (D:" + stamp.encode() + rb"+00'00')", print_page(document))


def svg_image(svg: bytes, alt: str) -> str:
    """An `<img>` that holds an SVG: names inside it stay apart from the page's and from other pictures'."""
    return f'<img alt="{html_text(alt, 900)}" src="data:image/svg+xml;base64,{base64.b64encode(svg).decode()}">'
