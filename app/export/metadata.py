"""The record that stands beside every file: a Frictionless Data Package with the evidence of its numbers."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from app import PROGRAM_VERSION
from app.charts import captions, wording
from app.export.names import file_stem
from app.export.table import columns
from app.measures.columns import KEYS
from app.measures.fields import Field, field_of
from app.measures.result import Measured, SourceLine

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a package: its name and its bytes."""

    name: str
    content: bytes


MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "html": "text/html",
    "parquet": "application/vnd.apache.parquet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def metadata(measured: Measured, files: tuple[File, ...] = ()) -> dict[str, Any]:
    """The package's descriptor. It holds no time but those of the data, so the same view and data give the same one."""
    view, coverage = measured.view, measured.coverage
    population, unit = _out_of(measured)
    licences = _licences(measured)
    return {
        "$schema": PROFILE,
        "name": file_stem(measured).lower(),
        "title": captions.title(measured),
        "description": " ".join([captions.subtitle(measured) + ".", *wording.notes(measured)]),
        "version": f"{measured.definition.name}-v{measured.definition.version}",
        "keywords": [view.platform.value, *([unit["id"]] if unit["id"] else []), view.by.value],
        **({"licenses": licences} if licences else {}),  # a package names at least one, or has no such list
        "sources": [_source(each) for each in measured.sources] or _registry(measured),
        "resources": [_resource(measured, file) for file in files],
        "modelshare": {
            "permalink": view.query(),
            "synthetic": measured.synthetic,
            "notice": wording.SYNTHETIC if measured.synthetic else None,
            "platform": view.platform.value,
            "population": population,
            "unit": unit,
            "definition": {
                "name": measured.definition.name,
                "version": measured.definition.version,
                "title": measured.definition.title,
                "formula": measured.definition.formula,
                "caveats": list(measured.definition.caveats),
                "source": measured.definition.source,
                "population": measured.definition.population,
            },
            "window": {"from": _day(coverage.first_day), "to": _day(coverage.last_day)},
            "earlier_window": _earlier(measured),
            "as_of": _day(view.as_of),
            "coverage": {
                "note": wording.coverage_note(measured),
                "days_expected": coverage.days_expected,
                "days_missing": [_day(each) for each in coverage.missing],
                "days_published_empty": [_day(each) for each in coverage.empty],
                "unknown_share_of_newest_period": _six(coverage.unknown_share),
            },
            "notes": list(wording.notes(measured)),
            "labels": _labels(measured),
            "registry_hash": measured.registry_hash,
            "program": {"name": "modelshare", "version": PROGRAM_VERSION},
        },
    }


def metadata_json(measured: Measured, files: tuple[File, ...] = ()) -> str:
    """The descriptor as JSON text."""
    return json.dumps(metadata(measured, files), indent=2, ensure_ascii=False) + "\n"


def _out_of(measured: Measured) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """The population and the unit; without an id where they are the measure's own and none that a view can ask for."""
    view, own = measured.view, captions.out_of(measured)
    if own:
        population, unit = own
        return {"id": None, "meaning": population}, {"id": None, "meaning": unit}
    return (
        {"id": view.population.value, "meaning": wording.POPULATIONS[view.platform, view.population]},
        {"id": view.counted.value, "meaning": wording.UNITS_EXACT[view.counted]},
    )


def fields_of(measured: Measured) -> list[dict[str, str]]:
    """The columns of the measure's files: name, type, description and unit of each."""
    view = measured.view
    of_view = {
        "group": Field("string", f"The {wording.GROUPINGS[view.by]}, or an unknown bucket"),
        "value": Field("number", wording.UNITS_EXACT[view.counted], wording.UNITS[view.counted]),
    }
    made = []
    for name in columns(measured):
        field = field_of(view.measure, name) or of_view[name]
        unit = {"unit": field.unit} if field.unit else {}
        made.append({"name": name, "type": field.kind, "description": field.meaning} | unit)
    return made


def _resource(measured: Measured, file: File) -> dict[str, Any]:
    kind, view = file.name.rpartition(".")[2], measured.view
    record: dict[str, Any] = {
        "name": file_stem(measured).lower(),
        "path": file.name,
        "format": kind,
        "mediatype": MEDIA_TYPES[kind],
        "bytes": len(file.content),
        "hash": f"sha256:{hashlib.sha256(file.content).hexdigest()}",
    }
    if kind == "csv":
        record |= {"encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\n"}}
    if kind in ("csv", "parquet"):
        record |= {
            "schema": {
                "fields": fields_of(measured),
                "primaryKey": [*(["window"] if measured.earlier else []), *KEYS.get(view.measure, ("date", "group"))],
                "missingValues": [""],
            },
        }
    return record


def _earlier(measured: Measured) -> dict[str, Any] | None:
    """The window beside the view's own: its days, how far before the other it lies, and which of them have no values.

    None where there is none.
    """
    window = measured.earlier
    if window is None:
        return None
    return {
        "from": _day(window.first),
        "to": _day(window.last),
        "days_earlier": window.days or None,
        "months_earlier": window.months or None,
        "days_missing": [_day(each) for each in window.missing],
    }


def _labels(measured: Measured) -> dict[str, str]:
    """What a reader sees for each group; nothing for measures that have no groups."""
    groups = set(measured.frame["group"]) if "group" in measured.frame.columns else set()
    return dict(sorted((group, wording.label(measured, group)) for group in groups))


def _licences(measured: Measured) -> list[dict[str, str]]:
    named = {each.licence_name: each.licence_url for each in measured.sources if each.licence_name}
    return [{"title": name, "path": url} for name, url in named.items()]


def _source(source: SourceLine) -> dict[str, Any]:
    return {
        "title": wording.PLATFORMS[source.platform],
        "citation": source.citation,
        "origin": source.origin,
        "license": source.licence_name or wording.NO_LICENCE,
        "license_url": source.licence_url or None,
        "as_of": _moment(source.as_of),
        "retrieved_at": _moment(source.retrieved_at),
    }


def _registry(measured: Measured) -> list[dict[str, Any]]:
    """What stands for the source of what nobody collected: the registry, which is as new as its hash says."""
    return [
        {"title": "The registry of modelshare", "citation": line, "license": wording.NO_LICENCE, "as_of": None}
        | {"version": measured.registry_hash}
        for line in wording.citations(measured)
    ]


def _moment(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(date: dt.date | None) -> str | None:
    return f"{date:%Y-%m-%d}" if date else None


def _six(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
