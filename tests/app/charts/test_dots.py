"""Shares as dots on their bands: where names and numbers stand, and that no line is drawn through them."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from app.charts.dots import Dot, dots_figure, tall
from app.charts.theme import LIGHT
from tests.app.charts.handmade import measured

WAYS = ("Tokens, everything", "Tokens, open weights", "List price, everything", "List price, named (top 50)")


def drawn(height: int, share: float = 0.45) -> go.Figure:
    dots = [
        Dot(way, "The three", share, share - 0.1, share + 0.1, "#c0392b", "undecided (1st, 2nd, 3rd)") for way in WAYS
    ]
    one = measured({"2026-07-14": {"alibaba": 45.0, "openai": 55.0}})
    return dots_figure(one, dots, LIGHT, height=height, heading="Share (%)", line=(0.5, "one half"))


@pytest.mark.parametrize("share", [0.05, 0.45, 0.9])
def test_numbers_stand_where_no_line_and_no_band_can_be(share: float) -> None:
    figure = drawn(tall(len(WAYS)) - 1, share)
    numbers = [each for each in figure.layout.annotations if "undecided" in each.text]
    assert [each.text for each in numbers] == [f"<b>{share:.1%}</b> undecided (1st, 2nd, 3rd)"] * 4
    assert {(each.x, each.xref, each.xanchor) for each in numbers} == {(figure.layout.xaxis.domain[1], "paper", "left")}
    assert list(figure.layout.yaxis.ticktext) == list(WAYS)


def test_rows_with_room_hold_name_and_number_above_the_band_and_over_the_line() -> None:
    figure = drawn(tall(len(WAYS)))
    words = [each for each in figure.layout.annotations if "undecided" in each.text]
    assert [way in each.text for way, each in zip(WAYS, words, strict=True)] == [True] * 4
    assert {(each.x, each.bgcolor, each.yanchor) for each in words} == {(0, LIGHT.ground, "bottom")}
    assert all(each.yshift >= figure.data[0].line.width / 2 for each in words)
    assert [each.layer for each in figure.layout.shapes] == ["below"]
    assert not figure.layout.yaxis.tickvals
