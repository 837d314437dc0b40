"""Brings sums of list prices, which are kept in millionths of a dollar, to the dollars that a reader is told of."""

from __future__ import annotations

import pandas as pd

from app.view import Unit

MILLIONTHS = 1_000_000


def in_dollars(frame: pd.DataFrame, unit: Unit, *columns: str) -> pd.DataFrame:
    """The frame with these columns in whole dollars and parts of them where they are of list prices, else as it is."""
    if unit is not Unit.LIST_USD:
        return frame
    return frame.assign(**{name: frame[name].astype("float64") / MILLIONTHS for name in columns})
