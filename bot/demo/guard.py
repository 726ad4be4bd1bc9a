"""Refuses requests from other sites and other machines, and sets the page's security headers."""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class Guard:
    """Middleware. Refuses a foreign host name that resolves to this machine (DNS rebinding), and forms on other
    sites."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refusal = refused(Request(scope))
        app: ASGIApp = PlainTextResponse(refusal, 403) if refusal else self._app
        await app(scope, receive, send_guarded)


def refused(request: Request) -> str:
    """A sentence on why a request is refused; empty when it is not."""
    host = request.headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in LOOPBACK:
        return "The demonstration answers on this machine only."
    if request.method in {"GET", "HEAD"}:
        return ""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    same = site == "same-origin" if site else origin is None or urlsplit(origin).netloc == host
    return "" if same else "The demonstration takes requests from its own page only."
