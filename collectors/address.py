"""The one address that a client reads from, and which of the links that it gives are followed."""

from __future__ import annotations

import httpx

from collectors.contract import ModelshareError, UpstreamMalformed
from collectors.plain import visible
from collectors.secret import Secret


class Address:
    """A platform's address: what relative paths are joined to. Messages quote no link that holds the secret."""

    def __init__(self, address: str, secret: Secret) -> None:
        self._base, self._secret = _web_address(address), secret

    @property
    def host(self) -> str:
        """The host, as messages name it."""
        return self._base.host

    def holds(self, url: httpx.URL) -> bool:
        """Whether an address is of this origin: the same scheme, host and port."""
        return _triple(url) == _triple(self._base)

    def resolve(self, address: str, base: httpx.URL | None = None) -> httpx.URL:
        """`address` as a complete URL; raise `UpstreamMalformed` where it leads to another origin."""
        try:
            if base is not None:
                url = base.join(address)
            elif address.startswith(("http://", "https://")):
                url = httpx.URL(address)
            else:
                url = httpx.URL(f"{str(self._base).rstrip('/')}/{address.lstrip('/')}")
        except (httpx.InvalidURL, ValueError):
            raise UpstreamMalformed(f"{self.host} gave a link that is none: {self._secret.quoted(address)}.") from None
        if not self.holds(url) or url.userinfo:
            raise UpstreamMalformed(
                f"{self.host} gave a link to another place ({self._secret.quoted(f'{url.scheme}://{url.host}')}), "
                "which was not followed.",
                advice="Check that the address of the platform is the one it has now.",
            )
        return url

    def storage(self, address: str, base: httpx.URL) -> httpx.URL:
        """Where a file is stored: another origin is allowed, an unsafer scheme and a user name are not."""
        try:
            url = base.join(address)
        except (httpx.InvalidURL, ValueError):
            url = httpx.URL("")
        if url.scheme not in ("https", self._base.scheme) or not url.host or url.userinfo:
            raise UpstreamMalformed(f"{self.host} gave a link that is none: {self._secret.quoted(address)}.")
        return url


def path_of(url: httpx.URL) -> str:
    """The path of an address, as messages and the log name it."""
    return visible(url.path, 200)


def _web_address(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query:
        raise ModelshareError(
            "The platform's address is not a web address.",
            advice="It reads like https://host/path, without a user name, a password or a query.",
        )
    return url


def _triple(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)
