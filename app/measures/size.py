"""The size classes of models, by their total parameters."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, case, literal

BILLION = 1_000_000_000


class SizeClass(StrEnum):
    """Models of like cost to run; a model whose parameters nobody tells is of no class."""

    TINY = "below 1 B"
    SMALL = "1 to 5 B"
    MEDIUM = "5 to 12 B"
    LARGE = "12 to 45 B"
    VERY_LARGE = "45 to 120 B"
    HUGE = "120 to 400 B"
    GIANT = "400 B and more"
    UNKNOWN = "size unknown"


_BELOW = (
    (1 * BILLION, SizeClass.TINY),
    (5 * BILLION, SizeClass.SMALL),
    (12 * BILLION, SizeClass.MEDIUM),
    (45 * BILLION, SizeClass.LARGE),
    (120 * BILLION, SizeClass.VERY_LARGE),
    (400 * BILLION, SizeClass.HUGE),
)


def size_class(parameters: int | None) -> SizeClass:
    """The class of a model with so many parameters."""
    if parameters is None:
        return SizeClass.UNKNOWN
    return next((each for limit, each in _BELOW if parameters < limit), SizeClass.GIANT)


def size_class_of(parameters: ColumnElement[int]) -> ColumnElement[str]:
    """The same in SQL."""
    known = case(*((parameters < limit, literal(each.value)) for limit, each in _BELOW), else_=SizeClass.GIANT.value)
    return case((parameters.is_(None), SizeClass.UNKNOWN.value), else_=known)
