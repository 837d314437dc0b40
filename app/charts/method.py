"""Writes down how every number is made, from the same records that the numbers carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.charts import wording
from app.charts.shape import BUCKETS
from app.measures.columns import COLUMNS
from app.measures.fields import Field, field_of
from app.measures.result import Definition
from app.view import POPULATIONS, UNITS, Grouping, Measure, Platform

TITLE = "How every number is made"
PREAMBLE = (
    "Every number here says what it counts, out of what, from where and as known when. This page is made from the "
    "same records that charts, files and the command line carry with their numbers, so that it cannot say anything "
    "else than what is computed. A definition that changes gets a new version."
)
BUCKET_MEANINGS = {
    "other": "OpenRouter's own tail: tokens of the models that it does not name on a day.",
    "undisclosed": "Accounts that hide who made a model: stealth models and routers.",
    "unattributed": "Accounts that the registry gives to no lab. Whom nobody can place stays unplaced.",
}
GROUPING_MEANINGS = {
    Grouping.LAB: "The lab that the registry gives an account to, on that day, as recorded by then.",
    Grouping.COUNTRY: "The country of the lab's headquarters on that day.",
    Grouping.BLOC: "China, the United States, the rest of the world.",
    Grouping.NAMED3: wording.NAMED_THREE_NOTE,
    Grouping.MODEL: "A single model, its variants (:free, :thinking, ...) folded into it.",
}
LICENCES = {
    Platform.OPENROUTER: (
        "OpenRouter's daily rankings: CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), to be cited as "
        '"Source: OpenRouter (openrouter.ai), licensed under CC BY 4.0."'
    ),
    Platform.HUGGINGFACE: (
        "The Hub's public API: Hugging Face terms of service (https://huggingface.co/terms-of-service), to be cited "
        'as "Source: Hugging Face Hub API."'
    ),
}
SHORT_LICENCES = {
    Platform.OPENROUTER: "CC BY 4.0 (OpenRouter)",
    Platform.HUGGINGFACE: "Hugging Face terms of service (the Hub's counts)",
}
# Columns that hang on the view.
OF_A_VIEW = {
    "group": Field("string", "The lab, country, bloc or model, or an unknown bucket"),
    "value": Field("number", "The value in the view's unit"),
}
LICENCE_NOTE = "Each run books the licence and the citation that its answers carried; they leave with every chart."


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its paragraphs and lists, as Markdown; `anchor` is its name in a link.

    `columns` says what each column of the measure's files means.
    """

    title: str
    anchor: str
    body: str
    columns: str = ""


def sections(definitions: Iterable[Definition]) -> tuple[Section, ...]:
    """What is counted, out of what, by whom, under which licence, and then each definition."""
    return (
        Section("Units", "units", _units()),
        Section("Populations", "populations", _populations()),
        Section("Groups", "groups", _groups()),
        Section("Sources and licences", "licences", _licences()),
        *(_section(each) for each in definitions),
    )


def method_markdown(definitions: Iterable[Definition]) -> str:
    """The whole document as Markdown."""
    parts = [f"# {TITLE}", PREAMBLE]
    for each in sections(definitions):
        parts += [f"## {each.title}", each.body]
        parts += ["**Columns of its files.**", each.columns] if each.columns else []
    return "\n\n".join(parts) + "\n"


def _section(definition: Definition) -> Section:
    parts = [
        f"Definition: `{definition.name} v{definition.version}`",
        f"**Formula.** {definition.formula}",
        f"**Population.** {definition.population}",
    ]
    if definition.caveats:
        parts.append("**Caveats.**\n\n" + "\n".join(f"- {caveat}" for caveat in definition.caveats))
    licences = "; ".join(SHORT_LICENCES[each] for each in Platform if each in definition.platforms)
    parts.append(f"**Source.** {definition.source}")
    parts.append(f"**Licence.** {licences or 'Own records, with this program'}.")
    return Section(definition.title, definition.name, "\n\n".join(parts), _columns_of(definition))


def _columns_of(definition: Definition) -> str:
    """The columns of the measure's files as a Markdown list; empty for what is on a page alone."""
    if definition.name not in set(Measure):
        return ""
    measure = Measure(definition.name)
    return "\n".join(f"- `{name}`: {_meaning(field_of(measure, name) or OF_A_VIEW[name])}" for name in COLUMNS[measure])


def _meaning(field: Field) -> str:
    return field.meaning if field.unit in ("", "1") else f"{field.meaning} ({field.unit})"


def _units() -> str:
    lines = []
    for platform, units in UNITS.items():
        lines += [f"- `{unit}` ({wording.PLATFORMS[platform]}): {wording.UNITS_EXACT[unit]}" for unit in units]
    return "\n".join(lines)


def _populations() -> str:
    lines = []
    for platform, populations in POPULATIONS.items():
        name = wording.PLATFORMS[platform]
        lines += [f"- `{each}` ({name}): {wording.POPULATIONS[platform, each]}" for each in populations]
    return "\n".join(lines)


def _groups() -> str:
    kinds = "\n".join(f"- `{by}`: {meaning}" for by, meaning in GROUPING_MEANINGS.items())
    unknown = "\n".join(f"- `{bucket}`: {BUCKET_MEANINGS[bucket]}" for bucket in BUCKETS)
    return f"{kinds}\n\nThree parts are unknown, are always drawn and are never dropped:\n\n{unknown}"


def _licences() -> str:
    return "\n".join(f"- {line}" for line in LICENCES.values()) + f"\n\n{LICENCE_NOTE}"
