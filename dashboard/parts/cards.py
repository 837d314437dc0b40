"""The cards of the overview: a headline share with its band, changes and trend."""

from __future__ import annotations

from app.charts import wording
from app.charts.escape import html_text
from app.charts.spark import spark
from app.measures.headline import Headline, Standing
from app.measures.result import Measured


def cards(found: Headline, trends: tuple[tuple[Standing | None, str, Measured], ...]) -> str:
    """One card for each standing, beside the trend that it comes from, under the title given with it."""
    return '<div class="ms ms-cards">' + "".join(_card(found, *each) for each in trends) + "</div>"


def _card(found: Headline, standing: Standing | None, title: str, trend: Measured) -> str:
    if standing is None:
        body = '<p class="ms-quiet">Nothing stored yet.</p>'
    elif not found.enough_known:
        body = _not_enough(found, standing)
    else:
        body = _known(standing)
    drawn = spark(trend, standing.group) if standing else ""
    window = f'<p class="ms-small">{html_text(wording.window(trend))}, by day, from 0</p>' if drawn else ""
    return f'<section class="ms-card"><h4>{html_text(title)}</h4>{body}{drawn}{window}</section>'


def _known(standing: Standing) -> str:
    band = wording.band(standing.low, standing.high)
    return (
        f'<div class="ms-number">{wording.percent(standing.share)}</div>'
        f'<p class="ms-quiet">coverage band {band}</p>{_changes(standing)}'
    )


def _not_enough(found: Headline, standing: Standing) -> str:
    return (
        "<p><strong>Not enough is known.</strong></p>"
        f'<p class="ms-quiet">{wording.percent(found.unknown_share)} of the newest day cannot be given to a lab, and '
        f"the limit for a headline is {wording.percent(found.unknown_limit, 0)}. What is known lies between "
        f"{wording.percent(standing.low)} and {wording.percent(standing.high)}.</p>"
    )


def _changes(standing: Standing) -> str:
    said = []
    for days, change in ((30, standing.change_30), (90, standing.change_90)):
        if change is None:
            said.append(f'<span class="ms-quiet">the day {days} days before is not stored</span>')
        else:
            said.append(f'<span>{wording.points(change)} <span class="ms-quiet">in {days} days</span></span>')
    return f'<div class="ms-changes">{"".join(said)}</div>'
