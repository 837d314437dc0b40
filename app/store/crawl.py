"""How far a Hub crawl in progress has come, so that the next start goes on where the last one ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, select, text

from app.store.tables import hub_staging
from collectors.contract import HubModel, HubPage, Platform, Relation

_STATES = ("running", "abandoned", "failed")  # what a run can say whose process is gone

# The newest run alone: pages of any other are left over. A server that crashed has emptied pages and position.
_NEWEST = text("""
SELECT run.run_id, run.started_at, count(*) AS pages, max(crawl_page.page) AS last,
       COALESCE(sum(crawl_page.models) FILTER (WHERE section = 'downloads'), 0) AS models
FROM run JOIN crawl_page USING (run_id)
WHERE run.platform = :platform AND run.status = ANY(:states)
GROUP BY run.run_id, run.started_at
ORDER BY run.run_id DESC LIMIT 1
""")

_DOWNLOADS = text("""
SELECT COALESCE(sum(downloads), 0) FROM hub_staging
WHERE run_id = :run AND page IN (SELECT page FROM crawl_page WHERE run_id = :run AND section = 'downloads')
""")


@dataclass(frozen=True, slots=True)
class Crawl:
    """A crawl that ended early: its run, its last complete page, and what the walk by downloads had brought."""

    run_id: int
    section: str
    next_url: str | None
    number: int
    models: int
    downloads: int


def crawl_in_progress(connection: Connection, day: dt.date) -> Crawl | None:
    """The crawl that was begun on `day` (UTC) and did not end; None where there is none, or not all of its pages."""
    newest = connection.execute(_NEWEST, {"platform": Platform.HUGGINGFACE, "states": list(_STATES)}).one_or_none()
    if newest is None or newest.started_at.astimezone(dt.UTC).date() != day or newest.pages != newest.last:
        return None
    position = connection.execute(
        text("SELECT section, next_url FROM crawl_page WHERE run_id = :run AND page = :page"),
        {"run": newest.run_id, "page": newest.last},
    ).one()
    downloads = connection.execute(_DOWNLOADS, {"run": newest.run_id}).scalar_one()
    return Crawl(newest.run_id, position.section, position.next_url, newest.last, int(newest.models), int(downloads))


def clear_crawls(connection: Connection) -> None:
    """Drop every staged page. The caller holds the platform's lock, so none belongs to a crawl that is going on."""
    connection.execute(text("TRUNCATE hub_staging, crawl_page"))


def count_pages(connection: Connection, run_id: int) -> int:
    """How many pages of a run are staged."""
    statement = text("SELECT count(*) FROM crawl_page WHERE run_id = :run")
    return int(connection.execute(statement, {"run": run_id}).scalar_one())


def staged_pages(connection: Connection, run_id: int) -> Iterator[HubPage]:
    """The staged pages of a run, in order, without the links between them."""
    models = [hub_staging.c[name] for name in HubModel.__struct_fields__]
    statement = select(hub_staging.c.page, *models).where(hub_staging.c.run_id == run_id).order_by(hub_staging.c.page)
    rows = connection.execute(statement, execution_options={"yield_per": 5_000}).mappings()
    for number, page in groupby(rows, key=lambda row: row["page"]):
        found = []
        for row in page:
            values = {name: value for name, value in row.items() if name != "page"}
            values["base_models"] = tuple(values["base_models"])
            values["relation"] = Relation(values["relation"]) if values["relation"] else None
            found.append(HubModel(**values))
        yield HubPage("held", number, tuple(found), None)
