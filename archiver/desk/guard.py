"""What every request passes before it is heard: where it comes from, who asks, how large it is."""

from collections.abc import Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archiver.desk.people import COOKIE, People
from archiver.i18n import _

MOST_BYTES = 1_000_000
"""Of what a browser may send: an edit, never a file."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_SAFE = {"GET", "HEAD", "OPTIONS"}
_OPEN = ("/static/", "/login")
HEADER = "x-archiver"
"""What a program sends that has no Origin; a page of another site cannot."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "media-src 'self' blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, people: People) -> None:
        self._app, self._people = app, people

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if refused:
            await refused(scope, receive, _with_headers(send))
            return
        await self._app(scope, _counted(receive), _with_headers(send))

    def _refused(self, scope: Scope, headers: Headers) -> JSONResponse | RedirectResponse | None:
        host = headers.get("host", "")
        if not self._people.asks and _name(host) not in _LOOPBACK:
            # Another site's name that leads here: its pages could read the archive.
            return _problem(421, _("the desk does not answer to this name"))
        if scope["method"] not in _SAFE and not _is_ours(headers, host):
            return _problem(403, _("this request comes from another site"))
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return _problem(413, _("too much was sent"))
        person = self._people.who(cookie_of(headers))
        scope.setdefault("state", {})["person"] = person
        if person or scope["path"].startswith(_OPEN):
            return None
        if scope["path"].startswith("/api/") or scope["method"] != "GET":
            return _problem(401, _("say first who you are"))
        return RedirectResponse("/login", status_code=303)


def cookie_of(headers: Headers) -> str:
    """Our cookie; empty where there is none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


def _name(netloc: str) -> str:
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def _is_ours(headers: Headers, netloc: str) -> bool:
    """Whether one of our own pages sends it, or a program that no browser drives."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get(HEADER) is not None
    try:
        return bool(netloc) and urlsplit(origin).netloc == netloc
    except ValueError:
        return False


def _problem(code: int, what: str) -> JSONResponse:
    return JSONResponse({"what": what, "why": "", "remedy": ""}, status_code=code)


def _counted(receive: Receive) -> Receive:
    left = MOST_BYTES

    async def counting() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, _("too much was sent"))
        return message

    return counting


def _with_headers(send: Send) -> Callable[[MutableMapping[str, Any]], Any]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
