"""One group as a picture of shares draws it: its name, its colour, its values, and those of an earlier window."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from app.charts.colours import NAMED_THREE
from app.charts.shape import BUCKETS


@dataclass(frozen=True, slots=True)
class Series:
    """One group as it is drawn."""

    group: str
    name: str
    colour: str
    y: pd.Series  # as drawn, over every period; NaN where the group has no row
    frame: pd.DataFrame  # value, share, share_low, share_high over every period
    earlier: pd.DataFrame | None = None  # of the window beside, as `earlier_tables` gives it, with y as drawn

    @property
    def known(self) -> bool:
        """Whether it is no unknown bucket."""
        return self.group not in BUCKETS

    @property
    def stroke(self) -> dict[str, object]:
        """Colour and width of its line."""
        return {"color": self.colour, "width": 3 if self.group in NAMED_THREE else 2.2 if self.known else 1.4}

    @property
    def drawn(self) -> pd.Series:
        """Everything that its lines draw: its own values, and behind them those of an earlier window."""
        return self.y if self.earlier is None else pd.concat([self.y, self.earlier["y"]])
