"""Single models by list price, usage and size: what the scatter of price against usage shows."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
from sqlalchemy import Connection, Date, Double, cast, func, select, true

from app.errors import ViewError
from app.measures.answer import answer
from app.measures.attributes import hub_models
from app.measures.lab_accounts import labs_of_accounts
from app.measures.labels import labels
from app.measures.result import Definition, Measured
from app.measures.size import size_class
from app.measures.versions import known_versions
from app.measures.ways import asked_day, of_period
from app.store.rollup_prices import COMPLETION_PARTS, PROMPT_PARTS
from app.store.tables import openrouter_model, openrouter_row, openrouter_row_price
from app.view import Grouping, Unit, View
from collectors.contract import Platform

DEFINITION = Definition(
    name="prices",
    version=1,
    title="Models by price, usage and size",
    formula=(
        "Each named model of one period (variants folded): its tokens, its mean list price in US dollars a million "
        "tokens (3 parts prompt to 1 part completion, weighted by tokens over variants and days), its total "
        "parameters where its weights are on the Hub and tell them, and its active parameters where the name states "
        "them, such as A22B for 22 billion."
    ),
    caveats=(
        "The share is of the named models' tokens, of which nothing is unknown: it needs no band.",
        "A model without a known price has none here, and is never taken for free.",
        "Free variants pull a model's mean price down: that is what its users paid at list price.",
        "Parameters are missing for closed models and for many open ones.",
        "Tokens are counted by each vendor's own tokenizer.",
    ),
    source="OpenRouter's daily rankings and catalogue, and the Hub's safetensors metadata.",
    population="OpenRouter's named models (about fifty a day) of one period.",
)
COLUMNS = {
    "date": "datetime64[us]",
    "group": "str",
    "lab": "str",
    "tokens": "float64",
    "share": "float64",
    "prompt_usd": "float64",
    "completion_usd": "float64",
    "usd_per_million": "float64",
    "priced": "float64",
    "free": "float64",
    "parameters": "float64",
    "active_parameters": "float64",
    "size": "str",
}
_ACTIVE = re.compile(r"(?:^|[-_])a(\d{1,3}(?:\.\d{1,2})?)b(?:$|[-_])", re.IGNORECASE)
_TOTAL = re.compile(r"(?:^|[-_])(\d{1,4}(?:\.\d{1,2})?)b(?:$|[-_])", re.IGNORECASE)


def prices(connection: Connection, view: View) -> Measured:
    """Answer `view` for the period of its grain that holds its last day (the newest where it names none).

    Frame: date, group (the folded permaslug), lab, tokens, share (of the named models' tokens), prompt_usd and
    completion_usd (US dollars a million tokens), usd_per_million (blended), priced and free (parts of the tokens, 0
    to 1), parameters, active_parameters, size. Largest first. Raises `ViewError` where it is asked of the Hub.
    """
    if view.platform is not Platform.OPENROUTER:
        raise ViewError("Only OpenRouter has prices. Set platform to openrouter.")
    asked = view.with_(unit=Unit.TOKENS, by=Grouping.MODEL)
    period = of_period(asked, asked_day(connection, asked))
    known = known_versions(view.platform, view.as_of, period.since, period.until)
    row, price = openrouter_row.c, openrouter_row_price.c
    name = func.split_part(row.permaslug, ":", 1).label("name")
    priced = func.sum(row.tokens).filter(price.price_day.is_not(None))
    statement = (
        select(
            name,
            cast(func.sum(row.tokens), Double),
            cast(func.coalesce(priced, 0), Double),
            cast(func.sum(row.tokens * price.prompt_usd) * 1_000_000 / func.nullif(priced, 0), Double),
            cast(func.sum(row.tokens * price.completion_usd) * 1_000_000 / func.nullif(priced, 0), Double),
            cast(
                func.coalesce(func.sum(row.tokens).filter((price.prompt_usd == 0) & (price.completion_usd == 0)), 0),
                Double,
            ),
            cast(func.min(known.c.day), Date),
        )
        .select_from(
            known.join(openrouter_row, row.version_id == known.c.version_id).outerjoin(
                openrouter_row_price, (price.version_id == row.version_id) & (price.position == row.position)
            )
        )
        .where(row.permaslug.is_not(None))
        .group_by("name")
    )
    names = ["group", "tokens", "priced", "prompt_usd", "completion_usd", "free", "date"]
    frame = pd.DataFrame(connection.execute(statement).all(), columns=names)
    frame["date"] = pd.Timestamp(str(period.since))
    frame["share"] = frame["tokens"] / frame["tokens"].sum()
    frame["priced"], frame["free"] = frame["priced"] / frame["tokens"], frame["free"] / frame["tokens"]
    parts = PROMPT_PARTS + COMPLETION_PARTS
    frame["usd_per_million"] = (PROMPT_PARTS * frame["prompt_usd"] + COMPLETION_PARTS * frame["completion_usd"]) / parts
    sizes, labs = (
        _parameters(connection, view.as_of),
        labs_of_accounts(connection, view.platform, view.as_of, period.until),
    )
    told = [_sizes(str(each), *sizes.get(str(each), ("", None))) for each in frame["group"]]
    frame["parameters"] = pd.Series([total for total, _ in told], dtype="float64")
    frame["active_parameters"] = pd.Series([active for _, active in told], dtype="float64")
    frame["size"] = [size_class(total).value for total, _ in told]
    frame["lab"] = [
        labs.get(each) or labs.get(str(each).partition("/")[0]) or "unattributed" for each in frame["group"]
    ]
    frame = frame.sort_values(["tokens", "group"], ascending=[False, True], ignore_index=True)
    frame = frame[list(COLUMNS)].astype(COLUMNS)
    by_model = view.with_(by=Grouping.MODEL)
    makers = labels(connection, by_model.with_(by=Grouping.LAB), dict.fromkeys(frame["lab"]))
    groups = dict.fromkeys(frame["group"])
    return answer(connection, by_model, frame, DEFINITION, read=[period], groups=groups, named=makers)


def _parameters(connection: Connection, as_of: dt.date | None) -> dict[str, tuple[str, int | None]]:
    """Of each model without its variants: the name of its weights on the Hub, and their parameters."""
    listed, weights = openrouter_model.c, hub_models(as_of)
    name = func.split_part(listed.permaslug, ":", 1).label("slug")
    named = listed.hugging_face_since <= as_of if as_of else true()
    rows = connection.execute(
        select(name, func.max(listed.hugging_face_id), func.max(weights.c.parameters))
        .outerjoin_from(openrouter_model, weights, weights.c.repo_id == listed.hugging_face_id)
        .where(listed.hugging_face_id != "", named)
        .group_by("slug")
    )
    return {name: (repo_id, parameters) for name, repo_id, parameters in rows}


def _sizes(permaslug: str, repo_id: str, parameters: int | None) -> tuple[int | None, int | None]:
    """Total and active parameters: the Hub's own total, or else what one of the names states."""
    stems = [each.rpartition("/")[2] for each in (repo_id, permaslug)]
    active = next((found for stem in stems if (found := stated(stem, _ACTIVE))), None)
    total = parameters or next((found for stem in stems if (found := stated(stem, _TOTAL))), None)
    return total, active


def stated(name: str, pattern: re.Pattern[str] = _ACTIVE) -> int | None:
    """The parameters that a name states, such as 22 billion active ones in "-A22B"; None where it states none."""
    found = pattern.search(name)
    return round(float(found[1]) * 1_000_000_000) if found else None
