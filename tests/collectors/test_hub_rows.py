"""What one page of the Hub's list becomes, row by row."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from collectors.contract import HubModel, Rejected, Relation, UpstreamMalformed
from collectors.hub_rows import parse_page

NOW = dt.datetime(2026, 10, 10, 3, tzinfo=dt.UTC)
ID = "5f0c0e4c1a2b3c4d5e6f7a8b"


def row(number: int = 0, **fields: Any) -> dict[str, Any]:
    """A small sound row, changed by `fields`; a field that is `...` is left out."""
    sound = {"_id": f"{number:024x}", "id": f"org/model-{number}", "downloads": 10 + number}
    return {name: value for name, value in {**sound, **fields}.items() if value is not ...}


def parse(*rows: Any) -> tuple[list[HubModel], list[Rejected]]:
    """The page of these rows."""
    return parse_page(json.dumps(rows).encode(), "page 1", NOW)


def model_of(**fields: Any) -> HubModel:
    """What one sound row becomes."""
    (model,), rejected = parse(row(**fields))
    assert rejected == []
    return model


WHOLE = {
    "_id": ID,
    "id": "Qwen/Qwen3-8B-GGUF",
    "downloads": 271_652,
    "downloadsAllTime": 2**63 - 1,
    "likes": 3,
    "createdAt": "2026-04-22T06:04:45.000Z",
    "pipeline_tag": "text-generation",
    "library_name": "transformers",
    "gated": "manual",
    "tags": [
        "gguf",
        "base_model:Qwen/Qwen3-8B",
        "base_model:quantized:Qwen/Qwen3-8B",
        "license:apache-2.0",
        "region:us",
    ],
    "gguf": {"total": 8_190_735_360, "architecture": "qwen3"},
    "trendingScore": 9,
}


def test_a_whole_row() -> None:
    (model,), rejected = parse(WHOLE)
    assert rejected == []
    assert model == HubModel(
        model=ID,
        repo_id="Qwen/Qwen3-8B-GGUF",
        account="Qwen",
        downloads=271_652,
        downloads_all_time=2**63 - 1,
        likes=3,
        created_at=dt.datetime(2026, 4, 22, 6, 4, 45, tzinfo=dt.UTC),
        pipeline_tag="text-generation",
        library="transformers",
        licence="apache-2.0",
        gated="manual",
        parameters=8_190_735_360,
        base_models=("Qwen/Qwen3-8B",),
        relation=Relation.QUANTIZED,
    )


def test_a_row_of_nothing_but_names() -> None:
    (model,), _ = parse({"_id": ID, "id": "gpt2"})
    assert model == HubModel(model=ID, repo_id="gpt2", account="")


def test_every_field_may_be_null() -> None:
    (model,), rejected = parse(dict.fromkeys(WHOLE) | {"_id": ID, "id": "gpt2", "tags": None})
    assert (model, rejected) == (HubModel(model=ID, repo_id="gpt2", account=""), [])


@pytest.mark.parametrize(
    ("tags", "bases", "relation"),
    [
        ([], (), None),
        (["base_model:a/b"], ("a/b",), None),
        (["base_model:a/b", "base_model:finetune:a/b"], ("a/b",), Relation.FINETUNE),
        (["base_model:adapter:a/b", "base_model:finetune:c/d"], ("a/b", "c/d"), Relation.ADAPTER),
        (["base_model:merge:a/b", "base_model:adapter:a/b"], ("a/b",), Relation.MERGE),
        (["base_model:merge:a/b", "base_model:quantized:c/d"], ("a/b", "c/d"), Relation.QUANTIZED),
        (["base_model:distilled:a/b"], ("a/b",), None),
        (["model:a/b", "not base_model:a/b", "base_model"], (), None),
        (["caf\u00e9", 'a "base_model:x/y" b', "base_model:a/b"], ("a/b",), None),
        (["模型", "base_model:finetune:模型/通义"], ("模型/通义",), Relation.FINETUNE),
    ],
)
def test_descent(tags: list[str], bases: tuple[str, ...], relation: Relation | None) -> None:
    model = model_of(tags=tags)
    assert (model.base_models, model.relation) == (bases, relation)


@pytest.mark.parametrize(
    ("tags", "licence"),
    [(["license:mit"], "mit"), (["x", "license:a", "license:b"], "a"), (["license:"], None), (['"license:x"'], None)],
)
def test_licence(tags: list[str], licence: str | None) -> None:
    assert model_of(tags=tags).licence == licence


@pytest.mark.parametrize(("gated", "text"), [(False, None), (True, "true"), ("auto", "auto"), ("", None), (None, None)])
def test_gated(gated: Any, text: str | None) -> None:
    assert model_of(gated=gated).gated == text


@pytest.mark.parametrize(
    ("fields", "parameters"),
    [
        ({"safetensors": {"total": 5}, "gguf": {"total": 6}}, 5),
        ({"safetensors": {"parameters": {"F16": 5}}, "gguf": {"total": 6}}, 6),
        ({"safetensors": None, "gguf": None}, None),
        ({"safetensors": {"total": 0}}, 0),
    ],
)
def test_parameters(fields: dict[str, Any], parameters: int | None) -> None:
    assert model_of(**fields).parameters == parameters


REFUSED = [
    ({"_id": ...}, "missing required field `_id`"),
    ({"_id": "5F0C0E4C1A2B3C4D5E6F7A8B"}, "not 24 hexadecimal"),
    ({"_id": "5f0c0e4c1a2b3c4d5e6f7a8\u0660"}, "not 24 hexadecimal"),
    ({"_id": "5f0c"}, "`_id` is not text of length >= 24"),
    ({"_id": 5}, "`_id` is a whole number and not text"),
    ({"id": ...}, "missing required field `id`"),
    ({"id": ""}, "length >= 1"),
    ({"id": "org/" + "x" * 10_000}, "length <= 512"),
    ({"id": "org/\x00"}, "cannot be printed"),
    ({"id": "org/a\nb"}, "cannot be printed"),
    ({"id": "org/\u202egpj"}, "cannot be printed"),
    ({"downloads": "12"}, "`downloads` is text and not a whole number or nothing"),
    ({"downloads": 12.0}, "`downloads` is a decimal number and not a whole number or nothing"),
    ({"downloads": 1e300}, "`downloads` is "),
    ({"downloads": -1}, "`downloads` is not a whole number >= 0"),
    ({"downloads": 2**63}, "`downloads` is "),
    ({"downloads": 10**400}, "`downloads` is "),
    ({"downloads": True}, "`downloads` is true or false and not a whole number"),
    ({"downloadsAllTime": -1}, "`downloadsAllTime` is "),
    ({"likes": "many"}, "`likes` is "),
]


@pytest.mark.parametrize(("fields", "said"), REFUSED)
def test_a_row_that_cannot_be_true_is_refused_alone(fields: dict[str, Any], said: str) -> None:
    models, rejected = parse(row(1), row(2, **fields), row(3))
    assert [model.repo_id for model in models] == ["org/model-1", "org/model-3"]
    (refused,) = rejected
    assert refused.where == "page 1, row 1"
    assert any(part in refused.reason for part in said.split("|"))
    assert len(refused.raw) <= 2_000
    assert refused.raw.isprintable()


@pytest.mark.parametrize("odd", [5, "text", [], None])
def test_a_row_that_is_no_object_is_refused_alone(odd: Any) -> None:
    models, rejected = parse(row(1), odd, row(2))
    assert (len(models), [each.where for each in rejected]) == (2, ["page 1, row 1"])


LEFT_EMPTY = [
    ("createdAt", "2026-04-22T06:04:45", "created_at", None),
    ("createdAt", "yesterday", "created_at", None),
    ("createdAt", "2099-01-01T00:00:00Z", "created_at", None),
    ("createdAt", 5, "created_at", None),
    ("pipeline_tag", ["text-generation"], "pipeline_tag", None),
    ("pipeline_tag", "x" * 10_000, "pipeline_tag", None),
    ("library_name", "a\x00b", "library", None),
    ("gated", {"x": 1}, "gated", None),
    ("tags", "license:mit", "licence", None),
    ("tags", [1, 2, "a\\b"], "licence", None),
    ("tags", ["license:a\x00b"], "licence", None),
    ("tags", ["base_model:a\nb"], "base_models", ()),
    ("tags", ["base_model:" + "x" * 600], "base_models", ()),
    ("safetensors", {"total": -5}, "parameters", None),
    ("safetensors", [5], "parameters", None),
    ("gguf", {"total": "8B"}, "parameters", None),
]


@pytest.mark.parametrize(("field", "value", "attribute", "empty"), LEFT_EMPTY)
def test_an_attribute_that_cannot_be_true_costs_no_model(field: str, value: Any, attribute: str, empty: Any) -> None:
    sound = {"pipeline_tag": "fill-mask", "likes": 4, "tags": ["license:mit"], "gated": "auto"}
    models, rejected = parse(row(1), row(2, **{**sound, field: value}), row(3, **{field: value}))
    assert [model.downloads for model in models] == [11, 12, 13]
    assert getattr(models[1], attribute) == empty
    assert models[1].likes == 4
    if field != "gated":
        assert models[1].gated == "auto"
    (told,) = rejected
    assert told.where == f"page 1, {field}"
    assert told.reason.startswith("left empty on 2 of 3 rows")


def test_the_long_way_and_the_short_way_agree() -> None:
    rows = [{**WHOLE, "_id": f"{n:024x}", "id": f"org/{n}"} for n in range(20)] + [
        row(21),
        row(22, tags=['"', "license:x"]),
    ]
    short, _ = parse(*rows)
    long, rejected = parse(*rows, row(99, downloads=-1))
    assert short == long
    assert len(rejected) == 1


def test_a_page_of_mostly_bad_rows_is_no_page() -> None:
    with pytest.raises(UpstreamMalformed, match=r"most rows are unusable; page 1, row 0: `downloads` is text"):
        parse(row(1, downloads="1"), row(2, downloads="2"), row(3))


@pytest.mark.parametrize("body", [b"{}", b'{"error":"x"}', b"[", b"5"])
def test_what_is_no_list_is_no_page(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"Expected `array`|truncated"):
        parse_page(body, "page 1", NOW)
