"""The registry of the sample world: the program's own, with the planted words on openness and their dates."""

from __future__ import annotations

from dataclasses import replace

from app.registry import Registry, Weights
from app.sample.plants import CORRECTED_NAME, OPENED_NAME, Plants

SAID = "synthetic sample data: "


def with_plants(registry: Registry, plants: Plants) -> Registry:
    """`registry` and what it recorded in the sample world: one change from a date on, and one correction."""
    opened, corrected = plants.opened, plants.corrected
    closed = (
        Weights(name, False, None, None, False, f"{SAID}served by one company alone")
        for name in (OPENED_NAME, CORRECTED_NAME)
    )
    changed = (
        Weights(OPENED_NAME, True, opened.since, opened.until, False, f"{SAID}the weights came out"),
        Weights(CORRECTED_NAME, True, None, corrected.since, True, f"{SAID}the weights had been overlooked"),
    )
    return replace(registry, weights=(*registry.weights, *closed, *changed))
