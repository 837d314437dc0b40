"""Reads a claim about a share by regular expressions and lists of words; says what it did not understand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.measures.claim_period import read_period
from app.measures.groups import NAMED_THREE, Bloc, Layer
from app.registry.countries import COUNTRIES
from app.view import Grouping, Population, Unit
from collectors.contract import Platform


class Comparison(StrEnum):
    """How the claimed figure is meant."""

    EQUAL = "equal"
    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Figure:
    """The claimed share (0 to 1): from `low` to `high`, which are one but for a range.

    `rounding` is how far the truth may lie from what was written: "61 %" stands for 60.5 to 61.5 %, "about 60 %" for
    57.5 to 62.5 %.
    """

    comparison: Comparison
    low: float
    high: float
    rounding: float

    @property
    def middle(self) -> float:
        """The figure, or the middle of the range."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is meant: a group of a grouping."""

    by: Grouping
    group: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What was read; None where the sentence says nothing of it. `understood` tells it part by part.

    `not_understood` are the words that no rule took: the claim may hinge on them.
    """

    text: str
    subject: Subject | None
    figure: Figure | None
    platform: Platform | None
    unit: Unit | None
    population: Population | None
    since: dt.date | None
    until: dt.date | None
    understood: tuple[tuple[str, str], ...]
    not_understood: tuple[str, ...]


# --- word lists ------------------------------------------------------------------------------------------------------

ADJECTIVES = {
    **{"american": "US", "us": "US", "u.s.": "US", "usa": "US", "united states": "US", "chinese": "CN", "prc": "CN"},
    **{"french": "FR", "german": "DE", "british": "GB", "uk": "GB", "canadian": "CA", "korean": "KR", "japanese": "JP"},
    **{"israeli": "IL", "emirati": "AE", "uae": "AE", "swiss": "CH", "indian": "IN", "singaporean": "SG"},
    **{"russian": "RU", "south korean": "KR", "south korea": "KR"},
}
FAMILIES = {
    **{
        "qwen": "alibaba",
        "kimi": "moonshot",
        "moonshot": "moonshot",
        "glm": "zhipu",
        "zhipu": "zhipu",
        "z.ai": "zhipu",
    },
    **{"gemini": "google", "gemma": "google", "claude": "anthropic", "gpt": "openai", "chatgpt": "openai"},
    **{"llama": "meta", "grok": "xai", "mimo": "xiaomi", "hunyuan": "tencent", "ernie": "baidu", "nemotron": "nvidia"},
}
PLATFORMS = (
    (r"\bopen\s?router(?:'s)?\b", Platform.OPENROUTER),
    (r"\b(?:hugging ?face(?:'s)?|hf)\b", Platform.HUGGINGFACE),
)
POPULATIONS = (
    (r"\btop[- ]?(?:10|ten)\b(?: models)?|\b(?:ten|10) (?:largest|biggest|most[- ]used) models\b", Population.TOP10),
    (r"\btop[- ]?(?:50|fifty)\b(?: models)?|\b(?:named|ranked|listed) models\b", Population.NAMED),
    (
        r"\b(?:among|of|in|within|for|out of) (?:all |the )*open(?:[- ](?:weights?|source))* (?:models|usage|tokens)\b",
        Population.OPEN,
    ),
    (r"\b(?:large )?language models\b|\bllms?\b|\btext[- ]generation(?: models)?\b", Population.LANGUAGE),
    (r"\boriginals?(?: (?:models|repositories))?\b|\b(?:without|excluding) derivatives\b", Population.ORIGINAL),
    (
        r"\b(?:all|total|overall)(?: the)?(?= tokens| usage| downloads| traffic)\b|\ball (?:models|repositories)\b"
        r"|\boverall\b|\bin total\b",
        Population.ALL,
    ),
)
UNITS = (
    (r"\bdaily downloads\b|\bdownloads (?:per|a) day\b", Unit.DOWNLOADS_DAILY),
    (
        r"\bmonthly downloads\b|\b30[- ]day downloads\b|\bdownloads (?:in|over) (?:the last )?30 days\b",
        Unit.DOWNLOADS_30D,
    ),
    (r"\b(?:spend(?:ing)?|dollars?|list[- ]price|revenues?)\b", Unit.LIST_USD),
    (r"\btokens?\b(?: (?:usage|volume|traffic|consumption))?", Unit.TOKENS),
)
DOWNLOADS = r"\bdownload(?:s|ed)?\b"
FRACTIONS = {
    **{"two[- ]thirds": 2 / 3, "a third|one[- ]third": 1 / 3, "three[- ]quarters": 0.75},
    **{"a quarter|one[- ]quarter": 0.25, "a fifth|one[- ]fifth": 0.2, "half": 0.5},
}
ABOVE = r"(?:more than|over|above|at least|exceed(?:s|ed|ing)?|north of|upwards of)"
BELOW = r"(?:less than|under|below|at most|up to|fewer than)"
ABOUT = r"(?:about|around|roughly|nearly|almost|approximately|some|circa|c\.|~|close to)"
NUMBER = r"(\d{1,3}(?:[.,]\d+)?)"
PERCENT = r"\s*(?:%|percent\b|per cent\b|pct\b)"
ABOUT_ROUNDING = 0.025
STOP = frozenset(
    {
        *(
            "a",
            "an",
            "the",
            "of",
            "in",
            "on",
            "at",
            "by",
            "for",
            "to",
            "and",
            "or",
            "as",
            "with",
            "from",
            "that",
            "this",
        ),
        *(
            "is",
            "are",
            "was",
            "were",
            "be",
            "been",
            "has",
            "have",
            "had",
            "its",
            "their",
            "they",
            "it",
            "which",
            "whose",
        ),
        *("hold", "holds", "held", "make", "makes", "made", "up", "take", "takes", "took", "account", "accounts"),
        *("accounted", "accounting", "represent", "represents", "represented", "reach", "reached", "reaches", "stand"),
        *("stands", "stood", "came", "come", "comes", "together", "combined", "share", "shares", "market", "usage"),
        *("use", "used", "model", "models", "lab", "labs", "company", "companies", "maker", "makers", "provider"),
        *("providers", "developer", "developers", "vendor", "vendors", "ai", "all", "platform", "total", "traffic"),
        *("volume", "during", "within", "among", "between", "s", "repository", "repositories", "family", "alone"),
    }
)


def read_claim(text: str, labs: Mapping[str, str]) -> Claim:
    """What `text` claims; `labs` gives each lab's name by its id."""
    reader = _Reader(text)
    period = read_period(reader.left)
    if period:
        named = f"{period.since}" if period.since == period.until else f"{period.since} to {period.until}"
        reader.take(period.start, period.end, named)
    else:
        reader.find(r"\b(?:now|currently|today|at present|at the moment|latest)\b", "the newest day")
    figure = _figure(reader)
    subject = _subject(reader, labs)
    platform = next((each for pattern, each in PLATFORMS if reader.find(pattern, f"on {each}")), None)
    platform = platform or (Platform.HUGGINGFACE if reader.find(r"\bthe hub(?:'s)?\b", "on huggingface") else None)
    population = next((each for pattern, each in POPULATIONS if reader.find(pattern, f"out of {each}")), None)
    unit = next((each for pattern, each in UNITS if reader.find(pattern, f"counted in {each}")), None)
    if platform is None and unit is not None:
        platform = Platform.HUGGINGFACE if "downloads" in unit else Platform.OPENROUTER
    if reader.find(DOWNLOADS, "counted in downloads") and platform is None:
        platform = Platform.HUGGINGFACE
    since, until = (period.since, period.until) if period else (None, None)
    return Claim(
        *(text, subject, figure, platform, unit, population, since, until),
        *(tuple(reader.understood), reader.rest()),
    )


