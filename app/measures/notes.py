"""What a reader must be told beside the numbers of a view: its unit, its grain, the registry of its link."""

from __future__ import annotations

from collections.abc import Iterable

from app.measures.corrections import LEFT_OUT
from app.view import Grain, Unit, View

UNIT_NOTES = {
    Unit.LIST_USD: "An estimate: tokens at the list price of the day, 3 parts prompt to 1 part completion, as the "
    "platform tells no split; free variants count nothing, and unknown prices widen the band.",
    Unit.TOKENS: "Tokens are counted by each vendor's own tokenizer: not strictly comparable between vendors.",
    Unit.DOWNLOADS_30D: "A rolling count of 30 days: requests of files, automation included, never summed over days.",
    Unit.DOWNLOADS_DAILY: "Differences of all-time counts on two days: requests of files, automation included.",
}


def notes(view: View, registry: str, negatives: int, units: Iterable[Unit] | None = None) -> tuple[str, ...]:
    """What a reader must be told beside the numbers of `view`; `units` are theirs, where they are others than its."""
    told = [UNIT_NOTES[unit] for unit in ((view.counted,) if units is None else units)]
    if view.without:
        told.append(
            f"Left out, as the reader asked: {', '.join(LEFT_OUT[kind] for kind in view.without)}, on the days on "
            "which they are flagged, from the groups and from the population."
        )
    if negatives:
        told.append(f"Falling all-time counts in these sums, kept as negative differences: {negatives:,}.")
    if view.registry and view.registry != registry:
        told.append(f"The link was made with the registry {view.registry}; this is drawn with {registry}.")
    if view.counted is Unit.DOWNLOADS_30D and view.grain is not Grain.DAY:
        told.append(f"Each {view.grain} is the mean of its days.")
    return tuple(told)
