"""Reads the share that a claim names: a percentage, a range, a fraction, with how it is compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.measures.claim_reader import NUMBERS, Reader


class Comparison(StrEnum):
    """How the claimed figure is meant."""

    EQUAL = "equal"
    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Figure:
    """The claimed share (0 to 1): from `low` to `high`, which are one but for a range.

    `rounding` is how far the truth may lie from what was written: "61%" stands for 60.5 to 61.5%, "about 60%" for
    57.5 to 62.5%.
    """

    comparison: Comparison
    low: float
    high: float
    rounding: float

    @property
    def middle(self) -> float:
        """The figure, or the middle of the range."""
        return (self.low + self.high) / 2


_MORE = (
    r"(?:more|higher|greater) than|over|above|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp?(?:s|ed)|north of"
    r"|upwards of"
)
_LESS = r"(?:less|lower|fewer) than|under|below|short of"
ABOVE = rf"(?:(?:no|not) (?:less|lower|fewer) than|(?:no|not) (?:under|below)|at least|{_MORE})"
BELOW = rf"(?:(?:no|not) (?:more|higher|greater) than|(?:no|not) (?:over|above)|at most|up to|{_LESS})"
ABOUT = r"(?:about|around|roughly|nearly|almost|approximately|some|circa|c\.|~|close to)"
NUMBER = r"(\d{1,4}(?:[.,]\d+)?)"
PERCENT = r"\s*(?:%|percent\b|per cent\b|pct\b)"
JUST = r"(?:\b(?P<just>(?:only )?just|slightly|a (?:little|bit)|barely) )?"
COMPARED = rf"{JUST}(?:\b(?P<below>{BELOW})|\b(?P<above>{ABOVE})|(?P<about>{ABOUT}))?"
ABOUT_ROUNDING = 0.025
_PARTS = {
    **{"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9},
    "tenth": 10,
}
_COUNT = "|".join((*NUMBERS, r"\d{1,3}"))
_OF_PARTS = rf"(?P<many>an?|{_COUNT})[- ](?P<part>{'|'.join(_PARTS)})s?(?![-\w])"
_OUT_OF = rf"(?P<few>{_COUNT}) (?:out of|in)(?: every)? (?P<whole>{_COUNT})"
_EVERY = r"every (?P<nth>second|third|fourth|fifth|tenth)"
# "Most of all tokens" is a share; "the most popular" is a rank.
_MOST = (
    r"\bmost(?= (?:of|all|tokens?|usage|use|traffic|downloads?|inference|spending|daily|open|language|ai|models?|the)\b"
    r"| (?:open ?router|hugging ?face|hub)|\W*$)"
)
_NTH = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "tenth": 10}


def read_figure(reader: Reader) -> Figure | None:
    """The share that the sentence names first; None where it names none that can be one."""
    for joined in (r"between {0}\s*(?:and|to|-|–)\s*{1}", r"(?:from )?{0}\s*(?:to|-|–)\s*{1}"):
        between = r"\b" + joined.format(rf"{NUMBER}(?:{PERCENT})?", rf"{NUMBER}{PERCENT}")
        if found := reader.find(between, "a range of shares"):
            low, high = sorted((_share(found[1]), _share(found[2])))
            return Figure(Comparison.BETWEEN, low, high, min(_rounding(found[1]), _rounding(found[2])))
    if found := reader.find(rf"{COMPARED}\s*(?<![-\d.,]){NUMBER}{PERCENT}(?: share)?", "the claimed share"):
        number = found[found.lastindex or 0]
        return _compared(found, _share(number), _rounding(number))
    for pattern, part in ((_OUT_OF, _out_of), (_OF_PARTS, _of_parts), (_EVERY, lambda one: 1 / _NTH[one["nth"]])):
        if found := re.search(rf"{COMPARED}\s*\b(?:{pattern})\b", reader.left):
            share = part(found)
            if 0 < share <= 1:
                reader.take(*found.span(), f"a claimed share of {share:.1%}")
                return _compared(found, share, ABOUT_ROUNDING)
    if found := reader.find(rf"{COMPARED}\s*\bhalf\b", "a claimed share of 50.0%"):
        return _compared(found, 0.5, ABOUT_ROUNDING)
    if reader.find(rf"\b(?:the |a )?majority\b|{_MOST}", "more than half"):
        return Figure(Comparison.ABOVE, 0.5, 0.5, 0.0)
    return None


def _of_parts(found: re.Match[str]) -> float:
    return (1 if found["many"] in ("a", "an") else _count(found["many"])) / _PARTS[found["part"]]


def _out_of(found: re.Match[str]) -> float:
    whole = _count(found["whole"])
    return _count(found["few"]) / whole if whole else 0.0


def _count(word: str) -> int:
    return NUMBERS.get(word) or int(word)


def _compared(found: re.Match[str], share: float, rounding: float) -> Figure:
    if found["just"] and (found["above"] or found["below"]):
        low, high = (share, share + ABOUT_ROUNDING) if found["above"] else (share - ABOUT_ROUNDING, share)
        return Figure(Comparison.BETWEEN, max(low, 0.0), min(high, 1.0), 0.0)
    if found["above"] or found["below"]:
        return Figure(Comparison.ABOVE if found["above"] else Comparison.BELOW, share, share, 0.0)
    return Figure(Comparison.EQUAL, share, share, ABOUT_ROUNDING if found["about"] else rounding)


def _share(number: str) -> float:
    return float(number.replace(",", ".")) / 100


def _rounding(number: str) -> float:
    decimals = len(re.split("[.,]", number)[1]) if re.search("[.,]", number) else 0
    return 0.5 * 10.0 ** (-decimals - 2)
