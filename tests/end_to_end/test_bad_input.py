"""What a technician reads when the input is bad; nothing of theirs is lost or half-written."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.support import AGENDA, Shell, ffmpeg, files, video
from tests.real import need, need_program


def broken(shell: Shell, source: Path) -> tuple[str, Path]:
    """What is read when `source` is processed; the session is as it was before."""
    session = shell.new()
    before, given = files(session), source.read_bytes()
    ran = shell("process", session, "--from-file", source)
    assert ran.code == 1, ran.out
    assert "Traceback" not in ran.err
    after = files(session)
    after.pop("manifest.json", None)
    assert after == before
    assert source.read_bytes() == given
    return ran.err, session


def test_an_empty_video(shell: Shell) -> None:
    (shell.folder / "vide.mp4").write_bytes(b"")
    said, session = broken(shell, shell.folder / "vide.mp4")
    assert "vide.mp4" in said
    assert "vide.mp4" in shell.ok("status", session).out


def test_a_truncated_video(shell: Shell) -> None:
    whole = video(shell.folder / "entier.mp4")
    cut = shell.folder / "coupé.mp4"
    cut.write_bytes(whole.read_bytes()[:20_000])
    said, _session = broken(shell, cut)
    assert "coupé.mp4" in said


def test_a_text_called_mp4(shell: Shell) -> None:
    (shell.folder / "note.mp4").write_text("ceci n'est pas une vidéo\n" * 50)
    said, _session = broken(shell, shell.folder / "note.mp4")
    assert "note.mp4" in said


def test_a_playlist_does_not_reach_other_files(shell: Shell) -> None:
    video(shell.folder / "secret.ts", more=("-f", "mpegts"))
    playlist = shell.folder / "liste.m3u8"
    playlist.write_text("#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n")
    said, _session = broken(shell, playlist)
    assert "liste.m3u8" in said


def test_a_missing_video(shell: Shell) -> None:
    session = shell.new()
    ran = shell("process", session, "--from-file", "absente.mp4")
    assert ran.code == 1
    assert "absente.mp4" in ran.err


def test_no_video_given_yet(shell: Shell) -> None:
    session = shell.new()
    ran = shell("process", session)
    assert ran.code == 1
    assert "--from-file" in ran.err


def silent_video(folder: Path) -> Path:
    target = folder / "muet.mp4"
    picture = "testsrc2=size=320x180:rate=25:duration=3"
    ffmpeg("-f", "lavfi", "-i", picture, "-c:v", "libx264", "-pix_fmt", "yuv420p", target)
    return target


def test_a_video_without_sound_says_so_and_can_be_kept_all_the_same(shell: Shell) -> None:
    session = shell.new()
    source = silent_video(shell.folder)
    ran = shell("process", session, "--from-file", source)
    assert ran.code == 1
    assert "muet.mp4" in ran.err or "recording.mp4" in ran.err
    assert not (session / "audio.wav").exists()
    presets = session.parent / "presets"
    presets.mkdir()
    (presets / "muet.toml").write_text('[sound]\nmissing = "silence"\n')
    described = session / "session.toml"
    text = described.read_text(encoding="utf-8").replace('preset = "house"', 'preset = "muet"')
    described.write_text(text, encoding="utf-8")
    shell.ok("process", session)
    assert (session.parent / "site" / session.name / "replay.mp4").exists()
    assert "muet" in shell.ok("status", session).out


def test_two_sound_tracks_portrait_96_khz_and_a_varying_rate(shell: Shell) -> None:
    source = shell.folder / "étrange.mkv"
    ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=size=180x321:rate=30:duration=4"),
        *("-f", "lavfi", "-i", "sine=frequency=200:sample_rate=96000:duration=4"),
        *("-f", "lavfi", "-i", "sine=frequency=900:sample_rate=96000:duration=4"),
        *("-map", "0", "-map", "1", "-map", "2"),
        *("-vf", "select='not(mod(n\\,3))+gt(n\\,60)'", "-fps_mode", "vfr"),
        *("-c:v", "libx264", "-pix_fmt", "yuv444p", "-c:a", "flac"),
        *("-metadata:s:a:0", "language=fra", "-metadata:s:a:1", "title=Traduction"),
        source,
    )
    session = shell.new()
    said = shell.ok("process", session, "--from-file", source)
    assert "«\u00a0Traduction\u00a0»" in said.err
    assert "«\u00a0Traduction\u00a0»" in shell.ok("status", session).out


def test_half_an_hour_of_silence(shell: Shell) -> None:
    source = shell.folder / "silence.mp4"
    ffmpeg(
        *("-f", "lavfi", "-i", "color=gray:size=160x90:rate=5:duration=1800"),
        *("-f", "lavfi", "-i", "anullsrc=channel_layout=mono:sample_rate=16000"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
        *("-c:a", "aac", "-shortest", source),
    )
    session = shell.new()
    shell.ok("process", session, "--from-file", source)
    status = shell.ok("status", session, "--json").json
    assert {step["state"] for step in status["steps"]} == {"done"}
    assert any(step["warnings"] for step in status["steps"] if step["name"] == "transcribe")
    html = (session.parent / "site" / session.name / "index.html").read_text(encoding="utf-8")
    assert "Décision modificative" in html


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes."""
    mount = need_program("mount", "apt-get install mount")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], capture_output=True
    )
    need(mounted.returncode == 0, "a small disk", "run as root, with the right to mount")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_fills_in_the_middle_of_a_step(small_disk: Path, shell: Shell) -> None:
    source = video(shell.folder / "séance.mp4", seconds=240, size="64x36")
    session = Shell(small_disk, shell.env).new()
    before = files(session)
    ran = shell("process", session, "--from-file", source)
    assert ran.code == 1
    assert "le disque est plein" in ran.err
    assert "Traceback" not in ran.err
    assert not (session / "audio.wav").exists()
    assert files(session).items() >= before.items()
    assert not [name for name in files(session) if name.startswith(".work")]
    roomy = shell.folder / "roomy"
    shutil.copytree(session.parent, roomy)
    shell.ok("process", roomy / session.name, "--only", "sound")
    assert (roomy / session.name / "audio.wav").exists()


