"""Whether a model's weights are open on a day: the one rule that the rollups and the measures share."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CTE, Boolean, ColumnElement, FromClause, and_, case, cast, column, func, select, table, true
from sqlalchemy.dialects.postgresql.psycopg import dialect

from app.store.spans import ALWAYS, FOREVER, spans
from app.store.tables import model_weights, openrouter_model


def openness_spans(models: FromClause, as_of: dt.date | None = None, name: str = "openness") -> CTE:
    """Whether each of `models` (their column `model`: permaslugs without variants) is open, as known by `as_of`.

    Columns: model, open (NULL where nobody can say), first_day, next_day. The catalogue's repository on the Hub says
    so: for all days where the catalogue named it when it first listed the model, else from the day on which it was
    first named. Where it does not, the registry's lines with the longest prefix do that hold on the day.
    """
    line = spans(f"{name}_weights", model_weights, model_weights.c.prefix, model_weights.c.open, true(), as_of)
    listed = openrouter_model.c
    seen = listed.hugging_face_since <= as_of if as_of else true()
    named = case((listed.hugging_face_since <= listed.first_seen, ALWAYS), else_=listed.hugging_face_since)
    slug = func.split_part(listed.permaslug, ":", 1)
    repository = (
        select(slug.label("model"), func.min(named).label("first_day"))
        .where(listed.hugging_face_id != "", seen)
        .group_by(slug)
        .cte(f"{name}_repository")
    )
    each = select(models.c.model).distinct().cte(f"{name}_model")
    edge = (
        select(each.c.model, ALWAYS.label("day"))
        .union(
            select(each.c.model, line.c.first_day).join_from(
                each, line, func.starts_with(each.c.model, line.c.subject)
            ),
            select(each.c.model, repository.c.first_day).join_from(
                each, repository, repository.c.model == each.c.model
            ),
        )
        .cte(f"{name}_edge")
    )
    by_registry = (
        select(line.c.value)
        .where(func.starts_with(edge.c.model, line.c.subject), line.c.first_day <= edge.c.day)
        .where(edge.c.day < line.c.next_day)
        .order_by(func.length(line.c.subject).desc())
        .limit(1)
        .scalar_subquery()
    )
    by_catalogue = case((repository.c.first_day <= edge.c.day, True))
    following = func.lead(edge.c.day, 1, FOREVER).over(partition_by=edge.c.model, order_by=edge.c.day)
    return (
        select(
            edge.c.model,
            cast(func.coalesce(by_catalogue, by_registry), Boolean).label("open"),
            edge.c.day.label("first_day"),
            following.label("next_day"),
        )
        .outerjoin_from(edge, repository, repository.c.model == edge.c.model)
        .cte(name)
    )


def holds(span: FromClause, model: ColumnElement[str], day: ColumnElement[dt.date]) -> ColumnElement[bool]:
    """Whether a row of `openness_spans` tells of `model` on `day`."""
    return and_(span.c.model == model, span.c.first_day <= day, day < span.c.next_day)


def openness_sql(models: str) -> str:
    """The same rule as text, of the models in a table, for the statements that make the rollups."""
    rule = select(openness_spans(table(models, column("model")), name="told"))
    return str(rule.compile(dialect=dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]
