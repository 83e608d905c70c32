"""The connection to YouTube: Google's own client, with its defects mended, its calls counted.

The client is built from the discovery document that comes with the library, so that nothing is
fetched. It never repeats a call by itself: what may be repeated, and after which look, is said
here (`ask`, `again`) and in `upload`.
"""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from typing import Any, TypeVar

import httplib2
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document  # type: ignore[attr-defined]
from googleapiclient.discovery_cache import get_static_doc

from archiver.i18n import _
from archiver.publish.youtube.account import Account
from archiver.publish.youtube.failures import (
    NETWORK_ERRORS,
    explained,
    is_quota,
    may_pass,
)
from archiver.publish.youtube.places import asked_root
from archiver.publish.youtube.quota import Quota

R = TypeVar("R")
MOST = 50
"""How many entries a page of a list may have."""


@dataclass(frozen=True)
class Pace:
    """How patient to be; seconds."""

    tries: int = 7
    """How often a call is tried that YouTube does not answer as it should."""
    first_s: float = 1.0
    """The first pause; each is twice the one before, and a little by chance."""
    longest_s: float = 64.0
    timeout_s: float = 120.0
    """How long YouTube may say nothing."""
    settle_s: float = 60.0
    """How long a video that may have been committed is looked for before it is sent again."""
    processing_s: float = 900.0
    """How long YouTube is waited for to process a video, before that is put off."""
    look_s: float = 15.0
    """The pause between two looks at what YouTube is processing."""
    chunk: int = 8 * 1024 * 1024
    """Bytes sent at once: a multiple of 256 KiB."""
    sleep: Callable[[float], None] = time.sleep

    def pause(self, failures: int) -> None:
        """Wait after the failure of that number, counted from 1."""
        longest = min(self.longest_s, self.first_s * 2 ** (failures - 1))
        self.sleep(longest * random.uniform(0.5, 1.0))  # noqa: S311 - so that none wait in step


class Client:
    """YouTube as one account sees it."""

    def __init__(self, account: Account, quota: Quota, pace: Pace, root: str = "") -> None:
        self.pace = pace
        self.quota = quota
        self._account = account
        self._token = account.credentials.token
        document = json.loads(get_static_doc("youtube", "v3"))  # type: ignore[no-untyped-call]
        document["rootUrl"] = root or asked_root() or document["rootUrl"]
        document.pop("mtlsRootUrl", None)
        self.root = str(document["rootUrl"])
        self._http = AuthorizedHttp(account.credentials, http=bare_connection(pace.timeout_s))
        self.service: Any = build_from_document(document, http=self._http)

    def once(self, method: str, call: Callable[[Any], R]) -> R:
        """Count a call and make it, once: `call` is given the service.

        Raises what the client raises, PublishError when Google no longer knows the account.
        """
        self.quota.spend(method)
        try:
            return call(self.service)
        finally:
            self._keep_token()

    def ask(self, method: str, call: Callable[[Any], Any], doing: str) -> Any:
        """The answer to a call that does no harm when made twice. Raises PublishError."""
        return self.again(lambda: self.once(method, lambda yt: call(yt).execute()), doing)

    def again(self, act: Callable[[], R], doing: str) -> R:
        """Do `act` until it is done, with pauses; it looks itself at what was done before.

        Raises PublishError that says what `doing` failed; LaterError where it may yet succeed.
        """
        for failures in range(1, self.pace.tries + 1):
            try:
                return act()
            except NETWORK_ERRORS as error:
                if not may_pass(error) or failures == self.pace.tries:
                    raise self.explained(error, doing) from error
                self.pace.pause(failures)
        raise AssertionError

    def explained(self, error: Exception, doing: str) -> Exception:
        """An error of the client in the user's terms."""
        return self.quota.used_up() if is_quota(error) else explained(error, doing)

    def pages(self, method: str, call: Callable[[Any, str | None], Any], doing: str) -> list[Any]:
        """All the entries of a list; `call` makes the request of the page of that token."""
        items: list[Any] = []
        page: str | None = None
        while True:
            answer = self.ask(method, partial(_of_page, call, page), doing)
            items += answer.get("items", [])
            page = answer.get("nextPageToken")
            if not page:
                return items

    def send(self, uri: str, verb: str, headers: dict[str, str]) -> tuple[httplib2.Response, bytes]:
        """A bare request, once, without a body; it costs no quota."""
        try:
            response, content = self._http.request(uri, verb, body=b"", headers=headers)
            return response, content
        finally:
            self._keep_token()

    def chunk(self, request: Any) -> tuple[Any, Any]:
        """The next chunk of an upload, once; it costs no quota."""
        try:
            status, answer = request.next_chunk()
            return status, answer
        finally:
            self._keep_token()

    def _keep_token(self) -> None:
        """Put a token that was renewed where the next process finds it."""
        if self._account.credentials.token != self._token:
            self._token = self._account.credentials.token
            token = self._account.credentials.to_json()  # type: ignore[no-untyped-call]
            self._account.save(str(token))


def _of_page(call: Callable[[Any, str | None], Any], page: str | None, youtube: Any) -> Any:
    return call(youtube, page)


class _Http(httplib2.Http):
    """Never sends a request twice by itself: an answer that is lost is for us to ask after."""

    def request(self, uri: str, method: str = "GET", *args: Any, **options: Any) -> Any:
        """As httplib2 does, over connections that do not hide a lost answer."""
        secure = uri.startswith("https:")
        options["connection_type"] = options.get("connection_type") or (
            _Secure if secure else _Bare
        )
        return super().request(uri, method, *args, **options)


class _LostAnswerError(ConnectionError):
    """The connection ended before the answer came."""


class _Bare(httplib2.HTTPConnectionWithTimeout):
    def getresponse(self) -> Any:
        try:
            return super().getresponse()
        except HTTPException as error:
            raise _LostAnswerError(_("the answer was lost")) from error


class _Secure(httplib2.HTTPSConnectionWithTimeout):
    def getresponse(self) -> Any:
        try:
            return super().getresponse()
        except HTTPException as error:
            raise _LostAnswerError(_("the answer was lost")) from error


def bare_connection(timeout_s: float) -> httplib2.Http:
    """A connection that nobody is signed in on: no request goes out twice, 308 is an answer."""
    http = _Http(timeout=timeout_s)
    # 308 is how YouTube says how far an upload is, and no redirection.
    http.redirect_codes = http.redirect_codes - {308}
    return http