@pytest.mark.parametrize(
    ("agenda", "said"),
    [
        ("Titre\n", "agenda.csv"),
        ("", "agenda.csv"),
        ("N°;Titre\n1;Budget\n1;Routes\n", "1"),
        ("Couleur;Taille\nbleu;grand\n", "agenda.csv"),
    ],
    ids=["no items", "empty", "duplicate numbers", "no title"],
)
def test_an_agenda_that_cannot_be_used(shell: Shell, agenda: str, said: str) -> None:
    (shell.folder / "agenda.csv").write_text(agenda, encoding="utf-8")
    ran = shell("new", "archive/s", "--agenda", "agenda.csv", "--date", "2026-11-20")
    assert ran.code == 1
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert not (shell.folder / "archive" / "s").exists()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-8"])
def test_an_agenda_in_any_usual_encoding(shell: Shell, encoding: str) -> None:
    (shell.folder / "agenda.csv").write_bytes(AGENDA.encode(encoding))
    shell.ok("new", "archive/s", "--agenda", "agenda.csv", "--date", "2026-11-20")
    agenda = (shell.folder / "archive" / "s" / "agenda.json").read_text(encoding="utf-8")
    assert "Décision modificative n° 2" in agenda


HOSTILE = (
    '<script>alert(1)</script> "guillemets" l’apostrophe d\'ici ../../etc/passwd 🏛 --help '
    "=cmd|' /C calc'!A0 %d # \\ & ; $(reboot) `id` " + "très long " * 200
)


def test_hostile_titles_and_names_are_only_text(shell: Shell) -> None:
    title = HOSTILE.replace('"', '""')
    rows = f'-1;"{title}";"<b>O\'Neil</b>"\n../2;Routes;\n'
    session = shell.new(agenda=f"N°;Titre;Rapporteur\n{rows}")
    source = video(shell.folder / "-i %d 'é\" 🏛#.mp4", seconds=3)
    shell.ok("process", session, "--from-file", source)
    html = (session.parent / "site" / session.name / "index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in html
    assert "<b>O" not in html
    assert "&lt;script&gt;alert(1)" in html
    shell.ok("export", session, "--format", "items", "--output", "sortie")
    made = {path.name for path in shell.folder.rglob("*")}
    assert not {"passwd", "calc"} & made
