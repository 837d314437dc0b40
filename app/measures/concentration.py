"""How few labs hold how much: HHI, effective labs and the first three, over time, with bounds for the unknown."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.measures.answer import answer
from app.measures.groups import BUCKETS, Bloc
from app.measures.result import Definition, Measured
from app.measures.seats import Seats, seat, seats_of
from app.measures.share import newest_unknown
from app.measures.ways import counted
from app.view import Grouping, View

DEFINITION = Definition(
    name="concentration",
    version=1,
    title="Concentration",
    formula=(
        "HHI: the sum of the labs' squared shares in per cent (0 to 10,000), over the labs that are known. Effective "
        "labs: 10,000 / HHI. Top three: the part that the three largest hold. With v the value of each lab, V their "
        "sum and U everything unknown: lower bound of the HHI is the sum of (v / (V + U)) squared, all the unknown "
        "being dust; the upper bound gives all of U to the largest lab, which no other holder of it could exceed. "
        "Within China V sums the Chinese labs alone, and U is the same: any of it may be theirs."
    ),
    caveats=(
        "The middle figure is of what is known and treats the unknown as if it were spread like the known.",
        "Labs are counted by the registry; a parent with two labs counts twice.",
        "Labs whose sum over a period is negative (falling counts) are left out.",
    ),
    source="Own definition over the measure share by lab; HHI after Herfindahl and Hirschman.",
    population="The known labs within the view's population; the unknown part makes the bounds.",
)
WHOLE = "all"
SCOPES = {WHOLE: "All labs", Bloc.CN.value: "Within China", Bloc.US.value: "Within the United States"}
TOP = 3
FIGURES = [
    *("labs", "hhi", "hhi_low", "hhi_high", "effective", "effective_low", "effective_high"),
    *("top3", "top3_low", "top3_high"),
]
COLUMNS = ["date", "group", *FIGURES, "complete"]


def concentration(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a period and scope: `all`, and the country codes that it selects (else `CN`).

    Frame: date, group (the scope), labs (how many), hhi, hhi_low, hhi_high (0 to 10,000), effective (with bounds),
    top3 (with bounds, 0 to 1), complete. Raises `ViewError` where the view asks for what is not stored.
    """
    asked = view.with_(by=Grouping.LAB, select=())
    scopes = (WHOLE, *(view.select or (Bloc.CN.value,)))
    found = counted(connection, asked)
    rows = _rows(found.frame, tuple(dict.fromkeys(scopes)), seats_of(connection, view.as_of)) if found else []
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"date": "datetime64[us]"})
    unknown_now = newest_unknown(found.frame) if found else None
    named = {scope: SCOPES.get(scope, f"Within {scope}") for scope in scopes}
    return answer(connection, view, frame, DEFINITION, read=[asked], unknown=unknown_now, named=named)


def _rows(frame: pd.DataFrame, scopes: tuple[str, ...], seats: Seats) -> list[tuple[object, ...]]:
    """The figures of every period and scope; a period of the frame is one stretch of its rows."""
    dates, groups = pd.DatetimeIndex(frame["date"]), frame["group"].to_numpy(dtype=object)
    shares, unknown = frame["share_low"].to_numpy(dtype=float), frame["unknown"].to_numpy(dtype=float)
    known, complete = ~frame["group"].isin(BUCKETS).to_numpy(), frame["complete"].to_numpy()
    cuts = [0, *(np.flatnonzero(dates[1:] != dates[:-1]) + 1).tolist(), len(frame)]
    rows: list[tuple[object, ...]] = []
    for first, last in pairwise(cuts):
        day = dates[first].date()
        seated = {lab: seat(seats, lab, day) for lab in groups[first:last]}
        for scope in scopes:
            inside = known[first:last] & np.array([scope in (WHOLE, seated[lab]) for lab in groups[first:last]])
            figures = concentrated(shares[first:last][inside], float(unknown[first]))
            if figures:
                rows.append((dates[first], scope, *figures, bool(complete[first])))
    return rows


def concentrated(shares: np.ndarray, unknown: float) -> tuple[float, ...] | None:
    """The figures of `FIGURES` from the known labs' parts and the unknown part of one whole; None without labs."""
    held = np.sort(shares[shares > 0])[::-1]
    if not len(held):
        return None
    known = held.sum()
    whole, all_to_first = known + unknown, held + np.where(np.arange(len(held)) == 0, unknown, 0.0)
    hhi, low, high = (10_000 * float((part**2).sum()) for part in (held / known, held / whole, all_to_first / whole))
    first = float(held[:TOP].sum())
    top = (first / float(known), first / float(whole), (first + unknown) / float(whole))
    return (len(held), hhi, low, high, 10_000 / hhi, 10_000 / high, 10_000 / low, *top)
