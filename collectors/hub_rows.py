"""Turns one page of the Hub's list into models: fast where every row is sound, row by row where one is not."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Annotated, Any

import msgspec

from collectors.contract import HubModel, Rejected, Relation, UpstreamMalformed
from collectors.plain import LONGEST_NAME, in_words, name_trouble, visible

# The fields to ask for with `expand`; any of them can be missing on a row.
EXPAND = (
    "createdAt",
    "downloads",
    "downloadsAllTime",
    "gated",
    "gguf",
    "library_name",
    "likes",
    "pipeline_tag",
    "safetensors",
    "tags",
)
# A model can declare several relations; it is counted under the first of these.
_PRECEDENCE = (Relation.QUANTIZED, Relation.MERGE, Relation.ADAPTER, Relation.FINETUNE)
_PLACE: dict[str, int] = {relation: place for place, relation in enumerate(_PRECEDENCE)}

Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Moment = Annotated[dt.datetime, msgspec.Meta(tz=True)]


class Size(msgspec.Struct, frozen=True, gc=False):
    """What a weights file says about its size."""

    total: Count | None = None


class Core(msgspec.Struct, frozen=True, gc=False):
    """What a row must have right to be used."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]
    model: Annotated[str, msgspec.Meta(min_length=24, max_length=24)] = msgspec.field(name="_id")
    downloads: Count | None = None
    downloads_all_time: Count | None = msgspec.field(name="downloadsAllTime", default=None)
    likes: Count | None = None


class Row(Core, frozen=True, gc=False):
    """One row as the Hub sends it. The tags stay bytes: making strings of them all would take half of the time."""

    created_at: Moment | None = msgspec.field(name="createdAt", default=None)
    pipeline_tag: str | None = None
    library_name: str | None = None
    gated: bool | str | None = None
    tags: msgspec.Raw = msgspec.Raw(b"[]")
    safetensors: Size | None = None
    gguf: Size | None = None


_PAGE = msgspec.json.Decoder(list[Row])
_RAW_PAGE = msgspec.json.Decoder(list[msgspec.Raw])
_CORE = msgspec.json.Decoder(Core)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ATTRIBUTES = tuple(each for each in msgspec.structs.fields(Row) if each.name not in Core.__struct_fields__)
_HEX = b"0123456789abcdef"
_LICENCE = b'"license:'
_BASE = re.compile(rb'"base_model:([^"]*)"')
_LIST_OR_NULL = (b"[", b"n")
_NO_DESCENT: tuple[tuple[str, ...], Relation | None] = ((), None)


class Unsound(ValueError):
    """A row that cannot be taken as it is."""


def parse_page(body: bytes, where: str, now: dt.datetime) -> tuple[list[HubModel], list[Rejected]]:
    """The models of a page in its order, and what was refused.

    A row whose names or counts cannot be true is refused. An attribute that cannot be true is left empty, which is
    told once for each page and field. Raises `UpstreamMalformed` where most rows are refused, and msgspec's
    `DecodeError` where the page is no list.
    """
    latest = now + dt.timedelta(days=1)
    try:
        rows = _PAGE.decode(body)
        if "".join([row.model for row in rows]).encode().translate(None, _HEX):
            raise Unsound
        if not "".join([row.id for row in rows]).isprintable():
            raise Unsound
        return _models(rows, latest), []
    except (msgspec.DecodeError, UnicodeDecodeError, Unsound):
        return _row_by_row(_RAW_PAGE.decode(body), where, latest)


def _models(rows: list[Row], latest: dt.datetime) -> list[HubModel]:
    """One loop without a call for what most rows do not have: it runs 2.5 million times in a whole-Hub crawl."""
    models: list[HubModel] = []
    keep, licences, descents, words = models.append, licence_of, descent_of, word_of
    for row in rows:
        created_at = row.created_at
        if created_at is not None and created_at > latest:
            raise Unsound(f"{created_at.isoformat()} lies in the future")
        tags = bytes(row.tags)
        if b"\\" in tags:  # an escape can hide a quotation mark: take the long way for this row
            tags = _unescaped(tags)
        elif tags[:1] not in _LIST_OR_NULL:
            raise Unsound("not a list of tags")
        start = tags.find(_LICENCE) + len(_LICENCE)
        licence = licences(tags[start : tags.index(b'"', start)]) if start >= len(_LICENCE) else None
        bases, relation = descents(tuple(_BASE.findall(tags))) if b'"base_model:' in tags else _NO_DESCENT
        account, slash, _ = row.id.partition("/")
        size = row.safetensors
        if size is None or size.total is None:
            size = row.gguf
        pipeline_tag, library, gated = row.pipeline_tag, row.library_name, row.gated
        keep(
            HubModel(
                row.model,
                row.id,
                account if slash else "",
                row.downloads,
                row.downloads_all_time,
                row.likes,
                created_at,
                words(pipeline_tag) if pipeline_tag else None,
                words(library) if library else None,
                licence,
                words(gated) if gated else None,
                size.total if size is not None else None,
                bases,
                relation,
            )
        )
    return models


