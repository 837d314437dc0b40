"""What a later word on whether weights are open did to days that were public before, in the population open."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection, func, select

from app.measures.attribution import attributed
from app.measures.corrections import corrections, moves
from app.measures.distortion_facts import ModelDay, model_days
from app.measures.periods import period_frame
from app.measures.provenance import known_days
from app.measures.versions import after, known_versions
from app.store.tables import day_version, model_weights, openrouter_model, openrouter_row
from app.view import Grain, Grouping, Population, View
from collectors.contract import Platform

BY_CATALOGUE = "openness: the catalogue named the repository of its weights"


@dataclass(frozen=True, slots=True)
class Sums:
    """One state of one day: each group's value, out of the population's."""

    of: dict[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Reopened:
    """One public day on which models entered or left the open ones since `known_at`, with the sums before and after."""

    day: dt.date
    known_before: dt.datetime
    known_at: dt.datetime
    models: dict[str, ModelDay]
    reasons: dict[str, str]
    owners: dict[str, str]
    labs: tuple[Sums, Sums]
    blocs: tuple[Sums, Sums]


def reopened(connection: Connection, view: View) -> Iterator[Reopened]:
    """Every day of the view's window that a later word on openness moved, oldest word first."""
    if view.platform is not Platform.OPENROUTER or view.population is not Population.OPEN:
        return
    for told, models in _told(connection, view.as_of):
        yield from _moved(connection, view, told, models)


def _told(connection: Connection, as_of: dt.date | None) -> list[tuple[dt.date, set[str]]]:
    """The days on which the catalogue or the registry said something of openness, with the models that it concerns.

    Only models that were in public by then: who came out with its repository moved nothing.
    """
    name = func.split_part(openrouter_row.c.permaslug, ":", 1)
    rows = day_version.join(openrouter_row, openrouter_row.c.version_id == day_version.c.version_id)
    public = dict(
        connection.execute(
            select(name, func.min(day_version.c.known_at))
            .select_from(rows)
            .where(openrouter_row.c.permaslug.is_not(None))
            .group_by(name)
        ).all()
    )
    listed, line = openrouter_model.c, model_weights.c
    slug = func.split_part(listed.permaslug, ":", 1)
    named = connection.execute(select(listed.hugging_face_since, slug).distinct()).all()
    recorded = connection.execute(select(line.recorded_on, line.prefix)).all()
    words = [(day, {model}) for day, model in named]
    words += [(day, {model for model in public if model.startswith(prefix)}) for day, prefix in recorded]
    told: dict[dt.date, set[str]] = defaultdict(set)
    for day, models in words:
        if day and (as_of is None or day <= as_of):
            before = after(day - dt.timedelta(days=1))
            told[day] |= {model for model in models if model in public and public[model] < before}
    return sorted((day, models) for day, models in told.items() if models)


def _moved(connection: Connection, view: View, told: dt.date, concerned: set[str]) -> Iterator[Reopened]:
    day_before = told - dt.timedelta(days=1)
    asked = view.with_(as_of=day_before, by=Grouping.LAB, grain=Grain.DAY, select=(), without=())
    public = {each.day: each.known_at for each in known_days(connection, asked) if each.rows}
    found: dict[dt.date, dict[str, ModelDay]] = defaultdict(dict)
    for each in model_days(connection, asked, models=concerned, changed=True, then=told) if public else ():
        found[each.day][each.model] = each
    if not found:
        return
    asked = asked.with_(since=min(found), until=max(found))
    was = corrections(connection, asked, found)
    rows = dict(was.rows)
    for key, value in moves((each for models in found.values() for each in models.values()), back=False).items():
        rows[key] = rows.get(key, 0) + value
    states = (was, replace(was, rows=rows))
    labs, blocs = (
        [_sums(period_frame(connection, asked.with_(by=by), found, state)) for state in states]
        for by in (Grouping.LAB, Grouping.BLOC)
    )
    reasons = _reasons(connection, told, {model for models in found.values() for model in models})
    owners = _owners(connection, asked, set(reasons))
    none = Sums({}, 0)
    for day, models in sorted(found.items()):
        yield Reopened(
            *(day, public[day], after(day_before), models, reasons, owners),
            *((labs[0].get(day, none), labs[1].get(day, none)), (blocs[0].get(day, none), blocs[1].get(day, none))),
        )


def _sums(frame: pd.DataFrame) -> dict[dt.date, Sums]:
    found: dict[dt.date, Sums] = {}
    for row in frame.to_dict("records"):
        day = found.setdefault(row["date"].date(), Sums({}, int(row["total"])))
        day.of[str(row["group"])] = int(row["value"])
    return found


def _reasons(connection: Connection, told: dt.date, models: set[str]) -> dict[str, str]:
    listed, line = openrouter_model.c, model_weights.c
    name = func.split_part(listed.permaslug, ":", 1)
    named = set(connection.execute(select(name).where(listed.hugging_face_since == told)).scalars())
    lines = connection.execute(
        select(line.prefix, line.correction, line.evidence).where(line.recorded_on == told)
    ).all()

    def reason(model: str) -> str:
        of_it = [(len(prefix), *line) for prefix, *line in lines if model.startswith(prefix)]
        if model in named or not of_it:
            return BY_CATALOGUE
        _, correction, evidence = max(of_it)
        return f"openness, {'corrected for all dates' if correction else 'changed from a date on'}: {evidence}"

    return {model: reason(model) for model in models}


def _owners(connection: Connection, asked: View, models: set[str]) -> dict[str, str]:
    """The lab of each model as it was known."""
    known = known_versions(asked.platform, asked.as_of, asked.since, asked.until)
    name = func.split_part(openrouter_row.c.permaslug, ":", 1)
    source, lab = attributed(
        known.join(openrouter_row, openrouter_row.c.version_id == known.c.version_id),
        *(known.c.day, Grouping.LAB, asked.platform, asked.as_of),
        account=name,
        kind=openrouter_row.c.permaslug,
    )
    return dict(connection.execute(select(name, lab).select_from(source).where(name.in_(models)).distinct()).all())
