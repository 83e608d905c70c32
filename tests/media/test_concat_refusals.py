"""Recordings whose segments are gone or are something else, and scripts that are not ours."""

from pathlib import Path

import pytest

from archiver.errors import ArchiverError
from archiver.media.ffconcat import script_text
from archiver.media.joining import join
from archiver.media.probe import probe
from tests.media.recorded import joined, numbered, record, recording, seen


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty numbered seconds."""
    return numbered(tmp_path_factory.mktemp("clip") / "clip.mp4", 20)


def test_a_segment_that_cannot_be_used_is_a_hole(clip: Path, tmp_path: Path) -> None:
    runs = recording(tmp_path, record(clip, tmp_path, 1, 0, 15_500))
    files = [segment.file for segment in runs.runs[0].segments]
    (tmp_path / files[1]).unlink()
    (tmp_path / files[2]).write_bytes(b"#EXTM3U\n#EXT-X-VERSION:3\n")
    script, made = joined(tmp_path, runs)
    assert made.unusable == (files[1], files[2])
    shown = seen(script)
    assert all(abs(at - n * 40) < 1 for at, n in shown)
    assert not [n for _at, n in shown if 100 < n < 299]
    assert probe(script).duration_ms > 15_000


def test_without_any_segment_there_is_no_recording(clip: Path, tmp_path: Path) -> None:
    runs = recording(tmp_path, record(clip, tmp_path, 1, 0, 6_000))
    for file in tmp_path.glob("*.ts"):
        file.unlink()
    with pytest.raises(ArchiverError, match="none of its 2 segments can be read"):
        join(tmp_path, runs)


def test_a_segment_that_went_missing_later_is_named(clip: Path, tmp_path: Path) -> None:
    runs = recording(tmp_path, record(clip, tmp_path, 1, 0, 11_500))
    script, _made = joined(tmp_path, runs)
    (tmp_path / "run1_00001.ts").unlink()
    with pytest.raises(ArchiverError, match=r"the segment run1_00001\.ts is missing"):
        probe(script)


def test_a_script_opens_nothing_but_segments_of_its_folder(clip: Path, tmp_path: Path) -> None:
    recording(tmp_path, record(clip, tmp_path, 1, 0, 6_000))
    inner = tmp_path / "inner"
    inner.mkdir()
    good = script_text("run1_00000.ts", [("run1_00000.ts", 0)], 4_000_000)
    for text in (
        good.replace("run1_00000.ts", "../run1_00000.ts"),
        good.replace("run1_00000.ts", str(tmp_path / "run1_00000.ts")),
        good + "file ../run1_00000.ts\nduration 1.000000\n",
    ):
        script = inner / "recording.ffconcat"
        script.write_text(text, encoding="utf-8")
        with pytest.raises(ArchiverError, match="not a list of segments"):
            probe(script)
    playlist = f"#EXTM3U\n#EXTINF:4,\nfile:{tmp_path}/run1_00000.ts\n#EXT-X-ENDLIST\n"
    (inner / "run1_00000.ts").write_text(playlist, encoding="utf-8")
    script.write_text(good, encoding="utf-8")
    with pytest.raises(ArchiverError):
        probe(script)
