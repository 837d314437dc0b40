"""The book of alerts that were told, by which way."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import alert_told


def book(connection: Connection, key: str, channel: str, sentence: str, now: dt.datetime) -> bool:
    """Book an alert; False where it stands there already. Waits for another transaction that is booking the same."""
    made = insert(alert_told).values(key=key, channel=channel, sentence=sentence, told_at=now)
    row = connection.execute(made.on_conflict_do_nothing().returning(alert_told.c.key)).one_or_none()
    return row is not None
