"""Which words belong to which measure: titles, findings and scopes of everything but shares and ranks."""

from __future__ import annotations

from app.charts import verdict_words
from app.charts.captions import checks, comparisons, ecosystem, efficiency, evaluation, events, platforms
from app.charts.captions.parts import Words, each_row
from app.measures.result import Measured
from app.view import Measure

WORDS: dict[Measure, Words] = {
    Measure.VERDICT: Words(verdict_words.title, verdict_words.finding, verdict_words.scope, each_row),
    **comparisons.WORDS,
    **checks.WORDS,
    **platforms.WORDS,
    **ecosystem.WORDS,
    **efficiency.WORDS,
    **events.WORDS,
    **evaluation.WORDS,
}


def words_of(measured: Measured) -> Words | None:
    """The words of the measure that was asked for; None for shares and ranks, which have those of `chart`."""
    return WORDS.get(measured.view.measure)
