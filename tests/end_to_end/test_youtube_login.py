"""`archiver login youtube` and `logout`, as commands, against the loopback Google."""

import os
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from archiver.model.publication import Published
from archiver.publish.interface import File, Publisher, PublishError, Replay
from archiver.publish.youtube import (
    Account,
    LoginError,
    account_from,
    connect_by_hand,
    open_youtube,
)
from tests.media.youtube_replays import TARGET
from tests.youtube.oauth import SECRET
from tests.youtube.server import Server, leave_files, serving

_S = 120


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


def visited(url: str) -> str:
    """Where the consent page at `url` sends the browser."""
    try:
        urllib.request.build_opener(_Stay()).open(url, timeout=30)
    except urllib.error.HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("not sent anywhere")


@pytest.fixture(autouse=True)
def _loopback_is_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "google") as server:
        leave_files(tmp_path, server)
        yield server


@pytest.fixture
def client(tmp_path: Path, server: Server) -> str:
    return (tmp_path / "client.json").read_text("utf-8")


def _environment(tmp_path: Path, **more: str) -> dict[str, str]:
    own = {
        "ARCHIVER_SECRETS": str(tmp_path / "settings" / "secrets.toml"),
        "ARCHIVER_LANG": "en",
        "OAUTHLIB_INSECURE_TRANSPORT": "1",
    }
    return {**os.environ, **own, **more}


def _archiver(*args: str) -> list[str]:
    return [sys.executable, "-m", "archiver", *args]


def _is_connected(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "settings" / "youtube-token.json"
    assert path.stat().st_mode & 0o777 == 0o600
    account = account_from(path.read_text("utf-8"), lambda _token: None)
    state = Published(kind="youtube")
    assert _publisher(account, server).find(replay_of_nothing(tmp_path), state) == state
    assert account.project == "123456"


def test_in_the_browser_then_out_again(tmp_path: Path, server: Server) -> None:
    fetch = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=60)"
    # Without the “&” it would be waited for, and it waits for the answer.
    browser = f"{shlex.quote(sys.executable)} -c {shlex.quote(fetch)} %s &"
    environment = _environment(tmp_path, BROWSER=browser)
    command = _archiver("login", "youtube", "--client", str(tmp_path / "client.json"))
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_S)
    assert ran.returncode == 0, ran.stderr
    _is_connected(tmp_path, server)
    token = (tmp_path / "settings" / "youtube-token.json").read_text("utf-8")
    assert SECRET not in ran.stdout + ran.stderr
    assert "ya29" not in ran.stdout + ran.stderr
    assert (tmp_path / "settings" / "youtube-client.json").stat().st_mode & 0o777 == 0o600
    command = _archiver("logout", "youtube")
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_S)
    assert ran.returncode == 0, ran.stderr
    assert not (tmp_path / "settings" / "youtube-token.json").exists()
    account = account_from(token, lambda _token: None)
    account.credentials.token = None
    publisher = _publisher(account, server)
    with pytest.raises(PublishError, match="archiver login youtube"):
        publisher.find(replay_of_nothing(tmp_path), Published(kind="youtube"))


def replay_of_nothing(folder: Path) -> Replay:
    """A session that was never sent."""
    return Replay(
        id="2017-03-27",
        title="Séance",
        body="",
        date=date(2017, 3, 27),
        language="fr",
        duration_ms=0,
        description="",
        chapters=(),
        video=File(folder, "0" * 64, 0),
    )


def _publisher(account: Account, server: Server) -> Publisher:
    return open_youtube(TARGET, account, root=server.address + "/")


def test_by_hand_with_a_browser_elsewhere(tmp_path: Path, server: Server) -> None:
    given = str(tmp_path / "client.json")
    process = subprocess.Popen(
        _archiver("login", "youtube", "--no-browser", "--client", given),
        env=_environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stderr
    address = next(line.strip() for line in process.stderr if line.startswith("http"))
    out, err = process.communicate(visited(address) + "\n", timeout=_S)
    assert process.returncode == 0, err
    assert "connected" in out
    _is_connected(tmp_path, server)


def test_the_code_alone_will_do(client: str) -> None:
    def ask(url: str) -> str:
        return visited(url).partition("code=")[2].partition("&")[0].replace("%2F", "/")

    assert "refresh_token" in connect_by_hand(client, ask)


@pytest.mark.parametrize(
    "pasted",
    [
        "http://localhost:8085/?state=other&code=4/abc",
        "http://localhost:8085/?code=4/abc",
        "http://localhost:8085/?error=access_denied",
        "",
        "4/made-up",
    ],
)
def test_an_answer_to_another_request_is_refused(client: str, pasted: str) -> None:
    with pytest.raises(LoginError) as refused:
        connect_by_hand(client, lambda _url: pasted)
    assert "4/" not in str(refused.value)


def test_a_code_of_another_request_is_of_no_use(client: str) -> None:
    """PKCE: the code belongs to whoever holds the verifier of its challenge."""
    stolen: list[str] = []

    def ask(url: str) -> str:
        stolen.append(visited(url).partition("code=")[2].partition("&")[0].replace("%2F", "/"))
        return "http://localhost:8085/?error=access_denied"

    with pytest.raises(LoginError):
        connect_by_hand(client, ask)
    with pytest.raises(LoginError):
        connect_by_hand(client, lambda _url: stolen[0])


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"web": {}}', '{"installed": {}}'])
def test_what_is_no_client_is_refused(content: str) -> None:
    with pytest.raises(LoginError) as refused:
        connect_by_hand(content, lambda url: url)
    assert refused.value.remedy


def test_without_a_client_it_says_how_to_make_one(tmp_path: Path) -> None:
    ran = subprocess.run(
        _archiver("login", "youtube"),
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=_S,
    )
    assert ran.returncode == 1
    assert "--client" in ran.stderr
