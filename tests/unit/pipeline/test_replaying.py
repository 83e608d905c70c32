"""Which copy of a replay a page may show."""

from pathlib import Path

import pytest

from archiver.model.renditions import Smaller, Storyboard
from archiver.replay.storyboard import picture_every, storyboard_vtt
from archiver.replaying import SMALLER, smaller_of, storyboard_of
from archiver.store.files import sha256_of
from archiver.store.folder import SessionFolder


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    (tmp_path / "session" / "replay").mkdir(parents=True)
    (tmp_path / "session" / "session.toml").write_text("")
    folder = SessionFolder(tmp_path / "session")
    folder.file("replay/replay.mp4").write_bytes(b"the replay")
    folder.file(SMALLER).write_bytes(b"small")
    digest = sha256_of(folder.file("replay/replay.mp4"))
    made = Smaller(replay=digest, width=854, height=480, bytes=5)
    folder.file("replay/mobile.json").write_text(made.to_json())
    return folder


def test_the_copy_of_the_replay_is_shown(folder: SessionFolder) -> None:
    found = smaller_of(folder)
    assert found
    assert (found.height, found.bytes) == (480, 5)


def test_the_copy_of_another_replay_is_not(folder: SessionFolder) -> None:
    folder.file("replay/replay.mp4").write_bytes(b"without the hidden passage")
    assert smaller_of(folder) is None


def test_where_none_was_made_none_is_shown(folder: SessionFolder) -> None:
    folder.file(SMALLER).unlink()
    assert smaller_of(folder) is None
    folder.file("replay/mobile.json").unlink()
    assert smaller_of(folder) is None
    assert storyboard_of(folder) is None


@pytest.mark.parametrize(
    ("hours", "every_ms"), [(0.1, 10_000), (3, 10_000), (4, 15_000), (8, 30_000), (100, 300_000)]
)
def test_long_sessions_have_rarer_pictures(hours: float, every_ms: int) -> None:
    assert picture_every(round(hours * 3_600_000)) == every_ms


def test_every_instant_has_its_place_on_a_sheet() -> None:
    board = Storyboard(
        every_ms=10_000,
        width=160,
        height=90,
        columns=10,
        rows=10,
        count=112,
        sheets=("storyboard-1.jpg", "storyboard-2.jpg"),
    )
    cues = storyboard_vtt(board, 1_115_000).split("\n\n")[1:]
    assert len(cues) == 112
    assert cues[11].endswith("storyboard-1.jpg#xywh=160,90,160,90")
    assert cues[99].endswith("storyboard-1.jpg#xywh=1440,810,160,90")
    assert cues[100].endswith("storyboard-2.jpg#xywh=0,0,160,90")
    assert cues[-1] == ("00:18:30.000 --> 00:18:35.000\nstoryboard-2.jpg#xywh=160,90,160,90\n")
