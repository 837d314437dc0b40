"""Which accounts are one lab's, and which lab an account is of, on one day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from app.measures.attribution import lab_spans
from collectors.contract import Platform


def labs_of_accounts(
    connection: Connection, platform: Platform, as_of: dt.date | None = None, day: dt.date | None = None
) -> dict[str, str]:
    """The lab (or "undisclosed") of every account that the registry knows, on `day` (the newest where None)."""
    span = lab_spans(platform, as_of)
    statement = select(span.c.subject, span.c.value).order_by(span.c.first_day)
    if day is not None:
        statement = statement.where(span.c.first_day <= day, day < span.c.next_day)
    return dict(connection.execute(statement).all())  # of several spans the last one stays


def accounts_of_lab(
    connection: Connection, platform: Platform, lab_id: str, as_of: dt.date | None = None, day: dt.date | None = None
) -> tuple[str, ...]:
    """The accounts of one lab, in order."""
    labs = labs_of_accounts(connection, platform, as_of, day)
    return tuple(sorted(account for account, lab in labs.items() if lab == lab_id))
