"""What a bucket refuses, said so that its administrator knows what to change."""

from collections.abc import Callable

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ReadTimeoutError,
    SSLError,
)

from archiver.i18n import _
from archiver.publish.transports.interface import TransportError

_Said = tuple[str, str]
CONFLICT = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
NOT_THERE = frozenset({"NoSuchKey", "NoSuchUpload", "404", "NotFound"})


def code_of(error: Exception) -> str:
    """The code of what a bucket answered; empty for any other failure."""
    return str(error.response["Error"].get("Code", "")) if isinstance(error, ClientError) else ""


def as_ours(name: str, place: str, error: BotoCoreError | ClientError) -> TransportError:
    """A failure in the user's terms. The words of the service itself are left out of it."""
    code = code_of(error)
    said = next((say() for codes, say in _BY_CODE if code in codes), None)
    said = said or next((say() for kinds, say in _BY_KIND if isinstance(error, kinds)), None)
    why, remedy = said or _anything_else(error, code)
    what = _("{name} could not be sent to {address}").format(name=name or "/", address=place)
    return TransportError(what, why, remedy)


def _no_bucket() -> _Said:
    return _("there is no such bucket"), _(
        "Check the bucket's name and the endpoint in archive.toml, or have the bucket made"
    )


def _not_allowed() -> _Said:
    return _("these credentials may not do this there"), _(
        "Let them list the bucket and read, write and delete its files; the guide gives the rights"
    )


def _not_accepted() -> _Said:
    return _("the credentials are not accepted, or have expired"), _(
        "Have new ones made, and put them into ~/.aws/credentials on this machine"
    )


def _no_credentials() -> _Said:
    return _("this machine has no credentials for it"), _(
        "Put them into ~/.aws/credentials, readable by this user only; never into archive.toml"
    )


def _no_profile() -> _Said:
    return _("the profile that the address names is not on this machine"), _(
        "Check “profile=” in archive.toml and the file ~/.aws/credentials"
    )


def _clock() -> _Said:
    return _("this machine's clock is wrong by several minutes"), _(
        "Set the clock, or let it be set by the network (NTP), then publish again"
    )


def _region() -> _Said:
    return _("the bucket is in another region"), _(
        "Write its region into the address in archive.toml: s3://bucket/folder?region=…"
    )


def _busy() -> _Said:
    return _("the service is overloaded for now"), _(
        "Publish again later: it goes on where it stopped"
    )


def _full() -> _Said:
    return _("the bucket is full, or its quota used up"), _(
        "Make room or have the quota raised, then publish again"
    )


def _unreachable() -> _Said:
    return _("the service does not answer"), _(
        "Check the network and the endpoint in archive.toml; then publish again, it goes on"
    )


def _not_trusted() -> _Said:
    return _("the service's certificate is not trusted by this machine"), _(
        "Check the endpoint in archive.toml, and the clock of this machine"
    )


def _anything_else(error: Exception, code: str) -> _Said:
    return code or type(error).__name__, _(
        "Publish again: it goes on where it stopped; if it fails again, tell the administrator"
    )


_BY_CODE: tuple[tuple[frozenset[str], Callable[[], _Said]], ...] = (
    (frozenset({"NoSuchBucket"}), _no_bucket),
    (frozenset({"AccessDenied", "AllAccessDisabled", "403", "Forbidden"}), _not_allowed),
    (
        frozenset(
            {"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "401"}
        ),
        _not_accepted,
    ),
    (frozenset({"RequestTimeTooSkewed"}), _clock),
    (frozenset({"PermanentRedirect", "AuthorizationHeaderMalformed", "301"}), _region),
    (frozenset({"SlowDown", "ServiceUnavailable", "InternalError", "503", "500"}), _busy),
    (frozenset({"QuotaExceeded", "StorageFull", "507"}), _full),
)
_BY_KIND: tuple[tuple[tuple[type[Exception], ...], Callable[[], _Said]], ...] = (
    ((NoCredentialsError, PartialCredentialsError), _no_credentials),
    ((ProfileNotFound,), _no_profile),
    ((SSLError,), _not_trusted),
    ((EndpointConnectionError, ConnectTimeoutError, ReadTimeoutError), _unreachable),
)
