from pathlib import Path

import pytest

from archiver.store.files import link_or_copy, move_into_place, sha256_of, write_atomic


def test_a_write_replaces_the_whole_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.write_text("old and much longer than the new text")
    write_atomic(target, "é")
    assert target.read_bytes() == "é".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.json"
    target.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomic(target, "new")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_secret_can_be_written_for_its_owner_alone(tmp_path: Path) -> None:
    write_atomic(tmp_path / "key", "k", mode=0o600)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("copy", [True, False])
def test_a_video_is_linked_or_copied_and_the_source_stays(tmp_path: Path, copy: bool) -> None:
    source = tmp_path / "-source ’é%d.mp4"
    source.write_bytes(b"video")
    target = tmp_path / "in" / "video.mp4"
    assert link_or_copy(source, target, copy=copy) is not copy
    assert target.read_bytes() == b"video"
    assert (target.stat().st_ino == source.stat().st_ino) is not copy
    assert [path.name for path in target.parent.iterdir()] == ["video.mp4"]


def test_a_disk_without_hard_links_gets_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_names: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refused)
    (tmp_path / "a").write_bytes(b"video")
    assert link_or_copy(tmp_path / "a", tmp_path / "b") is False
    assert (tmp_path / "b").read_bytes() == b"video"


def test_a_staged_file_moves_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "staged").write_text("x")
    move_into_place(tmp_path / "staged", tmp_path / "a" / "b" / "c.txt")
    assert (tmp_path / "a" / "b" / "c.txt").read_text() == "x"
    assert not (tmp_path / "staged").exists()


def test_a_digest_is_the_one_of_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_of(tmp_path / "a").startswith("ba7816bf8f01cfea414140de5dae2223")
