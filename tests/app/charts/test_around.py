"""Names beside points, on a plot 380 pixels high and 950 to 1,200 wide, with letters of 12 pixels.

A name of ten letters is then 66 pixels wide and 13 high, and begins a quarter of the rim and 1 pixel away from the rim.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.charts.around import Point, Spot, around

TEN = "ten letter"


def placed(*spots: Spot, lines: Sequence[Sequence[Point]] = ()) -> list[str | None]:
    return around(spots, lines, 12, 380)


def spot(across: float, up: float, rim: float = 5, name: str = TEN) -> Spot:
    return Spot((across, up), rim, name)


def test_a_name_alone_stands_above_its_point() -> None:
    assert placed(spot(0.5, 0.5)) == ["top center"]


def test_a_name_covers_no_other_point() -> None:
    # 0.05 of the height is 19 pixels: the first name would lie over the second point.
    assert placed(spot(0.5, 0.5), spot(0.5, 0.55)) == ["bottom center", "top center"]


def test_a_name_covers_no_other_name() -> None:
    # The points are 38 to 48 pixels apart and their names 70 wide.
    assert placed(spot(0.5, 0.5), spot(0.54, 0.5)) == ["top center", "bottom center"]


def test_a_name_keeps_clear_of_a_large_mark() -> None:
    small, large = placed(spot(0.5, 0.5), spot(0.5, 0.6, rim=8)), placed(spot(0.5, 0.5), spot(0.5, 0.6, rim=20))
    assert small[0] == "top center"
    assert large[0] == "bottom center"


@pytest.mark.parametrize(
    ("across", "up", "place"),
    [(0.5, 0.99, "bottom center"), (0.5, 0.01, "top center"), (0.99, 0.5, "middle left"), (0.01, 0.5, "middle right")],
)
def test_a_name_stays_within_the_plot(across: float, up: float, place: str) -> None:
    assert placed(spot(across, up)) == [place]


def test_a_name_crosses_no_line() -> None:
    above, through = [(0.0, 0.54), (1.0, 0.54)], [(0.0, 0.5), (1.0, 0.5)]
    assert placed(spot(0.5, 0.5), lines=[above]) == ["bottom center"]
    assert placed(spot(0.5, 0.5), lines=[above, through]) == ["bottom center"]
    steep = [(0.5, 0.0), (0.5, 1.0)]
    assert placed(spot(0.5, 0.5), lines=[steep]) == ["middle right"]
    assert placed(spot(0.5, 0.5), lines=[steep, through]) == ["top right"]
    assert placed(spot(0.5, 0.5), lines=[[(0.0, 0.0), (0.4, 0.54)]]) == ["top center"]  # it ends before the name


def test_a_name_without_a_free_place_is_left_out_and_the_first_ones_choose_first() -> None:
    crowd = [spot(0.5 + across / 100, 0.5 + up / 40) for across in (-1, 0, 1) for up in (-1, 0, 1)]
    middle = crowd.pop(4)
    assert placed(*crowd, middle)[-1] is None
    ten = placed(*[spot(0.5, 0.5)] * 10)
    assert ten[:4] == ["top center", "bottom center", "middle right", "middle left"]
    assert ten[-1] is None


def test_a_place_is_free_on_narrow_plots_and_on_wide_ones() -> None:
    # A name of four letters right of its point ends 36 pixels away; the next point's rim begins 33 pixels away at a
    # width of 950 and 43 at 1,200, or 38 and 49.
    steep, own = [(0.5, 0.0), (0.5, 1.0)], spot(0.5, 0.5, name="four")
    assert placed(own, spot(0.54, 0.5), lines=[steep])[0] == "middle left"
    assert placed(own, spot(0.545, 0.5), lines=[steep])[0] == "middle right"
