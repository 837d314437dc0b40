"""Makes text that came from outside safe to keep in a table and to print on a terminal."""

from __future__ import annotations

LONGEST_NAME = 512
LONGEST_RAW = 2_000


def visible(text: str | bytes, limit: int = LONGEST_RAW) -> str:
    """`text` in at most `limit` characters; what cannot be printed is written as an escape such as `\\x00`."""
    if isinstance(text, bytes):
        text = text[: 4 * limit].decode("utf-8", "backslashreplace")
    text = text[:limit]
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def name_trouble(name: str) -> str | None:
    """Why `name` cannot be an identifier, or None where it can.

    An identifier has 1 to 512 printable characters: no NUL, no line break, no mark that turns the writing around.
    """
    if not name or name.isspace():
        return "the name is empty"
    if len(name) > LONGEST_NAME:
        return f"the name has {len(name):,} characters, more than {LONGEST_NAME}"
    if not name.isprintable():
        return "the name has a character that cannot be printed"
    return None
