"""Reads the registry from its files, and loads it into the database."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql

from app.errors import DataError
from app.registry.check import check
from app.registry.entries import Registry
from app.registry.files import Problem
from app.store.tables import event, lab, lab_account, lab_country, model_weights, registry_load

MOST_SHOWN = 20


class RegistryError(DataError):
    """Registry files that were refused; `problems` names each with file, line and reason."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        shown = [str(problem) for problem in problems[:MOST_SHOWN]]
        if len(problems) > MOST_SHOWN:
            shown.append(f"... and {len(problems) - MOST_SHOWN} more.")
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(f"The registry has {count}:\n" + "\n".join(shown))


def read_registry(folder: Path | None = None) -> Registry:
    """The registry in `folder` (the program's own where None); raises `RegistryError` with all its problems."""
    if folder is None:
        with as_file(files("app.registry")) as own:
            return read_registry(own)
    registry, problems = check(folder)
    if problems:
        raise RegistryError(problems)
    return registry


def load(connection: Connection, registry: Registry | None = None) -> bool:
    """Make `registry` (the program's own where None) the current one, in the caller's transaction.

    Returns whether anything changed; the caller then brings the rollups up to it. Two loads at once take turns.
    """
    registry = registry or read_registry()
    lock_registry(connection)
    if current_hash(connection) == registry.hash:
        return False
    for table in (event, model_weights, lab_country, lab_account, lab):
        connection.execute(delete(table))
    for table, entries in (
        (lab, registry.labs),
        (lab_account, registry.accounts),
        (lab_country, registry.countries),
        (model_weights, registry.weights),
        (event, registry.events),
    ):
        if entries:
            connection.execute(insert(table), [asdict(entry) for entry in entries])
    connection.execute(update(registry_load).values(current=False))
    connection.execute(
        postgresql.insert(registry_load)
        .values(registry_hash=registry.hash, current=True)
        .on_conflict_do_update(index_elements=["registry_hash"], set_={"current": True, "loaded_at": func.now()})
    )
    return True


def lock_registry(connection: Connection) -> None:
    """Let nobody else load a registry until the end of the transaction."""
    connection.execute(text("LOCK TABLE registry_load IN SHARE ROW EXCLUSIVE MODE"))


def current_hash(connection: Connection) -> str:
    """The hash of the registry that the database holds; empty where none was loaded yet."""
    found = connection.execute(select(registry_load.c.registry_hash).where(registry_load.c.current)).scalar()
    return found or ""
