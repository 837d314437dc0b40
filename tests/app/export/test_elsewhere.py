"""The code that shows a chart in another page, and the command that makes it again."""

from __future__ import annotations

import shlex
from html.parser import HTMLParser

from app.export.elsewhere import command_line, frame_code
from app.view import View
from tests.app.charts.handmade import SIX_DAYS, measured

HOSTILE = "\"><script>'$(touch x)`"


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_frame_is_one_element_that_shows_the_link() -> None:
    view = View(by="lab", select=(HOSTILE,))
    link = f"https://charts.example/share?{view.query()}"
    [(tag, attributes)] = Tags(frame_code(measured(SIX_DAYS, view=view), link)).found
    assert tag == "iframe"
    assert attributes["src"] == f"{link}&embed=true"
    assert attributes["title"] == "Share of OpenRouter tokens by lab"


def test_the_command_is_one_line_and_names_the_same_view() -> None:
    view = View(by="lab", select=(HOSTILE, "alibaba"))
    program, command, query, option, output = shlex.split(command_line(view))
    assert (program, command, option, output) == ("modelshare", "chart", "-o", "chart.csv")
    assert View.parse(query) == view
