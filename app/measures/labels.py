"""The names that a reader sees for groups."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from app.measures.groups import Bloc, Bucket, Layer
from app.registry.countries import COUNTRIES
from app.store.tables import lab, openrouter_model
from app.view import Grouping, View
from collectors.contract import Platform

BUCKET_LABELS = {
    Bucket.OTHER.value: "Other (beyond the named models)",
    Bucket.UNDISCLOSED.value: "Undisclosed",
    Bucket.UNATTRIBUTED.value: "Unattributed",
}
BLOC_LABELS = {
    Bloc.CN.value: "China",
    Bloc.US.value: "United States",
    Bloc.REST.value: "Rest of the world",
}
LAYER_LABELS = {
    Layer.NAMED3.value: "Alibaba, Moonshot AI and MiniMax",
    Layer.OTHER_CHINESE.value: "Other Chinese labs",
    Layer.ELSEWHERE.value: "Labs elsewhere",
}


def labels(connection: Connection, view: View, groups: Iterable[str]) -> dict[str, str]:
    """A readable name for each of `groups`; a group that has none is called by itself."""
    names = dict(BUCKET_LABELS)
    match view.by:
        case Grouping.LAB:
            names |= {row.lab_id: row.name for row in connection.execute(select(lab.c.lab_id, lab.c.name))}
        case Grouping.COUNTRY:
            names |= COUNTRIES
        case Grouping.BLOC:
            names |= BLOC_LABELS
        case Grouping.NAMED3:
            names |= LAYER_LABELS
        case Grouping.MODEL if view.platform is Platform.OPENROUTER:
            names |= _model_names(connection)
    return {group: names.get(group, group) for group in groups}


def _model_names(connection: Connection) -> dict[str, str]:
    """The catalogue's names; where several entries share a permaslug, that of the shortest id, which has no variant."""
    rows = connection.execute(
        select(func.split_part(openrouter_model.c.permaslug, ":", 1), openrouter_model.c.name)
        .where(openrouter_model.c.name != "")
        .order_by(func.length(openrouter_model.c.model_id).desc(), openrouter_model.c.model_id)
    )
    return dict(rows.all())
