"""Which fields of a view each measure's numbers follow, and the refusal of those that it would leave unheard."""

from __future__ import annotations

from app.errors import ViewError
from app.view import Earlier, Measure, View

_ASKED = frozenset(("since", "until", "as_of"))
_COUNTED = _ASKED | {"platform", "unit", "population", "grain", "without"}
_BOTH = _COUNTED | {"by"}
# What is drawn of an answer, such as its scale or which of its groups are shown, is no part of its numbers.
READS: dict[Measure, frozenset[str]] = {
    Measure.SHARE: _COUNTED | {"by", "select", "earlier"},
    Measure.RANK: _COUNTED | {"by", "select"},
    Measure.CONTRIBUTION: _COUNTED | {"by", "select"},
    Measure.CROSSOVER: _COUNTED | {"by", "select"},  # every population, and the facts of this one
    Measure.CONCENTRATION: _COUNTED | {"select"},
    Measure.SPREAD: _COUNTED - {"since"} | {"by", "select"},  # every way of counting, and this one is marked
    Measure.LEDGER: _ASKED | {"platform", "unit", "population"},
    Measure.REFERENCE: _ASKED,
    Measure.CLAIM: frozenset(("claim", "grain", "as_of", "without")),
    Measure.VERDICT: frozenset(("grain", "until", "as_of", "without")),
    Measure.PLATFORMS: _BOTH,
    Measure.LEAD_LAG: _BOTH - {"grain"},
    Measure.AGREEMENT: _BOTH,
    Measure.FLYWHEEL: _ASKED | {"platform", "by"},
    Measure.DERIVATIVES: _ASKED | {"platform", "by", "population", "grain"},
    Measure.EFFICIENCY: _ASKED | {"platform", "by", "population", "grain"},
    Measure.PRICES: frozenset(("platform", "grain", "until", "as_of")),
    Measure.FRONTIER: _ASKED,
    Measure.EVENT_STUDY: _COUNTED - {"grain", "until"} | {"by", "select", "window_weeks"},
    Measure.DISTORTION: _ASKED | {"platform", "select"},
    Measure.RELEASES: _ASKED | {"platform", "by", "grain"},
    Measure.EVENTS: frozenset(("since", "until", "events", "select")),
    Measure.EVALUATION: frozenset(("select", "as_of", "weights", "scores", "title")),
}
HEEDS_WITHOUT = tuple(each for each in Measure if "without" in READS[each])
# What the numbers are out of and what they count: a chart that said nothing of it would be taken for another one.
_CLAIMED = ("unit", "population")


def unheard(view: View, measures: tuple[Measure, ...] = ()) -> ViewError | None:
    """Why `view` asks for what neither its measure nor one of `measures` follows; None where one of them does."""
    heard = frozenset[str]().union(*(READS[each] for each in (view.measure, *measures)))
    if view.without and "without" not in heard:
        return ViewError(
            f"The measure {view.measure} leaves nothing out.",
            advice=f"Take 'without' away, or ask for one of: {', '.join(HEEDS_WITHOUT)}.",
        )
    if view.earlier is not Earlier.NONE and "earlier" not in heard:
        return ViewError(
            f"The measure {view.measure} has no earlier window beside its own.",
            advice="Take 'earlier' away, or ask for share on one platform.",
        )
    for name in _CLAIMED:
        if name not in heard and getattr(view, name) != _own(view, name):
            return ViewError(
                f"The measure {view.measure} has no {name} '{getattr(view, name)}': it has one of its own.",
                advice=f"Take '{name}' away. These measures follow it: "
                f"{', '.join(each for each in Measure if name in READS[each])}.",
            )
    return None


def heard(view: View) -> View:
    """The view without the unit and the population that its measure does not follow.

    For a page whose other measures do, and whose controls say which of its charts they are for.
    """
    return view.with_(**{name: _own(view, name) for name in _CLAIMED if name not in READS[view.measure]})


def _own(view: View, name: str) -> object:
    """What a view of this platform has where its link says nothing."""
    return getattr(View(platform=view.platform), name)
