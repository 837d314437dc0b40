"""The frontier gap: the best benchmark figure of an open Chinese model against the best of any US model."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection, func, select

from app.measures.answer import answer
from app.measures.attribution import country_spans
from app.measures.benchmarks import benchmark_days, benchmark_source
from app.measures.groups import Bloc
from app.measures.lab_accounts import labs_of_accounts
from app.measures.result import Coverage, Definition, Measured
from app.store.openness import holds, openness_spans
from app.store.tables import openrouter_benchmark
from app.view import Grouping, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="frontier",
    version=1,
    title="Frontier gap",
    formula=(
        "On each day with benchmark figures: the highest intelligence index of a model of a Chinese lab whose weights "
        "are known to be open, minus the highest of any model of a US lab, open or closed. Below 0, the open Chinese "
        "models are behind."
    ),
    caveats=(
        "One index of one source: what it measures and how is the source's own choice, and changes with its versions.",
        "Only models with a figure, a known lab and (on the Chinese side) known open weights are compared.",
        "Needs a key; without one nothing is collected.",
    ),
    source="The intelligence index of Artificial Analysis, by way of OpenRouter's benchmarks.",
    population="The catalogue's models that have a benchmark figure.",
    platforms=(Platform.OPENROUTER,),
)
NO_KEY = (
    "No benchmark figures are stored: OpenRouter gives them with a key alone. Set OPENROUTER_API_KEY (any inference "
    "key will do) and collect again."
)
COLUMNS = {"date": "datetime64[us]", "group": "str", "model": "str", "value": "float64", "gap": "float64"}


def frontier(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a day and side.

    Frame: date, group (CN: open Chinese models; US: all of the United States), model, value (the index), gap (CN
    minus US; missing where a side has none). Empty without benchmark figures, and a note says why.
    """
    one = openrouter_benchmark.c
    figures = select(
        one.day, func.split_part(one.permaslug, ":", 1).label("model"), func.max(one.intelligence_index).label("value")
    ).where(one.intelligence_index.is_not(None))
    for bound in (view.until, view.as_of):
        figures = figures.where(one.day <= bound) if bound else figures
    if view.since:
        figures = figures.where(one.day >= view.since)
    each = figures.group_by(one.day, "model").subquery()
    told = openness_spans(each, view.as_of)
    rows = connection.execute(
        select(each.c.day, each.c.model, told.c.open, each.c.value).join_from(
            each, told, holds(told, each.c.model, each.c.day)
        )
    ).all()
    labs = labs_of_accounts(connection, Platform.OPENROUTER, view.as_of)
    span = country_spans(view.as_of)
    seats = dict(connection.execute(select(span.c.subject, span.c.value).order_by(span.c.first_day)).all())
    best: dict[tuple[object, str], tuple[float, str]] = {}
    for day, model, opened, value in rows:
        country = seats.get(labs.get(model) or labs.get(model.partition("/")[0]) or "")
        if country == Bloc.US or (country == Bloc.CN and opened):
            best[day, country] = max(best.get((day, country), (float("-inf"), "")), (value, model))
    found = [(day, group, model, value) for (day, group), (value, model) in sorted(best.items(), key=str)]
    frame = pd.DataFrame(found, columns=["date", "group", "model", "value"])
    tops = frame.pivot(index="date", columns="group", values="value").reindex(columns=[Bloc.CN.value, Bloc.US.value])
    frame["gap"] = frame["date"].map(tops[Bloc.CN.value] - tops[Bloc.US.value])
    notes = () if rows else (NO_KEY,)
    shown = view.with_(platform=Platform.OPENROUTER, by=Grouping.BLOC)
    groups = dict.fromkeys(frame["group"])
    made = answer(connection, shown, frame.astype(COLUMNS), DEFINITION, read=[], groups=groups, notes=notes)
    days = benchmark_days(connection, view)
    return replace(made, sources=benchmark_source(connection, days), coverage=_coverage(days), notes=notes)


def _coverage(days: list[dt.date]) -> Coverage:
    """The calendar days between the first and the newest figures, and those of them without any."""
    if not days:
        return Coverage(None, None, 0, (), (), None)
    span = [days[0] + dt.timedelta(days=number) for number in range((days[-1] - days[0]).days + 1)]
    return Coverage(span[0], span[-1], len(span), tuple(sorted(set(span) - set(days))), (), None)
