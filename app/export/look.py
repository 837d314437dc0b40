"""How a chart leaves: ground, size, pixels and the kind of its title."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.charts import captions
from app.charts.framed import WIDE, Size
from app.charts.theme import DARK, LIGHT, Theme
from app.measures.result import Measured
from app.sentences import claim


class Titles(StrEnum):
    """A neutral title says what is shown; a claim says what it shows, computed from the newest whole period."""

    NEUTRAL = "neutral"
    CLAIM = "claim"


class Shape(StrEnum):
    """The sizes that pictures come in."""

    WIDE = "16:9"
    SQUARE = "square"
    A4_HALF = "a4-half"


SIZES = {Shape.WIDE: WIDE, Shape.SQUARE: Size(1080, 1080), Shape.A4_HALF: Size(1123, 794)}
SCALES = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Look:
    """Everything about a file of a chart that is not the chart. `title` replaces the computed one.

    `link` is the chart's address on a dashboard: an embedded page names it, and shows what stands there if `live`.
    A `transparent` picture has no ground; its letters and lines are those for the ground that it would have.
    """

    dark: bool = False
    shape: Shape = Shape.WIDE
    scale: int = 2
    titles: Titles = Titles.NEUTRAL
    title: str = ""
    link: str = ""
    live: bool = False
    transparent: bool = False

    @property
    def theme(self) -> Theme:
        """The ground and ink."""
        return DARK if self.dark else LIGHT

    def title_of(self, measured: Measured) -> str:
        """The title that the file carries."""
        if self.title:
            return self.title
        return claim(measured) if self.titles is Titles.CLAIM else captions.title(measured)


PLAIN = Look()
