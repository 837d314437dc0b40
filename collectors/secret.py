"""Keeps a token out of every representation, traceback, log and message."""

from __future__ import annotations

from collectors.contract import ModelshareError
from collectors.plain import visible

SHORTEST_SECRET = 8  # characters


class Secret:
    """A token that shows in no representation, traceback or log."""

    __slots__ = ("_value",)

    def __init__(self, value: str | None) -> None:
        if value and not (value.isascii() and value.isprintable() and " " not in value):
            raise ModelshareError(
                "The key or token has a character that no key has.",
                advice="Look for a space, a line break or quotation marks around it in the settings.",
            )
        self._value = value or ""

    def __repr__(self) -> str:
        return "[redacted]"

    def headers(self) -> dict[str, str]:
        """The header that shows it to the platform; none without a token."""
        return {"Authorization": f"Bearer {self._value}"} if self._value else {}

    def redacted(self, text: str) -> str:
        """`text` without the token, should a server echo it. A token as short as a word cannot be told from one."""
        return text.replace(self._value, "[redacted]") if len(self._value) >= SHORTEST_SECRET else text

    def quoted(self, text: str, limit: int = 200) -> str:
        """What others said, fit for a message: without the key should they echo it, short and printable."""
        return visible(self.redacted(text.strip()), limit).rstrip(".")
