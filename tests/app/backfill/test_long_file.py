"""A file of a million models is read in the memory that a tenth of it takes."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.app.backfill.stats_server import Dataset, serving

READ = """
import datetime as dt, pathlib, resource, sys
from collectors.http import Client
from collectors.hub_stats import HubStats, Revision
with Client(sys.argv[1]) as client:
    now = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    pages = HubStats(client, now).pages(Revision(sys.argv[2], now))
    rows = sum(len(page.models) for page in pages)
status = pathlib.Path("/proc/self/status")  # on Linux, the other figure knows the peak of the parent too
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if status.exists():
    peak = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
print(rows, peak)
"""


def write(path: Path, rows: int) -> Path:
    """A file in the dataset's shape, with one row group for all of it: the worst case for memory."""
    numbers = np.arange(rows)
    counts = pa.array(np.random.default_rng(7).integers(0, 10_000, rows))
    tags = pa.array([f"license:mit,region:us,base_model:finetune:org/{n % 900}".split(",") for n in range(1_000)])
    table = pa.table(
        {
            "_id": pa.array([f"{n:024x}" for n in numbers]),
            "id": pa.array([f"account-{n % 40_000}/model-{n}" for n in numbers]),
            "downloads": counts,
            "downloadsAllTime": counts,
            "likes": pa.array(numbers % 50),
            "createdAt": pa.array(np.full(rows, np.datetime64("2025-01-01", "us")), pa.timestamp("us", "UTC")),
            "pipeline_tag": pa.array(["text-generation"] * rows).dictionary_encode(),
            "tags": tags.take(pa.array(numbers % 1_000)),
        }
    )
    pq.write_table(table, path, row_group_size=rows)
    return path


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    dataset = Dataset()
    moment = dt.datetime(2025, 10, 6, tzinfo=dt.UTC)
    dataset.add(moment, write(tmp_path / "small", 100_000), "small")
    dataset.add(moment, write(tmp_path / "large", 1_000_000), "large")
    peaks = {}
    with serving(dataset):
        for name, expected in (("small", 100_000), ("large", 1_000_000)):
            command = [sys.executable, "-c", READ, dataset.url, name]
            rows, peak = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            assert int(rows) == expected
            peaks[name] = int(peak)
    assert peaks["large"] < 1.3 * peaks["small"]
