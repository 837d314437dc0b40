"""Charts go into the briefing, are put in order and named there, and leave as one pack and one file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation

from app.export.briefing import read_briefing
from app.export.look import Titles
from tests.dashboard.conftest import Reader

pytestmark = pytest.mark.browser

NewReader = Callable[..., Reader]


def test_a_briefing_is_gathered_ordered_named_and_made(dashboard: str, reader: NewReader, tmp_path: Path) -> None:
    one = reader(accept_downloads=True)
    one.open(f"{dashboard}/share?platform=openrouter&by=lab")
    page = one.page
    page.get_by_role("button", name="Add to briefing").click()
    page.get_by_role("button", name="In the briefing").wait_for()
    page.get_by_text("Bloc", exact=True).first.click()
    page.wait_for_url("**/share?platform=openrouter")
    page.get_by_role("button", name="Add to briefing").click()
    page.get_by_role("button", name="In the briefing").wait_for()
    page.get_by_text("Take away").first.click()
    page.get_by_text("Export", exact=True).first.click()
    page.get_by_role("button", name="Later").first.click()
    named = page.locator('input[aria-label="Title of chart 1"][placeholder*="country bloc"]')
    named.wait_for()
    one.settled()
    named.fill("Blocs first")
    named.press("Enter")
    one.settled()
    page.get_by_role("button", name="Make the pack").click()
    with page.expect_download(timeout=60_000) as taken:
        page.get_by_role("button", name="Save briefing.pptx").click(timeout=60_000)
    taken.value.save_as(tmp_path / "pack.pptx")
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(str(tmp_path / "pack.pptx")).slides]
    assert titles[:2] == ["Open-model usage", "Blocs first"]
    assert titles[3] == "Definitions"
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save briefing.toml").click()
    saved.value.save_as(tmp_path / "briefing.toml")
    held = read_briefing((tmp_path / "briefing.toml").read_text())
    assert [(each.view.query(), each.title) for each in held.charts] == [
        ("platform=openrouter", "Blocs first"),
        ("platform=openrouter&by=lab", ""),
    ]


def test_an_opened_briefing_shows_its_own_title_and_reads_no_template_of_the_servers(
    dashboard: str, reader: NewReader, tmp_path: Path
) -> None:
    one = reader(accept_downloads=True)
    one.open(f"{dashboard}/export")
    path = tmp_path / "briefing.toml"
    path.write_text(
        'title = "Next week"\ntemplate = "/etc/house.pptx"\ntitles = "neutral"\n'
        '[[chart]]\nview = "platform=openrouter"\n'
    )
    page = one.page
    page.get_by_role("button", name="Open a briefing.toml").click()
    page.locator("input[type=file]").set_input_files(path)
    page.locator('input[aria-label="Title of the briefing"][value="Next week"]').wait_for()
    page.get_by_text("names a template of its own, /etc/house.pptx").wait_for()
    page.keyboard.press("Escape")
    one.settled()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save briefing.toml").click()
    saved.value.save_as(tmp_path / "saved.toml")
    held = read_briefing((tmp_path / "saved.toml").read_text())
    assert (held.title, held.template, held.titles) == ("Next week", "light", Titles.NEUTRAL)


def test_an_empty_briefing_says_how_to_fill_it(dashboard: str, reader: NewReader) -> None:
    one = reader()
    one.open(f"{dashboard}/export")
    one.page.get_by_text("The briefing is empty.").wait_for()
