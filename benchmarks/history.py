"""Share by lab by week over a thousand days: at several sizes of the raw table, and against a GROUP BY over it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from sqlalchemy import Connection, text

from app.measures import ask
from app.store.engine import Database
from app.view import View
from benchmarks.figures import Figure
from benchmarks.histories import DAYS, FIRST_DAY, Histories

QUESTION = "platform=huggingface&by=lab&grain=week&unit=downloads_30d&population=all"

_PLAIN = text("""
SELECT date_trunc('week', day), lab_id, sum(downloads)
FROM hub_snapshot LEFT JOIN lab_account ON platform = 'huggingface' AND lab_account.account = hub_snapshot.account
WHERE day >= :first AND day <= :last
GROUP BY 1, 2
""")


def measure(histories: Histories, sizes: list[int], runs: int, tell: Callable[[str], None]) -> list[Figure]:
    """The program's own question at each size; the plain GROUP BY at the same."""
    figures = []
    smallest: list[float] = []
    for size in sizes:
        database = histories.of(size)
        if database is None:
            continue
        _seconds(database, _ask)  # the first connection of a pool
        ours = [_seconds(database, _ask) for _ in range(runs)]
        tell(f"{size:,} rows: the question took {', '.join(f'{seconds:.2f}' for seconds in ours)} s")
        plain = []
        for _ in range(runs):
            plain.append(_seconds(database, _group_by))
            tell(f"{size:,} rows: the plain GROUP BY took {plain[-1]:.2f} s")
        smallest = smallest or ours
        what = f"share by lab by week over {DAYS:,} days at {size:,} rows"
        goal = 100 if size == sizes[-1] else None
        figures.append(Figure(what, "the plain GROUP BY at the same size", goal, ours, plain, at_least=True))
        if smallest is not ours:
            figures.append(Figure(what, f"at {sizes[0]:,} rows", 1.5, ours, smallest))
    return figures


def _ask(connection: Connection) -> None:
    measured = ask(connection, View.parse(QUESTION))
    assert len(measured.frame) > DAYS / 7, "the question has no answer"


def _group_by(connection: Connection) -> None:
    facts = {"first": FIRST_DAY, "last": FIRST_DAY + dt.timedelta(days=DAYS)}
    assert connection.execute(_PLAIN, facts).all()


def _seconds(database: Database, question: Callable[[Connection], None]) -> float:
    with database.connect() as connection:
        begun = time.perf_counter()
        question(connection)
        return time.perf_counter() - begun
