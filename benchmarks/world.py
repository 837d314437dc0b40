"""Makes a Hub of any size from a seed: models as a crawl brings them, and the JSON that they come from."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from collectors.contract import HubModel, HubPage, Relation

FIRST_DAY = dt.date(2026, 7, 1)
PAGE = 1_000
PIPELINES = ("text-generation", "image-text-to-text", "text-to-image", "text-classification", None, None)
LIBRARIES = ("transformers", "diffusers", "sentence-transformers", "peft", None)
LICENCES = ("apache-2.0", "mit", "llama3.1", "other", None, None, None)
SIZES = ("7B", "13b", "instruct", "lora", "GGUF")
TAGS = ("transformers", "safetensors", "region:us", "en", "endpoints_compatible", "conversational", "pytorch")
TEMPLATE = "{%- for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] }}{%- endfor %}" * 30
CHANGED = 0.003  # the part of the models that says something else of itself the day after


def pages(rows: int, day: int, seed: int) -> Iterator[HubPage]:
    """The Hub of `rows` models on its `day`: 0 is the first."""
    for number in range(-(-rows // PAGE)):
        models = tuple(_models(number, min(PAGE, rows - number * PAGE), day, seed))
        yield HubPage("downloads", number + 1, models, None)


def _models(number: int, size: int, day: int, seed: int) -> Iterator[HubModel]:
    fixed, moved = random.Random(f"{seed} {number}"), random.Random(f"{seed} {number} {day}")
    draw, choose = fixed.random, fixed.choice
    for place in range(size):
        rank = number * PAGE + place
        account = f"org-{int(60 * draw())}" if draw() < 0.1 else f"user-{int(600_000 * draw() ** 2)}"
        downloads = int(5e7 / (rank + 1) ** 1.1) + (int(20 * draw()) if draw() < 0.3 else 0)
        daily = downloads // 30 + (moved.random() < 0.1)
        bases: tuple[str, ...] = ()
        relation = None
        if draw() < 0.28:
            bases, relation = (f"org-{int(60 * draw())}/base-{int(300 * draw() ** 3)}",), choose(tuple(Relation))
        licence = choose(LICENCES)
        if day and moved.random() < CHANGED:
            licence = f"changed-{day}"
        yield HubModel(
            f"{fixed.getrandbits(96):024x}",
            f"{account}/model-{rank}-{choose(SIZES)}",
            account,
            downloads + daily * day,
            downloads * 11 + daily * day,
            downloads // 1_000,
            dt.datetime(2022 + int(4 * draw()), 1 + int(12 * draw()), 1 + int(28 * draw()), tzinfo=dt.UTC),
            choose(PIPELINES),
            choose(LIBRARIES),
            licence,
            None if draw() < 0.95 else "auto",
            int(1e10 * draw()) if draw() < 0.25 else None,
            bases,
            relation,
        )


def write_pages(folder: Path, rows: int, day: int, seed: int) -> int:
    """The same Hub as the JSON that its API sends, a file a page; returns the bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    for page in pages(rows, day, seed):
        body = msgspec.json.encode([as_sent(model) for model in page.models])
        (folder / f"{page.number}.json").write_bytes(body)
        size += len(body)
    return size


def as_sent(model: HubModel) -> dict[str, Any]:
    tags = list(TAGS[: 3 + len(model.repo_id) % 5])
    tags += [f"license:{model.licence}"] if model.licence else []
    for base in model.base_models:
        tags += [f"base_model:{base}", f"base_model:{model.relation}:{base}"]
    row: dict[str, Any] = {
        "_id": model.model,
        "id": model.repo_id,
        "createdAt": model.created_at,
        "downloads": model.downloads,
        "downloadsAllTime": model.downloads_all_time,
        "likes": model.likes,
        "gated": model.gated or False,
        "tags": tags,
    }
    for name, value in (("pipeline_tag", model.pipeline_tag), ("library_name", model.library)):
        if value:
            row[name] = value
    if model.parameters is not None:
        row["safetensors"] = {"parameters": {"BF16": model.parameters}, "total": model.parameters}
    if model.repo_id.endswith("GGUF") and (model.downloads or 0) % 3 == 0:
        row["gguf"] = {"total": 7_000_000_000, "architecture": "qwen3", "chat_template": TEMPLATE}
    return row


def write_copy_files(folder: Path, rows: int, day: int, seed: int) -> tuple[Path, Path]:
    """The same Hub as text for COPY: every column that a crawl collects, and the columns of a snapshot alone."""
    folder.mkdir(parents=True, exist_ok=True)
    whole, narrow = folder / f"whole-{day}.txt", folder / f"narrow-{day}.txt"
    date = FIRST_DAY + dt.timedelta(days=day)
    with whole.open("w") as wide, narrow.open("w") as few:
        for page in pages(rows, day, seed):
            for model in page.models:
                values = msgspec.structs.astuple(model)
                texts = [r"\N" if value is None else str(value) for value in values]
                texts[12] = "{" + ",".join(f'"{base}"' for base in model.base_models) + "}"
                wide.write("\t".join([str(date), *texts]) + "\n")
                language = model.pipeline_tag in ("text-generation", "image-text-to-text")
                original = model.relation not in (Relation.QUANTIZED, Relation.ADAPTER, Relation.MERGE)
                few.write(
                    "\t".join([str(date), texts[0], texts[2], *texts[3:6], str(language), str(original), "1"]) + "\n"
                )
    return whole, narrow
