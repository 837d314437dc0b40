"""The authors of the sample world's OpenRouter: real account names, made-up models, and each one's own fortunes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.sample.arithmetic import Course


class Tier(StrEnum):
    """What a family of models is for; price and size follow from it."""

    FLAGSHIP = "flagship"
    SMALL = "small"
    CODE = "code"
    EMBEDDING = "embedding"


@dataclass(frozen=True, slots=True)
class Family:
    """A line of models, each the successor of the one before. `weight` is its part of its author's usage."""

    stem: str
    tier: Tier
    weight: float
    open: bool


@dataclass(frozen=True, slots=True)
class Author:
    """One account. `course` is its usage, in about percent of the day; `cadence` the days between two releases.

    `cents` is the flagship's price in US cents per million prompt tokens; `organisation` the Hub account that holds
    its open weights; `steady` keeps its usage free of noise.
    """

    name: str
    organisation: str
    cadence: int
    cents: int
    families: tuple[Family, ...]
    course: Course
    steady: bool = False


def _open(*names: str) -> tuple[Family, ...]:
    return tuple(_family(name, place, True) for place, name in enumerate(names))


def _closed(*names: str) -> tuple[Family, ...]:
    return tuple(_family(name, place, False) for place, name in enumerate(names))


def _family(name: str, place: int, is_open: bool) -> Family:
    tier = {
        "flash": Tier.SMALL,
        "mini": Tier.SMALL,
        "nano": Tier.SMALL,
        "light": Tier.SMALL,
        "coder": Tier.CODE,
        "embedding": Tier.EMBEDDING,
    }.get(name, Tier.FLAGSHIP)
    weight = {Tier.FLAGSHIP: 1.0, Tier.SMALL: 0.55, Tier.CODE: 0.4, Tier.EMBEDDING: 0.03}[tier]
    return Family(name, tier, weight / (1 + 2 * place), is_open)


