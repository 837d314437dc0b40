"""Keeps what a held run would have published, outside of everything that a measure reads."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, delete, insert, select

from app.store.tables import held_batch
from collectors.contract import Batch, BenchmarkBatch, CatalogueBatch, HubPage, HubTail, TokenBatch

_KINDS: dict[bytes, type[Batch]] = {
    b"T": TokenBatch,
    b"C": CatalogueBatch,
    b"B": BenchmarkBatch,
    b"P": HubPage,
    b"L": HubTail,
}
_TAGS = {kind: tag for tag, kind in _KINDS.items()}


def keep_aside(connection: Connection, run_id: int, batches: Iterable[Batch]) -> None:
    """Keep the batches of a run in their order; their refused rows are in the quarantine already."""
    for number, batch in enumerate(batches):
        plain = batch if isinstance(batch, HubTail) else replace(batch, rejected=())
        body = _TAGS[type(batch)] + zlib.compress(msgspec.msgpack.encode(plain), level=1)
        connection.execute(insert(held_batch).values(run_id=run_id, number=number, body=body))


def kept_aside(connection: Connection, run_id: int) -> Iterator[Batch]:
    """What `keep_aside` was given, read batch by batch."""
    statement = select(held_batch.c.body).where(held_batch.c.run_id == run_id).order_by(held_batch.c.number)
    for body in connection.execute(statement, execution_options={"yield_per": 1}).scalars():
        yield msgspec.msgpack.decode(zlib.decompress(body[1:]), type=_KINDS[bytes(body[:1])])


def forget(connection: Connection, run_id: int) -> None:
    """Drop what was kept of a run."""
    connection.execute(delete(held_batch).where(held_batch.c.run_id == run_id))
