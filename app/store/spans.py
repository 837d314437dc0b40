"""Turns the registry's dated lines into what holds from one day until before another, as it was known."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CTE, ColumnElement, Date, Table, case, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

ALWAYS: ColumnElement[dt.date] = literal_column("'-infinity'::date", Date)
FOREVER: ColumnElement[dt.date] = literal_column("'infinity'::date", Date)


def spans(
    name: str,
    table: Table,
    subject: ColumnElement[str],
    value: ColumnElement[str],
    here: ColumnElement[bool],
    as_of: dt.date | None,
) -> CTE:
    """Turn dated lines into spans: subject, value, first_day, next_day.

    A correction holds for all dates and makes void what was recorded before it. Of several lines for one day, the
    last recorded counts.
    """
    recorded_on = func.coalesce(table.c.recorded_on, ALWAYS)
    known = or_(table.c.recorded_on.is_(None), table.c.recorded_on <= as_of) if as_of else true()
    line = (
        select(
            subject.label("subject"),
            value.label("value"),
            case((table.c.correction, ALWAYS), else_=func.coalesce(table.c.valid_from, ALWAYS)).label("first_day"),
            recorded_on.label("recorded_on"),
            func.max(recorded_on).filter(table.c.correction).over(partition_by=subject).label("corrected_on"),
            next(iter(table.primary_key)).label("number"),
        )
        .where(here, known)
        .cte(f"{name}_line")
    )
    valid = (
        select(line.c.subject, line.c.value, line.c.first_day)
        .ext(distinct_on(line.c.subject, line.c.first_day))
        .where(line.c.recorded_on >= func.coalesce(line.c.corrected_on, ALWAYS))
        .order_by(line.c.subject, line.c.first_day, line.c.recorded_on.desc(), line.c.number.desc())
        .cte(f"{name}_valid")
    )
    next_day = func.lead(valid.c.first_day, 1, FOREVER).over(partition_by=valid.c.subject, order_by=valid.c.first_day)
    return select(*valid.c, next_day.label("next_day")).cte(f"{name}_span")
