"""Each refusal says what it means and what to do, and whether only time is wanting."""

import json
import ssl

import httplib2
import pytest
from google.auth.exceptions import RefreshError, TransportError
from googleapiclient.errors import HttpError

from archiver.errors import ArchiverError
from archiver.publish.interface import LaterError, PublishError
from archiver.publish.youtube.failures import explained, is_quota, may_pass, reason_of
from archiver.publish.youtube.places import asked_root, may_be_sent_to


def refusal(status: int, reason: str) -> HttpError:
    """A refusal as Google words it."""
    body = {"error": {"code": status, "message": "secret-token", "errors": [{"reason": reason}]}}
    response = httplib2.Response({"status": str(status)})
    return HttpError(response, json.dumps(body).encode(), uri="https://x/?upload_id=secret-token")


@pytest.mark.parametrize(
    ("status", "reason", "later", "said"),
    [
        (400, "uploadLimitExceeded", True, "youtube.com/verify"),
        (401, "youtubeSignupRequired", False, "archiver login youtube"),
        (403, "forbidden", False, "archiver login youtube"),
        (403, "insufficientPermissions", False, "archiver login youtube"),
        (403, "accessNotConfigured", False, "YouTube Data API v3"),
        (400, "invalidCategoryId", False, "archive.toml"),
        (404, "videoNotFound", False, "--remove"),
        (503, "backendError", True, ""),
        (403, "rateLimitExceeded", True, ""),
        (418, "somethingNew", False, "youtube.com/studio"),
    ],
)
def test_a_refusal_says_what_to_do(status: int, reason: str, later: bool, said: str) -> None:
    error = explained(refusal(status, reason), "rien n’est parti")
    assert isinstance(error, ArchiverError)
    assert isinstance(error, LaterError) == later
    assert said in error.remedy
    assert error.remedy
    assert "secret-token" not in str(error)


def test_an_account_that_google_forgot_is_to_be_reconnected() -> None:
    gone = RefreshError("invalid_grant: expired", {"error": "invalid_grant"})  # type: ignore[no-untyped-call]
    assert not may_pass(gone)
    error = explained(gone, "rien n’est parti")
    assert isinstance(error, PublishError)
    assert not isinstance(error, LaterError)
    assert "archiver login youtube" in error.remedy
    assert "7" in error.why


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (httplib2.ServerNotFoundError("x"), True),
        (TransportError("x"), True),  # type: ignore[no-untyped-call]
        (ssl.SSLCertVerificationError(), False),
        (refusal(429, ""), True),
        (refusal(401, "authError"), True),
        (refusal(403, "quotaExceeded"), False),
        (refusal(400, "badRequest"), False),
        (RefreshError("x", retryable=True), True),  # type: ignore[no-untyped-call]
    ],
)
def test_what_may_pass_is_tried_again(error: Exception, passes: bool) -> None:
    assert may_pass(error) == passes


def test_a_body_that_is_no_json_has_no_reason() -> None:
    for content in (b"<html>", b"[]", b'{"error": "x"}', b"\xff", b'{"error": {"errors": []}}'):
        assert reason_of(HttpError(httplib2.Response({"status": "500"}), content)) == ""
    assert is_quota(refusal(403, "quotaExceeded"))


@pytest.mark.parametrize(
    ("uri", "allowed"),
    [
        ("https://youtube.googleapis.com/upload/x?upload_id=1", True),
        ("https://www.googleapis.com/upload/x", True),
        ("http://www.googleapis.com/upload/x", False),
        ("https://googleapis.com.evil.example/x", False),
        ("https://evilgoogleapis.com/x", False),
        ("https://evil.example\\@www.googleapis.com/x", False),
        ("https://www.googleapis.com@evil.example/x", False),
        ("http://127.0.0.1:80/x", False),
        ("", False),
    ],
)
def test_the_token_goes_to_google_alone(uri: str, allowed: bool) -> None:
    assert may_be_sent_to(uri, "https://youtube.googleapis.com/") == allowed


def test_a_loopback_server_gets_its_own_and_nothing_else() -> None:
    root = "http://127.0.0.1:8000/"
    assert may_be_sent_to("http://127.0.0.1:8000/upload", root)
    assert not may_be_sent_to("http://127.0.0.1:8001/upload", root)
    assert not may_be_sent_to("https://www.googleapis.com/upload", root)


def test_only_this_machine_may_stand_in_for_youtube(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVER_YOUTUBE_URL", "https://evil.example/")
    assert asked_root() == ""
    monkeypatch.setenv("ARCHIVER_YOUTUBE_URL", "http://127.0.0.1:9/")
    assert asked_root() == "http://127.0.0.1:9/"
