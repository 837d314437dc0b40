"""Which chart draws which measure."""

from __future__ import annotations

from app.charts.both_chart import platforms_figure
from app.charts.calendar_chart import calendar_figure
from app.charts.concentration_chart import concentration_figure
from app.charts.crossover_chart import crossover_figure
from app.charts.efficiency_chart import efficiency_figure, frontier_figure, prices_figure
from app.charts.evaluate_chart import evaluation_figure
from app.charts.event_study_chart import event_study_figure
from app.charts.flywheel_chart import derivatives_figure, flywheel_figure
from app.charts.framed import Draw
from app.charts.quadrant_chart import agreement_figure, lead_lag_figure
from app.charts.rank_chart import rank_figure
from app.charts.share_chart import share_figure
from app.charts.spread_chart import claim_figure, spread_figure
from app.charts.table_chart import table_figure
from app.charts.verdict_chart import verdict_figure
from app.charts.waterfall_chart import waterfall_figure
from app.view import Measure

_FIGURES: dict[Measure, Draw] = {
    Measure.SHARE: share_figure,
    Measure.RANK: rank_figure,
    Measure.SPREAD: spread_figure,
    Measure.CONTRIBUTION: waterfall_figure,
    Measure.CROSSOVER: crossover_figure,
    Measure.CONCENTRATION: concentration_figure,
    Measure.CLAIM: claim_figure,
    Measure.VERDICT: verdict_figure,
    Measure.PLATFORMS: platforms_figure,
    Measure.LEAD_LAG: lead_lag_figure,
    Measure.AGREEMENT: agreement_figure,
    Measure.FLYWHEEL: flywheel_figure,
    Measure.DERIVATIVES: derivatives_figure,
    Measure.EFFICIENCY: efficiency_figure,
    Measure.PRICES: prices_figure,
    Measure.FRONTIER: frontier_figure,
    Measure.EVENT_STUDY: event_study_figure,
    Measure.RELEASES: calendar_figure,
    Measure.EVALUATION: evaluation_figure,
}


def figure_for(measure: Measure) -> Draw:
    """The function that draws a measure's answer; a list is drawn as the table that it is."""
    return _FIGURES.get(measure, table_figure)


def is_drawn(measure: Measure) -> bool:
    """Whether the measure has a chart; the others are lists, and are written out where there is room for one."""
    return measure in _FIGURES
