"""How many models each lab released in a week or on a day: what the calendar of releases shows."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Date, Select, and_, cast, func, literal, or_, select

from app.errors import ViewError
from app.measures.answer import answer
from app.measures.attributes import lab_models
from app.measures.attribution import account_groups
from app.measures.derivatives import start_of
from app.measures.groups import Bucket
from app.measures.lab_releases import DERIVED
from app.measures.result import Definition, Measured
from app.store.tables import openrouter_model
from app.view import Grouping, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="releases",
    version=1,
    title="Releases",
    formula=(
        "New models by the day of their creation. On the Hub: repositories of the registry's accounts that declare "
        "no quantisation, adapter or merge. On OpenRouter: models of the catalogue, variants folded, by the creation "
        "that the catalogue gives or else the day on which they were first seen."
    ),
    caveats=(
        "One release is often several repositories: sizes and variants count each.",
        "The creation of a repository can come days before its publication.",
        "Hub accounts that the registry does not know are not in it, and models deleted before they were seen.",
    ),
    source="The Hub's and OpenRouter's own creation times.",
    population=(
        "The Hub's repositories of the registry's accounts without declared derivatives, or OpenRouter's catalogue."
    ),
)
COLUMNS = {"date": "datetime64[us]", "group": "str", "value": "int64", "names": "str"}
MOST_NAMED = 4


def releases(connection: Connection, view: View) -> Measured:
    """Answer `view` with one row a period of its grain and group that released something.

    Frame: date, group, value (how many models), names (the first few, and how many more). Sorted by date, then
    groups by their total. Raises `ViewError` by model.
    """
    if view.by is Grouping.MODEL:
        raise ViewError("Releases are counted by lab, country, bloc or named3.")
    hub = view.platform is Platform.HUGGINGFACE
    groups = account_groups(view.by, view.platform, view.as_of)
    statement = _hub(groups, view) if hub else _openrouter(groups, view)
    frame = pd.DataFrame(connection.execute(statement).all(), columns=["day", "group", "name"])
    frame["date"] = start_of(pd.to_datetime(frame["day"]), view.grain)
    rows = [
        (date, group, len(names), _listed(sorted(names)))
        for (date, group), names in frame.groupby(["date", "group"])["name"]
    ]
    counted = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    size = counted.groupby("group")["value"].transform("sum").where(counted["group"] != Bucket.UNATTRIBUTED, -1)
    counted = counted.assign(_size=-size).sort_values(["date", "_size", "group"], ignore_index=True)
    asked = View(platform=view.platform, as_of=view.as_of)
    shown = dict.fromkeys(counted["group"])
    return answer(connection, view, counted[list(COLUMNS)], DEFINITION, read=[asked], groups=shown)


def _hub(groups: Any, view: View) -> Select[Any]:
    model = lab_models(view.as_of)
    day = model.c.created_on
    holds = and_(groups.c.subject == model.c.account, groups.c.first_day <= day, day < groups.c.next_day)
    own = or_(model.c.relation.is_(None), model.c.relation.not_in(DERIVED))
    return select(day, groups.c.owner, model.c.repo_id).join_from(model, groups, holds).where(own, *_window(day, view))


def _openrouter(groups: Any, view: View) -> Select[Any]:
    model = openrouter_model.c
    slug = func.split_part(model.permaslug, ":", 1)
    created = cast(func.timezone("UTC", func.min(model.created_at)), Date)
    folded = (
        select(
            slug.label("slug"),
            func.least(func.coalesce(created, func.min(model.first_seen)), func.min(model.first_seen)).label("day"),
            func.min(model.first_seen).label("first_seen"),
        )
        .group_by("slug")
        .subquery()
    )
    exact, author = groups.alias("exact"), groups.alias("author")
    name, day = folded.c.slug, folded.c.day
    owner = func.coalesce(exact.c.owner, author.c.owner, literal(Bucket.UNATTRIBUTED.value))
    statement = (
        select(day, owner, name)
        .select_from(
            folded.outerjoin(exact, _holds(exact, name, day)).outerjoin(
                author, _holds(author, func.split_part(name, "/", 1), day)
            )
        )
        .where(*_window(day, view))
    )
    return statement.where(folded.c.first_seen <= view.as_of) if view.as_of else statement


def _holds(span: Any, subject: ColumnElement[str], day: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(span.c.subject == subject, span.c.first_day <= day, day < span.c.next_day)


def _window(day: ColumnElement[Any], view: View) -> list[ColumnElement[bool]]:
    return ([day >= view.since] if view.since else []) + ([day <= view.until] if view.until else [])


def _listed(names: list[str]) -> str:
    head = ", ".join(names[:MOST_NAMED])
    return head if len(names) <= MOST_NAMED else f"{head} and {len(names) - MOST_NAMED} more"
