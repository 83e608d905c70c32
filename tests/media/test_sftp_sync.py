import hashlib
import json
import multiprocessing
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from archiver.publish.sync import FileChange, SiteSync
from archiver.publish.transports import TransportError, open_transport
from tests.media.counting import Counting
from tests.media.sshd import Server, serving
from tests.waiting import wait_until

pytestmark = pytest.mark.real("sshd")

SESSION = "2026-11-20-seance"
SCOPE = (f"{SESSION}/", "index.html")
VIDEO = 8_000_000


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ssh")


@pytest.fixture
def server(keys: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(keys) as made:
        made.known()
        monkeypatch.setenv("HOME", str(made.home))
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        yield made


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site" / SESSION
    folder.mkdir(parents=True)
    (folder / "replay.mp4").write_bytes(hashlib.shake_256(b"video").digest(VIDEO))
    (folder / "fr.vtt").write_text("WEBVTT\n")
    (folder / "index.html").write_text("<p>the page")
    (tmp_path / "site/index.html").write_text("<p>the list")
    return tmp_path / "site"


class Kept:
    """What a process leaves on disk, read by the next."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, own: dict[str, Any]) -> None:
        making = self.path.with_suffix(".making")
        making.write_text(json.dumps(own))
        making.replace(self.path)

    @property
    def own(self) -> Mapping[str, Any]:
        return json.loads(self.path.read_text()) if self.path.exists() else {}


def behind(server: Server, cut_after: int = 0) -> Counting:
    line = Counting(server.port, cut_after)
    known = server.home / ".ssh/known_hosts"
    with known.open("a") as file:
        file.write(server.host_key.replace(str(server.port), str(line.port)) + "\n")
    return line


def sync(server: Server, port: int, site: Path, kept: Kept) -> SiteSync:
    www = site.parent / "www"
    address = f"sftp://{server.user}@127.0.0.1:{port}{www}"
    return SiteSync(open_transport(address), site, kept, kept.own)


def same(site: Path) -> None:
    www = site.parent / "www"
    for folder, other in ((site, www), (www, site)):
        for path in folder.rglob("*"):
            if path.is_file():
                assert (other / path.relative_to(folder)).read_bytes() == path.read_bytes()


def publish_in_a_process(address: str, site: Path, kept: Path) -> None:
    """Publish; runs in a process of its own, to be killed."""
    state = Kept(kept)
    SiteSync(open_transport(address), site, state, state.own).send(SCOPE)


def test_published_verified_and_one_caption_changed(server: Server, site: Path) -> None:
    line, kept = behind(server), Kept(site.parent / "kept.json")
    sync(server, line.port, site, kept).send(SCOPE)
    same(site)
    assert sync(server, line.port, site, kept).changes(SCOPE) == ()
    before = line.returned
    assert sync(server, line.port, site, kept).verify(SCOPE) == ()
    assert line.returned - before > VIDEO
    (site / SESSION / "fr.vtt").write_text("WEBVTT\n\ncorrected\n")
    before = line.passed
    sync(server, line.port, site, kept).send(SCOPE)
    assert line.passed - before < 30_000
    same(site)
    line.close()


@pytest.mark.timeout(120)
def test_killed_in_the_middle_another_process_goes_on(server: Server, site: Path) -> None:
    line, kept = behind(server), Kept(site.parent / "kept.json")
    address = f"sftp://{server.user}@127.0.0.1:{line.port}{site.parent / 'www'}"
    child = multiprocessing.get_context("spawn").Process(
        target=publish_in_a_process, args=(address, site, kept.path)
    )
    line.hold_after(VIDEO // 2)
    child.start()
    wait_until(lambda: line.held)
    assert child.pid
    child.kill()
    child.join(20)
    assert child.exitcode == -signal.SIGKILL
    part = next((site.parent / "www" / SESSION).glob("replay.mp4.*.part"))
    wait_until(lambda: not growing(part))
    left = part.stat().st_size
    assert VIDEO // 4 < left < VIDEO
    assert not (site.parent / "www/index.html").exists()
    line.close()
    line = behind(server)
    sync(server, line.port, site, kept).send(SCOPE)
    assert line.passed < VIDEO - left + 400_000
    same(site)
    assert sync(server, line.port, site, kept).verify(SCOPE) == ()
    line.close()


def growing(path: Path) -> bool:
    size = path.stat().st_size
    time.sleep(0.5)
    return path.stat().st_size != size


def test_a_line_that_is_cut_is_taken_up_within_one_call(server: Server, site: Path) -> None:
    line, kept = behind(server, cut_after=VIDEO // 2), Kept(site.parent / "kept.json")
    sync(server, line.port, site, kept).send(SCOPE)
    assert line.passed < VIDEO + 1_500_000
    same(site)
    line.close()


def test_what_was_begun_of_another_video_is_not_gone_on_with(server: Server, site: Path) -> None:
    kept = Kept(site.parent / "kept.json")
    folder = site.parent / "www" / SESSION
    folder.mkdir(parents=True)
    video = (site / SESSION / "replay.mp4").read_bytes()
    part = folder / "replay.mp4.abcd.part"
    kept({"token": "abcd"})
    part.write_bytes(video[:100_000] + bytes(200_000) + video[300_000:5_000_000])
    sync(server, server.port, site, kept).send(SCOPE)
    same(site)
    part.write_bytes(b"x" * 1000)
    own = dict(kept.own)
    own["sending"] = {"name": f"{SESSION}/replay.mp4", "sha256": "0" * 64, "own": {"part": True}}
    kept(own)
    sync(server, server.port, site, kept).send(SCOPE)
    assert not part.exists()


def test_what_was_altered_there_is_found_and_mended(server: Server, site: Path) -> None:
    kept = Kept(site.parent / "kept.json")
    sync(server, server.port, site, kept).send(SCOPE)
    video = site.parent / "www" / SESSION / "replay.mp4"
    with video.open("r+b") as file:
        file.seek(VIDEO // 2)
        file.write(b"altered")
    (site.parent / "www/index.html").unlink()
    found = sync(server, server.port, site, kept).verify(SCOPE)
    assert sorted(f.part for f in found) == [f"{SESSION}/replay.mp4", "index.html"]
    sync(server, server.port, site, kept).send(SCOPE)
    same(site)
    assert sync(server, server.port, site, kept).verify(SCOPE) == ()


def test_withdrawing_leaves_nothing_of_the_session(server: Server, site: Path) -> None:
    kept = Kept(site.parent / "kept.json")
    (site / SESSION / "live").mkdir()
    (site / SESSION / "live/full.m3u8").write_text("#EXTM3U")
    there = sync(server, server.port, site, kept)
    there.send(SCOPE)
    there.remove((f"{SESSION}/",))
    assert [p.name for p in (site.parent / "www").iterdir()] == ["index.html"]
    there.send(SCOPE)
    same(site)


def test_a_link_on_the_server_is_followed(server: Server, site: Path) -> None:
    disk = site.parent / "disk"
    disk.mkdir()
    (site.parent / "www").mkdir()
    (site.parent / "www" / SESSION).symlink_to(disk)
    kept = Kept(site.parent / "kept.json")
    sync(server, server.port, site, kept).send(SCOPE)
    assert (disk / "index.html").exists()
    (disk / "fr.vtt").rename(disk / "there.vtt")
    (disk / "fr.vtt").symlink_to("there.vtt")
    assert sync(server, server.port, site, kept).changes(SCOPE) == ()


def test_a_folder_that_may_not_be_written_is_said(server: Server, site: Path) -> None:
    kept = Kept(site.parent / "kept.json")
    there = open_transport(f"sftp://{server.user}@127.0.0.1:{server.port}/proc/nowhere")
    with pytest.raises(TransportError) as failed:
        SiteSync(there, site, kept, kept.own).send(SCOPE)
    assert failed.value.why
    assert failed.value.remedy
    assert FileChange("index.html", "add", 11) in SiteSync(there, site, kept, kept.own).changes(
        SCOPE
    )
