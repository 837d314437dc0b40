"""Turns the rows of the registry's files into a `Registry`, collecting everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from app.registry.countries import COUNTRIES
from app.registry.entries import Confidence, Event, Lab, LabAccount, LabCountry, Registry, Weights
from app.registry.files import Problem, Row, read_rows
from app.view import EventKind
from collectors.contract import Platform

COLUMNS = {
    "labs.csv": (
        "lab_id",
        "name",
        "parent",
        "country",
        "huggingface_orgs",
        "openrouter_authors",
        "note",
        "evidence",
    ),
    "undisclosed.csv": ("platform", "account", "evidence"),
    "changes.csv": (
        "kind",
        "platform",
        "account",
        "lab_id",
        "country",
        "valid_from",
        "recorded_on",
        "correction",
        "evidence",
    ),
    "weights.csv": ("prefix", "open", "valid_from", "recorded_on", "correction", "evidence"),
    "events.csv": ("date", "end_date", "kind", "title", "lab_id", "confidence", "source"),
}

# Names of groups that are no lab: a lab that took one of them could not be told from it in a chart.
RESERVED = frozenset(
    {"other", "undisclosed", "unattributed", "unknown", "rest", "named3", "other_chinese", "elsewhere", "cn", "us"}
)

ALL_DATES = "A correction holds for all dates: leave valid_from empty."
WEIGHTS_KEY = ("prefix", "valid_from", "recorded_on")
LAB_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
ACCOUNT = {
    Platform.HUGGINGFACE: re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"),
    Platform.OPENROUTER: re.compile(r"~?[a-z0-9][a-z0-9._-]{0,95}"),
}
PERMASLUG = re.compile(r"~?[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*")
PREFIX = re.compile(r"~?[a-z0-9][a-z0-9._-]*/[a-z0-9._-]*")


class ChangeKind(StrEnum):
    """What a dated change moves."""

    ACCOUNT = "account"
    COUNTRY = "country"


def check(folder: Path) -> tuple[Registry, tuple[Problem, ...]]:
    """The registry in `folder` and all its problems; only without problems is the registry whole."""
    problems: list[Problem] = []
    rows = {name: read_rows(folder / name, columns, problems) for name, columns in COLUMNS.items()}
    labs = tuple(_labs(rows["labs.csv"]))
    known = {lab.lab_id for lab in labs}
    owned = list(_owned(rows["labs.csv"]))
    undisclosed = list(_undisclosed(rows["undisclosed.csv"], owned))
    moved_accounts, moved_countries = _changes(rows["changes.csv"], known, {each.account for each in undisclosed})
    registry = Registry(
        labs=labs,
        accounts=(*owned, *undisclosed, *moved_accounts),
        countries=(*_countries(rows["labs.csv"]), *moved_countries),
        weights=tuple(_weights(rows["weights.csv"])),
        events=tuple(_events(rows["events.csv"], known)),
    )
    order = list(COLUMNS)
    return registry, tuple(sorted(problems, key=lambda each: (order.index(each.file), each.line)))


# --- one file after the other ---------------------------------------------------------------------------------------


def _labs(rows: Iterable[Row]) -> Iterator[Lab]:
    ids: dict[str, int] = {}
    names: dict[str, int] = {}
    for row in rows:
        lab_id, name = row["lab_id"], row["name"]
        if not LAB_ID.fullmatch(lab_id):
            row.tell(f"lab_id '{lab_id}' is not made of lower-case letters, digits and dashes (1 to 40 of them).")
        elif lab_id in RESERVED:
            row.tell(f"lab_id '{lab_id}' is the name of a group of its own. Choose another.")
        if not name:
            row.tell("name is empty.")
        if not row["evidence"]:
            row.tell("evidence is empty. Say in one line what places the headquarters in that country.")
        _once(row, f"lab_id '{lab_id}'", ids, lab_id)
        _once(row, f"name '{name}'", names, name.casefold())
        yield Lab(lab_id, name, row["parent"], row["note"])


def _owned(rows: Iterable[Row]) -> Iterator[LabAccount]:
    claimed: dict[tuple[Platform, str], tuple[str, int]] = {}
    for row in rows:
        lab_id = row["lab_id"]
        for platform, column in (
            (Platform.HUGGINGFACE, "huggingface_orgs"),
            (Platform.OPENROUTER, "openrouter_authors"),
        ):
            for account in row[column].split(";") if row[column] else ():
                key = (platform, account.casefold())
                if not ACCOUNT[platform].fullmatch(account):
                    row.tell(f"{column} holds '{account}', which is no account's name. Separate names by ';' alone.")
                elif key in claimed:
                    other, line = claimed[key]
                    row.tell(f"The {platform} account '{account}' is claimed by '{other}' (line {line}) already.")
                else:
                    claimed[key] = (lab_id, row.line)
                    yield LabAccount(platform, account, lab_id, None, None, False, f"account of {row['name']}")


def _countries(rows: Iterable[Row]) -> Iterator[LabCountry]:
    for row in rows:
        yield LabCountry(row["lab_id"], _country(row), None, None, False, row["evidence"])


def _undisclosed(rows: Iterable[Row], owned: Iterable[LabAccount]) -> Iterator[LabAccount]:
    owners = {(each.platform, each.account): each.lab_id for each in owned}
    seen: dict[str, int] = {}
    for row in rows:
        account = row["account"]
        if row["platform"] != Platform.OPENROUTER:
            row.tell(f"platform '{row['platform']}' has no undisclosed accounts; only openrouter has.")
        elif not ACCOUNT[Platform.OPENROUTER].fullmatch(account):
            row.tell(f"account '{account}' is no account's name.")
        elif (Platform.OPENROUTER, account) in owners:
            row.tell(f"account '{account}' is claimed by '{owners[Platform.OPENROUTER, account]}' in labs.csv.")
        if not row["evidence"]:
            row.tell("evidence is empty.")
        _once(row, f"account '{account}'", seen, account)
        yield LabAccount(Platform.OPENROUTER, account, None, None, None, False, row["evidence"])


def _changes(rows: Iterable[Row], known: set[str], undisclosed: set[str]) -> tuple[list[LabAccount], list[LabCountry]]:
    accounts: list[LabAccount] = []
    countries: list[LabCountry] = []
    seen: dict[str, int] = {}
    for row in rows:
        kind, lab_id, evidence = row.one_of("kind", ChangeKind), row["lab_id"], row["evidence"]
        correction = _flag(row, "correction")
        valid_from, recorded_on = row.day("valid_from", may_be_empty=correction), row.day("recorded_on")
        if correction and row["valid_from"]:
            row.tell(ALL_DATES)
        if lab_id not in known:
            row.tell(f"lab_id '{lab_id}' is not in labs.csv.")
        if not evidence:
            row.tell("evidence is empty.")
        key = ",".join(row[column] for column in ("kind", "platform", "account", "valid_from", "recorded_on"))
        _once(row, "this change", seen, key + ("," + lab_id if kind is ChangeKind.COUNTRY else ""))
        if kind is ChangeKind.COUNTRY:
            if row["platform"] or row["account"]:
                row.tell("A change of country has no platform and no account: leave both empty.")
            countries.append(LabCountry(lab_id, _country(row), valid_from, recorded_on, correction, evidence))
        elif kind is ChangeKind.ACCOUNT:
            if row["country"]:
                row.tell("A change of account has no country: leave it empty.")
            platform = row.one_of("platform", Platform)
            if platform and _can_match(row, platform, undisclosed):
                accounts.append(
                    LabAccount(platform, row["account"], lab_id, valid_from, recorded_on, correction, evidence)
                )
    return accounts, countries


def _weights(rows: Iterable[Row]) -> Iterator[Weights]:
    seen: dict[str, int] = {}
    for row in rows:
        if not PREFIX.fullmatch(row["prefix"]):
            row.tell(f"prefix '{row['prefix']}' is not the beginning of a permaslug, such as qwen/qwen3-max.")
        if not row["evidence"]:
            row.tell("evidence is empty.")
        correction = _flag(row, "correction")
        valid_from, recorded_on = row.day("valid_from", may_be_empty=True), row.day("recorded_on", may_be_empty=True)
        if correction and row["valid_from"]:
            row.tell(ALL_DATES)
        if bool(row["recorded_on"]) is not (correction or bool(row["valid_from"])):
            row.tell(
                "A change has recorded_on, and either valid_from or correction true; a line that always held, neither."
            )
        _once(row, f"prefix '{row['prefix']}'", seen, ",".join(row[column] for column in WEIGHTS_KEY))
        yield Weights(row["prefix"], _flag(row, "open"), valid_from, recorded_on, correction, row["evidence"])


def _events(rows: Iterable[Row], known: set[str]) -> Iterator[Event]:
    seen: dict[str, int] = {}
    for row in rows:
        date, end_date = row.day("date"), row.day("end_date", may_be_empty=True)
        kind, confidence = row.one_of("kind", EventKind), row.one_of("confidence", Confidence)
        if date and end_date and end_date < date:
            row.tell(f"It ends on {end_date}, before it starts on {date}.")
        if not row["title"]:
            row.tell("title is empty.")
        if not row["source"]:
            row.tell("source is empty.")
        if row["lab_id"] and row["lab_id"] not in known:
            row.tell(f"lab_id '{row['lab_id']}' is not in labs.csv.")
        _once(row, "this event", seen, f"{row['date']} {row['title']}")
        if kind is EventKind.FLAG:
            row.tell("Flags are found in the data: choose another kind.")
        if date and kind and confidence:
            yield Event(date, end_date, kind, row["title"], row["lab_id"] or None, confidence, row["source"])


# --- one cell -------------------------------------------------------------------------------------------------------

_Kind = TypeVar("_Kind", bound=StrEnum)


def _once(row: Row, what: str, seen: dict[str, int], key: str) -> None:
    if key and key in seen:
        row.tell(f"{what} stands on line {seen[key]} already.")
    seen.setdefault(key, row.line)


def _flag(row: Row, column: str) -> bool:
    if row[column] not in ("true", "false"):
        row.tell(f"{column} '{row[column]}' is neither true nor false.")
    return row[column] == "true"


def _country(row: Row) -> str:
    country = row["country"]
    if country not in COUNTRIES:
        row.tell(f"country '{country}' is not a code of ISO 3166, such as CN, US or FR.")
    return country


def _can_match(row: Row, platform: Platform, undisclosed: set[str]) -> bool:
    """Whether any stored sum can carry this account: single models are kept apart for undisclosed authors alone."""
    account = row["account"]
    author = account.partition("/")[0]
    if platform is Platform.OPENROUTER and PERMASLUG.fullmatch(account):
        if author in undisclosed or author.startswith("~"):
            return True
        row.tell(f"account '{account}' would never match: the author '{author}' is not in undisclosed.csv.")
    elif ACCOUNT[platform].fullmatch(account):
        return True
    else:
        row.tell(f"account '{account}' is neither an account's name nor a permaslug without its :variant.")
    return False
