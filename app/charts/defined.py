"""A number's definition as HTML, folded away below each chart that shows it."""

from __future__ import annotations

from app.charts.escape import html_text
from app.measures.result import Definition

METHOD = "method"  # the page of all definitions; it stands beside every other page
LONGEST = 4_000


def definition_html(definition: Definition) -> str:
    """Formula, population, caveats and source, and where they stand among the others."""
    parts = {"Formula": definition.formula, "Population": definition.population, "Source": definition.source}
    said = "".join(f"<p><strong>{name}.</strong> {html_text(text, LONGEST)}</p>" for name, text in parts.items())
    listed = "".join(f"<li>{html_text(each, LONGEST)}</li>" for each in definition.caveats)
    return (
        f'<details class="ms-defined"><summary>How this is counted</summary>{said}'
        f"{f'<p><strong>Caveats.</strong></p><ul>{listed}</ul>' if listed else ''}"
        f'<p><a href="{METHOD}#{definition.name}" target="_self">{html_text(definition.title)} v{definition.version}, '
        "among all definitions</a></p></details>"
    )
