"""One lab's releases, and where each stood 7, 30 and 90 days after it came out, beside its size class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Date, cast, func, or_, select, true

from app.measures.attributes import hub_models, lab_models
from app.measures.groups import BUCKETS, OUTSIDE
from app.measures.models import daily_models
from app.measures.size import SizeClass, size_class, size_class_of
from app.measures.versions import known_versions
from app.store.rollup_releases import AGES
from app.store.tables import openrouter_model, release_standing
from app.view import Population
from collectors.contract import Platform

MOST_RELEASES = 120
DERIVED = ("quantized", "adapter", "merge")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a release stood on one day: its value in the platform's unit, and its rank in the whole list.

    `class_place` is its rank among the labs' releases of the same size class at the same age, of `class_size`; both
    None where the platform keeps none.
    """

    day: dt.date
    value: int
    place: int
    class_place: int | None = None
    class_size: int | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """One model that a lab brought out. `places` holds the ages (in days) of which that very day is stored."""

    platform: Platform
    name: str
    day: dt.date
    parameters: int | None
    size: SizeClass
    places: dict[int, Place]

    def reached(self, age: int, day: dt.date) -> bool:
        """Whether the model was `age` days old by `day`."""
        return (day - self.day).days >= age


def hub_releases(connection: Connection, accounts: Iterable[str], as_of: dt.date | None = None) -> list[Release]:
    """The newest Hub models of these accounts that are no quantisation, adapter or merge, newest first."""
    models, standing = lab_models(as_of), release_standing.c
    model = models.c
    chosen = connection.execute(
        select(model.model, model.repo_id, model.created_on, model.parameters)
        .where(model.account.in_(list(accounts)), or_(model.relation.is_(None), model.relation.not_in(DERIVED)))
        .order_by(model.created_on.desc(), model.repo_id)
        .limit(MOST_RELEASES)
    ).all()
    of_class: dict[str, Any] = {"partition_by": (standing.age, size_class_of(model.parameters))}
    ranked = (
        select(
            standing.model,
            standing.age,
            standing.day,
            standing.downloads,
            standing.place,
            func.rank().over(order_by=standing.downloads.desc(), **of_class).label("class_place"),
            func.count().over(**of_class).label("class_size"),
        )
        .join_from(release_standing, models, model.model == standing.model)
        .where(standing.day <= as_of if as_of else true())
        .subquery()
    )
    wanted = ranked.c.model.in_([each.model for each in chosen])
    places: dict[str, dict[int, Place]] = {}
    for name, age, *place in connection.execute(select(ranked).where(wanted)):
        places.setdefault(name, {})[age] = Place(*place)
    return [
        Release(
            Platform.HUGGINGFACE,
            each.repo_id,
            each.created_on,
            each.parameters,
            size_class(each.parameters),
            places.get(each.model, {}),
        )
        for each in chosen
    ]


def openrouter_releases(connection: Connection, accounts: Iterable[str], as_of: dt.date | None = None) -> list[Release]:
    """The lab's models that were ever in the named list, newest first, with their ranks among the folded models.

    A model's day is the one that the catalogue gives it, or else the first on which it was listed.
    """
    known = known_versions(Platform.OPENROUTER, as_of)
    daily = daily_models(known, Population.NAMED)
    rank = func.rank().over(partition_by=daily.c.day, order_by=daily.c.value.desc()).label("place")
    ranked = select(daily.c.day, daily.c["group"].label("model"), daily.c.value, rank).subquery()
    own = list(accounts)
    theirs = or_(func.split_part(ranked.c.model, "/", 1).in_(own), ranked.c.model.in_(own))
    rows = connection.execute(select(ranked).where(theirs).order_by(ranked.c.day)).all()
    frame = pd.DataFrame(rows, columns=["day", "model", "value", "place"])
    frame = frame[~frame["model"].isin((*BUCKETS, OUTSIDE))]
    facts = _catalogue(connection, as_of)
    found = []
    for model, days in frame.groupby("model"):
        created, parameters = facts.get(str(model), (None, None))
        first = created or days["day"].min()
        by_day = {row["day"]: row for row in days.to_dict("records")}
        aged = {age: by_day.get(first + dt.timedelta(days=age)) for age in AGES}
        places = {
            age: Place(row["day"], int(row["value"]), int(row["place"])) for age, row in aged.items() if row is not None
        }
        found.append(Release(Platform.OPENROUTER, str(model), first, parameters, size_class(parameters), places))
    return sorted(found, key=lambda each: (-each.day.toordinal(), each.name))[:MOST_RELEASES]


def catalogue_releases(connection: Connection) -> dict[str, dt.date]:
    """The day on which each OpenRouter model was created, by its folded permaslug; without those that tell none."""
    return {model: created for model, (created, _) in _catalogue(connection).items() if created}


def _catalogue(connection: Connection, as_of: dt.date | None = None) -> dict[str, tuple[dt.date | None, int | None]]:
    """Of each model without its variants: the day of its creation, and the parameters of its weights on the Hub."""
    weights = hub_models(as_of)
    name = func.split_part(openrouter_model.c.permaslug, ":", 1)
    rows = connection.execute(
        select(
            name,
            cast(func.min(func.timezone("UTC", openrouter_model.c.created_at)), Date),
            func.max(weights.c.parameters),
        )
        .outerjoin_from(
            openrouter_model,
            weights,
            (weights.c.repo_id == openrouter_model.c.hugging_face_id) & (openrouter_model.c.hugging_face_id != ""),
        )
        .group_by(name)
    )
    return {model: (created, parameters) for model, created, parameters in rows}
