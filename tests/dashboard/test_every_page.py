"""Every page of the navigation, over whatever may be stored: no exception, no complaint of the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.sample.demo import sample
from tests.dashboard.conftest import NEWEST, Reader, opened, plant_days
from tests.dashboard.lifelike import HOSTILE, plant_lifelike
from tests.dashboard.screenshots import pages

pytestmark = pytest.mark.browser

NewReader = Callable[..., Reader]


DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FITS = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
    .every(e => e.scrollWidth <= e.clientWidth)"""


def walk(address: str, one: Reader, *, loaded: bool = False) -> dict[str, str]:
    """What every page says, each at a desk and folded to a phone without scrolling sideways.

    Each page is opened at the width at which the last one was left. With `loaded` each is loaded by its own address,
    else only the first one is, and the others are turned to within the visit.
    `reader` refuses exceptions and complaints of the browser afterwards.
    """
    said = {}
    sizes = [DESK, PHONE]
    for name, path in pages().items():
        go = one.turn if said and not loaded else one.open
        go(f"{address}/{path}")
        said[name] = one.text()
        assert one.page.locator("[data-testid=stException]").count() == 0, name
        assert one.page.locator("[data-testid=stMain] .ms").count() > 0, name
        assert "Traceback" not in said[name], name
        for size in sizes:
            one.page.set_viewport_size(size)
            one.page.wait_for_function(FITS, timeout=10_000)  # charts follow the window in a moment
        sizes.reverse()
    return said


def test_the_list_of_pages_is_the_navigations() -> None:
    assert len(pages()) >= 12
    assert pages()["overview"] == ""


def test_with_the_sample_world(
    new_database: Callable[[str], str], serve: Callable[[str], str], reader: NewReader
) -> None:
    url = new_database("sample_anywhere")
    database = opened(url)
    with sample(database, end=NEWEST, days=17) as filling:
        filling.everything(())
    database.dispose()
    address, one = serve(url), reader()
    said = walk(address, one, loaded=True)
    silent = {name for name, text in said.items() if "Synthetic sample data" not in text}
    assert silent <= {"method"}  # the one page without a number


def test_with_names_as_bad_as_the_real_ones(
    new_database: Callable[[str], str], serve: Callable[[str], str], reader: NewReader
) -> None:
    url = new_database("lifelike_anywhere")
    database = opened(url)
    plant_lifelike(database, NEWEST)
    database.dispose()
    address, one = serve(url), reader()
    said = walk(address, one)
    assert HOSTILE[0] in said["efficiency"]
    assert "index points against the best US model" in said["efficiency"]
    one.open(f"{address}/quality?platform=huggingface")
    assert "Runs whose numbers moved more than the gate allows" in one.text()


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


def test_an_address_that_is_nearly_a_pages_own_leads_there(dashboard: str, reader: NewReader) -> None:
    one = reader()
    first = (("overview", ""), ("front", ""))
    for asked, meant in (*first, ("Share?by=lab", "share?by=lab"), ("data-quality", "quality")):
        one.page.goto(f"{dashboard}/{asked}")
        one.page.wait_for_url(f"{dashboard}/{meant}")
        one.settled()
        assert one.page.get_by_role("dialog").count() == 0


def test_an_address_that_is_no_pages_own_is_told_in_a_sentence_with_a_way_home(
    dashboard: str, reader: NewReader
) -> None:
    one = reader()
    one.open(f"{dashboard}/%3Cb%3Enowhere?by=lab")
    assert "There is no page '<b>nowhere'" in one.text()
    assert one.page.get_by_role("dialog").count() == 0
    one.page.locator("[data-testid=stPageLink] a").click()
    one.page.wait_for_selector(".ms-card")


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
