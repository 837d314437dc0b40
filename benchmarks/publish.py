"""Publishing a whole Hub day against `psql \\copy` of the same rows into a bare table with the same key.

Ours starts with the pages in memory and ends with the day visible: staging, snapshot, attributes, names, every rollup.
"""

from __future__ import annotations

import datetime as dt
import time
from itertools import islice
from pathlib import Path
from statistics import median

from sqlalchemy import text

from app.store.engine import Database
from app.store.hub import publish_hub
from app.store.staging import stage_pages
from benchmarks import world
from benchmarks.figures import Figure
from benchmarks.server import fresh, psql, settle

TOGETHER = 16  # pages in one transaction, as a fast crawl has them
NARROW = """
CREATE TABLE bare_{name} (day date, model text COLLATE "C", account text COLLATE "C", downloads bigint,
    downloads_all_time bigint, likes bigint, language boolean, original boolean, attributes_hash bigint,
    PRIMARY KEY (day, model))
"""
WHOLE = """
CREATE TABLE bare_{name} (day date, model text COLLATE "C", repo_id text COLLATE "C", account text COLLATE "C",
    downloads bigint, downloads_all_time bigint, likes bigint, created_at timestamptz, pipeline_tag text, library text,
    licence text, gated text, parameters bigint, base_models text[], relation text, PRIMARY KEY (day, model))
"""


def measure(url: str, folder: Path, rows: int, runs: int, seed: int) -> list[Figure]:
    """The first day of an empty database, and the day after, each against both bare tables."""
    hubs = world.made(folder, rows, seed)
    ours: list[list[float]] = [[], []]
    visible: list[list[float]] = [[], []]
    bare: dict[str, list[list[float]]] = {"whole": [[], []], "narrow": [[], []]}
    for _ in range(runs):
        with fresh(url) as database:
            for day in (0, 1):
                settle(url)
                staging, publishing = _publish(database, hubs[day])
                ours[day].append(staging + publishing)
                visible[day].append(publishing)
        with fresh(url) as database:
            address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
            for name, shape in (("whole", WHOLE), ("narrow", NARROW)):
                psql(address, shape.format(name=name))
            for day in (0, 1):
                for name, file in (("whole", hubs[day].whole), ("narrow", hubs[day].narrow)):
                    settle(url)
                    begun = time.perf_counter()
                    psql(address, f"\\copy bare_{name} from '{file}'")
                    bare[name][day].append(time.perf_counter() - begun)
    names = {"whole": "`\\copy`, every collected column and key", "narrow": "`\\copy`, the snapshot's columns and key"}
    days = ("first day, empty database", "the day after")
    return [
        Figure(
            f"publish {rows:,} Hub rows, {days[day]}",
            names[name],
            1.5,
            ours[day],
            bare[name][day],
            note=f"{median(visible[day]):.3g} s of it from staged to visible",
        )
        for day in (1, 0)
        for name in ("whole", "narrow")
    ]


def _publish(database: Database, hub: world.Hub) -> tuple[float, float]:
    """Seconds in staging and in publishing; reading the pages is not counted."""
    date = world.FIRST_DAY + dt.timedelta(days=hub.day)
    now = dt.datetime.combine(date, dt.time(6), dt.UTC)
    with database.begin() as connection:
        booked = text(
            "INSERT INTO run (platform, source, status, started_at, program_version)"
            " VALUES ('huggingface', 'bench', 'running', :now, '') RETURNING run_id"
        )
        run_id = connection.execute(booked, {"now": now}).scalar_one()
    staging = 0.0
    pages = hub.pages()
    while waiting := list(islice(pages, TOGETHER)):
        begun = time.perf_counter()
        with database.begin() as connection:
            stage_pages(connection, run_id, waiting)
        staging += time.perf_counter() - begun
    begun = time.perf_counter()
    with database.begin() as connection:
        publish_hub(connection, run_id, date, now, database=database)
    return staging, time.perf_counter() - begun
