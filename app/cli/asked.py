"""The view that a command's options ask for, and its answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.measures import ask
from app.measures.result import Measured
from app.settings import Settings
from app.store.engine import open_database
from app.view import Measure, View


def view_of(measure: Measure, **options: Any) -> View:
    """The view of these options as the command line gives them; an option that was left out is the view's own."""
    return View(measure=measure, **{name: _held(value) for name, value in options.items() if value is not None})


def answered(view: View) -> Measured:
    """The answer from the database of the settings."""
    with open_database(Settings.load()) as database, database.connect() as connection:
        return ask(connection, view)


def _held(value: Any) -> Any:
    """Days and lists as a view holds them."""
    if isinstance(value, dt.datetime):
        return value.date()
    return tuple(value) if isinstance(value, list) else value
