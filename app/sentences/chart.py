"""The facts of a chart, and the claim that can stand above it."""

from __future__ import annotations

from collections.abc import Callable

from app.charts import captions, wording
from app.charts.shape import Drawn, drawn
from app.measures.result import Measured
from app.sentences.comparisons import of_change, of_concentration, of_crossings, of_spread
from app.sentences.ecosystem import of_derivatives, of_flywheel
from app.sentences.efficiency import of_efficiency, of_frontier
from app.sentences.events import of_event_study
from app.sentences.fact import About, Fact
from app.sentences.parts import holds, leads, small
from app.sentences.platforms import of_agreement, of_platforms
from app.sentences.shares import of_rank, of_share
from app.sentences.verdict import of_verdict
from app.view import Measure

SENTENCES: dict[Measure, Callable[[Drawn], tuple[Fact, ...]]] = {
    Measure.SHARE: of_share,
    Measure.RANK: of_rank,
    Measure.CONTRIBUTION: of_change,
    Measure.CROSSOVER: of_crossings,
    Measure.CONCENTRATION: of_concentration,
    Measure.SPREAD: of_spread,
    Measure.VERDICT: of_verdict,
    Measure.PLATFORMS: of_platforms,
    Measure.AGREEMENT: of_agreement,
    Measure.FLYWHEEL: of_flywheel,
    Measure.DERIVATIVES: of_derivatives,
    Measure.EFFICIENCY: of_efficiency,
    Measure.FRONTIER: of_frontier,
    Measure.EVENT_STUDY: of_event_study,
}


def facts(measured: Measured) -> tuple[Fact, ...]:
    """Level, change and rank of the group that the chart is about, in its newest whole period.

    Where no period is whole it is the newest one, and the sentence says so. The group is the first one selected, else
    the named three where they are summed, else the largest known one. Measures that have no such three facts have
    their finding alone. Empty without data.
    """
    shown = drawn(measured)
    tell = SENTENCES.get(shown.view.measure)
    if told := tell(shown) if tell else ():
        return told
    finding = captions.finding(shown)
    return (Fact(About.FINDING, finding),) if finding else ()


def claim(measured: Measured) -> str:
    """The level and the change as one headline; the neutral title where there is nothing to claim."""
    shown = drawn(measured)
    told = {each.about: each for each in facts(shown)}
    level, change = told.get(About.LEVEL), told.get(About.CHANGE)
    if level is None or shown.view.measure not in (Measure.SHARE, Measure.RANK):
        return captions.title(shown)
    group = level.figures[0].cells[0].group
    name, share = wording.label(shown, group), level.figures[0].written
    if shown.view.measure is Measure.RANK:
        return f"{name} {leads(name)} {wording.usage(shown)} with {share}"
    said = f"{name} {holds(name)} {share} of {wording.usage(shown)}"
    if change is not None and change.figures:
        moved = change.figures[0]
        earlier = moved.cells[1].date
        points = round(moved.value * 100, 1)
        way = f"{'up' if points > 0 else 'down'} {abs(points):.1f} points" if points else "unchanged"
        said += f", {way} since {small(wording.period(earlier, shown.view.grain))}"
    return said
