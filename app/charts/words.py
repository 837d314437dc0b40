"""Which words belong to which measure: titles and findings of everything but shares and ranks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.charts import sayings, verdict_words
from app.charts.words_further import FURTHER
from app.measures.result import Measured
from app.view import Measure

Say = Callable[[Measured], str]


@dataclass(frozen=True, slots=True)
class Words:
    """A chart's title, its finding (one or two sentences, empty without data) and what its subtitle says it is out of.

    `scope` None means the population and unit of the view.
    """

    title: Say
    finding: Say
    scope: Say | None = None


WORDS: dict[Measure, Words] = {
    Measure.SPREAD: Words(sayings.spread_title, sayings.spread_finding, sayings.spread_scope),
    Measure.CONTRIBUTION: Words(sayings.change_title, sayings.change_finding, sayings.change_scope),
    Measure.CROSSOVER: Words(sayings.crossing_title, sayings.crossing_finding, sayings.crossing_scope),
    Measure.CONCENTRATION: Words(sayings.concentration_title, sayings.concentration_finding),
    Measure.LEDGER: Words(sayings.ledger_title, sayings.ledger_finding),
    Measure.REFERENCE: Words(sayings.reference_title, sayings.reference_finding, sayings.reference_scope),
    Measure.CLAIM: Words(sayings.claim_title, sayings.claim_finding, sayings.claim_scope),
    Measure.VERDICT: Words(verdict_words.title, verdict_words.finding, verdict_words.scope),
} | {measure: Words(*said) for measure, said in FURTHER.items()}


def words_of(measured: Measured) -> Words | None:
    """The words of the measure that was asked for; None for shares and ranks, which `captions` words itself."""
    return WORDS.get(measured.view.measure)