class _Reader:
    """A text from which each rule takes what it understands; what is left was understood by none."""

    def __init__(self, text: str) -> None:
        self.left = " ".join(text.lower().replace("’", "'").replace("‑", "-").split())
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

    def rest(self) -> tuple[str, ...]:
        """The words that nobody took, without those that carry no meaning here."""
        words = re.findall(r"[^\s|,;:.!?()\"“”]+", self.left)
        kept = [word.removesuffix("'s").strip("'-") for word in words]
        return tuple(word for word in kept if word and word not in STOP)


def _figure(reader: _Reader) -> Figure | None:
    between = rf"\b(?:between |from )?{NUMBER}(?:{PERCENT})?\s*(?:to|and|-|–)\s*{NUMBER}{PERCENT}"
    if found := reader.find(between, "a range of shares"):
        low, high = sorted((_share(found[1]), _share(found[2])))
        return Figure(Comparison.BETWEEN, low, high, min(_rounding(found[1]), _rounding(found[2])))
    pattern = rf"(?:\b(?P<above>{ABOVE})|\b(?P<below>{BELOW})|(?P<about>{ABOUT}))?\s*{NUMBER}{PERCENT}(?: share)?"
    if found := reader.find(pattern, "the claimed share"):
        number = found[4]
        return _compared(found, _share(number), _rounding(number))
    for words, share in FRACTIONS.items():
        pattern = rf"(?:\b(?P<above>{ABOVE})|\b(?P<below>{BELOW})|(?P<about>{ABOUT}))?\s*\b(?:{words})\b"
        if found := reader.find(pattern, f"a claimed share of {share:.1%}"):
            return _compared(found, share, ABOUT_ROUNDING)
    if reader.find(r"\b(?:the |a )?(?:majority|most)\b", "more than half"):
        return Figure(Comparison.ABOVE, 0.5, 0.5, 0.0)
    return None


