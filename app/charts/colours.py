"""One colour a group, everywhere: labs, countries, blocs, models and the unknown buckets."""

from __future__ import annotations

import hashlib

from app.view import Grouping

# Every colour has a luminance between 0.123 and 0.30, so that it stands out at 3:1 or more against the light ground
# and against the dark one, and one colour serves both. The named three, CN, US and rest were chosen by search, to
# stay apart from one another and from the greys in normal sight and in protanopia, deuteranopia and tritanopia
# (OKLab distance after the simulation of Machado, Oliveira and Fernandes, 2009).
NAMED_THREE = {"alibaba": "#ea6a09", "moonshot": "#aa53fb", "minimax": "#139ec6"}
LABS = NAMED_THREE | {
    "deepseek": "#136d9e",
    "zhipu": "#b93345",
    "tencent": "#d87777",
    "xiaomi": "#a04a1e",
    "google": "#3e78e1",
    "openai": "#35724a",
    "anthropic": "#997739",
    "meta": "#767cd3",
    "nvidia": "#4c9207",
    "mistral": "#d0126f",
    "xai": "#974c8c",
    "microsoft": "#e366a5",
    "bytedance": "#b65cbf",
    "baidu": "#70641d",
    "stepfun": "#b92baa",
    "meituan": "#ac6860",
    "huggingface": "#bf7bc5",
    "sentence-transformers": "#4f9775",
    "antgroup": "#5d61b5",
    "amazon": "#6ba04b",
    "baai": "#9d904c",
    "stability": "#a54769",
}
COUNTRIES = {
    "CN": "#bf3418",
    "US": "#3d7de6",
    "FR": "#b65cbf",
    "DE": "#997739",
    "GB": "#5d61b5",
    "CA": "#35724a",
    "KR": "#d0126f",
    "JP": "#e366a5",
    "IL": "#30856d",
    "AE": "#6ba04b",
    "CH": "#a54769",
    "IN": "#cc8512",
    "SG": "#04a3aa",
    "RU": "#767cd3",
}
BLOCS = {"CN": COUNTRIES["CN"], "US": COUNTRIES["US"], "rest": "#cc8512"}
NAMED3 = {"named3": "#bf3418", "other_chinese": "#e0705c", "elsewhere": "#5d61b5"}
UNKNOWN = {"other": "#8b9097", "undisclosed": "#7b8087", "unattributed": "#6a6f77"}
FOLDED = {"all_others": "#94857a"}

# For groups that have no colour of their own above: taken by the digest of the name, so that a colour depends on
# nothing but the name, whatever else is shown beside it.
PALETTE = (
    *("#4c9207", "#5d61b5", "#3f56e8", "#d957cd", "#e22248", "#945d36", "#677e41", "#116d8a", "#6ba04b", "#d73caa"),
    *("#127bba", "#bf6290", "#997739", "#05831a", "#2e91f2", "#6862fb", "#30856d", "#795e95", "#9584c0", "#f13f5a"),
    *("#cc4768", "#5e7db3", "#2d66cc", "#218196", "#ba8059", "#b93f81", "#c3441f", "#7090c6", "#7b67db", "#6885f6"),
)

_TABLES = {
    Grouping.LAB: LABS,
    Grouping.COUNTRY: COUNTRIES,
    Grouping.BLOC: BLOCS,
    Grouping.NAMED3: NAMED3,
    Grouping.MODEL: {},
}


def colour_of(group: str, by: Grouping) -> str:
    """The colour of a group as #rrggbb: the same in every chart, theme and file."""
    fixed = UNKNOWN.get(group) or FOLDED.get(group) or _TABLES[by].get(group)
    if fixed:
        return fixed
    digest = hashlib.sha256(f"{by}:{group}".encode()).digest()
    return PALETTE[int.from_bytes(digest[:4], "big") % len(PALETTE)]


def faded(colour: str, opacity: float) -> str:
    """The colour as an rgba() string with that opacity (0 to 1)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