CHINESE = (
    Author(
        "deepseek",
        "deepseek-ai",
        105,
        45,
        _open("chat", "reason", "flash"),
        ((547, 14.5), (430, 13.0), (300, 11.5), (200, 10.0), (150, 9.0), (60, 7.0), (0, 7.5)),
    ),
    Author(
        "qwen",
        "Qwen",
        95,
        40,
        _open("chat", "coder", "vision", "embedding") + _closed("max"),
        ((547, 6.8), (430, 8.5), (330, 10.0), (240, 9.5), (140, 8.0), (60, 6.5), (0, 6.5)),
    ),
    Author(
        "moonshotai",
        "moonshotai",
        95,
        60,
        _open("chat", "coder"),
        (
            (410, 0.0),
            (395, 2.0),
            (330, 3.0),
            (220, 5.0),
            (140, 6.4),
            (90, 5.6),
            (58, 5.4),
            (54, 6.3),
            (47, 8.2),
            (38, 7.9),
            (30, 7.4),
            (24, 6.3),
            (17, 5.5),
            (0, 5.3),
        ),
        steady=True,
    ),
    Author(
        "minimax",
        "MiniMaxAI",
        90,
        30,
        _open("chat", "flash"),
        (
            (547, 0.7),
            (430, 1.0),
            (330, 1.6),
            (230, 4.0),
            (140, 5.6),
            (90, 6.6),
            (58, 6.4),
            (54, 6.3),
            (47, 6.1),
            (30, 6.2),
            (24, 6.3),
            (17, 6.9),
            (0, 7.6),
        ),
        steady=True,
    ),
    Author(
        "z-ai",
        "zai-org",
        95,
        55,
        _open("chat", "flash", "vision"),
        ((470, 0.4), (400, 1.2), (330, 3.0), (220, 4.6), (140, 5.4), (60, 5.6), (0, 6.2)),
    ),
    Author("thudm", "THUDM", 150, 40, _open("early"), ((547, 0.9), (470, 0.7), (380, 0.2), (300, 0.0))),
    Author(
        "tencent", "tencent", 110, 30, _open("chat", "flash"), ((547, 0.2), (300, 0.3), (150, 0.6), (60, 0.8), (0, 1.0))
    ),
    Author(
        "xiaomi",
        "XiaomiMiMo",
        100,
        25,
        _open("flash", "chat"),
        ((330, 0.0), (310, 0.8), (220, 1.4), (140, 2.2), (60, 2.6), (0, 3.0)),
    ),
    Author(
        "stepfun",
        "stepfun-ai",
        100,
        30,
        _open("flash", "vision"),
        ((547, 0.2), (300, 0.5), (150, 1.4), (60, 2.0), (0, 2.4)),
    ),
    Author(
        "bytedance-seed",
        "ByteDance-Seed",
        110,
        30,
        _open("chat") + _closed("flash"),
        ((400, 0.0), (380, 0.3), (220, 0.5), (90, 0.7), (0, 0.75)),
    ),
    Author("bytedance", "ByteDance", 190, 30, _open("vision"), ((547, 0.15), (0, 0.1))),
    Author(
        "meituan",
        "meituan-longcat",
        120,
        25,
        _open("flash"),
        ((330, 0.0), (315, 0.25), (220, 0.45), (120, 0.3), (0, 0.25)),
    ),
    Author(
        "inclusionai",
        "inclusionAI",
        110,
        30,
        _open("chat", "flash"),
        ((340, 0.0), (320, 0.2), (200, 0.4), (60, 0.45), (0, 0.35)),
    ),
    Author("baidu", "baidu", 130, 28, _open("chat"), ((547, 0.15), (300, 0.2), (0, 0.15))),
    Author("kwaipilot", "Kwaipilot", 140, 30, _closed("coder"), ((260, 0.0), (240, 0.45), (120, 0.3), (0, 0.2))),
    Author("dots-studio", "dots-studio", 160, 22, _open("chat"), ((200, 0.0), (185, 0.15), (0, 0.15))),
    Author("01-ai", "01-ai", 170, 40, _open("chat"), ((547, 0.25), (330, 0.1), (200, 0.0))),
    Author("opengvlab", "OpenGVLab", 180, 20, _open("vision"), ((547, 0.15), (200, 0.05), (0, 0.05))),
)

