"""The style sheet of what the dashboard draws as HTML, for one theme."""

from __future__ import annotations

from app.charts.canvas import CROWDED
from app.charts.labels import ROOM
from app.charts.theme import Theme

# Drawn here: Streamlit would fetch a named icon from the network.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#bf3418" d="M2 30V14l9-4v20z"/>'
    '<path fill="#cc8512" d="M12 30V9l8 3v18z"/><path fill="#3d7de6" d="M21 30V7l9-5v28z"/></svg>'
)
NARROW = 900  # pixels; below it a chart has no room for labels beside its lines
MIDDLING = 1200  # pixels; below it the plot is narrower than the names among its points were placed for


def style_sheet(theme: Theme) -> str:
    """A `<style>` element; colours come from the theme, sizes from the page."""
    inks = f"--quiet: {theme.quiet}; --rule: {theme.grid}; --panel: {theme.panel}; --ground: {theme.ground};"
    return f"<style>:root {{ {inks} --accent: {theme.accent}; }}{_RULES}</style>"


_RULES = f"""
.block-container {{ max-width: 1440px; }}
.js-plotly-plot text, .ms {{ font-variant-numeric: tabular-nums; }}
.ms a {{ color: var(--accent); }}
.ms p {{ margin: 0 0 .25rem; font-size: inherit; }}
.ms p.ms-quiet {{ font-size: .9rem; }}
.ms p.ms-small {{ font-size: .82rem; }}
.ms-title {{ font-size: 1.375rem; font-weight: 650; line-height: 1.25; margin: 0 0 .2rem; }}
.ms-quiet {{ color: var(--quiet); font-size: .9rem; line-height: 1.4; }}
.ms-finding {{ font-size: 1rem; line-height: 1.4; margin-top: .35rem; }}
.ms-small {{ color: var(--quiet); font-size: .82rem; line-height: 1.45; overflow-wrap: anywhere; }}
.ms-mark {{ border-left: 4px solid #cc8512; background: var(--panel); padding: .55rem .8rem; border-radius: .3rem; }}
.ms-title, .ms-stop, .ms-empty, .ms-finding, .ms-quiet {{ overflow-wrap: anywhere; }}
.ms-stop {{ border-left: 4px solid #bf3418; background: var(--panel); padding: .7rem .9rem; border-radius: .3rem; }}
.ms-empty {{ border: 1px dashed var(--quiet); padding: 1.4rem 1.2rem; border-radius: .4rem; max-width: 46rem; }}
.ms-empty code {{ display: inline-block; padding: .1rem .4rem; border-radius: .25rem; background: var(--panel); }}
ul.ms-legend:not(.ms-always) {{ display: none; }}
ul.ms-legend {{ flex-wrap: wrap; gap: .15rem .9rem; padding: 0; margin: .4rem 0 0; list-style: none; }}
.ms-legend li {{ font-size: .85rem; margin: 0; }}
.ms-swatch {{ display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .35rem; }}
.ms-dashed {{ width: 1.1rem; height: 0; border-top: 2px dashed; border-radius: 0; vertical-align: .25rem; }}
.ms-legend.ms-always {{ display: flex; }}
.ms-sign {{ width: 1.1rem; height: 1.1rem; line-height: 1.1rem; text-align: center; color: #fff;
  font-size: .8rem; vertical-align: bottom; }}
[data-testid="stElementContainer"]:has(.ms-script) {{ position: absolute; left: 0; width: 0; }}
[data-testid="stMultiSelect"] span:has(> span):not(label *),
[data-testid="stMultiSelect"] span:has(> span):not(label *) * {{ color: var(--ground); }}
[data-testid="stColumn"] [class*="st-key-along"] {{ gap: .4rem; }}
[data-testid="stColumn"] [class*="st-key-along"] > :has(.ms-copyable) {{ flex: 1 1 100%; }}
[data-testid="stColumn"] [class*="st-key-along"] button {{ padding-inline: .5rem; }}
[data-testid="stColumn"] [class*="st-key-along"] [data-has-shortcut] > :first-child:not(:last-child) {{
  display: none; }}
[class*="st-key-along"] > :has(.ms-copyable) {{ flex: 1 1 16rem; min-width: 0; }}
[class*="st-key-controls-"] [data-testid="stButtonGroup"] button {{ padding-inline: .62rem; }}
[class*="st-key-controls-"] [data-testid="stPopoverButton"] {{ min-height: 2rem; padding-block: 0; }}
[class*="st-key-controls-"] [data-testid="stSelectbox"] [role="group"] {{ height: 2rem; }}
[class*="st-key-controls-"] [data-testid="stSelectbox"] [role="group"] > * {{
  height: calc(2rem - 2px); min-height: 0; }}
[class*="st-key-controls-"] [data-testid="stDateInputField"],
[class*="st-key-controls-"] [data-testid="stDateInputField"] * {{ min-height: 0; }}
[class*="st-key-controls-"] [data-testid="stDateInputField"] {{ height: 2rem; }}
[class*="st-key-controls-"] [data-testid="stMultiSelect"] [role="group"],
[class*="st-key-controls-"] [data-testid="stMultiSelect"] [role="group"] * {{ min-height: 0; }}
[class*="st-key-controls-"] [data-testid="stMultiSelect"] [role="group"] {{ min-height: 2rem; }}
[class*="st-key-controls-"] [data-testid="stMultiSelectTagsContainer"] {{ padding-block: 1px; }}
[class*="st-key-controls-"] [data-testid="stMultiSelectTagsContainer"] input {{ margin-block: 0; }}
.ms-copyable {{ font: .875rem/1.6 "Source Code Pro", monospace; color: inherit; background: var(--panel); margin: 0;
  padding: 1rem; border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere; }}
.ms-copy {{ font: inherit; font-size: .9rem; color: inherit; background: none; border: 1px solid var(--rule);
  border-radius: .4rem; min-height: 2.5rem; padding: .25rem .75rem; cursor: pointer; white-space: nowrap; }}
.ms-copies .ms-copyable {{ margin: .35rem 0 1rem; }}
.ms-defined summary {{ cursor: pointer; width: fit-content; }}
.ms-defined summary:hover {{ color: var(--accent); }}
.ms-defined > :not(summary) {{ max-width: 60rem; }}
.ms-defined ul {{ margin: 0 0 .25rem; }}
.ms-defined li {{ font-size: inherit; margin: 0; }}
.ms-copy:hover {{ border-color: var(--accent); color: var(--accent); }}
.ms-copy:focus-visible {{ outline: 3px solid var(--accent); outline-offset: 1px; }}
.ms-copied:not(:empty) {{ margin-left: .5rem; font-size: .85rem; color: var(--quiet); }}
.js-plotly-plot .nsewdrag {{ touch-action: pan-y; }}
.ms-minor {{ font-size: 1.125rem; }}
.ms-cards {{ display: flex; flex-wrap: wrap; gap: .8rem; }}
.ms-card {{ flex: 1 1 15rem; border: 1px solid var(--rule); border-radius: .5rem; padding: .8rem 1rem; min-width: 0; }}
.ms-card h2, .ms-card h4 {{ font-size: .95rem; font-weight: 600; margin: 0; padding: 0; }}
.ms-number {{ font-size: 2.1rem; font-weight: 650; line-height: 1.15; }}
.ms-changes {{ display: flex; flex-wrap: wrap; gap: 0 1.2rem; font-size: .9rem; }}
.ms-spark {{ display: block; width: 100%; height: 74px; margin: .5rem 0 .1rem; }}
.ms-list {{ padding: 0; margin: 0; list-style: none; font-size: .86rem; line-height: 1.5; }}
.ms-scroll {{ overflow: auto; max-height: 34rem; margin-bottom: .6rem; }}
@keyframes ms-more {{ 0%, 99% {{ mask-image: linear-gradient(#000 calc(100% - 2.6rem), transparent); }} }}
.ms-scroll {{ animation: ms-more linear; animation-timeline: scroll(self block); }}
.ms-scroll thead th {{ position: sticky; top: 0; background: var(--ground); vertical-align: bottom; }}
.ms-table {{ border-collapse: collapse; width: 100%; font-size: .92rem; }}
.ms-caption {{ font-size: .92rem; font-weight: 600; }}
.ms-table caption {{ text-align: left; font-weight: 600; padding: 0 0 .3rem; }}
.ms-table th {{ text-align: left; font-weight: 500; color: var(--quiet); font-size: .82rem; }}
.ms-table th, .ms-table td {{ padding: .28rem .5rem .28rem 0; border-bottom: 1px solid var(--rule); }}
.ms-table .num {{ text-align: right; white-space: nowrap; }}
.ms-table .num + :not(.num) {{ padding-left: 1rem; }}
.ms-table th:first-child, .ms-table td:first-child {{ width: 2rem; }}
.ms-free th:first-child, .ms-free td:first-child {{ width: auto; }}
.ms-free td {{ white-space: nowrap; }}
.ms-tight {{ font-size: .84rem; }}
.ms-free td.long {{ white-space: normal; min-width: 15rem; }}
.ms-dense .ms-free td.long {{ min-width: 8rem; }}
@media (max-width: 640px) {{
  .block-container {{ padding-left: 1rem; padding-right: 1rem; }}
  [class*="st-key-along"] > :has(.ms-copyable) {{ flex: 1 1 100%; }}
  [class*="st-key-controls-"] {{ gap: .35rem .8rem; }}
  [class*="st-key-along"] {{ gap: .5rem; }}
  [class*="st-key-controls-"] > :has([data-testid=stSelectbox]) {{ flex: 1 1 45%; min-width: 0; }}
  .ms-number {{ font-size: 1.8rem; }}
}}
@media (max-width: {MIDDLING}px) {{
  [class*="st-key-{CROWDED}-"] .js-plotly-plot .textpoint {{ display: none; }}
}}
@media (max-width: {NARROW}px) {{
  ul.ms-legend:not(.ms-always) {{ display: flex; }}
  [class*="st-key-ends-"] .js-plotly-plot .annotation {{ display: none; }}
  [class*="st-key-labelled-"] {{ overflow: hidden; }}
  [class*="st-key-labelled-"] > div {{ min-width: calc(100% / {ROOM} - 16px); }}
  [class*="st-key-multiples-"] {{ overflow-x: auto; }}
  [class*="st-key-multiples-"] > div {{ min-width: 720px; }}
}}
"""
