"""Every number in a sentence is a number of the chart's CSV."""

from __future__ import annotations

import csv
import io
import re

import pytest

from app.charts import wording
from app.export.take_out import content
from app.measures.result import Measured
from app.sentences import About, claim, facts
from app.view import Distortion, Grain, Grouping, Population, Scale, View
from tests.app.charts.handmade import SIX_DAYS, measured

NAMES = {"CN": "China", "US": "United States", "rest": "Rest of the world"}


def rows_of(answer: Measured) -> dict[tuple[str, str], dict[str, str]]:
    read = csv.DictReader(io.StringIO(content(answer, "csv").decode()))
    return {(row["date"], row["group"]): row for row in read}


def test_level_change_and_rank_of_the_largest() -> None:
    told = {each.about: each for each in facts(measured(SIX_DAYS, labels=NAMES))}
    assert told[About.LEVEL].sentence == (
        "19 July 2026: China holds 61.0% of OpenRouter tokens (61.0% to 66.5%, whatever the unknown is)."
    )
    assert told[About.CHANGE].sentence == "Down 1.0 percentage points since 14 July 2026 (62.0%)."
    assert told[About.RANK].sentence.startswith("1st of the 3 country blocs that the chart names: 28.8 points ahead")
    assert claim(measured(SIX_DAYS, labels=NAMES)) == (
        "China holds 61.0% of OpenRouter tokens, down 1.0 points since 14 July 2026"
    )


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("smooth", [1, 3])
def test_every_figure_stands_in_the_csv(scale: Scale, smooth: int) -> None:
    answer = measured(SIX_DAYS, view=View(scale=scale, smooth=smooth, select=("US", "CN")), labels=NAMES)
    rows = rows_of(answer)
    told = facts(answer)
    assert [each.about for each in told] == [About.LEVEL, About.CHANGE, About.RANK]
    for fact in told:
        assert fact.figures
        for figure in fact.figures:
            for cell in figure.cells:
                assert float(rows[str(cell.date), cell.group][cell.column]) == cell.value
            if len(figure.cells) == 1:
                assert figure.written == f"{figure.value * 100:.1f}%"
                assert figure.written in fact.sentence
            else:
                digits = re.sub(r"[^0-9.]", "", figure.written)
                assert digits == f"{abs(figure.value) * 100:.1f}"
                assert digits in fact.sentence


def test_the_first_selected_group_is_the_subject() -> None:
    level = facts(measured(SIX_DAYS, view=View(select=("US",)), labels=NAMES))[0]
    assert "United States holds 32.2%" in level.sentence


def test_an_incomplete_period_is_not_the_newest_and_says_so_where_it_is_all_there_is() -> None:
    days = {"2026-07-06": {"CN": 6, "US": 4}, "2026-07-13": {"CN": 1, "US": 9}}
    view = View(grain=Grain.WEEK)
    assert facts(measured(days, view=view, incomplete=["2026-07-13"]))[0].sentence.startswith("Week of 6 July 2026: CN")
    only = facts(measured(days, view=view, incomplete=list(days)))[0].sentence
    assert only.startswith("Week of 13 July 2026 (not whole): US")


def test_a_lead_that_the_unknown_could_turn_is_called_so() -> None:
    near = {"2026-07-14": {"CN": 40, "US": 35, "other": 25}}
    assert "but the unknown part could turn this round" in facts(measured(near))[2].sentence
    far = {"2026-07-14": {"CN": 70, "US": 25, "other": 5}}
    assert "whatever the unknown is" in facts(measured(far))[2].sentence


def test_nothing_is_claimed_without_data() -> None:
    empty = measured({})
    assert facts(empty) == ()
    assert claim(empty) == "Share of OpenRouter tokens by country bloc"


def test_a_sentence_says_out_of_what_and_without_what() -> None:
    view = View(population=Population.TOP10, without=(Distortion.FREE,))
    answer = measured(SIX_DAYS, view=view, labels=NAMES)
    said = "61.0% of OpenRouter tokens of the ten largest models without free variants"
    assert said in facts(answer)[0].sentence
    assert said in claim(answer)


def test_a_bucket_is_never_the_subject() -> None:
    told = facts(measured({"2026-07-14": {"other": 90, "alibaba": 10}}, view=View(by=Grouping.LAB)))
    assert told[0].figures[0].cells[0].group == "alibaba"


@pytest.mark.parametrize(
    ("place", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (22, "22nd")]
)
def test_places_as_a_reader_says_them(place: int, said: str) -> None:
    assert wording.ordinal(place) == said
