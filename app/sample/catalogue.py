"""OpenRouter's catalogue of models and prices in the sample world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app.sample.arithmetic import between, die
from app.sample.authors import Tier
from app.sample.models import TokenModel

Entry = dict[str, Any]
COMPLETION = {Tier.FLAGSHIP: 5, Tier.CODE: 4, Tier.SMALL: 4, Tier.EMBEDDING: 0}
CONTEXT = {Tier.FLAGSHIP: 262_144, Tier.CODE: 262_144, Tier.SMALL: 131_072, Tier.EMBEDDING: 32_768}


def catalogue(models: Sequence[TokenModel], end: dt.date, day: dt.date, seed: int) -> list[Entry]:
    """The models that are listed on `day`, newest first, each way of being served as an entry of its own."""
    ago = (end - day).days
    entries = [
        entry
        for model in models
        if model.served_since >= ago > model.delisted
        for entry in _entries(model, end, ago, seed)
    ]
    return sorted(entries, key=lambda entry: (-entry["created"], entry["id"]))


def _entries(model: TokenModel, end: dt.date, ago: int, seed: int) -> list[Entry]:
    variants = [each.name for each in model.variants if each.since >= ago >= each.until]
    alone = any(each.part == 1.0 for each in model.variants if each.since >= ago >= each.until)
    return [_entry(model, end, ago, seed, name) for name in ([] if alone else [""]) + variants]


def _entry(model: TokenModel, end: dt.date, ago: int, seed: int, variant: str) -> Entry:
    hidden = bool(model.disguise) and ago > model.released
    model_id = model.disguise if hidden else model.model_id
    created = dt.datetime.combine(
        end - dt.timedelta(days=model.served_since if hidden else model.released), dt.time(14)
    )
    author, _, stem = model_id.partition("/")
    leaving = 0 <= ago - model.delisted <= 30
    takes_images = "vision" in stem or die(3, seed, stem, "images") == 0
    return {
        "id": f"{model_id}:{variant}" if variant else model_id,
        "canonical_slug": model.disguise if hidden else model.permaslug(end),
        "hugging_face_id": "" if hidden or not model.listed_on_hub else model.repository,
        "name": f"{author}: {stem.replace('-', ' ').title()}{f' ({variant})' if variant else ''}",
        "created": int(created.replace(tzinfo=dt.UTC).timestamp()),
        "description": "Synthetic sample data: this model does not exist.",
        "context_length": CONTEXT[model.tier],
        "architecture": {
            "modality": "text+image->text" if takes_images else "text->text",
            "input_modalities": ["text", "image"] if takes_images else ["text"],
            "output_modalities": ["embeddings" if model.tier is Tier.EMBEDDING else "text"],
            "tokenizer": "Other",
        },
        "pricing": _prices(model, ago, seed, free=hidden or variant == "free"),
        "expiration_date": str(end - dt.timedelta(days=model.delisted)) if leaving else None,
        "knowledge_cutoff": None,
    }


def _prices(model: TokenModel, ago: int, seed: int, *, free: bool) -> dict[str, str]:
    """USD per token. Routers have the platform's own -1; a free variant and an unnamed model cost nothing."""
    if model.cents < 0:
        return {"prompt": "-1", "completion": "-1"}
    cents = 0 if free else model.cents
    if model.cut is not None and ago <= model.cut:
        cents //= 2
    factor = COMPLETION[model.tier] and COMPLETION[model.tier] + between(-1, 1, seed, model.stem, "completion")
    return {"prompt": _usd(cents), "completion": _usd(cents * factor)}


def _usd(cents_per_million: int) -> str:
    """As the platform writes it: no exponent, no trailing zeros."""
    digits = f"{cents_per_million / 10**8:.8f}".rstrip("0").rstrip(".")
    return digits or "0"
