"""Where a login is configured nobody sees a figure without one, and the login is a real one."""

from collections.abc import Callable

import pytest

from tests.dashboard.conftest import Reader
from tests.dashboard.provider import CLIENT, SECRET, provider

pytestmark = pytest.mark.browser


def settings(issuer: str, address: str) -> str:
    """What docs/operations.md says to write."""
    return f"""[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "canary-cookie-secret-long-and-random"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""


def test_a_reader_logs_in_and_out_by_openid_connect(
    planted_url: str, serve: Callable[..., str], reader: Callable[..., Reader]
) -> None:
    with provider() as issuer:
        address = serve(planted_url, lambda address: settings(issuer, address))
        page = reader().page
        page.goto(f"{address}/share")
        page.get_by_role("button", name="Log in").wait_for(timeout=60_000)
        assert page.locator(".ms-title").count() == 0
        assert "Alibaba" not in page.inner_text("body")
        page.get_by_role("button", name="Log in").click()
        page.locator("#yes").click(timeout=60_000)
        page.wait_for_selector(".ms-title", timeout=60_000)
        page.get_by_role("button", name="Log out").click(timeout=60_000)
        page.get_by_role("button", name="Log in").wait_for(timeout=60_000)
        assert page.locator(".ms-title").count() == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [("[auth]\nredirect_uri = 'http://x/oauth2callback'\n", "not configured whole"), ("[auth", "cannot be read")],
)
def test_a_login_that_is_configured_wrongly_lets_nobody_in(
    planted_url: str, serve: Callable[..., str], reader: Callable[..., Reader], text: str, told: str
) -> None:
    page = reader().page
    page.goto(serve(planted_url, lambda _: text))
    page.get_by_text(told).wait_for(timeout=60_000)
    assert page.locator(".ms-title").count() == 0
