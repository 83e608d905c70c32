"""What YouTube's refusals mean, and what a person can do about each."""

import json
import ssl
from http.client import HTTPException
from json import JSONDecodeError

import httplib2
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from googleapiclient.errors import HttpError, ResumableUploadError

from archiver.i18n import _
from archiver.publish.interface import LaterError, PublishError

NETWORK_ERRORS = (OSError, HTTPException, httplib2.HttpLib2Error, HttpError, GoogleAuthError)
"""Whatever a call may raise that is not ours."""
_SLOWER = {"rateLimitExceeded", "userRateLimitExceeded", "backendError", "internalError"}
_QUOTA = {"quotaExceeded", "dailyLimitExceeded"}
_RECONNECT = {"authError", "invalidCredentials", "unauthorized", "required"}


class ExpiredAccountError(PublishError):
    """Google no longer knows the account's token."""

    def __init__(self) -> None:
        super().__init__(
            _("the YouTube account is no longer connected"),
            _(
                "Google no longer accepts its token: it was taken back, or the project's app is in "
                "“Testing”, where tokens last 7 days"
            ),
            _("Reconnect: archiver login youtube"),
        )


def reason_of(error: BaseException) -> str:
    """The word by which YouTube says why, such as `quotaExceeded`; empty where it says none."""
    if not isinstance(error, HttpError | ResumableUploadError):
        return ""
    try:
        body = json.loads(error.content)["error"]
        errors = body.get("errors") or [{}]
        return str(errors[0].get("reason") or body.get("status") or "")
    except (JSONDecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError, IndexError):
        return ""


def status_of(error: BaseException) -> int:
    """The HTTP status of a refusal; 0 where there was no answer."""
    return int(error.resp.status) if isinstance(error, HttpError) else 0


def may_pass(error: BaseException) -> bool:
    """Whether the same call may be taken a little later."""
    if isinstance(error, RefreshError):
        return bool(error.retryable) and not _is_invalid_grant(error)
    if isinstance(error, HttpError):
        status = status_of(error)
        return status in (401, 408, 429) or status >= 500 or reason_of(error) in _SLOWER
    if isinstance(error, ssl.SSLCertVerificationError):
        return False
    return isinstance(error, OSError | HTTPException | httplib2.HttpLib2Error | TransportError)


def explained(error: Exception, doing: str) -> Exception:
    """The error in the user's terms; `doing` is what failed, one clause."""
    if isinstance(error, PublishError):
        return error
    if isinstance(error, RefreshError) and not error.retryable:
        return ExpiredAccountError()
    if may_pass(error) and status_of(error) != 401:
        return LaterError(
            doing, _why(error), _("Run the same command again later: it goes on where it stopped")
        )
    reason = reason_of(error)
    if status_of(error) == 401 or reason in _RECONNECT:
        return ExpiredAccountError()
    known = _known(reason)
    if known is None:
        remedy = _("See the channel at youtube.com/studio, then run the command again")
        return PublishError(doing, _why(error), remedy)
    later, why, remedy = known
    return LaterError(doing, why, remedy) if later else PublishError(doing, why, remedy)


def is_quota(error: BaseException) -> bool:
    """Whether the day's quota is used up."""
    return reason_of(error) in _QUOTA


_Known = dict[str, tuple[bool, str, str]]
"""By reason: whether only time is wanting, why, and what to do."""
_SAME = {
    "accountClosed": "accountSuspended",
    "channelClosed": "accountSuspended",
    "channelSuspended": "accountSuspended",
    "insufficientScopes": "insufficientPermissions",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "insufficientPermissions",
    "SERVICE_DISABLED": "accessNotConfigured",
}


def _known(reason: str) -> tuple[bool, str, str] | None:
    reason = _SAME.get(reason, reason)
    return {**_of_the_account(), **_of_the_request()}.get(reason)


def _of_the_account() -> _Known:
    return {
        "youtubeSignupRequired": (
            False,
            _("this Google account has no YouTube channel"),
            _(
                "Create the channel at youtube.com, or connect the account that has it: "
                "archiver login youtube"
            ),
        ),
        "forbidden": (
            False,
            _("this account may not do that on this channel"),
            _(
                "Connect an account that owns or manages the channel: archiver login youtube; for "
                "thumbnails, confirm the channel's phone number at youtube.com/verify"
            ),
        ),
        "insufficientPermissions": (
            False,
            _("the account was connected without the right to manage videos"),
            _("Reconnect, and tick every box: archiver login youtube"),
        ),
        "accountSuspended": (
            False,
            _("YouTube has suspended this account"),
            _("See youtube.com/account: only its owner can ask for it back"),
        ),
    }


def _of_the_request() -> _Known:
    return {
        "uploadLimitExceeded": (
            True,
            _("the channel has sent as many videos as YouTube allows it for now"),
            _(
                "Run the same command again in 24 hours. Confirming the channel's phone number at "
                "youtube.com/verify raises this limit; no Google quota does"
            ),
        ),
        "accessNotConfigured": (
            False,
            _("the YouTube Data API is not enabled in the Google project"),
            _("Enable “YouTube Data API v3” in the project's library, then run the command again"),
        ),
        "invalidCategoryId": (
            False,
            _("YouTube does not know this category"),
            _("Change “category” of this destination in archive.toml; 25 is news and politics"),
        ),
        "videoNotFound": (
            False,
            _("the video is not on the channel any more"),
            _("See youtube.com/studio; to send it anew: archiver withdraw --remove, then publish"),
        ),
    }


def _why(error: BaseException) -> str:
    if isinstance(error, HttpError):
        reason = reason_of(error)
        status = status_of(error)
        return _("YouTube answered {status} {reason}").format(status=status, reason=reason).strip()
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("the server that answered could not prove that it is YouTube")
    return _("YouTube cannot be reached: {why}").format(why=_plain(error))


def _plain(error: BaseException) -> str:
    # Other texts may hold the address of the upload.
    said = error.strerror if isinstance(error, OSError) else None
    return str(said or type(error).__name__)


def _is_invalid_grant(error: RefreshError) -> bool:
    return "invalid_grant" in str(error.args)
