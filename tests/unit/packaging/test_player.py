import io
import shutil
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

import hatch_build
from hatch_build import PLAYER_FILES, WrongPlayerError, fetch_player


def package(path: Path, content: bytes) -> Path:
    """An npm package that holds `content` under every name that is wanted."""
    with tarfile.open(path, "w:gz") as made:
        for member, _digest in PLAYER_FILES.values():
            info = tarfile.TarInfo(member)
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The content that is taken for the right one."""
    content = b"a player"
    digest = sha256(content).hexdigest()
    files = {name: (member, digest) for name, (member, _old) in PLAYER_FILES.items()}
    monkeypatch.setattr(hatch_build, "PLAYER_FILES", files)
    return content


def test_without_npm_the_build_goes_on_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    assert "npm is missing" in fetch_player(tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_a_player_that_is_there_needs_no_npm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bytes
) -> None:
    hatch_build._unpack(package(tmp_path / "p.tgz", known), tmp_path / "vendor")
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    assert fetch_player(tmp_path / "vendor") == ""
    assert {p.name for p in (tmp_path / "vendor").iterdir()} == set(PLAYER_FILES)
    (tmp_path / "vendor" / "hls.light.min.js").write_bytes(b"changed since")
    assert fetch_player(tmp_path / "vendor") != ""


def test_a_package_that_is_not_the_known_one_is_refused(tmp_path: Path, known: bytes) -> None:
    wrong = package(tmp_path / "p.tgz", known + b" with something in it")
    with pytest.raises(WrongPlayerError):
        hatch_build._unpack(wrong, tmp_path / "vendor")
    assert list((tmp_path / "vendor").iterdir()) == []
