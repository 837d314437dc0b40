"""Makes text that came from outside safe to keep in a table and to print on a terminal."""

from __future__ import annotations

import re

LONGEST_NAME = 512
LONGEST_RAW = 2_000

# JSON's escapes one by one, so that an escaped backslash before a "u" is not taken for the beginning of one.
_ESCAPE = re.compile(
    rb"\\(?:u(?P<pair>[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|u(?P<half>[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)

# What the decoder says of a value that does not fit: "Expected `int | null`, got `str` - at `$.downloads`".
_UNFIT = re.compile(r"Expected `(?P<wanted>[^`]+)`(?P<bound> (?:[^,-]|-(?! at))+?)?(?:, got `(?P<got>[^`]+)`)?")
_PLACE = re.compile(r" - at `\$\.?(?P<place>[^`]*)`$")
_KINDS = {
    "int": "a whole number",
    "float": "a decimal number",
    "str": "text",
    "bool": "true or false",
    "null": "nothing",
    "array": "a list",
    "object": "an object",
    "date": "a date",
    "datetime": "a time",
}


def visible(text: str | bytes, limit: int = LONGEST_RAW) -> str:
    """`text` in at most `limit` characters; what cannot be printed is written as an escape such as `\\x00`."""
    if isinstance(text, bytes):
        text = text[: 4 * limit].decode("utf-8", "backslashreplace")
    text = text[:limit]
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def in_words(error: Exception) -> str:
    """What a decoder's error says, as people would: "`downloads` is text and not a whole number or nothing"."""
    told = str(error)
    at = _PLACE.search(told)
    unfit = _UNFIT.fullmatch(told[: at.start()] if at else told)
    if unfit is None:
        return told
    wanted = _kinds(unfit["wanted"]) + (unfit["bound"] or "")
    found = f"is {_kinds(unfit['got'])} and not {wanted}" if unfit["got"] else f"is not {wanted}"
    place = f"`{at['place']}`" if at and at["place"] else "it"
    return f"{place} {found}"


def _kinds(types: str) -> str:
    """The decoder's names of types in words."""
    return " or ".join(_KINDS.get(each, each) for each in types.split(" | "))


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


def without_half_characters(body: bytes) -> bytes:
    """JSON in which each half of a surrogate pair is a NUL: as it stands one of them makes the whole unreadable.

    Some servers write them, no text can hold them, and a name with a NUL is refused by itself.
    """
    return _ESCAPE.sub(lambda found: b"\\u0000" if found["half"] else found[0], body)
