"""The naming of constraints, and the columns that many tables have alike."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key(name: str, *args: object, **kwargs: object) -> Column[str]:
    """A text column compared byte by byte: the same order and the same speed on every server."""
    return Column(name, Text(collation="C"), *args, **kwargs)  # type: ignore[arg-type]


def moment(name: str, **kwargs: object) -> Column[object]:
    """A time, kept with its zone."""
    return Column(name, DateTime(timezone=True), **kwargs)  # type: ignore[arg-type]
