"""Reads OpenRouter's catalogue of models with their list prices."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated

import msgspec

from collectors.contract import CatalogueBatch, CatalogueEntry, Rejected, UpstreamMalformed
from collectors.plain import LONGEST_NAME, in_words, name_trouble, visible

PATH = "/models"
ROUTED = "-1"  # the platform's own price for a router, which passes a request on at another model's price
LATEST = 253_402_300_799  # the last second that a datetime can hold

_PRICE = re.compile(r"\d{1,9}(\.\d{1,30})?([eE]-?\d{1,2})?")


class Architecture(msgspec.Struct, frozen=True):
    """What goes into a model and what comes out."""

    input_modalities: list[str] | None = None
    output_modalities: list[str] | None = None


class Pricing(msgspec.Struct, frozen=True):
    """USD per token, as text."""

    prompt: str | int | float | None = None
    completion: str | int | float | None = None


class Model(msgspec.Struct, frozen=True):
    """One model as the platform lists it."""

    id: str
    canonical_slug: str | None = None
    name: str | None = None
    created: Annotated[int, msgspec.Meta(ge=0, le=LATEST)] | None = None
    hugging_face_id: str | None = None
    context_length: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] | None = None
    architecture: Architecture | None = None
    pricing: Pricing | None = None


class Catalogue(msgspec.Struct, frozen=True):
    """The whole list."""

    data: list[msgspec.Raw]


def parse_catalogue(body: bytes, known_at: dt.datetime) -> CatalogueBatch:
    """Every model that is listed; raise `UpstreamMalformed` where there is none or most have another shape.

    A price that is none ("-1") or cannot be true is left empty; the latter is reported as well.
    """
    catalogue = msgspec.json.decode(body, type=Catalogue)
    entries: dict[str, CatalogueEntry] = {}
    rejected: list[Rejected] = []
    for number, raw in enumerate(catalogue.data):
        where = f"catalogue, row {number}"
        try:
            model = msgspec.json.decode(raw, type=Model)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            rejected.append(Rejected(where, visible(in_words(error), 200), visible(bytes(raw))))
            continue
        if trouble := name_trouble(model.id) or name_trouble(model.canonical_slug or model.id):
            rejected.append(Rejected(where, trouble, visible(bytes(raw))))
        elif model.id in entries:
            rejected.append(Rejected(where, "a second row for the same model", visible(bytes(raw))))
        else:
            entries[model.id] = _entry(model, where, rejected)
    if len(entries) <= len(catalogue.data) / 2:
        reason = f"{rejected[0].where}: {rejected[0].reason}" if rejected else "the list is empty"
        raise UpstreamMalformed(f"most models are unusable; {reason}.")
    return CatalogueBatch(known_at, tuple(entries.values()), tuple(rejected))


def _entry(model: Model, where: str, rejected: list[Rejected]) -> CatalogueEntry:
    pricing, architecture = model.pricing or Pricing(), model.architecture or Architecture()
    return CatalogueEntry(
        model_id=model.id,
        permaslug=model.canonical_slug or model.id,
        name=visible(model.name or model.id, LONGEST_NAME),
        created_at=None if not model.created else dt.datetime.fromtimestamp(model.created, dt.UTC),
        hugging_face_id=visible(model.hugging_face_id, LONGEST_NAME) if model.hugging_face_id else None,
        context_length=model.context_length,
        input_modalities=_modalities(architecture.input_modalities),
        output_modalities=_modalities(architecture.output_modalities),
        prompt_usd=_price(pricing.prompt, f"{where}, pricing.prompt", rejected),
        completion_usd=_price(pricing.completion, f"{where}, pricing.completion", rejected),
    )


def _price(value: str | int | float | None, where: str, rejected: list[Rejected]) -> Decimal | None:
    if value is None:
        return None
    text = str(value).strip()
    if text == ROUTED:
        return None
    if not _PRICE.fullmatch(text):
        rejected.append(Rejected(where, "the price is not one; it is left empty", visible(text), lost=False))
        return None
    return Decimal(text)


def _modalities(names: list[str] | None) -> tuple[str, ...]:
    return tuple(visible(name, 40) for name in names or ())
