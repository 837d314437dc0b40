"""Whether a model's weights are open: the one rule that the rollups and the measures share."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, column, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql.psycopg import dialect

from app.store.tables import model_weights, openrouter_model


def openness_of(model: ColumnElement[str], as_of: dt.date | None = None) -> ColumnElement[bool]:
    """Whether the weights of `model` (a permaslug without its variant) are open, NULL where nobody can say.

    The catalogue's repository on the Hub says so, or else the registry's line with the longest prefix; both as they
    were known at the end of `as_of`.
    """
    listed, line = openrouter_model.c, model_weights.c
    seen = listed.hugging_face_since <= as_of if as_of else true()
    recorded = or_(line.recorded_on.is_(None), line.recorded_on <= as_of) if as_of else true()
    by_catalogue = (
        select(literal(True))
        .where(func.split_part(listed.permaslug, ":", 1) == model, listed.hugging_face_id != "", seen)
        .limit(1)
        .scalar_subquery()
    )
    by_registry = (
        select(line.open)
        .where(func.starts_with(model, line.prefix), recorded)
        .order_by(func.length(line.prefix).desc(), line.recorded_on.desc().nulls_last())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(by_catalogue, by_registry)


def openness_sql() -> str:
    """The same rule as text, of a column `model`, for the statements that make the rollups."""
    rule = openness_of(column("model"))
    plain = rule.compile(dialect=dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    return str(plain)
