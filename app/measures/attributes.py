"""What the Hub's models said of themselves, as it was known at the end of a day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import FromClause, Table, and_, case, select

from app.store.tables import hub_former_attributes, hub_model, lab_model

_SAID = frozenset(("account", "pipeline_tag", "library", "licence", "gated", "parameters", "base_models", "relation"))


def hub_models(as_of: dt.date | None) -> FromClause:
    """`hub_model` with what each model said by then, under its present name; without models not seen yet."""
    return _as_told(hub_model, _SAID, as_of)


def lab_models(as_of: dt.date | None) -> FromClause:
    """`lab_model` with what each model said by then, its name included."""
    return _as_told(lab_model, _SAID | {"repo_id"}, as_of)


def _as_told(table: Table, said: frozenset[str], as_of: dt.date | None) -> FromClause:
    if as_of is None:
        return table
    former = hub_former_attributes.c
    holds = and_(former.model == table.c.model, former.first_day <= as_of, as_of < former.next_day)
    columns = [
        case((former.model.is_not(None), former[each.name]), else_=each).label(each.name) if each.name in said else each
        for each in table.c
    ]
    return (
        select(*columns)
        .select_from(table.outerjoin(hub_former_attributes, holds))
        .where(table.c.first_seen <= as_of)
        .subquery(table.name)
    )
