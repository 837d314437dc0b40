"""What a later word on whether weights are open did to days that were public before, in the population open."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from app.measures.attribution import attributed
from app.measures.corrections import Corrections, corrections, moves
from app.measures.day_before import asked_before, public_days, public_sums
from app.measures.distortion_facts import ModelDay, model_days
from app.measures.versions import after, known_versions
from app.store.tables import day_version, model_weights, openrouter_model, openrouter_row
from app.view import Grouping, Population, View
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


Words = list[tuple[dt.date, set[str]]]


def reopened(connection: Connection, view: View, words: Words) -> Iterator[Reopened]:
    """Every day of the view's window that one of the words on openness moved, in their order."""
    for told, models in words:
        yield from _moved(connection, view, told, models)


def words_on_openness(connection: Connection, view: View) -> Words:
    """The days on which the catalogue or the registry said something of openness, with the models that it concerns.

    Only models that were in public by then: who came out with its repository moved nothing.
    """
    if view.platform is not Platform.OPENROUTER or view.population is not Population.OPEN:
        return []
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
        if day and (view.as_of is None or day <= view.as_of):
            before = after(day - dt.timedelta(days=1))
            told[day] |= {model for model in models if model in public and public[model] < before}
    return sorted((day, models) for day, models in told.items() if models)


def _moved(connection: Connection, view: View, told: dt.date, concerned: set[str]) -> Iterator[Reopened]:
    asked = asked_before(view, told)
    public = public_days(connection, asked)
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
        [_sums(connection, asked, by, told, state) for state in states] for by in (Grouping.LAB, Grouping.BLOC)
    )
    reasons = _reasons(connection, told, {model for models in found.values() for model in models})
    owners = _owners(connection, asked, told, set(reasons))
    none = Sums({}, 0)
    for day, models in sorted(found.items()):
        yield Reopened(
            *(day, public[day], after(told - dt.timedelta(days=1)), models, reasons, owners),
            *((labs[0].get(day, none), labs[1].get(day, none)), (blocs[0].get(day, none), blocs[1].get(day, none))),
        )


def _sums(connection: Connection, asked: View, by: Grouping, told: dt.date, state: Corrections) -> dict[dt.date, Sums]:
    """Each day's sums with what corrects them, by the registry of the day on which openness was told."""
    sums = public_sums(asked, state)
    source, group = attributed(sums, sums.c.day, by, asked.platform, told, account=sums.c.account, kind=sums.c.kind)
    rows = connection.execute(
        select(sums.c.day, group, func.sum(sums.c.value))
        .select_from(source)
        .group_by(sums.c.day, group)
        .having(func.sum(sums.c.value) != 0)
    )
    of_day: dict[dt.date, dict[str, int]] = defaultdict(dict)
    for day, owner, value in rows:
        of_day[day][owner] = int(value)
    return {day: Sums(of, sum(of.values())) for day, of in of_day.items()}


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


def _owners(connection: Connection, asked: View, told: dt.date, models: set[str]) -> dict[str, str]:
    """The lab of each model as it was known on the day of the word."""
    known = known_versions(asked.platform, asked.as_of, asked.since, asked.until)
    name = func.split_part(openrouter_row.c.permaslug, ":", 1)
    source, lab = attributed(
        known.join(openrouter_row, openrouter_row.c.version_id == known.c.version_id),
        *(known.c.day, Grouping.LAB, asked.platform, told),
        account=name,
        kind=openrouter_row.c.permaslug,
    )
    return dict(connection.execute(select(name, lab).select_from(source).where(name.in_(models)).distinct()).all())
