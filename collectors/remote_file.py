"""A file on the platform that is read in parts, as if it were on the disk."""

from __future__ import annotations

import io

from collectors.http import Client

LEAST_PART = 32 * 1024  # bytes; a request costs more than this many


class RemoteFile(io.RawIOBase):
    """Reads `path` by range requests; holds one part in memory, never the file.

    A read that fails raises the client's errors. `path` must name a file that does not change.
    """

    def __init__(self, client: Client, path: str) -> None:
        self._client, self._path = client, path
        self._storage: str | None = None
        self._start, self._part = 0, b""
        self._position = 0
        self.size = 0
        self._fetch(0, LEAST_PART)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, origin + offset)
        return self._position

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(0, self.size - self._position)
        wanted = left if size is None or size < 0 else min(size, left)
        begin = self._position - self._start
        if wanted and not 0 <= begin <= begin + wanted <= len(self._part):
            self._fetch(self._position, max(wanted, min(LEAST_PART, left)))
            begin = 0
        self._position += wanted
        return self._part[begin : begin + wanted]

    def readall(self) -> bytes:
        return self.read()

    def _fetch(self, start: int, length: int) -> None:
        part = self._client.get_range(self._path, start, length, self._storage)
        self._start, self._part, self.size, self._storage = start, part.body, part.total, part.storage
