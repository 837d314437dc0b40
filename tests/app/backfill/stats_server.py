"""The dataset hub-stats on loopback: commits, and files that are kept by a storage of another origin."""

from __future__ import annotations

import datetime as dt
import io
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

PAGE = 3  # commits on one page


@dataclass
class Dataset:
    """What the two servers serve and what they were asked."""

    files: dict[str, bytes | Path] = field(default_factory=dict)
    commits: list[tuple[str, dt.datetime]] = field(default_factory=list)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    sent: int = 0
    ranges: bool = True
    url: str = ""
    storage: str = ""

    def add(self, moment: dt.datetime, file: bytes | Path, commit: str = "") -> None:
        name = commit or f"c{len(self.commits):04}"
        self.commits.append((name, moment))
        self.files[name] = file


@contextmanager
def serving(dataset: Dataset) -> Iterator[Dataset]:
    """Run both servers; `dataset.url` is the platform's address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            dataset.asked.append((f"http://{self.headers['Host']}{self.path}", dict(self.headers)))
            where = urlsplit(self.path)
            if where.path.endswith("/commits/main"):
                page = int(parse_qs(where.query)["p"][0])
                newest = sorted(dataset.commits, key=lambda each: each[1], reverse=True)
                shown = newest[page * PAGE : (page + 1) * PAGE]
                body = json.dumps([{"id": name, "title": "x", "date": moment.isoformat()} for name, moment in shown])
                self.answer(200, body.encode())
            elif "/resolve/" in where.path:
                commit = where.path.split("/resolve/")[1].split("/")[0]
                self.answer(302, b"", Location=f"{dataset.storage}/blob/{commit}?signature=x")
            else:
                self.part(dataset.files[where.path.rsplit("/", 1)[1]])

        def part(self, file: bytes | Path) -> None:
            size = len(file) if isinstance(file, bytes) else file.stat().st_size
            if not dataset.ranges:
                self.answer(200, b"x")
                return
            first, last = (int(each) for each in self.headers["Range"].removeprefix("bytes=").split("-"))
            last = min(last, size - 1)
            if isinstance(file, bytes):
                body = file[first : last + 1]
            else:
                with file.open("rb") as stream:
                    stream.seek(first)
                    body = stream.read(last + 1 - first)
            self.answer(206, body, Content_Range=f"bytes {first}-{last}/{size}")

        def answer(self, status: int, body: bytes, **headers: str) -> None:
            dataset.sent += len(body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    dataset.url, dataset.storage = (f"http://127.0.0.1:{each.server_port}" for each in servers)
    for each in servers:
        threading.Thread(target=each.serve_forever, daemon=True).start()
    try:
        yield dataset
    finally:
        for each in servers:
            each.shutdown()
            each.server_close()


def model(name: str, downloads: int, **more: Any) -> dict[str, Any]:
    """One row in the shape of the dataset."""
    row = {
        "_id": f"{abs(hash(name)):024x}"[-24:],
        "id": name,
        "author": name.partition("/")[0],
        "downloads": downloads,
        "downloadsAllTime": downloads * 10,
        "likes": 1,
        "createdAt": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        "pipeline_tag": "text-generation",
        "library_name": "transformers",
        "gated": "false",
        "tags": ["transformers", "license:mit"],
        "safetensors": {"parameters": {"BF16": 7}, "total": 7},
        "siblings": ["a" * 200],
    }
    return {**row, **more}


def parquet(rows: Sequence[Mapping[str, Any]], *, without: Sequence[str] = (), **how: Any) -> bytes:
    """A parquet file of these rows."""
    table = pa.Table.from_pylist([{k: v for k, v in row.items() if k not in without} for row in rows])
    out = io.BytesIO()
    pq.write_table(table, out, **how)
    return out.getvalue()
