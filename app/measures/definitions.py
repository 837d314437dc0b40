"""Every measure's definition, for the Method page and for the metadata of files."""

from __future__ import annotations

from app.measures.agreement import DEFINITION as AGREEMENT
from app.measures.claim import DEFINITION as CLAIM
from app.measures.concentration import DEFINITION as CONCENTRATION
from app.measures.contribution import DEFINITION as CONTRIBUTION
from app.measures.crossover import DEFINITION as CROSSOVER
from app.measures.derivatives import DEFINITION as DERIVATIVES
from app.measures.distortion import DEFINITION as DISTORTION
from app.measures.efficiency import DEFINITION as EFFICIENCY
from app.measures.evaluate import DEFINITION as EVALUATION
from app.measures.event_study import DEFINITION as EVENT_STUDY
from app.measures.events import DEFINITION as EVENTS
from app.measures.flywheel import DEFINITION as FLYWHEEL
from app.measures.freshness import DEFINITION as FRESHNESS
from app.measures.frontier import DEFINITION as FRONTIER
from app.measures.headline import DEFINITION as HEADLINE
from app.measures.lead_lag import DEFINITION as LEAD_LAG
from app.measures.ledger import DEFINITION as LEDGER
from app.measures.platforms import DEFINITION as PLATFORMS
from app.measures.prices import DEFINITION as PRICES
from app.measures.profile import DEFINITION as PROFILE
from app.measures.quality import DEFINITION as QUALITY
from app.measures.rank import DEFINITION as RANK
from app.measures.reference import DEFINITION as REFERENCE
from app.measures.releases import DEFINITION as RELEASES
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
    PLATFORMS,
    LEAD_LAG,
    AGREEMENT,
    FLYWHEEL,
    DERIVATIVES,
    EFFICIENCY,
    PRICES,
    FRONTIER,
    EVENT_STUDY,
    EVENTS,
    RELEASES,
    DISTORTION,
    EVALUATION,
    PROFILE,
    QUALITY,
    FRESHNESS,
    UNATTRIBUTED,
)