UNITED_STATES = (
    Author(
        "anthropic",
        "Anthropic",
        95,
        320,
        _closed("large", "medium", "mini"),
        ((547, 24.0), (430, 22.0), (320, 19.5), (220, 17.0), (140, 14.5), (60, 12.0), (0, 10.5)),
    ),
    Author(
        "google",
        "google",
        100,
        150,
        _closed("pro", "flash", "light") + _open("chat"),
        ((547, 18.0), (430, 17.5), (320, 15.5), (220, 13.0), (140, 10.5), (60, 8.5), (0, 7.5)),
    ),
    Author(
        "openai",
        "openai",
        95,
        180,
        _closed("large", "mini", "nano", "embedding") + _open("chat"),
        ((547, 12.5), (430, 12.0), (320, 11.0), (220, 9.5), (140, 8.0), (60, 6.8), (0, 6.2)),
    ),
    Author(
        "x-ai",
        "xai-org",
        105,
        250,
        _closed("large", "flash", "coder"),
        ((547, 2.0), (430, 4.5), (350, 9.5), (280, 9.0), (200, 6.5), (90, 4.0), (0, 2.6)),
    ),
    Author(
        "meta-llama",
        "meta-llama",
        150,
        20,
        _open("chat", "mini"),
        ((547, 5.0), (400, 3.2), (250, 1.6), (100, 0.8), (0, 0.5)),
    ),
    Author(
        "nvidia",
        "nvidia",
        95,
        30,
        _open("chat", "flash", "vision"),
        ((547, 0.3), (300, 0.6), (180, 1.8), (60, 2.6), (0, 2.8)),
    ),
    Author("microsoft", "microsoft", 150, 20, _open("mini"), ((547, 0.3), (200, 0.15), (0, 0.1))),
    Author("amazon", "amazon", 140, 90, _closed("pro", "light"), ((547, 0.25), (0, 0.2))),
    Author("arcee-ai", "arcee-ai", 130, 30, _open("chat"), ((547, 0.05), (300, 0.15), (140, 0.35), (0, 0.25))),
    Author("nousresearch", "NousResearch", 120, 30, _open("chat"), ((547, 0.45), (300, 0.25), (0, 0.125))),
    Author("poolside", "poolside", 90, 25, _open("coder"), ((150, 0.0), (130, 0.5), (40, 1.0), (0, 1.1))),
    Author("thinkingmachines", "thinkingmachines", 90, 60, _open("chat"), ((120, 0.0), (100, 0.15), (0, 0.3))),
    Author("liquid", "LiquidAI", 110, 10, _open("mini"), ((547, 0.05), (0, 0.125))),
    Author("perplexity", "perplexity-ai", 150, 120, _closed("large"), ((547, 0.3), (200, 0.2), (0, 0.125))),
    Author("inception", "", 170, 40, _closed("flash"), ((500, 0.0), (480, 0.1), (0, 0.125))),
    Author("inflection", "", 300, 250, _closed("large"), ((547, 0.1), (200, 0.025), (0, 0.025))),
    Author("allenai", "allenai", 150, 15, _open("chat"), ((547, 0.075), (0, 0.1))),
    Author("ibm-granite", "ibm-granite", 140, 10, _open("mini"), ((547, 0.05), (0, 0.075))),
    Author("deepcogito", "deepcogito", 150, 90, _open("chat"), ((350, 0.0), (330, 0.1), (0, 0.05))),
    Author("prime-intellect", "PrimeIntellect", 140, 40, _open("chat"), ((220, 0.0), (200, 0.1), (0, 0.075))),
    Author("rekaai", "RekaAI", 160, 20, _open("flash"), ((547, 0.075), (0, 0.05))),
    Author("writer", "Writer", 170, 60, _closed("large"), ((330, 0.0), (310, 0.075), (0, 0.05))),
)

ELSEWHERE = (
    Author(
        "mistralai",
        "mistralai",
        110,
        100,
        _open("flash", "chat", "coder") + _closed("medium"),
        ((547, 4.4), (400, 3.7), (250, 3.0), (120, 2.6), (0, 2.2)),
    ),
    Author("cohere", "CohereLabs", 150, 200, _open("chat"), ((547, 0.3), (250, 0.175), (0, 0.125))),
    Author("ai21", "ai21labs", 180, 150, _open("chat"), ((547, 0.125), (0, 0.05))),
    Author(
        "tngtech", "tngtech", 110, 25, _open("chat"), ((480, 0.0), (450, 0.45), (300, 0.55), (150, 0.2), (0, 0.075))
    ),
    Author("upstage", "upstage", 170, 30, _open("chat"), ((547, 0.05), (90, 0.15), (0, 0.1))),
    Author("sarvamai", "sarvamai", 170, 20, _open("chat"), ((240, 0.0), (220, 0.05), (0, 0.075))),
)

UNPLACED = (
    Author(
        "sample-finetunes-01", "sample-finetunes-01", 120, 40, _open("roleplay"), ((547, 0.45), (250, 0.3), (0, 0.2))
    ),
    Author(
        "sample-finetunes-02", "sample-finetunes-02", 150, 60, _open("roleplay"), ((547, 0.25), (250, 0.2), (0, 0.125))
    ),
    Author("sample-lab-01", "sample-lab-01", 130, 30, _open("chat"), ((300, 0.0), (280, 0.5), (0, 0.9))),
)

AUTHORS = CHINESE + UNITED_STATES + ELSEWHERE + UNPLACED
