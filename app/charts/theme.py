"""The one theme: grounds, ink, type scale and the Plotly template, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

# The first is what the dashboard serves itself; the others stand on the machine. None is fetched, and the figures of
# each have one width, so that columns of numbers line up.
FONT = '"Source Sans", "Source Sans 3", "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif'


@dataclass(frozen=True, slots=True)
class TypeScale:
    """Sizes in pixels, one for each part that text plays in a chart."""

    title: int = 24
    subtitle: int = 15
    label: int = 13
    axis: int = 13
    note: int = 12


@dataclass(frozen=True, slots=True)
class Theme:
    """A ground and the ink on it, as #rrggbb; the colours of groups are the same on every ground."""

    name: str
    ground: str
    panel: str
    ink: str
    quiet: str  # secondary text; still legible as text (4.5:1)
    rule: str  # axis lines and ticks
    grid: str
    accent: str  # of links and of what is chosen
    type: TypeScale = TypeScale()

    @property
    def template(self) -> go.layout.Template:
        """The Plotly template that every figure carries."""
        return _template(self)


LIGHT = Theme(
    name="light",
    ground="#ffffff",
    panel="#f5f6f8",
    ink="#16191f",
    quiet="#555c67",
    rule="#8a909a",
    grid="#e6e8ec",
    accent="#1f5fbf",
)
DARK = Theme(
    name="dark",
    ground="#12151b",
    panel="#1b1f27",
    ink="#eceef2",
    quiet="#a9b0bb",
    rule="#757c87",
    grid="#2a2f38",
    accent="#7fb0ff",
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def theme_named(name: str | None) -> Theme:
    """The theme of that name; the light one where nobody has said."""
    return THEMES.get(name or "", LIGHT)


@cache
def _template(theme: Theme) -> go.layout.Template:
    import plotly.graph_objects as go

    axis = {
        "gridcolor": theme.grid,
        "linecolor": theme.rule,
        "tickcolor": theme.rule,
        "tickfont": {"size": theme.type.axis, "color": theme.quiet},
        "title": {"font": {"size": theme.type.axis, "color": theme.quiet}},
        "zerolinecolor": theme.rule,
        "zerolinewidth": 1,
        "automargin": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": theme.type.label, "color": theme.ink},
            "title": {
                "font": {"size": theme.type.title, "color": theme.ink},
                "subtitle": {"font": {"size": theme.type.subtitle, "color": theme.quiet}},
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
            },
            "paper_bgcolor": theme.ground,
            "plot_bgcolor": theme.ground,
            "separators": ".,",
            "hovermode": "x unified",
            "hoverlabel": {
                "bgcolor": theme.panel,
                "bordercolor": theme.rule,
                "font": {"family": FONT, "size": theme.type.label, "color": theme.ink},
                "align": "left",
                "namelength": 40,
            },
            "showlegend": False,
            "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
            "xaxis": axis | {"showgrid": False, "showline": True, "ticks": "outside", "ticklen": 4},
            "yaxis": axis | {"showline": False, "ticks": ""},
        }
    )
