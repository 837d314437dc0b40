"""Makes a Hub of any size from a seed: models as a crawl brings them, and the JSON that they come from."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TextIO

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
_SIZE = 4  # bytes before a kept page that tell how long it is
CHANGED = 0.003  # the part of the models that says something else of itself the day after


@dataclass(frozen=True)
class Hub:
    """A Hub of `rows` models on its `day` (0 is the first), made once: drawing it takes longer than publishing it."""

    folder: Path
    rows: int
    day: int

    @property
    def json(self) -> Path:
        """The pages as the API sends them, a file each."""
        return self.folder / "json"

    @property
    def whole(self) -> Path:
        """Text for COPY with every column that a crawl collects."""
        return self.folder / "whole.txt"

    @property
    def narrow(self) -> Path:
        """Text for COPY with the columns of a snapshot alone."""
        return self.folder / "narrow.txt"

    def pages(self) -> Iterator[HubPage]:
        """The pages as a crawl brings them."""
        with (self.folder / "pages").open("rb") as file:
            while size := file.read(_SIZE):
                yield msgspec.msgpack.decode(file.read(int.from_bytes(size)), type=HubPage)


def made(folder: Path, rows: int, seed: int) -> tuple[Hub, Hub]:
    """The Hub on its first two days, each drawn by a process of its own where it is not there yet."""
    days = [Hub(folder / f"hub-{rows}-{day}", rows, day) for day in (0, 1)]
    with ProcessPoolExecutor(len(days), get_context("spawn")) as workers:
        list(workers.map(_make, days, [seed] * len(days)))
    return days[0], days[1]


def _make(hub: Hub, seed: int) -> None:
    if hub.folder.exists():
        return
    hub.json.mkdir(parents=True)
    with (hub.folder / "pages").open("wb") as kept, hub.whole.open("w") as whole, hub.narrow.open("w") as narrow:
        for page in pages(hub.rows, hub.day, seed):
            body = msgspec.msgpack.encode(page)
            kept.write(len(body).to_bytes(_SIZE) + body)
            (hub.json / f"{page.number}.json").write_bytes(as_sent(page))
            for model in page.models:
                _write_copy_lines(model, hub.day, whole, narrow)


def pages(rows: int, day: int, seed: int) -> Iterator[HubPage]:
    """The models drawn from the seed, page by page."""
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


def as_sent(page: HubPage) -> bytes:
    """The page as the JSON that the API sends."""
    return msgspec.json.encode([_row(model) for model in page.models])


def _row(model: HubModel) -> dict[str, Any]:
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


def _write_copy_lines(model: HubModel, day: int, whole: TextIO, narrow: TextIO) -> None:
    date = str(FIRST_DAY + dt.timedelta(days=day))
    texts = [r"\N" if value is None else str(value) for value in msgspec.structs.astuple(model)]
    texts[12] = "{" + ",".join(f'"{base}"' for base in model.base_models) + "}"
    whole.write("\t".join([date, *texts]) + "\n")
    language = model.pipeline_tag in ("text-generation", "image-text-to-text")
    original = model.relation not in (Relation.QUANTIZED, Relation.ADAPTER, Relation.MERGE)
    narrow.write("\t".join([date, texts[0], texts[2], *texts[3:6], str(language), str(original), "1"]) + "\n")
