"""Writes down how a chart is shown in another page, or made again by the command line."""

from __future__ import annotations

import html
import shlex

from app.charts import captions
from app.charts.escape import plain
from app.measures.result import Measured
from app.view import View

FRAME_HEIGHT = 1_216  # pixels: the chart with its controls, sources and files


def live_address(link: str) -> str:
    """The chart at `link` on a dashboard, without the navigation around it."""
    return f"{link}{'&' if '?' in link else '?'}embed=true"


def frame_code(measured: Measured, link: str) -> str:
    """HTML that shows the dashboard's own chart within another page."""
    title = html.escape(plain(captions.title(measured), 200))
    return (
        f'<iframe src="{html.escape(live_address(link))}" title="{title}" width="100%" height="{FRAME_HEIGHT}" '
        'style="border:0" loading="lazy"></iframe>'
    )


def command_line(view: View, output: str = "chart.csv") -> str:
    """The command that makes a file of the same chart, for a POSIX shell."""
    return f"modelshare chart {shlex.quote(view.query())} -o {output}"
