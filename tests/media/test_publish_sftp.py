"""A session published to a real SFTP server: only what changed, and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.media.sshd import serving
from tests.unit.publishing.made_site import Site

pytestmark = pytest.mark.real("sshd")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with serving(tmp_path / "ssh") as server:
        server.known()
        monkeypatch.setenv("HOME", str(server.home))
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        to = f"sftp://{server.user}@127.0.0.1:{server.port}{tmp_path}/www"
        yield Site(tmp_path / "archive", to)


@pytest.fixture(autouse=True)
def keys(tmp_path: Path) -> None:
    (tmp_path / "ssh").mkdir()


def test_a_session_is_sent_once_changed_and_taken_back(site: Site, tmp_path: Path) -> None:
    replay, www = site.session("a"), tmp_path / "www"
    sent = site.publish(replay)
    assert sent[-1] == "index.html"
    assert (www / "a" / "replay.mp4").read_bytes() == replay.video.path.read_bytes()
    assert site.publish(replay) == ()
    video = (www / "a" / "replay.mp4").stat()
    site.say("a", "mended")
    assert site.publish(replay) == ("a/index.html",)
    assert (www / "a" / "index.html").read_text() == "<p>mended</p>"
    assert (www / "a" / "replay.mp4").stat().st_mtime_ns == video.st_mtime_ns
    site.withdraw("a")
    assert [path.name for path in (www / "a").iterdir()] == ["index.html"]
    assert "mended" not in (www / "a" / "index.html").read_text()
    assert "Titre a" not in (www / "index.html").read_text()
