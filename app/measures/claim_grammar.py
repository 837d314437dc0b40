"""Reads a claim about a share by regular expressions and lists of words; says what it did not understand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from app.measures.claim_figure import NUMBER, PERCENT, Figure, read_figure
from app.measures.claim_period import read_period
from app.measures.claim_reader import Reader
from app.measures.groups import NAMED_THREE, Bloc, Layer
from app.registry.countries import COUNTRIES
from app.view import Grouping, Population, Unit
from collectors.contract import Platform


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is meant: a group of a grouping."""

    by: Grouping
    group: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What was read; None where the sentence says nothing of it. `understood` tells it part by part.

    `not_understood` are the words that no rule took: the claim may hinge on them. `refused` are sentences that say
    why an answer would be about something else than the claim. `counts` tells whether it says what is counted.
    """

    text: str
    subject: Subject | None
    figure: Figure | None
    platform: Platform | None
    unit: Unit | None
    population: Population | None
    since: dt.date | None
    until: dt.date | None
    counts: bool
    understood: tuple[tuple[str, str], ...]
    not_understood: tuple[str, ...]
    refused: tuple[str, ...]


# --- word lists ------------------------------------------------------------------------------------------------------

ADJECTIVES = {
    **{"american": "US", "us": "US", "u.s.": "US", "usa": "US", "united states": "US", "chinese": "CN", "prc": "CN"},
    **{"french": "FR", "german": "DE", "british": "GB", "uk": "GB", "canadian": "CA", "korean": "KR", "japanese": "JP"},
    **{"israeli": "IL", "emirati": "AE", "uae": "AE", "swiss": "CH", "indian": "IN", "singaporean": "SG"},
    **{"russian": "RU", "south korean": "KR", "south korea": "KR"},
}
SHORT_NAMES = {"moonshot": "moonshot", "zhipu": "zhipu", "z.ai": "zhipu"}
FAMILIES = {
    **{"qwen": "alibaba", "kimi": "moonshot", "glm": "zhipu"},
    **{"gemini": "google", "gemma": "google", "claude": "anthropic", "gpt": "openai"},
    **{"chatgpt": "openai", "gpt-oss": "openai", "llama": "meta", "grok": "xai", "mimo": "xiaomi", "phi": "microsoft"},
    **{"hunyuan": "tencent", "ernie": "baidu", "nemotron": "nvidia", "doubao": "bytedance", "longcat": "meituan"},
}
PLATFORMS = (
    (r"\bopen\s?router(?:'s)?\b", Platform.OPENROUTER),
    (r"\b(?:hugging ?face(?:'s)?|hf)\b", Platform.HUGGINGFACE),
)
POPULATIONS = (
    (r"\btop[- ]?(?:10|ten)\b(?: models)?|\b(?:ten|10) (?:largest|biggest|most[- ]used) models\b", Population.TOP10),
    (r"\btop[- ]?(?:50|fifty)\b(?: models)?|\b(?:named|ranked|listed) models\b", Population.NAMED),
    (
        r"\b(?:among|of|in|within|for|out of) (?:all |the )*open(?:[- ](?:weights?|source))* "
        r"(?:models?(?: (?:usage|tokens|traffic))?|usage|tokens)\b",
        Population.OPEN,
    ),
    (r"\b(?:large )?language models?\b|\bllms?\b|\btext[- ]generation(?: models)?\b", Population.LANGUAGE),
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
THREE = (
    r"\b(?:the )?(?:(?:three named|named three)(?: chinese)?(?: labs| companies| firms)?"
    r"|three (?:chinese )?(?:labs|companies|firms))\b"
)
OPEN = r"\bopen(?:[- ](?:weights?|source))*(?= models?\b)"
# Looked for in the whole sentence: "rose from 30 to 45%" would else be read as a range.
CHANGED = (
    r"\b(?:grew|grown|rose|risen|increased?|climbed|jumped|surged|fell|fallen|dropped|declined|shrank|went|up|down) "
    r"(?:by|from)\b|\bgrowth\b|\b(?:doubl|tripl|quadrupl)\w+|\bpercentage points?\b|\bfaster\b"
)
COUNTED = (
    r"\b(?:tokens?|usage|use|used|uses|traffic|volume|download(?:s|ed)?|consumption|spend\w*|dollars?|revenues?)\b"
)
# "61% of models": of how many models, or of their usage? It is read as their usage, which an answer says.
OF_MODELS = (
    rf"(?:{PERCENT}|\b(?:half|thirds?|quarters?|fifths?|tenths?|majority|most|in|out)) (?:of )?"
    r"(?:(?!tokens?|usage|traffic|downloads?|spend)\S+ ){0,4}models\b(?! (?:usage|tokens|traffic|downloads))"
)
# Words that turn a sentence into a claim of another kind: what stands beside them would not be an answer to it.
REFUSED = (
    (
        r"\b(?:not|never|no longer|hardly|neither|nor|non|outside|other than|apart from|besides)\b|\w+n't\b",
        "a claim is checked as it is said; say what is so, and of whom.",
    ),
    (
        r"\b(?:than|twice|compared|versus|vs|times (?:as|more|larger|bigger))\b",
        "how one share stands to another is on the pages What changed and Crossovers; name one share.",
    ),
    (
        r"\b(?:most|top[- ](?:one|two|three|four|five|six|seven|eight|nine|twenty|hundred))\b",
        "who stands first is on the page Rankings. 'Most of all tokens' is read as more than half, 'the top 10' and "
        "'the top 50' as what is counted.",
    ),
    (
        r"\b(?:peak\w*|record|highest|lowest|maximum|minimum|all-time (?:high|low))\b",
        "the largest and smallest days are on the page Share over time; name the day, the month or the days.",
    ),
    (
        r"\b(?:will|would|could|might|should|may|forecasts?|expected|predict\w*|projected|tomorrow"
        r"|(?:next|coming) (?:week|month|quarter|year))\b",
        "only days that are stored can be measured; say what is so, and when.",
    ),
    (
        r"\b(?:overt(?:ook|aken?)|number one|first place|ranks?|ranked|ahead of|behind(?!\s*\|))\b",
        "who stands before whom is on the pages Rankings and Crossovers.",
    ),
    (r"\b(?:derivatives?|fine-?tun\w+|quanti[sz]\w+)\b", "derivatives are on the page Ecosystem."),
    (
        r"\b(?:users?|customers?|requests|queries|calls|apps?|startups?|start-ups?|enterprises?|papers?|patents?|"
        r"benchmarks?|parameters|profits?|gpus?|chips?)\b",
        "that is not what the two platforms count.",
    ),
    (
        r"\b(?:excluding|except|without|ignoring|not counting)\b",
        "what is left out is no part of the sentence; leave it away, and give --without (in a link: without=).",
    ),
    (r"\b(?:until|till|before|after|prior)\b", "name the first and the last day, such as from 1 to 14 June 2026."),
    (
        rf"(?<![^\s|,;:()%])(?>[^\s|,;:()%]*\d[^\s|,;:()%]*)(?!{PERCENT})",
        "a single model, a date or a figure that no rule reads. Shares are checked by lab, country or bloc, and days "
        "are written like 14 July 2026.",
    ),
)
DOWNLOADS = r"\bdownload(?:s|ed)?\b"
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
        *("went", "go", "goes", "going", "processed", "got", "gets", "grown", "fell", "rose", "served", "belong"),
        *(
            "behind",
            "jointly",
            "belongs",
            "captured",
            "captures",
            "comprise",
            "comprises",
            "constitute",
            "constituted",
            "chunk",
        ),
        *("volume", "during", "within", "among", "between", "s", "repository", "repositories", "family", "alone"),
    }
)


def read_claim(text: str, labs: Mapping[str, str], today: dt.date | None = None) -> Claim:
    """What `text` claims; `labs` gives each lab's name by its id, "last week" and the like count back from `today`."""
    reader = Reader(text)
    period = read_period(reader.left, today)
    if period:
        named = f"{period.since}" if period.since == period.until else f"{period.since} to {period.until}"
        reader.take(period.start, period.end, named)
    else:
        reader.find(r"\b(?:now|currently|today|at present|at the moment|latest)\b", "the newest day")
    negative = re.search(rf"(?<![\d%.,])(?:-\s?|minus ){NUMBER}{PERCENT}", reader.left)
    if negative:
        reader.take(*negative.span(), "no share")
    changed = re.search(CHANGED, reader.left)
    figure = None if negative else read_figure(reader)
    # The platform before the lab: Hugging Face is both.
    platform = next((each for pattern, each in PLATFORMS if reader.find(pattern, f"on {each}")), None)
    subject = _subject(reader, labs)
    both = platform is not None and any(reader.find(pattern, f"on {each}") for pattern, each in PLATFORMS)
    if reader.find(r"\b(?:the )?hub(?:'s)?\b", "on huggingface"):
        both, platform = both or platform is Platform.OPENROUTER, platform or Platform.HUGGINGFACE
    population = next((each for pattern, each in POPULATIONS if reader.find(pattern, f"out of {each}")), None)
    unit = next((each for pattern, each in UNITS if reader.find(pattern, f"counted in {each}")), None)
    if platform is None and unit is not None:
        platform = Platform.HUGGINGFACE if "downloads" in unit else Platform.OPENROUTER
    if reader.find(DOWNLOADS, "counted in downloads") and platform is None:
        platform = Platform.HUGGINGFACE
    if population is Population.OPEN:
        reader.find(OPEN, "open weights")
    refused = list(_refused(reader.left, subject, labs))
    if figure is None and (found := re.search(r"\bdominat\w+", reader.left)):
        refused.append(f"'{found[0]}': whether the named three do is on the page The sentence; name a share.")
    if changed:
        refused.append(f"'{changed[0]}': how much a share changed is on the page What changed, and no share.")
    refused += ["It names both platforms: check one at a time, or name none."] if both else []
    refused += ["A share is never below 0%."] if negative else []
    refused += ["A share is never above 100%."] if figure and figure.high > 1 else []
    since, until = (period.since, period.until) if period else (None, None)
    return Claim(
        *(text, subject, figure, platform, unit, population, since, until),
        re.search(COUNTED, reader.plain) is not None and not re.search(OF_MODELS, reader.plain),
        *(tuple(reader.understood), _rest(reader.left), tuple(refused)),
    )


