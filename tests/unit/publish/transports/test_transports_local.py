import errno
import os
from pathlib import Path

import pytest

from archiver.publish.transports import TransportError, open_transport
from archiver.publish.transports.local import LocalTransport


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "here" / "run1_00000.ts"
    path.parent.mkdir()
    path.write_bytes(b"a segment")
    return path


def test_a_folder_gets_a_link_to_the_file(tmp_path: Path, source: Path) -> None:
    there = open_transport(f"file:{tmp_path}/there")
    there.put(source, "session/live/run1_00000.ts")
    there.put(source, "session/live/run1_00000.ts")
    sent = tmp_path / "there/session/live/run1_00000.ts"
    assert sent.samefile(source)
    assert [p.name for p in sent.parent.iterdir()] == [sent.name]
    assert there.sizes("session/live") == {"run1_00000.ts": 9}


def test_where_no_link_can_be_made_it_gets_a_copy(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refused)
    there = LocalTransport(tmp_path / "there")
    there.put(source, "a/b")
    assert (tmp_path / "there/a/b").read_bytes() == b"a segment"
    assert not (tmp_path / "there/a/b").samefile(source)


def test_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    there = LocalTransport(tmp_path)
    there.delete("nowhere/at-all")
    assert there.sizes("nowhere") == {}


def test_a_file_is_deleted(tmp_path: Path, source: Path) -> None:
    there = LocalTransport(tmp_path / "there")
    there.put(source, "a")
    there.delete("a")
    assert there.sizes("x") == {}
    assert not (tmp_path / "there/a").exists()
    assert source.exists()


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path, source: Path) -> None:
    (tmp_path / "there").write_text("not a folder")
    with pytest.raises(TransportError) as failed:
        LocalTransport(tmp_path / "there").put(source, "a/b")
    assert "a/b" in failed.value.what
    assert failed.value.why
    assert failed.value.remedy


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../up", "a/../../b", "a//b", "a\\b", "a\n"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, source: Path, name: str) -> None:
    there = LocalTransport(tmp_path / "there")
    with pytest.raises(TransportError):
        there.put(source, name)
    with pytest.raises(TransportError):
        there.delete(name)
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nowhere",
        "file:relative/folder",
        "file://server/folder",
        "ftp://host/folder",
        "sftp:///folder",
        "sftp://host",
        "sftp://host/",
        "sftp://host:port/folder",
        "sftp://user:S3cret@host/folder",
        "ftp://user:S3cret@host/folder",
        "https://host/folder",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_a_remedy(address: str) -> None:
    with pytest.raises(TransportError) as failed:
        open_transport(address)
    assert failed.value.remedy
    assert "S3cret" not in str(failed.value)
