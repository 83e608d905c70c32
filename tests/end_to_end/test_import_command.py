"""`archiver import`, as a technician does it with what others left."""

import json
import shutil
from pathlib import Path

import av
import pytest

from tests.end_to_end.support import Shell, ffmpeg, files, video
from tests.media.flashes import BEEPS, CODED, FLASHES, cut_at, killed


@pytest.fixture(scope="session")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A camera's card: a recording cut into parts, and what else lies there."""
    folder = tmp_path_factory.mktemp("carte")
    whole = video(tmp_path_factory.mktemp("whole") / "whole.mp4", seconds=12, more=("-g", "25"))
    ffmpeg(
        *("-i", whole, "-map", "0", "-c", "copy", "-f", "segment", "-segment_time", "4"),
        *("-reset_timestamps", "1", "-segment_start_number", "1", folder / "GH%02d0123.MP4"),
    )
    (folder / "notes.txt").write_text("Salle des délibérations", encoding="utf-8")
    return folder


def test_the_parts_of_a_card_become_one_recording(shell: Shell, card: Path) -> None:
    session, before = shell.new(), files(card)
    ran = shell.ok("import", session, card)
    assert ran.err.index("GH010123") < ran.err.index("GH020123") < ran.err.index("GH030123")
    assert "notes.txt" in ran.err
    assert f"archiver process {session}" in ran.out
    assert files(card) == before
    recording = json.loads((session / "recording/recording.json").read_text(encoding="utf-8"))
    assert abs(recording["media"]["duration_ms"] - 12_000) <= 60
    assert (session / recording["file"]).is_file()
    origins = json.loads((session / "recording/origins.json").read_text(encoding="utf-8"))
    assert [part["name"] for part in origins["parts"]] == sorted(
        path.name for path in card.glob("*.MP4")
    )
    assert not (session / ".work/oldfiles").exists()
    ran_steps = shell.ok("process", session, "--json").json["ran"]
    assert "import" not in ran_steps
    assert {"sound", "replay", "page"} <= set(ran_steps)
    with av.open(str(session / "replay/replay.mp4")) as replay:
        assert abs((replay.duration or 0) / 1000 - 12_000) <= 100


def test_a_session_has_one_recording(shell: Shell, card: Path) -> None:
    session = shell.new()
    shell.ok("import", session, card / "GH010123.MP4")
    before = files(session)
    ran = shell("import", session, card)
    assert ran.code == 1
    assert "GH010123.MP4" in ran.err
    assert files(session) == before


def test_a_killed_recorders_file_is_saved_like_a_good_one(shell: Shell) -> None:
    broken, good = killed(shell.folder / "séance.mp4"), shell.folder / "essai.mp4"
    ffmpeg(*FLASHES, *BEEPS, *CODED, "-t", "4", good)
    session, before = shell.new(), broken.read_bytes()
    refused = shell("import", session, broken)
    assert refused.code == 1
    assert "--like" in refused.err
    assert not (session / "recording").exists()
    made = shell.ok("import", session, broken, "--like", good, "--json").json
    (saved,) = made["saved"]
    assert saved["share"] > 0.99
    assert broken.read_bytes() == before
    recording = json.loads((session / "recording/recording.json").read_text(encoding="utf-8"))
    assert recording["origin"] == "séance.mp4"
    assert abs(recording["media"]["duration_ms"] - saved["picture_ms"]) <= 200


def test_a_good_part_shows_how_to_save_a_broken_one(shell: Shell) -> None:
    folder = shell.folder / "carte"
    folder.mkdir()
    ffmpeg(*FLASHES, *BEEPS, *CODED, "-t", "5", folder / "C0001.mp4")
    killed(folder / "C0002.mp4", bytes_written=2_000_000)
    made = shell.ok("import", shell.new(), folder, "--json").json
    assert made["parts"] == ["C0001.mp4", "C0002.mp4"]
    assert made["saved"][0]["file"] == "C0002.mp4"
    assert made["joints"][0]["at_ms"] == 5_000
    assert abs(made["joints"][0]["sound_ms"]) <= 40


def test_pauses_are_kept_or_closed_up(shell: Shell) -> None:
    for name, begun in (("a.mp4", "14:00:00"), ("b.mp4", "14:01:00")):
        tag = ("-metadata", f"creation_time=2026-11-20T{begun}Z")
        video(shell.folder / name, seconds=4 if name == "a.mp4" else 3, more=tag)
    given = (shell.folder / "a.mp4", shell.folder / "b.mp4")
    kept = shell.ok("import", shell.new("archive/kept"), *given, "--json").json
    assert kept["joints"][0]["pause_ms"] == 56_000
    closed = shell.ok("import", shell.new("archive/closed"), *given, "--close-gaps", "--json").json
    assert closed["joints"][0]["pause_ms"] == 0


def test_a_truncated_file_says_what_is_saved(shell: Shell) -> None:
    whole = video(shell.folder / "whole.mp4", seconds=10, more=("-movflags", "+faststart"))
    cut = cut_at(whole, shell.folder / "cut.mp4", 0.6)
    ran = shell.ok("import", shell.new(), cut)
    assert "60" in ran.err
    assert "cut.mp4" in ran.out


def test_what_is_no_recording_leaves_the_session_as_it_was(shell: Shell) -> None:
    session = shell.new()
    before = files(session)
    (shell.folder / "vide.mp4").touch()
    folder = shell.folder / "dossier"
    folder.mkdir()
    shutil.copyfile(session / "agenda.json", folder / "agenda.json")
    for given in ("vide.mp4", "dossier", "absent.mp4"):
        ran = shell("import", session, shell.folder / given)
        assert ran.code == 1
        assert len(ran.err.strip().splitlines()) <= 3
    assert files(session) == before
