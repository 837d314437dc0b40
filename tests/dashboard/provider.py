"""A small OpenID Connect provider on loopback: whoever comes is "reader@example.org", once they say yes."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "modelshare-test", "canary-client-secret"
WHO = {"sub": "reader-1", "email": "reader@example.org", "name": "A reader"}


@contextmanager
def provider() -> Iterator[str]:
    """Run it; yields its address."""
    key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}, private=True)
    nonces: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            query = dict(parse_qsl(asked.query))
            match asked.path:
                case "/.well-known/openid-configuration":
                    self.say(
                        {
                            "issuer": address,
                            "authorization_endpoint": f"{address}/authorize",
                            "token_endpoint": f"{address}/token",
                            "jwks_uri": f"{address}/keys",
                            "response_types_supported": ["code"],
                            "subject_types_supported": ["public"],
                            "id_token_signing_alg_values_supported": ["RS256"],
                        }
                    )
                case "/keys":
                    self.say({"keys": [key.as_dict(private=False)]})
                case "/authorize":
                    code = secrets.token_hex(8)
                    nonces[code] = query.get("nonce", "")
                    back = f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
                    self.say(f'<a id="yes" href="{back.replace("&", "&amp;")}">Let me in</a>')
                case _:  # a browser asks for an icon
                    self.say("")

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            now = int(time.time())
            claims = {"iss": address, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": nonces.pop(form["code"][0])}
            token = jwt.encode({"alg": "RS256", "kid": "one"}, claims | WHO, key)
            self.say({"access_token": "x", "token_type": "Bearer", "expires_in": 600, "id_token": token})

        def say(self, what: dict[str, Any] | str) -> None:
            page = isinstance(what, str)
            body = (what if page else json.dumps(what)).encode()  # type: ignore[union-attr]
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if page else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
