"""Every page of the navigation, over whatever may be stored: no exception, no complaint of the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.dashboard.conftest import NEWEST, Reader, opened, plant_days
from tests.dashboard.screenshots import pages

pytestmark = pytest.mark.browser

NewReader = Callable[..., Reader]


def walk(address: str, one: Reader) -> None:
    """Open every page by its own address, and fold it to a phone; `reader` refuses exceptions and complaints after."""
    for name, path in pages().items():
        one.open(f"{address}/{path}")
        assert one.page.locator("[data-testid=stException]").count() == 0, name
        assert one.page.locator("[data-testid=stMain] .ms").count() > 0, name
        assert "Traceback" not in one.text(), name
        one.page.set_viewport_size({"width": 390, "height": 844})
        main = one.page.locator("[data-testid=stMain]")
        assert main.evaluate("e => e.scrollWidth <= e.clientWidth"), name
        one.page.set_viewport_size({"width": 1280, "height": 900})


def test_the_list_of_pages_is_the_navigations() -> None:
    assert len(pages()) >= 12
    assert pages()["overview"] == ""


def test_with_days_of_both_platforms(dashboard: str, reader: NewReader) -> None:
    walk(dashboard, reader())


def test_with_nothing_stored(
    new_database: Callable[[str], str], serve: Callable[[str], str], reader: NewReader
) -> None:
    address, one = serve(new_database("nothing_anywhere")), reader()
    walk(address, one)


def test_with_one_day_of_one_platform(
    new_database: Callable[[str], str], serve: Callable[[str], str], reader: NewReader
) -> None:
    url = new_database("one_day_anywhere")
    database = opened(url)
    plant_days(database, NEWEST, NEWEST)
    database.dispose()
    address, one = serve(url), reader()
    walk(address, one)


def test_a_deep_link_is_the_first_thing_that_a_new_process_is_asked_for(
    planted_url: str, serve: Callable[[str], str], reader: NewReader
) -> None:
    address, one = serve(planted_url), reader()
    one.open(f"{address}/quality?platform=openrouter")
    assert "every expected day" in one.text()
    assert one.page.locator("[data-testid=stSidebarNav]").count() == 0


def test_the_navigation_fits(dashboard: str, reader: NewReader) -> None:
    for width in (1280, 1920):
        one = reader(viewport={"width": width, "height": 900})
        one.open(dashboard)
        header = one.page.locator("[data-testid=stHeader]")
        assert header.evaluate("e => e.scrollWidth <= e.clientWidth")
        assert header.bounding_box()["height"] < 80
        for section in ("Usage", "Labs", "About the data"):
            assert header.get_by_text(section, exact=True).is_visible()
    phone = reader(viewport={"width": 390, "height": 844})
    phone.open(dashboard)
    phone.page.locator("[data-testid=stExpandSidebarButton]").click()
    assert phone.page.get_by_text("Rankings").first.is_visible()
