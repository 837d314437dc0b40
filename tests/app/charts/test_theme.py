"""Colours can be told apart: against both grounds, from one another, and by colour-blind readers."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from app.charts.colours import BLOCS, COUNTRIES, FOLDED, LABS, NAMED3, NAMED_THREE, PALETTE, UNKNOWN, colour_of, faded
from app.charts.theme import DARK, LIGHT, THEMES, Theme, theme_named
from app.view import Grouping

EVERY_COLOUR = {
    *LABS.values(),
    *COUNTRIES.values(),
    *BLOCS.values(),
    *NAMED3.values(),
    *UNKNOWN.values(),
    *FOLDED.values(),
    *PALETTE,
}
# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((float(linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def distance(one: str, other: str, sight: str) -> float:
    """How far two colours are apart for that sight, in hundredths of OKLab; about 2 can just be told apart."""
    seen = [TO_LAB @ np.cbrt(TO_CONES @ np.clip(SIGHT[sight] @ linear(each), 0, 1)) for each in (one, other)]
    return 100 * float(np.linalg.norm(seen[0] - seen[1]))


def nearest(colours: dict[str, str]) -> float:
    return min(distance(a, b, sight) for a, b in combinations(colours.values(), 2) for sight in SIGHT)


def test_contrast_is_what_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_text_is_legible(theme: Theme) -> None:
    for ink in (theme.ink, theme.quiet):
        for ground in (theme.ground, theme.panel):
            assert contrast(ink, ground) >= 4.5, (ink, ground)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_line_stands_out_from_the_ground(theme: Theme) -> None:
    assert [each for each in sorted(EVERY_COLOUR) if contrast(each, theme.ground) < 3] == []
    assert contrast(theme.rule, theme.ground) >= 3


def test_the_main_colours_are_far_apart_for_every_sight() -> None:
    assert nearest(BLOCS) > 12
    assert nearest(NAMED_THREE) > 10
    assert nearest(NAMED3) > 10
    assert nearest(UNKNOWN) > 4


def test_no_main_colour_looks_like_an_unknown_bucket() -> None:
    main = {**{f"bloc {name}": colour for name, colour in BLOCS.items()}, **NAMED_THREE}
    near = {name for name, c in main.items() for grey in UNKNOWN.values() if nearest({"a": c, "b": grey}) < 6}
    assert near == set()


def test_no_other_lab_looks_like_one_of_the_named_three() -> None:
    others = {*LABS.values(), *PALETTE, *FOLDED.values()} - set(NAMED_THREE.values())
    for colour in NAMED_THREE.values():
        assert min(distance(colour, each, "normal") for each in others) > 7


def test_a_colour_depends_on_the_name_alone() -> None:
    assert colour_of("alibaba", Grouping.LAB) == NAMED_THREE["alibaba"]
    assert colour_of("somebody-new", Grouping.LAB) == colour_of("somebody-new", Grouping.LAB)
    assert colour_of("other", Grouping.LAB) == colour_of("other", Grouping.BLOC) == UNKNOWN["other"]
    eighty = {colour_of(f"lab-{number}", Grouping.LAB) for number in range(80)}
    assert len(eighty) > 20


def test_faded_keeps_the_colour() -> None:
    assert faded("#0a141e", 0.25) == "rgba(10,20,30,0.25)"


def test_streamlit_wears_the_same_theme() -> None:
    config = tomllib.loads((Path(__file__).parents[3] / "dashboard/.streamlit/config.toml").read_text())
    for theme in (LIGHT, DARK):
        worn = config["theme"][theme.name]
        assert worn["backgroundColor"] == theme.ground
        assert worn["secondaryBackgroundColor"] == theme.panel
        assert worn["textColor"] == theme.ink
        assert worn["primaryColor"] == theme.accent
        assert contrast(worn["primaryColor"], theme.ground) >= 4.5
        assert contrast(worn["linkColor"], theme.ground) >= 4.5


def test_an_unknown_theme_is_the_light_one() -> None:
    assert theme_named(None) is LIGHT
    assert theme_named("dark") is DARK
