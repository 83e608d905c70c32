"""The loopback YouTube's sign-in, scopes and quotas, as Google has them."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httplib2
import pytest
from google.auth.exceptions import RefreshError
from google_auth_oauthlib.flow import Flow

from tests.media.youtube_world import User, refusal
from tests.youtube.oauth import SCOPES
from tests.youtube.server import Server, serving
from tests.youtube.world import CHANNEL

BACK = "http://127.0.0.1:1/"


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "youtube") as server:
        yield server


def _channels(user: User) -> Any:
    return user.service.channels().list(part="id", mine=True)


def _consent(youtube: Server, flow: Flow) -> dict[str, str]:
    """What the browser is sent back with."""
    url, _ = flow.authorization_url(access_type="offline", prompt="consent")
    http = httplib2.Http()
    http.follow_redirects = False
    answered, _content = http.request(url)
    assert answered.status == 302
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answered["location"]).query))


def _flow(youtube: Server, monkeypatch: pytest.MonkeyPatch) -> Flow:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    return Flow.from_client_config(
        youtube.client_config(),
        list(SCOPES),
        redirect_uri=BACK,
        autogenerate_code_verifier=True,
    )


def test_a_code_is_good_once_and_with_its_verifier(
    youtube: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = _flow(youtube, monkeypatch)
    code = _consent(youtube, flow)["code"]
    flow.fetch_token(code=code)
    assert flow.credentials.refresh_token.startswith("1//")
    with pytest.raises(Exception, match="invalid_grant"):
        flow.fetch_token(code=code)
    code = _consent(youtube, flow)["code"]
    flow.code_verifier = "x" * 60
    with pytest.raises(Exception, match="invalid_grant"):
        flow.fetch_token(code=code)


def test_a_person_may_refuse(youtube: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    youtube.settings(consent="deny")
    assert _consent(youtube, _flow(youtube, monkeypatch))["error"] == "access_denied"


def test_an_old_token_is_refreshed(youtube: Server) -> None:
    user = User(youtube)
    youtube.expire_tokens()
    assert _channels(user).execute()["items"][0]["id"] == CHANNEL
    youtube.settings(clock_ahead_s=3600)
    _channels(user).execute()
    tokens = [line for line in youtube.log() if "token" in line["names"]]
    assert [line["status"] for line in tokens] == [200, 200]


def test_a_grant_that_was_taken_back_is_invalid(youtube: Server) -> None:
    user = User(youtube)
    youtube.forget_tokens()
    with pytest.raises(RefreshError, match="invalid_grant"):
        _channels(user).execute()


def test_an_app_in_testing_is_forgotten_after_a_week(youtube: Server) -> None:
    user = User(youtube)
    youtube.settings(testing=True, clock_ahead_s=8 * 86_400)
    with pytest.raises(RefreshError, match="invalid_grant"):
        _channels(user).execute()


def test_a_token_opens_what_its_scope_says(youtube: Server) -> None:
    user = User(youtube, scopes=("https://www.googleapis.com/auth/youtube.readonly",))
    _channels(user).execute()
    body = {"snippet": {"title": "Séances"}}
    refused = user.service.playlists().insert(part="snippet", body=body)
    assert refusal(refused) == (403, "insufficientPermissions")


def test_units_are_counted_by_day_in_the_pacific(youtube: Server) -> None:
    user = User(youtube)
    youtube.settings(quota_units=52)
    _channels(user).execute()
    body = {"snippet": {"title": "Séances"}}
    user.service.playlists().insert(part="snippet", body=body).execute()
    assert youtube.used() == {"units": 51, "inserts": 0}
    refused = user.service.playlists().insert(part="snippet", body=body)
    assert refusal(refused) == (403, "quotaExceeded")
    youtube.settings(clock_ahead_s=86_400)
    assert youtube.used() == {"units": 0, "inserts": 0}
    user.service.playlists().insert(part="snippet", body=body).execute()


def test_an_error_has_the_shape_of_googles(youtube: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(youtube.address + "/youtube/v3/channels?part=id&mine=true")
    said = json.loads(refused.value.read())["error"]
    assert (said["code"], said["status"]) == (401, "UNAUTHENTICATED")
    assert said["errors"][0]["reason"] == "authError"
    assert said["errors"][0]["domain"] == "global"
