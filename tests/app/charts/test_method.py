"""The method document against the records that it is made from."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import app.measures
from app.charts.method import BUCKET_MEANINGS, GROUPING_MEANINGS, LICENCES, method_markdown
from app.charts.shape import BUCKETS
from app.measures.definitions import DEFINITIONS
from app.measures.result import Definition
from app.view import Grouping, Platform
from collectors.huggingface import LICENCE as HUB
from collectors.openrouter import LICENCE as OPENROUTER

DOCUMENT = Path(__file__).parents[3] / "docs" / "method.md"


def test_the_document_says_what_is_computed() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == method_markdown(DEFINITIONS), "modelshare method > docs/method.md"


def test_every_definition_is_told() -> None:
    defined = set()
    for module in pkgutil.iter_modules(app.measures.__path__, "app.measures."):
        found = getattr(importlib.import_module(module.name), "DEFINITION", None)
        if isinstance(found, Definition):
            defined.add(found.name)
    assert defined == {each.name for each in DEFINITIONS}
    assert len(DEFINITIONS) == len(defined)


def test_licences_are_those_that_the_collectors_book() -> None:
    for platform, licence in ((Platform.OPENROUTER, OPENROUTER), (Platform.HUGGINGFACE, HUB)):
        assert licence.url in LICENCES[platform]
        assert licence.attribution in LICENCES[platform]


def test_every_word_has_a_meaning() -> None:
    assert set(BUCKET_MEANINGS) == set(BUCKETS)
    assert set(GROUPING_MEANINGS) == set(Grouping)