def _rest(left: str) -> tuple[str, ...]:
    """The words that nobody took, without those that carry no meaning here."""
    words = re.findall(r"[^\s|,;:.!?()\"“”]+", left)
    kept = [word.removesuffix("'s").strip("'-") for word in words]
    return tuple(word for word in kept if word and word not in STOP)


def _refused(left: str, subject: Subject | None, labs: Mapping[str, str]) -> Iterator[str]:
    """Why an answer to what was understood would not be one to the claim."""
    for pattern, reason in REFUSED:
        if found := re.search(pattern, left):
            yield f"'{found[0].strip()}': {reason}"
    if re.search(rf"{NUMBER}{PERCENT}", left):
        yield "It names two figures: check one at a time."
    other = re.search(_named({**_places(), **_names_of(labs)}), left) if subject else None
    if other:
        yield f"It names a second group, '{other[1]}': check one at a time."


def _subject(reader: Reader, labs: Mapping[str, str]) -> Subject | None:
    names = _names_of(labs)
    three = [
        "(?:" + "|".join(sorted((re.escape(name) for name in names if names[name] == lab), key=len, reverse=True)) + ")"
        for lab in NAMED_THREE
    ]
    joined = r"(?:\s*,\s*(?:and )?|\s+and\s+|\s*&\s*)"
    for order in permutations(three):
        if reader.find(r"\b" + joined.join(order) + r"\b", "the named three together"):
            return Subject(Grouping.NAMED3, Layer.NAMED3.value)
    if reader.find(THREE, "the named three"):
        return Subject(Grouping.NAMED3, Layer.NAMED3.value)
    places = _places()
    # "Chinese lab DeepSeek" is the lab, and where it sits is a word about it.
    reader.find(
        rf"\b(?:{'|'.join(map(re.escape, ADJECTIVES))}) (?:ai )?(?:(?:lab|startup|start-up|company|firm|giant|maker|"
        rf"developer) )?(?={_named(names)})",
        "a word about the lab",
    )
    found = re.search(_named({**places, **names}), reader.left)
    if not found:
        return None
    if code := places.get(found[1]):
        reader.take(*found.span(), f"labs of {COUNTRIES.get(code, code)}")
        for name in (each for each, other in places.items() if other == code):
            reader.find(rf"\b{re.escape(name)}(?:'s)?(?!\w)", f"labs of {COUNTRIES.get(code, code)}")
        return Subject(Grouping.BLOC if code in (Bloc.CN.value, Bloc.US.value) else Grouping.COUNTRY, code)
    lab = names[found[1]]
    for name in (each for each in sorted(names, key=len, reverse=True) if names[each] == lab):
        family = ", one family of whose models it is: all of them count" if name in FAMILIES else ""
        reader.find(rf"\b{re.escape(name)}(?:'s)?(?!\w)", f"the lab {labs.get(lab, lab)}{family}")
    return Subject(Grouping.LAB, lab)


def _named(names: Iterable[str]) -> str:
    """A pattern of any of these names, the longest first, as group 1."""
    words = sorted(names, key=lambda each: (-len(each), each))
    return rf"(?<![\w.])({'|'.join(map(re.escape, words))})(?:'s)?(?!\w)"


def _names_of(labs: Mapping[str, str]) -> dict[str, str]:
    return {**{name: lab for lab, full in labs.items() for name in _names(full)}, **SHORT_NAMES, **FAMILIES}


def _places() -> dict[str, str]:
    return {**{name.lower(): code for code, name in COUNTRIES.items()}, **ADJECTIVES}


def _names(full: str) -> list[str]:
    """The names that stand in a lab's full name: "Z.ai (Zhipu AI)" holds two, and Mistral AI is called Mistral."""
    parts = [part.strip().lower() for part in re.split(r"[()]", full) if len(part.strip()) > 1]
    return [*parts, *(short for part in parts if len(short := part.removesuffix(" ai")) > 3 and short not in STOP)]
