"""The dashboard as a reader meets it, in a real browser over a real server and database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.charts.theme import DARK, LIGHT
from app.export.take_out import content
from app.measures import ask
from app.view import Grouping, Scale, View
from tests.dashboard.conftest import NEWEST, Reader, opened, plant_days

pytestmark = pytest.mark.browser

NewReader = Callable[..., Reader]


def test_the_overview_says_who_holds_what(dashboard: str, reader: NewReader) -> None:
    one = reader()
    one.open(dashboard)
    said = one.text()
    for part in (
        "19 July 2026, share of",
        "Alibaba, Moonshot AI and MiniMax",
        "20.0%",
        "coverage band 20.0% to 30.0%",
        "All Chinese labs",
        "50.0%",
        "+0.0 pts in 30 days",
        "Top 10 labs, week of",
        "DeepSeek",
        "Source: OpenRouter (openrouter.ai/rankings), as of 2026-07-20",
        "Hugging Face: newest day 19 July 2026",
    ):
        assert part in said, part
    assert one.page.locator("img.ms-spark").count() >= 2
    assert one.page.locator("img.ms-spark").first.evaluate("image => image.naturalWidth") > 0


def test_from_the_overview_to_the_chart_and_back(dashboard: str, reader: NewReader) -> None:
    one = reader()
    one.open(dashboard)
    one.page.locator("[data-testid=stPageLink] a").first.click()
    one.page.wait_for_url("**/share?**")
    assert "by=named3" in one.page.url
    one.page.wait_for_selector(".js-plotly-plot .main-svg")
    assert "the three named labs" in one.chart()["title"]
    one.page.go_back()
    one.page.wait_for_selector(".ms-card")


def test_the_chart_draws_what_was_measured(dashboard: str, planted_url: str, reader: NewReader) -> None:
    one = reader()
    one.open(f"{dashboard}/share?platform=openrouter&from=2026-07-08&to=2026-07-19")
    traces = {name: values for name, _, _, values in one.chart()["traces"]}
    assert traces["China"] == pytest.approx([50.0] * 11)
    assert traces["Other (tail)"] == pytest.approx([10.0] * 11)
    said = one.text()
    assert "not stored: 2026-07-10" in said
    assert "CC BY 4.0" in said
    assert f"{dashboard}/share?platform=openrouter&from=2026-07-08&to=2026-07-19" in said


def test_an_earlier_window_is_dotted_beside_each_line_and_told_where_one_points(
    dashboard: str, reader: NewReader
) -> None:
    one = reader()
    one.open(f"{dashboard}/share?platform=openrouter&scale=lines&from=2026-07-11&to=2026-07-19")
    one.page.get_by_role("button", name="More").click()
    one.page.get_by_role("combobox", name="Earlier window").click()
    one.page.get_by_role("option", name="The window before").click()
    one.page.wait_for_url("**/share?*earlier=previous*")
    one.page.keyboard.press("Escape")
    one.page.wait_for_function("document.body.innerText.includes('dotted: 2026-07-02 to 2026-07-10')")
    one.settled()
    china = [values for name, _, _, values in one.chart()["traces"] if name == "China"]
    assert [len(values) for values in china] == [9, 9]
    assert china[0][-1] is None  # 10 July is not stored
    assert china[0][:8] == china[1][:8] == pytest.approx([50.0] * 8)
    one.page.locator(".js-plotly-plot .nsewdrag").hover(position={"x": 4, "y": 60})
    one.page.wait_for_selector(".hoverlayer .legend text")
    assert "China 50.0%" in (told := one.page.text_content(".hoverlayer") or "")
    assert "2026-07-02: 50.0% (50.0 to 60.0%)" in told
    one.open(f"{dashboard}/share?measure=platforms&platform=openrouter&scale=lines&earlier=previous")
    assert "The measure platforms has no earlier window beside its own." in one.text()


CONTROLS = (
    ("Group by", "Lab", "by=lab", "Share of OpenRouter tokens by lab"),
    ("Group by", "Country", "by=country", "Share of OpenRouter tokens by country"),
    ("Scale", "Absolute", "scale=absolute", "OpenRouter tokens by country"),
    ("Scale", "Log", "scale=log", "OpenRouter tokens by country"),
    ("Scale", "Index", "scale=index", "Growth of OpenRouter tokens by country"),
    ("Scale", "Lines", "scale=lines", "Share of OpenRouter tokens by country"),
    ("Grain", "Week", "grain=week", "Share of OpenRouter tokens by country"),
    ("Window", "30 days", "from=2026-06-20", "Share of OpenRouter tokens by country"),
    ("Platform", "Hugging Face", "platform=huggingface", "Share of Hugging Face downloads in 30 days by country"),
)


def test_every_control_changes_address_and_chart(dashboard: str, reader: NewReader) -> None:
    one = reader()
    one.open(f"{dashboard}/share")
    before = one.chart()
    for label, choice, query, title in CONTROLS:
        one.page.get_by_role("radiogroup", name=label).get_by_text(choice, exact=True).click()
        one.page.wait_for_url(f"**/share?*{query}*")
        one.page.wait_for_function(
            "query => document.querySelector('.ms-copyable').innerText.includes(query)", arg=query
        )
        one.settled()
        after = one.chart()
        assert after["title"] == title
        assert after != before, choice
        before = after


def test_population_is_chosen_from_a_list(dashboard: str, reader: NewReader) -> None:
    one = reader()
    one.open(f"{dashboard}/share")
    one.page.get_by_role("combobox", name="Out of").click()
    one.page.get_by_role("option", name="Named models (top 50)").click()
    one.page.wait_for_url("**/share?*population=named*")
    one.page.wait_for_function("document.body.innerText.includes('models that the platform names')")
    traces = {name: values for name, _, _, values in one.chart()["traces"]}
    assert "Other (tail)" not in traces


def test_a_pasted_link_gives_the_same_chart_to_somebody_else(dashboard: str, reader: NewReader) -> None:
    one, other = reader(), reader()
    one.open(f"{dashboard}/share")
    one.page.get_by_role("radiogroup", name="Scale").get_by_text("Lines", exact=True).click()
    one.page.wait_for_url("**scale=lines*")
    one.page.get_by_role("radiogroup", name="Group by").get_by_text("Lab", exact=True).click()
    one.page.wait_for_url("**by=lab*")
    one.settled()
    one.page.get_by_role("button", name="More").click()
    one.page.get_by_text("Coverage band", exact=True).click()
    one.page.wait_for_url("**band=1*")
    one.settled()
    link = one.page.locator(".ms-copyable").first.inner_text().strip().replace("\n", "")
    assert link == one.page.url
    other.open(link)
    assert other.chart() == one.chart()
    one.page.reload()
    one.settled()
    assert one.chart() == other.chart()


def test_link_and_citation_are_copied(dashboard: str, reader: NewReader) -> None:
    one = reader(permissions=["clipboard-read", "clipboard-write"])
    one.open(f"{dashboard}/share?platform=openrouter&by=lab")
    one.page.get_by_role("button", name="Copy link").click()
    one.page.get_by_role("status").filter(has_text="Copied").wait_for()
    assert one.page.evaluate("navigator.clipboard.readText()") == one.page.url
    one.page.get_by_role("button", name="Copy citation").click()
    one.page.get_by_role("button", name="Copy as BibTeX").click()
    one.page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('@'))")
    assert one.page.url in one.page.evaluate("navigator.clipboard.readText()").replace("\\", "")
    assert one.page.evaluate(NAMELESS) == []


def test_keys_alone_reach_what_a_popover_holds(dashboard: str, reader: NewReader) -> None:
    one = reader()
    one.open(f"{dashboard}/share?platform=openrouter&scale=lines")
    one.page.get_by_role("button", name="More").press("Enter")
    one.page.wait_for_function(
        "document.querySelector('[data-testid=stPopoverBody]')?.contains(document.activeElement)"
    )
    switch = one.page.get_by_role("switch", name="Coverage band")
    while not switch.evaluate("e => e === document.activeElement"):
        one.page.keyboard.press("Tab")
        assert one.page.evaluate("document.activeElement.closest('[data-testid=stPopoverBody]') !== null")
    one.page.keyboard.press("Space")
    one.page.wait_for_url("**band=1*")


# What a reader can press or fill in, and a screen reader would not name.
NAMELESS = """() => [...document.querySelectorAll('button, a, input, [role=button], [role=combobox], [role=switch]')]
    .filter(e => !e.textContent.trim() && !e.getAttribute('aria-label') && !e.title && !e.labels?.length
        && !e.getAttribute('aria-labelledby')).map(e => e.outerHTML.slice(0, 200))"""


def test_back_and_forward_walk_through_the_charts(dashboard: str, reader: NewReader) -> None:
    one = reader()
    one.open(f"{dashboard}/share")
    first = one.chart()
    one.page.get_by_role("radiogroup", name="Group by").get_by_text("Lab", exact=True).click()
    one.page.wait_for_url("**by=lab*")
    one.page.wait_for_function("document.querySelector('.ms-title').innerText.endsWith('by lab')")
    one.settled()
    second = one.chart()
    one.page.go_back()
    one.page.wait_for_function("document.querySelector('.ms-title').innerText.endsWith('bloc')")
    one.settled()
    assert one.chart() == first
    one.page.go_forward()
    one.page.wait_for_function("document.querySelector('.ms-title').innerText.endsWith('by lab')")
    one.settled()
    assert one.chart() == second


def test_a_bad_link_is_explained_and_the_default_chart_shown(dashboard: str, reader: NewReader) -> None:
    one = reader()
    one.open(f"{dashboard}/share?by=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    assert "by is one of" in one.page.locator(".ms-stop").inner_text()
    assert one.chart()["title"] == "Share of OpenRouter tokens by country bloc"


def test_hostile_names_in_a_link_are_only_text(dashboard: str, reader: NewReader) -> None:
    one = reader()
    name = "%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D'owned'%3E"
    one.open(f"{dashboard}/share?platform=openrouter&by=lab&select=alibaba,{name}")
    assert "<img src=x onerror" in one.text()
    assert one.page.title() != "owned"
    assert one.page.locator("img[src=x]").count() == 0


def test_the_files_hold_what_is_shown(dashboard: str, planted_url: str, reader: NewReader, tmp_path: Path) -> None:
    view = View(by=Grouping.LAB, scale=Scale.LINES)
    database = opened(planted_url)
    with database.connect() as connection:
        measured = ask(connection, view)
    database.dispose()
    one = reader(accept_downloads=True)
    one.open(f"{dashboard}/share?{view.query()}")
    one.page.get_by_role("button", name="Download").click()
    for label, kind in (
        ("Data as drawn (CSV)", "csv"),
        ("Metadata (JSON)", "json"),
        ("Picture (SVG)", "svg"),
        ("Picture (PNG)", "png"),
    ):
        with one.page.expect_download(timeout=90_000) as waiting:
            one.page.get_by_role("button", name=label).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.name.startswith("modelshare-share-openrouter-tokens-all-by-lab-day-2026-03-22-2026-07-19")
        if kind == "png":
            assert path.read_bytes().startswith(b"\x89PNG")
        else:
            assert path.read_bytes() == content(measured, kind)
        if kind == "json":
            assert json.loads(path.read_text())["modelshare"]["permalink"] == view.query()


def test_an_empty_database_says_what_to_run(
    new_database: Callable[[str], str], serve: Callable[[str], str], reader: NewReader
) -> None:
    address, one = serve(new_database("nothing")), reader()
    for path in ("", "/share", "/share?platform=huggingface"):
        one.open(address + path)
        assert "modelshare collect" in one.page.locator(".ms-empty").inner_text()
    one.page.get_by_role("radiogroup", name="Group by").get_by_text("Lab", exact=True).click()
    one.page.wait_for_url("**by=lab*")


def test_one_day_of_made_up_data_is_marked_and_a_publish_is_seen_on_the_next_load(
    new_database: Callable[[str], str], serve: Callable[[str], str], reader: NewReader
) -> None:
    url = new_database("one_day")
    database = opened(url)
    plant_days(database, NEWEST, NEWEST, synthetic=True)
    address, one = serve(url), reader()
    one.open(address)
    assert "Synthetic sample data" in one.text()
    assert "the day 30 days before is not stored" in one.text()
    one.open(f"{address}/share")
    assert "Synthetic sample data" in one.text()
    assert one.chart()["traces"][0][2] == 1
    assert "Synthetic sample data" in one.page.locator(".js-plotly-plot").first.text_content()
    plant_days(database, NEWEST + dt.timedelta(days=1), NEWEST + dt.timedelta(days=1), synthetic=True)
    database.dispose()
    one.page.reload()
    one.settled()
    assert one.chart()["traces"][0][2] == 2
    assert "20 July 2026" in one.page.locator(".ms-finding").first.inner_text()


def test_a_phone_shows_the_whole_chart_without_sideways_scrolling(dashboard: str, reader: NewReader) -> None:
    one = reader(viewport={"width": 390, "height": 844})
    for path in ("/", "/share?platform=openrouter&by=lab"):
        one.open(dashboard + path)
        assert one.page.evaluate("document.documentElement.scrollWidth") <= 390
        wide = "[...document.querySelectorAll('[data-testid=stMain] *')]"
        wide += ".filter(e => e.getBoundingClientRect().right > 392)"
        clipped = "e.parentElement.closest('[class*=st-key-labelled-]')"
        inside = f"{wide}.filter(e => !e.closest('.ms-scroll, svg, .ms-copyable') && !{clipped})"
        assert one.page.evaluate(f"{inside}.map(e => e.outerHTML.slice(0, 200))") == []
    one.chart()
    assert one.page.locator("ul.ms-legend").is_visible()
    plot = one.page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    label = one.page.locator(".js-plotly-plot .annotation").first.bounding_box()
    assert plot["x"] + plot["width"] > 350  # the plot has the whole width, and the names beside it are out of sight
    assert label["x"] > plot["x"] + plot["width"]


@pytest.mark.parametrize(("scheme", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_the_chart_wears_the_readers_theme(dashboard: str, reader: NewReader, scheme: str, theme: object) -> None:
    one = reader(color_scheme=scheme)
    one.open(f"{dashboard}/share")
    assert one.chart()["ground"] == theme.ground  # type: ignore[attr-defined]


def test_a_database_that_is_away_is_explained(serve: Callable[[str], str], reader: NewReader) -> None:
    address, one = serve("postgresql+psycopg://nobody@127.0.0.1:9/none"), reader()
    one.open(address)
    assert "The database does not answer" in one.page.locator(".ms-stop").inner_text()
    assert "Traceback" not in one.text()
