"""Makes a page of one chart that stands alone: it works without a network, and holds data, licence and link."""

from __future__ import annotations

import base64
import html
import json

from app.charts import captions, wording
from app.charts.escape import html_text
from app.charts.figures import figure_for
from app.charts.shape import Drawn, drawn
from app.export.bundle import csv_of
from app.export.elsewhere import live_address
from app.export.look import PLAIN, Look
from app.export.metadata import metadata_json
from app.export.names import file_stem
from app.measures.result import Measured

HEIGHT = 460  # pixels, of the chart

_STYLE = """
body { margin: 0; padding: 1rem 1.2rem; background: GROUND; color: INK; font: 15px/1.45 FONT; }
h1 { font-size: 1.35rem; margin: 0 0 .2rem; } p { margin: .15rem 0; }
.quiet, footer { color: QUIET; } footer { font-size: .8rem; overflow-wrap: anywhere; } a { color: inherit; }
.mark { font-weight: 700; } iframe { border: 0; width: 100%; height: max(76rem, 100vh); } [hidden] { display: none; }
"""

# The snapshot stays on the page until the dashboard has answered: what was saved is shown wherever it does not.
_LIVE = """
(async () => {
  const address = JSON.parse(document.getElementById("modelshare-live").textContent);
  try {
    await fetch(new URL("/_stcore/health", address), {mode: "no-cors", signal: AbortSignal.timeout(4000)});
  } catch { return; }
  const frame = document.createElement("iframe");
  frame.title = "Live chart"; frame.src = address;
  document.getElementById("live").append(frame);
  document.getElementById("snapshot").hidden = true;
})();
"""


def embed(measured: Measured, look: Look = PLAIN) -> bytes:
    """The page's bytes. The look's link is the chart's address on a dashboard, the only one that the page names.

    A live page shows the dashboard's own chart where the link answers, and the saved one elsewhere. Otherwise the
    page asks nothing of any network; it is pinned to a vintage where the view has an as-of day.
    """
    shown, link, live = drawn(measured), look.link, look.live
    parts = [_figure(shown, look), _downloads(shown)]
    if live and link:
        address = json.dumps(live_address(link)).replace("<", "\\u003c")
        parts.append(f'<script type="application/json" id="modelshare-live">{address}</script>')
        parts.append(f"<script>{_LIVE}</script>")
    title = look.title_of(shown)
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html_text(title)}</title><style>{_style(look)}</style></head><body>"
        f'<div id="live"></div><main id="snapshot"><h1>{html_text(title)}</h1>'
        f'<p class="quiet">{html_text(captions.subtitle(shown), 1_000)}</p>'
        f"<p>{html_text(captions.finding(shown), 1_000)}</p>{parts[0]}"
        f"<footer>{_evidence(shown)}{_vintage(shown, link, live=live)}{parts[1]}</footer></main>"
        f"{''.join(parts[2:])}</body></html>\n"
    )
    return page.encode()


def _figure(shown: Drawn, look: Look) -> str:
    figure = figure_for(shown.view.measure)(shown, look.theme, height=HEIGHT)
    return str(
        figure.to_html(
            full_html=False,
            include_plotlyjs=True,
            include_mathjax=False,
            div_id="chart",
            config={"displaylogo": False, "responsive": True},
        )
    )


def _evidence(shown: Measured) -> str:
    lines = [*wording.notes(shown), *wording.source_lines(shown)]
    return "".join(f"<p>{html_text(line, 2_000)}</p>" for line in lines)


def _vintage(shown: Measured, link: str, *, live: bool) -> str:
    view = shown.view
    state = f"Pinned to what was known on {view.as_of}." if view.as_of else "As known when this page was saved."
    state = "Live where the dashboard can be reached; else as saved." if live and link else state
    where = f' <a href="{html.escape(link, quote=True)}">Open the chart</a>.' if link.startswith("http") else ""
    return f"<p>{state}{where} View: <code>{html_text(view.query(), 4_000)}</code></p>"


def _downloads(shown: Drawn) -> str:
    """The data inside the page, to be saved from it without a server."""
    table = csv_of(shown)
    record = metadata_json(shown, (table,)).encode()
    files = (
        (table.name, "text/csv", table.content, "Data (CSV)"),
        (f"{file_stem(shown)}.metadata.json", "application/json", record, "Metadata (JSON)"),
    )
    links = [
        f'<a download="{name}" href="data:{kind};base64,{base64.b64encode(content).decode()}">{label}</a>'
        for name, kind, content, label in files
    ]
    return f"<p>{' · '.join(links)}</p>"


def _style(look: Look) -> str:
    theme = look.theme
    family = 'system-ui, "Helvetica Neue", Helvetica, Arial, sans-serif'
    pairs = {"GROUND": theme.ground, "INK": theme.ink, "QUIET": theme.quiet, "FONT": family}
    style = _STYLE
    for name, value in pairs.items():
        style = style.replace(name, value)
    return style
