"""Tells each alert once by each channel, whoever else is telling at the same time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.alerts.channels import Channel, DeliveryError
from app.alerts.watch import Alert
from app.store.alerts import book
from app.store.engine import Database

MOST_FAILURES = 3  # of one way in one check: what does not answer must not hold up a collection for minutes


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of it: (alert, channel) pairs that were told now, and why others were not."""

    told: tuple[tuple[Alert, str], ...]
    failed: tuple[str, ...]


def deliver(
    database: Database, alerts: Iterable[Alert], ways: Sequence[Channel], address: str, now: dt.datetime
) -> Delivery:
    """Tell what has not been told. `address` is the dashboard's, before the permalink.

    Each delivery is booked in the transaction that makes it: a second process waits for the first and then finds it
    told, and what fails is not booked and tried again. Only a crash between the two can tell an alert twice. A way
    that failed three times is left alone until the next check.
    """
    told: list[tuple[Alert, str]] = []
    failed: list[str] = []
    failures: Counter[str] = Counter()
    for alert in alerts:
        link = f"{address.rstrip('/')}/?{alert.query}"
        for way in ways:
            if failures[way.name] >= MOST_FAILURES:
                continue
            try:
                with database.begin() as connection:
                    if book(connection, alert.key, way.name, alert.sentence, now):
                        way.send(alert, link)
                        told.append((alert, way.name))
            except DeliveryError as error:
                failures[way.name] += 1
                failed.append(str(error))
    return Delivery(tuple(told), tuple(dict.fromkeys(failed)))