def _compared(found: re.Match[str], share: float, rounding: float) -> Figure:
    if found["above"] or found["below"]:
        return Figure(Comparison.ABOVE if found["above"] else Comparison.BELOW, share, share, 0.0)
    return Figure(Comparison.EQUAL, share, share, ABOUT_ROUNDING if found["about"] else rounding)


def _share(number: str) -> float:
    return float(number.replace(",", ".")) / 100


def _rounding(number: str) -> float:
    decimals = len(re.split("[.,]", number)[1]) if re.search("[.,]", number) else 0
    return 0.5 * 10.0 ** (-decimals - 2)


def _subject(reader: _Reader, labs: Mapping[str, str]) -> Subject | None:
    names = {**{name: lab for lab, full in labs.items() for name in _names(full)}, **FAMILIES}
    three = [
        "(?:" + "|".join(sorted((re.escape(name) for name in names if names[name] == lab), key=len, reverse=True)) + ")"
        for lab in NAMED_THREE
    ]
    joined = r"(?:\s*,\s*(?:and )?|\s+and\s+|\s*&\s*)"
    for order in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
        if reader.find(r"\b" + joined.join(three[at] for at in order) + r"\b", "the named three together"):
            return Subject(Grouping.NAMED3, Layer.NAMED3.value)
    if reader.find(
        r"\b(?:the )?(?:three named|named three|three) (?:chinese )?(?:labs|companies|firms)?", "the named three"
    ):
        return Subject(Grouping.NAMED3, Layer.NAMED3.value)
    places = _places()
    words = sorted({*places, *names}, key=lambda each: (-len(each), each))
    # Whoever stands first is the subject; a second one is left over and told.
    found = re.search(rf"(?<![\w.])({'|'.join(map(re.escape, words))})(?:'s)?(?!\w)", reader.left)
    if not found:
        return None
    if code := places.get(found[1]):
        reader.take(*found.span(), f"labs of {COUNTRIES.get(code, code)}")
        return Subject(Grouping.BLOC if code in (Bloc.CN.value, Bloc.US.value) else Grouping.COUNTRY, code)
    lab = names[found[1]]
    for name in (each for each in words if names.get(each) == lab):
        reader.find(rf"\b{re.escape(name)}(?:'s)?(?!\w)", f"the lab {labs.get(lab, lab)}")
    return Subject(Grouping.LAB, lab)


def _places() -> dict[str, str]:
    return {**{name.lower(): code for code, name in COUNTRIES.items()}, **ADJECTIVES}


def _names(full: str) -> list[str]:
    """The names that stand in a lab's full name: "Z.ai (Zhipu AI)" holds two."""
    return [part.strip().lower() for part in re.split(r"[()]", full) if len(part.strip()) > 1]
