"""Measures: each takes a connection and a `View` and answers with a frame and its evidence. SQL lives here."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from app.measures.agreement import agreement as _agreement
from app.measures.annotated import annotated
from app.measures.breaks import with_breaks
from app.measures.claim import claim as _claim
from app.measures.concentration import concentration as _concentration
from app.measures.contribution import contribution as _contribution
from app.measures.crossover import crossover as _crossover
from app.measures.derivatives import derivatives as _derivatives
from app.measures.distortion import distortion as _distortion
from app.measures.earlier import with_earlier
from app.measures.efficiency import efficiency as _efficiency
from app.measures.evaluate import evaluation as _evaluation
from app.measures.event_study import event_study as _event_study
from app.measures.events import events as _events
from app.measures.flywheel import flywheel as _flywheel
from app.measures.frontier import frontier as _frontier
from app.measures.lead_lag import lead_lag as _lead_lag
from app.measures.ledger import ledger as _ledger
from app.measures.platforms import platforms as _platforms
from app.measures.prices import prices as _prices
from app.measures.rank import rank as _rank
from app.measures.reads import unheard
from app.measures.reference import reference as _reference
from app.measures.releases import releases as _releases
from app.measures.result import Measured
from app.measures.share import share as _share
from app.measures.spread import spread as _spread
from app.measures.verdict import verdict as _verdict
from app.view import Measure, View

__all__ = ["ask"]

_MEASURES: dict[Measure, Callable[[Connection, View], Measured]] = {
    Measure.SHARE: _share,
    Measure.RANK: _rank,
    Measure.AGREEMENT: _agreement,
    Measure.DERIVATIVES: _derivatives,
    Measure.DISTORTION: _distortion,
    Measure.EFFICIENCY: _efficiency,
    Measure.EVALUATION: _evaluation,
    Measure.EVENT_STUDY: _event_study,
    Measure.EVENTS: _events,
    Measure.FLYWHEEL: _flywheel,
    Measure.FRONTIER: _frontier,
    Measure.LEAD_LAG: _lead_lag,
    Measure.PLATFORMS: _platforms,
    Measure.PRICES: _prices,
    Measure.RELEASES: _releases,
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
    """The answer of the measure that `view` names; raises `ViewError` where it cannot have it."""
    if refusal := unheard(view):
        raise refusal
    measured = with_breaks(connection, _MEASURES[view.measure](connection, view))
    return annotated(connection, with_earlier(connection, measured))
