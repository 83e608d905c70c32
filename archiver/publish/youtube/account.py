"""The YouTube account: connecting it through the browser or by hand, and taking it back.

Nothing is read or written here: who opens a publisher gives the token as it is kept, and a way to
keep it again after Google renewed it. No text raised or shown from here holds a token.
"""

import hmac
import json
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2 import OAuth2Error

from archiver.i18n import _
from archiver.publish.interface import PublishError
from archiver.publish.youtube.places import is_loopback

SCOPES = ("https://www.googleapis.com/auth/youtube.force-ssl",)
_REVOKE = "https://oauth2.googleapis.com/revoke"
_WAIT_S = 300
_BROWSER = "archiver-login"
_BY_HAND = "http://localhost:8085/"
"""Where the browser is sent when nothing of ours listens: only the address bar matters."""
_SECONDS = 30
# A Warning is what oauthlib raises when fewer rights were granted than were asked for.
_REFUSALS = (OAuth2Error, requests.RequestException, OSError, ValueError, Warning)


class LoginError(PublishError):
    """The account could not be connected."""


@dataclass(frozen=True)
class Account:
    """A connected account; `save` keeps its token after Google renewed it."""

    credentials: Credentials
    save: Callable[[str], None]

    @property
    def project(self) -> str:
        """The Google project, whose quota is counted: the number its client's name begins with."""
        return str(self.credentials.client_id or "").partition("-")[0].partition(".")[0]


def account_from(token: str, save: Callable[[str], None]) -> Account:
    """The account of a token as `connect` returned it. Raises LoginError when it is none."""
    try:
        said = json.loads(token)
        credentials = Credentials.from_authorized_user_info(said, SCOPES)  # type: ignore[no-untyped-call]
        if is_loopback(said.get("token_uri", "")):  # which the library leaves out
            credentials = credentials.with_token_uri(said["token_uri"])
    except (ValueError, TypeError, AttributeError):
        raise LoginError(
            _("the YouTube account is not connected"),
            _("its token is not written as it must be"),
            _("Run: archiver login youtube"),
        ) from None
    return Account(credentials, save)


def connect(client: str, say: Callable[[str], None]) -> str:
    """Ask the account's owner in a browser on this machine; the token, as JSON.

    `client` is the content of the client file that Google's console gives; `say` shows a line.
    Raises LoginError.
    """
    flow = _flow(client)
    try:
        flow.run_local_server(
            host="localhost",
            port=0,
            authorization_prompt_message="",
            success_message=_("The account is connected: this window may be closed."),
            timeout_seconds=_WAIT_S,
            browser=_announced(say),
            **_ASKED,
        )
    except webbrowser.Error:
        raise LoginError(
            _("the YouTube account is not connected"),
            _("no browser could be opened on this machine"),
            _("Run: archiver login youtube --no-browser"),
        ) from None
    except WSGITimeoutError:
        raise LoginError(
            _("the YouTube account is not connected"),
            _("nothing was agreed to within {n} minutes").format(n=_WAIT_S // 60),
            _("Run the command again"),
        ) from None
    except _REFUSALS as error:
        raise _refused(error) from None
    return _token(flow)


def _announced(say: Callable[[str], None]) -> str:
    """The name of a browser that first says which address it opens. Raises webbrowser.Error."""
    real = webbrowser.get()

    class Announced(webbrowser.BaseBrowser):
        def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
            say(
                _("Agree in the browser; if none opens, open this address in it: {url}").format(
                    url=url
                )
            )
            return real.open(url, new, autoraise)

    webbrowser.register(_BROWSER, None, Announced())
    return _BROWSER


def connect_by_hand(client: str, ask: Callable[[str], str]) -> str:
    """The same with a browser on another machine.

    `ask` shows the address to open there, and returns the address the browser was sent to.
    """
    flow = _flow(client)
    flow.redirect_uri = _BY_HAND
    url, state = flow.authorization_url(**_ASKED)
    code = _code(ask(url), state)
    try:
        flow.fetch_token(code=code)
    except _REFUSALS as error:
        raise _refused(error) from None
    return _token(flow)


def disconnect(account: Account) -> bool:
    """Make the token worthless at Google; False where Google could not be told."""
    token = account.credentials.refresh_token or account.credentials.token
    if not token:
        return True
    uri = str(account.credentials.token_uri or "")
    # A loopback Google, in tests, takes tokens back where it gives them.
    revoke = uri.rpartition("/")[0] + "/revoke" if is_loopback(uri) else _REVOKE
    try:
        answer = requests.post(revoke, data={"token": token}, timeout=_SECONDS)
    except requests.RequestException:
        return False
    # 400: it was worthless already.
    return answer.status_code in (200, 400)


_ASKED: dict[str, Any] = {"access_type": "offline", "prompt": "consent"}
"""Without these Google gives no token that lasts."""


def _flow(client: str) -> InstalledAppFlow:
    try:
        config = json.loads(client)
        if "installed" not in config:
            raise ValueError
        return InstalledAppFlow.from_client_config(config, SCOPES, autogenerate_code_verifier=True)
    except (ValueError, KeyError, TypeError):
        raise LoginError(
            _("the client file is not used"),
            _("it is not one of a Google client of the type “Desktop app”"),
            _("In Google's console: Credentials, Create, OAuth client, Desktop app, Download JSON"),
        ) from None


def _code(pasted: str, state: str) -> str:
    """The code in what was pasted: the whole address, whose state must be ours, or the code.

    A bare code is of use to nobody else's request: Google compares it with our PKCE challenge.
    """
    pasted = pasted.strip()
    if "://" not in pasted and "?" not in pasted:
        if pasted and " " not in pasted:
            return pasted
        raise _not_an_answer(_("nothing was pasted"))
    given = parse_qs(urlsplit(pasted).query)
    if "error" in given:
        raise _not_an_answer(_("the request was declined"))
    if not hmac.compare_digest(given.get("state", [""])[0], state):
        raise _not_an_answer(_("this address answers another request"))
    code = given.get("code", [""])[0]
    if not code:
        raise _not_an_answer(_("there is no code in this address"))
    return code


def _not_an_answer(why: str) -> LoginError:
    return LoginError(
        _("the YouTube account is not connected"),
        why,
        _("Run the command again, and paste the whole address that the browser shows in the end"),
    )


def _refused(error: Exception) -> LoginError:
    # The text of an error may hold the code: its kind must do.
    kind = getattr(error, "error", "") or type(error).__name__
    return LoginError(
        _("the YouTube account is not connected"),
        _("Google did not give a token ({kind})").format(kind=kind),
        _("Run the command again; check the client file and this machine's clock"),
    )


def _token(flow: InstalledAppFlow) -> str:
    try:
        credentials = flow.credentials
    except (GoogleAuthError, ValueError) as error:
        raise _refused(error) from None
    if not credentials.refresh_token:
        raise LoginError(
            _("the YouTube account is not connected"),
            _("Google gave no token that lasts"),
            _("Remove the app at myaccount.google.com/permissions, then run the command again"),
        )
    return str(credentials.to_json())
