"""Where benchmark figures come from: their source line, which is another one than that of OpenRouter's usage."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, func, select

from app.measures.result import SourceLine
from app.store.tables import openrouter_benchmark, run
from app.store.tables.runs import RunStatus
from app.view import View
from collectors.contract import Platform

ORIGIN = "benchmarks"
CITATION = "Source: Artificial Analysis (artificialanalysis.ai), by way of OpenRouter's benchmarks, as of {day}."


def benchmark_days(connection: Connection, view: View) -> list[dt.date]:
    """The UTC days of the view's window on which figures were read, as known by its as-of; oldest first."""
    day = openrouter_benchmark.c.day
    statement = select(day).where(openrouter_benchmark.c.intelligence_index.is_not(None)).distinct().order_by(day)
    if view.since:
        statement = statement.where(day >= view.since)
    for bound in (view.until, view.as_of):
        statement = statement.where(day <= bound) if bound else statement
    return list(connection.execute(statement).scalars())


def benchmark_source(connection: Connection, days: list[dt.date]) -> tuple[SourceLine, ...]:
    """The source line of figures of these days; nothing without any. The platform states no licence for them.

    A day's figures are read by that day's first run; where no run tells when, the beginning of the day stands for it.
    """
    if not days:
        return ()
    first = dt.datetime.combine(days[-1], dt.time(), dt.UTC)
    read_at = connection.execute(
        select(func.min(run.c.retrieved_at)).where(
            run.c.platform == Platform.OPENROUTER,
            run.c.status == RunStatus.COMPLETE,
            run.c.retrieved_at >= first,
            run.c.retrieved_at < first + dt.timedelta(days=1),
        )
    ).scalar()
    citation = CITATION.format(day=days[-1])
    return (SourceLine(Platform.OPENROUTER, ORIGIN, citation, "", "", first, read_at or first),)
