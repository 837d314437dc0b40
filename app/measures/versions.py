"""Which stored version of each day a measure reads."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CTE, ColumnElement, and_, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.store.tables import day_version
from collectors.contract import Platform


def known_versions(
    platform: Platform, as_of: dt.date | None, since: dt.date | None = None, until: dt.date | None = None
) -> CTE:
    """For each day from `since` to `until`, the newest version that was known at the end of the UTC day `as_of`.

    Columns: version_id, day, known_at, run_id, origin, rows.
    """
    version = day_version.c
    window = [version.day >= since] if since else []
    window += [version.day <= until] if until else []
    return (
        select(version.version_id, version.day, version.known_at, version.run_id, version.origin, version.rows)
        .ext(distinct_on(version.day))
        .where(was_known(platform, as_of), *window)
        .order_by(version.day, version.known_at.desc(), version.version_id.desc())
        .cte("known_version")
    )


def was_known(platform: Platform, as_of: dt.date | None) -> ColumnElement[bool]:
    """Whether a row of `day_version` belongs to `platform` and stood in public by the end of `as_of`."""
    condition = day_version.c.platform == platform
    return condition if as_of is None else and_(condition, day_version.c.known_at < after(as_of))


def after(day: dt.date) -> dt.datetime:
    """The first moment after a UTC day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)