@lru_cache(maxsize=4_096)
def licence_of(value: bytes) -> str | None:
    return word_of(value.decode()) if value else None


@lru_cache(maxsize=32_768)
def descent_of(values: tuple[bytes, ...]) -> tuple[tuple[str, ...], Relation | None]:
    """The base models and the relation of tags `base_model:ORG/NAME` and `base_model:RELATION:ORG/NAME`."""
    bases: dict[str, None] = {}
    first = len(_PRECEDENCE)
    for value in values:
        relation, _, base = value.decode().rpartition(":")
        if trouble := name_trouble(base):
            raise Unsound(f"base_model: {trouble}")
        bases[base] = None
        first = min(first, _PLACE.get(relation, first))
    return tuple(bases), _PRECEDENCE[first] if first < len(_PRECEDENCE) else None


@lru_cache(maxsize=4_096)
def word_of(value: str | bool) -> str:
    text = "true" if value is True else str(value)
    if trouble := name_trouble(text):
        raise Unsound(trouble)
    return text


def _unescaped(tags: bytes) -> bytes:
    """The same tags without escapes. Tags that cannot do without one tell nothing that is read here."""
    plain = []
    for tag in msgspec.json.decode(tags, type=list[str]):
        if tag.isprintable() and '"' not in tag and "\\" not in tag:
            plain.append(tag)
        elif tag.startswith(("license:", "base_model:")):
            raise Unsound(f"a tag has a character that no name has: {tag}")
    return msgspec.json.encode(plain)


def _row_by_row(rows: list[msgspec.Raw], where: str, latest: dt.datetime) -> tuple[list[HubModel], list[Rejected]]:
    models: list[HubModel] = []
    refused: list[tuple[int, str, str, str]] = []
    left_empty: dict[str, list[tuple[msgspec.Raw, str]]] = {}
    for number, raw in enumerate(rows):
        try:
            core = _CORE.decode(raw)
            if trouble := _trouble(core):
                raise Unsound(trouble)
            fields = _FIELDS.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, Unsound) as error:
            refused.append((len(models), f"{where}, row {number}", visible(in_words(error), 200), visible(bytes(raw))))
            continue
        row, troubles = _best(core, fields, latest)
        for name, trouble in troubles.items():
            left_empty.setdefault(name, []).append((raw, trouble))
        models += _models([row], latest)
    if len(refused) > len(rows) / 2:
        raise UpstreamMalformed(f"most rows are unusable; {refused[0][1]}: {refused[0][2]}.")
    # The list is sorted by downloads, so the row above tells about what a refused one counts.
    rejected = [
        Rejected(place, reason, text, value=models[max(above - 1, 0)].downloads if models else None)
        for above, place, reason, text in refused
    ]
    for name, cases in left_empty.items():
        raw, trouble = cases[0]
        reason = f"left empty on {len(cases)} of {len(rows)} rows, which are kept; the first: {trouble}"
        rejected.append(Rejected(f"{where}, {name}", visible(reason, 300), visible(bytes(raw)), lost=False))
    return models, rejected


def _trouble(core: Core) -> str | None:
    if core.model.encode().translate(None, _HEX):
        return "_id is not 24 hexadecimal digits"
    return name_trouble(core.id)


def _best(core: Core, fields: dict[str, msgspec.Raw], latest: dt.datetime) -> tuple[Row, dict[str, str]]:
    """The row with every attribute that can be used, and by field why another cannot."""
    kept: dict[str, Any] = msgspec.structs.asdict(core)
    troubles: dict[str, str] = {}
    for attribute in _ATTRIBUTES:
        raw = fields.get(attribute.encode_name)
        if raw is None:
            continue
        try:
            value = msgspec.json.decode(raw, type=attribute.type)
            _models([Row(**{**kept, attribute.name: value})], latest)
        except (msgspec.DecodeError, UnicodeDecodeError, Unsound) as error:
            troubles[attribute.encode_name] = in_words(error)
        else:
            kept[attribute.name] = value
    return Row(**kept), troubles
