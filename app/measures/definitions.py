"""Every measure's definition, for the Method page and for the metadata of files."""

from __future__ import annotations

from app.measures.claim import DEFINITION as CLAIM
from app.measures.concentration import DEFINITION as CONCENTRATION
from app.measures.contribution import DEFINITION as CONTRIBUTION
from app.measures.crossover import DEFINITION as CROSSOVER
from app.measures.freshness import DEFINITION as FRESHNESS
from app.measures.headline import DEFINITION as HEADLINE
from app.measures.ledger import DEFINITION as LEDGER
from app.measures.rank import DEFINITION as RANK
from app.measures.reference import DEFINITION as REFERENCE
from app.measures.result import Definition
from app.measures.share import DEFINITION as SHARE
from app.measures.spread import DEFINITION as SPREAD
from app.measures.unattributed import DEFINITION as UNATTRIBUTED
from app.measures.verdict import DEFINITION as VERDICT

DEFINITIONS: tuple[Definition, ...] = (
    SHARE,
    RANK,
    HEADLINE,
    VERDICT,
    SPREAD,
    CONTRIBUTION,
    CROSSOVER,
    CONCENTRATION,
    LEDGER,
    CLAIM,
    REFERENCE,
    FRESHNESS,
    UNATTRIBUTED,
)
