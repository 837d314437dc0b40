"""Keeps the pages of a Hub crawl in progress, out of everybody's sight until they are published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from psycopg import sql
from sqlalchemy import Connection, insert, text

from app.store.copy import copy_rows, copy_text
from app.store.tables import crawl_page, hub_staging
from collectors.contract import HubModel, HubPage

# A file without the Hub's own keys: whom we know by name gets its key. Former names come last, as somebody else may
# bear one now.
_RECOGNISE = text("""
WITH known AS (
    SELECT DISTINCT ON (repo_id) repo_id, model FROM (
        SELECT repo_id, model, 1 AS place FROM hub_model WHERE model NOT LIKE 'name:%'
        UNION ALL SELECT repo_id, model, 2 FROM hub_former_name WHERE model NOT LIKE 'name:%'
    ) AS names
    ORDER BY repo_id, place, model
)
UPDATE hub_staging SET model = known.model FROM known
WHERE run_id = :run AND hub_staging.model LIKE 'name:%' AND hub_staging.repo_id = known.repo_id
""")

_COLUMNS = ("run_id", "page", *HubModel.__struct_fields__)
_LINES = msgspec.json.Encoder()
# A JSON list stands between commas as it is; a quotation mark inside of a string would have a backslash before it.
_LIST = re.compile(rb',\[("[^"]*"(?:,"[^"]*")*)\](?=[,\n])')


def stage_pages(connection: Connection, run_id: int, pages: Sequence[HubPage]) -> None:
    """Keep some pages, and that the crawl has come this far."""
    rest: list[HubPage] = []

    def plain() -> Iterator[bytes]:
        """A page is encoded while the server reads the one before."""
        for page in pages:
            body = _as_csv(run_id, page)
            if body is None:
                rest.append(page)
            else:
                yield body

    copy_text(connection, hub_staging, _COLUMNS, plain(), sql.SQL("FORMAT csv, NULL 'null', ESCAPE '\\'"))
    if rest:
        copy_rows(connection, hub_staging, _COLUMNS, _values(run_id, rest))
    connection.execute(
        insert(crawl_page),
        [
            {
                "run_id": run_id,
                "page": page.number,
                "section": page.section,
                "next_url": page.next_url,
                "models": len(page.models),
            }
            for page in pages
        ],
    )


def recognise(connection: Connection, run_id: int) -> None:
    """Give the staged models that came without a key the key of the model that bears or bore their name."""
    keyless = text("SELECT EXISTS (SELECT FROM hub_staging WHERE run_id = :run AND model LIKE 'name:%')")
    if connection.execute(keyless, {"run": run_id}).scalar_one():
        connection.execute(_RECOGNISE, {"run": run_id})


def _as_csv(run_id: int, page: HubPage) -> bytes | None:
    """The page as lines of CSV, made of JSON in one step; None where a text has what JSON must escape.

    Encoding a row by row in Python costs five times as much, and this is the part that a whole-Hub crawl repeats
    2.5 million times.
    """
    if not page.models:
        return b""
    body = _LINES.encode_lines(page.models)
    rootless = sum(not model.base_models for model in page.models)
    if b"\\" in body or body.count(b",[],") != rootless:
        return None
    start = b"%d,%d," % (run_id, page.number)
    body = start + body[1:-2].replace(b"]\n[", b"\n" + start).replace(b",[],", b",{},") + b"\n"
    return _LIST.sub(_quoted, body)


def _quoted(found: re.Match[bytes]) -> bytes:
    return _as_array(found[1])


@lru_cache(maxsize=32_768)
def _as_array(names: bytes) -> bytes:
    """A JSON list of plain names as a quoted array of Postgres."""
    return b',"{' + names.replace(b'"', b'\\"') + b'}"'


def _values(run_id: int, pages: Iterable[HubPage]) -> Iterator[tuple[Any, ...]]:
    for page in pages:
        for model in page.models:
            row = msgspec.structs.asdict(model)
            yield run_id, page.number, *(row | {"base_models": list(model.base_models)}).values()
