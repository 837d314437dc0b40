"""A reader without a browser: opens a page and changes its controls over the websocket of Streamlit's own page."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect


class Reader:
    """One person whose browser is on a machine of its own: what the server does for them, and nothing else."""

    def __init__(self, socket: ClientConnection, page: str, query: str) -> None:
        self._socket, self._page, self._query = socket, page, query
        self._choices: dict[str, str] = {}  # a row of choices: its label, and its id on the wire

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str) -> AsyncIterator[Reader]:
        """The page at `url`, with its first run behind it."""
        parts = urlsplit(url)
        stream = f"ws://{parts.netloc}/_stcore/stream"
        async with connect(stream, subprotocols=["streamlit"], compression=None, max_size=None, proxy=None) as socket:  # type: ignore[list-item]
            reader = cls(socket, parts.path.strip("/"), parts.query)
            await reader._run(reader._asking())
            yield reader

    async def choose(self, label: str, choice: str) -> float:
        """Choose one of a row of choices; seconds until the page has answered it whole."""
        begun = time.perf_counter()
        asking = self._asking()
        widget = asking.rerun_script.widget_states.widgets.add()
        widget.id = self._choices[label]
        widget.string_array_value.data.append(choice)
        await self._run(asking)
        return time.perf_counter() - begun

    def _asking(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = self._page
        return message

    async def _run(self, asking: BackMsg) -> None:
        """Ask for a run, and read what comes until it has ended; an error on the page is raised."""
        await self._socket.send(asking.SerializeToString())
        async for body in self._socket:
            message = ForwardMsg.FromString(body if isinstance(body, bytes) else body.encode())
            kind = message.WhichOneof("type")
            if kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "delta":
                element = message.delta.new_element
                if element.HasField("exception"):
                    raise RuntimeError(f"The page showed an error: {element.exception.message}")
                if element.HasField("button_group"):
                    self._choices[element.button_group.label] = element.button_group.id
            elif kind == "script_finished":
                return
        raise RuntimeError("The dashboard closed the connection.")
