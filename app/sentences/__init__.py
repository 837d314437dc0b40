"""Says in sentences what a chart shows, each number of which can be found again in the chart's data."""

from app.sentences.chart import claim, facts
from app.sentences.fact import About, Cell, Fact, Figure

__all__ = ["About", "Cell", "Fact", "Figure", "claim", "facts"]
