"""Measures: each takes a connection and a `View` and answers with a frame and its evidence. SQL lives here."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from app.errors import ViewError
from app.measures.claim import claim as _claim
from app.measures.concentration import concentration as _concentration
from app.measures.contribution import contribution as _contribution
from app.measures.crossover import crossover as _crossover
from app.measures.ledger import ledger as _ledger
from app.measures.rank import rank as _rank
from app.measures.reference import reference as _reference
from app.measures.result import Measured
from app.measures.share import share as _share
from app.measures.spread import spread as _spread
from app.measures.verdict import verdict as _verdict
from app.view import Measure, View

__all__ = ["ask"]

_MEASURES: dict[Measure, Callable[[Connection, View], Measured]] = {
    Measure.SHARE: _share,
    Measure.RANK: _rank,
    Measure.CONTRIBUTION: _contribution,
    Measure.SPREAD: _spread,
    Measure.CLAIM: _claim,
    Measure.REFERENCE: _reference,
    Measure.VERDICT: _verdict,
    Measure.LEDGER: _ledger,
    Measure.CONCENTRATION: _concentration,
    Measure.CROSSOVER: _crossover,
}


def ask(connection: Connection, view: View) -> Measured:
    """The answer of the measure that `view` names; raises `ViewError` where it asks for what is not stored."""
    measure = _MEASURES.get(view.measure)
    if measure is None:
        raise ViewError(f"'{view.measure}' cannot be asked for yet. Ask for one of: {', '.join(_MEASURES)}.")
    return measure(connection, view)
