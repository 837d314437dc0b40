"""In which country each lab has its headquarters on a day, as the registry was known."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, Date, func, literal_column, select

from app.measures.attribution import country_spans

Seats = dict[str, list[tuple[str, dt.date, dt.date]]]


def seats_of(connection: Connection, as_of: dt.date | None) -> Seats:
    """Each lab's countries, with the first day of each and the first day of the next."""
    span = country_spans(as_of)
    first = func.nullif(span.c.first_day, literal_column("'-infinity'::date", Date))
    following = func.nullif(span.c.next_day, literal_column("'infinity'::date", Date))
    seats: Seats = {}
    for lab, country, since, until in connection.execute(select(span.c.subject, span.c.value, first, following)):
        seats.setdefault(lab, []).append((country, since or dt.date.min, until or dt.date.max))
    return seats


def seat(seats: Seats, lab: str, day: dt.date) -> str | None:
    """The country of a lab on a day; None where nobody has placed it."""
    return next((country for country, since, until in seats.get(lab, ()) if since <= day < until), None)
