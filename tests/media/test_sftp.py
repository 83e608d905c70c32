import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.publish.transports import Transport, TransportError, open_transport
from tests.media.counting import Counting
from tests.media.sshd import Server, serving
from tests.waiting import free_port

pytestmark = pytest.mark.real("sshd")


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


def to(server: Server, folder: Path, port: int = 0) -> Transport:
    return open_transport(f"sftp://{server.user}@127.0.0.1:{port or server.port}{folder}")


def noise(path: Path, size: int) -> Path:
    path.write_bytes(hashlib.shake_256(path.name.encode()).digest(size))
    return path


def test_files_arrive_whole_and_folders_are_made(server: Server, tmp_path: Path) -> None:
    source = noise(tmp_path / "run1_00000.ts", 3_000_000)
    there = to(server, tmp_path / "www")
    there.put(source, "session/live/run1_00000.ts")
    there.put(noise(tmp_path / "live.json", 10), "session/live/live.json")
    there.put(noise(tmp_path / "other.json", 7), "session/live/live.json")
    live = tmp_path / "www/session/live"
    assert (live / "run1_00000.ts").read_bytes() == source.read_bytes()
    assert there.sizes("session/live") == {"run1_00000.ts": 3_000_000, "live.json": 7}
    assert sorted(p.name for p in live.iterdir()) == ["live.json", "run1_00000.ts"]
    there.delete("session/live/live.json")
    there.delete("session/live/live.json")
    assert there.sizes("session/live") == {"run1_00000.ts": 3_000_000}
    assert there.sizes("session/nowhere") == {}
    there.close()


def test_a_folder_can_be_in_the_home_of_the_user(server: Server, tmp_path: Path) -> None:
    there = open_transport(f"sftp://{server.user}@127.0.0.1:{server.port}/~/nowhere-at-all")
    assert there.sizes("x") == {}
    there.close()


def test_what_was_cut_off_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    source = noise(tmp_path / "big.ts", 6_000_000)
    line = Counting(server.port, cut_after=4_000_000)
    known = (server.home / ".ssh/known_hosts").read_text()
    (server.home / ".ssh/known_hosts").write_text(
        known + known.replace(str(server.port), str(line.port))
    )
    there = to(server, tmp_path / "www", line.port)
    with pytest.raises(TransportError):
        there.put(source, "big.ts")
    left = (tmp_path / "www/big.ts.part").stat().st_size
    assert 1_000_000 < left < 6_000_000
    assert not (tmp_path / "www/big.ts").exists()
    before = line.passed
    there.put(source, "big.ts")
    assert line.passed - before < 6_000_000 - left + 300_000
    assert (tmp_path / "www/big.ts").read_bytes() == source.read_bytes()
    assert [p.name for p in (tmp_path / "www").iterdir()] == ["big.ts"]
    there.close()
    line.close()


@pytest.mark.parametrize("rest", ["other", "longer", "short"])
def test_the_rest_of_another_file_is_not_gone_on_with(
    server: Server, tmp_path: Path, rest: str
) -> None:
    source = noise(tmp_path / "run1_00000.ts", 500_000)
    left = {
        "other": noise(tmp_path / "other", 300_000).read_bytes(),
        "longer": source.read_bytes() + b"more",
        "short": b"x",
    }
    (tmp_path / "www").mkdir()
    (tmp_path / "www/run1_00000.ts.part").write_bytes(left[rest])
    there = to(server, tmp_path / "www")
    there.put(source, "run1_00000.ts")
    assert (tmp_path / "www/run1_00000.ts").read_bytes() == source.read_bytes()
    there.close()


def test_a_lost_connection_is_taken_up_anew(
    keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = noise(tmp_path / "a.ts", 100_000)
    port = free_port()
    with serving(keys, port) as server:
        server.known()
        monkeypatch.setenv("HOME", str(server.home))
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        there = to(server, tmp_path / "www")
        there.put(source, "a.ts")
    with pytest.raises(TransportError) as failed:
        there.put(source, "b.ts")
    assert failed.value.remedy
    with serving(keys, port):
        there.put(source, "b.ts")
        there.put(source, "c.ts")
    with serving(keys, port):
        there.put(source, "d.ts")
        there.close()
    assert sorted(p.name for p in (tmp_path / "www").iterdir()) == ["a.ts", "b.ts", "c.ts", "d.ts"]


def test_an_unknown_server_is_refused_with_what_to_do(server: Server, tmp_path: Path) -> None:
    (server.home / ".ssh/known_hosts").write_text("")
    with pytest.raises(TransportError) as failed:
        to(server, tmp_path / "www").put(noise(tmp_path / "a", 10), "a")
    assert "SHA256:" in failed.value.why
    assert "sftp" in failed.value.remedy
    assert not (tmp_path / "www").exists()


def test_a_server_whose_key_changed_is_refused(server: Server, tmp_path: Path) -> None:
    other = (server.home / ".ssh/id_ed25519.pub").read_text().split()
    (server.home / ".ssh/known_hosts").write_text(
        f"[127.0.0.1]:{server.port} {other[0]} {other[1]}\n"
    )
    with pytest.raises(TransportError) as failed:
        to(server, tmp_path / "www").put(noise(tmp_path / "a", 10), "a")
    assert "ssh-keygen -R" in failed.value.remedy


def test_a_server_that_wants_another_key_says_so(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh/known_hosts").write_text(server.host_key + "\n")
    monkeypatch.setenv("HOME", str(home))
    with pytest.raises(TransportError) as failed:
        to(server, tmp_path / "www").put(noise(tmp_path / "a", 10), "a")
    assert "ssh-copy-id" in failed.value.remedy


def test_a_server_that_is_not_there_is_said(server: Server, tmp_path: Path) -> None:
    with pytest.raises(TransportError) as failed:
        to(server, tmp_path / "www", free_port()).sizes("x")
    assert failed.value.why
