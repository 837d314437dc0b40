"""A sentence from which one rule after the other takes what it understands."""

from __future__ import annotations

import re
import unicodedata

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS = {word: at for at, word in enumerate((*_ONES, *_TEENS), 1)}
NUMBERS |= {word: 10 * at for at, word in enumerate(_TENS, 2)}
_WRITTEN = re.compile(
    rf"\b(?:({'|'.join(_TENS)})[- ]({'|'.join(_ONES)})|({'|'.join(NUMBERS)}))(?=\s*(?:%|percent\b|per cent\b|pct\b))"
)


class Reader:
    """A text from which each rule takes what it understands; what is left was understood by none."""

    def __init__(self, text: str) -> None:
        typed = text.replace("’", "'").replace("‑", "-").replace("−", "-")
        plain = " ".join(unicodedata.normalize("NFKC", typed).lower().split())
        self.plain = self.left = _WRITTEN.sub(_digits, plain)
        self.understood: list[tuple[str, str]] = []

    def find(self, pattern: str, meaning: str) -> re.Match[str] | None:
        """Take the first match of the pattern."""
        found = re.search(pattern, self.left)
        if found:
            self.take(*found.span(), meaning)
        return found

    def take(self, start: int, end: int, meaning: str) -> None:
        """Take that part of the text; a bar stays in its place, so that no rule reads across it."""
        self.understood.append((self.left[start:end].strip(), meaning))
        self.left = f"{self.left[:start]}|{' ' * (end - start - 1)}{self.left[end:]}"


def _digits(found: re.Match[str]) -> str:
    """Sixty-one per cent becomes 61 per cent."""
    return str(NUMBERS[found[1]] + NUMBERS[found[2]] if found[1] else NUMBERS[found[3]])
