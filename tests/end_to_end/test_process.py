"""The main job, as a technician does it."""

import json
import re
import shutil
import signal
import time
from pathlib import Path

import av
import opentimelineio as otio
import pytest

from tests.end_to_end.support import Shell, artifacts, files
from tests.real import need, need_program
from tests.waiting import wait_until

REPLAY = "replay/replay.mp4"
ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
Processed = tuple[Shell, Path]


def test_a_video_and_an_agenda_become_a_replay(processed: Processed) -> None:
    _shell, session = processed
    chapters = json.loads((session / "chapters.json").read_text(encoding="utf-8"))
    treated = [item for span in chapters["spans"] for item in span["items"]]
    assert treated[-1] == "101"
    assert {absent["item"]: absent["reason"] for absent in chapters["not_treated"]} == {
        "402": "withdrawn"
    }
    with av.open(str(session / "replay" / "replay.mp4")) as replay:
        assert replay.streams.video[0].codec_context.name == "h264"
        assert replay.streams.audio[0].codec_context.name == "aac"
        titles = [chapter["metadata"]["title"] for chapter in replay.chapters()]
    assert any("Décision modificative n° 2" in title for title in titles)
    head = (session / "replay" / "replay.mp4").read_bytes()[:4096]
    assert head.find(b"moov") < 64


def test_the_page_stands_beside_its_media(processed: Processed) -> None:
    _shell, session = processed
    page = session.parent / "site" / session.name
    html = (page / "index.html").read_text(encoding="utf-8")
    assert "Décision modificative n° 2 au budget principal" in html
    for name in re.findall(r'(?:src|href)="([^"#:]+)"', html):
        assert (page / name).exists(), name
    assert (page / "replay.mp4").samefile(session / "replay" / "replay.mp4")
    listed = (session.parent / "site" / "index.html").read_text(encoding="utf-8")
    assert f"{session.name}/" in listed


def test_captions_tell_what_was_said(processed: Processed) -> None:
    _shell, session = processed
    vtt = (session / "captions" / "fr.vtt").read_text(encoding="utf-8")
    assert vtt.startswith("WEBVTT")
    assert "modificative" in vtt
    report = json.loads((session / "captions" / "report.json").read_text(encoding="utf-8"))
    errors = [b for b in report["breaches"] if b["severity"] == "error"]
    # Who speaks faster than one may read is shown so: words are not left out for it.
    assert [b for b in errors if b["norm"] != "speed"] == []
    assert len(errors) * 10 <= report["cues"]


def test_a_second_run_does_nothing(processed: Processed, clip: Path) -> None:
    shell, session = processed
    before = files(session)
    ran = shell.ok("process", session, "--from-file", clip, "--json")
    assert ran.json["ran"] == []
    assert files(session) == before


def test_the_source_is_linked_and_never_changed(processed: Processed, clip: Path) -> None:
    _shell, session = processed
    assert (session / "recording" / "recording.mp4").samefile(clip)
    assert artifacts(session)["recording/recording.mp4"]


def test_what_was_said_can_be_found(processed: Processed) -> None:
    shell, session = processed
    hits = shell.ok("search", session.parent, "modification", "--json").json["hits"]
    assert [hit["session_id"] for hit in hits][:1] == [session.name]
    assert hits[0]["items"] == ["101"]
    path, anchor = hits[0]["link"].removeprefix("file://").split("#")
    assert f'id="{anchor}"' in Path(path).read_text(encoding="utf-8")
    assert "Décision modificative" in shell.ok("search", session.parent, "modif*").out
    assert "Rien" in shell.ok("search", session.parent, "introuvable").out


def test_every_form_is_exported_and_read_back(processed: Processed, tmp_path: Path) -> None:
    shell, session = processed
    for form in ("ttml", "edl", "clip"):
        more = ("--item", "101") if form == "clip" else ()
        shell.ok("export", session, "--format", form, *more, "--output", tmp_path / f"s.{form}")
    cues = json.loads((session / "captions" / "cues.json").read_text(encoding="utf-8"))["cues"]
    said = "".join((tmp_path / "s.ttml").read_text(encoding="utf-8").split())
    assert all(re.sub(r"\s", "", cue["lines"][0]).translate(ESCAPED) in said for cue in cues)
    events = otio.adapters.read_from_file(str(tmp_path / "s.edl"), "cmx_3600", rate=25)
    names = [clip.name for clip in events.find_clips()]
    assert any("Décision modificative" in name for name in names)
    with av.open(str(tmp_path / "s.clip")) as clip, av.open(str(session / REPLAY)) as whole:
        assert 0 < (clip.duration or 0) < (whole.duration or 0)
    refused = shell("export", session, "--format", "scdl")
    assert (refused.code, "SIRET" in refused.err) == (1, True)
    assert shell("export", session, "--format", "clip", "--from", "9:00", "--to", "1").code == 1
    assert shell("export", session, "--format", "clip").code == 2


def test_what_was_found_is_kept_and_taken_along(processed: Processed, tmp_path: Path) -> None:
    shell, session = processed
    table, listed = tmp_path / "table.csv", tmp_path / "liste.html"
    shell.ok("search", session.parent, "modif*", "--keep", "L'exercice", "--output", table)
    assert "Décision modificative" in table.read_text(encoding="utf-8-sig")
    assert shell.ok("search", session.parent, "--kept", "L'exercice", "--output", listed)
    assert f"{session.name}/index.html#u-" in listed.read_text(encoding="utf-8")
    assert (
        "Rien"
        in shell.ok("search", session.parent, "--kept", "L'exercice", "--vote", "rejected").out
    )
    wrong = shell("search", session.parent, "--kept", "Une autre")
    assert (wrong.code, "L'exercice" in wrong.err) == (1, True)
    assert shell("search", session.parent, "modif*", "--output", "x.pdf").code == 2
    (session.parent / "searches.json").unlink()


def test_an_index_that_was_thrown_away_is_rebuilt(processed: Processed) -> None:
    shell, session = processed
    before = shell.ok("search", session.parent, "exercice", "--json").json
    shutil.rmtree(shell.folder / "cache")
    assert shell.ok("search", session.parent, "exercice", "--json").json == before
    assert before["hits"]


def test_status_tells_how_it_stands(processed: Processed) -> None:
    shell, session = processed
    told = shell.ok("status", session, "--json").json
    assert {step["state"] for step in told["steps"]} == {"done"}
    text = shell.ok("status", session).out
    assert "retiré" in text
    assert "Sous-titres" in text


def copy_of(processed: Processed, shell: Shell) -> Path:
    _shell, session = processed
    shutil.copytree(session.parent, shell.folder / "archive")
    return shell.folder / "archive" / session.name


def test_a_changed_title_redoes_the_split_and_not_the_recognition(
    processed: Processed, shell: Shell
) -> None:
    session = copy_of(processed, shell)
    agenda = session / "agenda.json"
    text = agenda.read_text(encoding="utf-8").replace("budget principal", "budget de l’exercice")
    agenda.write_text(text, encoding="utf-8")
    states = {s["name"]: s["state"] for s in shell.ok("status", session, "--json").json["steps"]}
    assert states["split"] == "stale"
    assert states["transcribe"] == "done"
    ran = shell.ok("process", session, "--json").json["ran"]
    assert "split" in ran
    assert "transcribe" not in ran
    assert "budget de l’exercice" in (
        session.parent / "site" / session.name / "index.html"
    ).read_text(encoding="utf-8")


def test_one_step_alone(processed: Processed, shell: Shell) -> None:
    session = copy_of(processed, shell)
    ran = shell.ok("process", session, "--only", "caption", "--redo", "caption", "--json").json
    assert ran["ran"] == ["caption"]


def test_another_video_does_not_replace_the_recording(
    processed: Processed, shell: Shell, clip: Path
) -> None:
    session = copy_of(processed, shell)
    other = shell.folder / "autre.mp4"
    shutil.copyfile(clip, other)
    before = files(session)
    ran = shell("process", session, "--from-file", other)
    assert ran.code == 1
    assert "séance n° 1.mp4" in ran.err
    assert files(session) == before


def test_with_the_network_cut_everything_works(
    processed: Processed, shell: Shell, clip: Path
) -> None:
    unshare = need_program("unshare", "apt-get install util-linux")
    cut = (unshare, "--net", "--map-root-user")
    need(shell("--version", before=cut).code == 0, "a network namespace", "run as root")
    session = shell.new()
    shell.ok("process", session, "--from-file", clip, before=cut)
    mine, theirs = artifacts(session), artifacts(processed[1])
    assert mine["transcript.json"] == theirs["transcript.json"]
    assert mine["replay/replay.mp4"] == theirs["replay/replay.mp4"]


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_resumed(
    processed: Processed, shell: Shell, clip: Path, asked: signal.Signals
) -> None:
    session = shell.new()
    running = shell.start("process", session, "--from-file", clip)
    wait_until(lambda: "transcribe" in log(session))
    running.send_signal(asked)
    said, _nothing = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "Traceback" not in said
    assert not (session / ".lease").exists()
    shell.ok("process", session)
    assert artifacts(session)["transcript.json"] == artifacts(processed[1])["transcript.json"]


@pytest.mark.parametrize("step", ["sound", "transcribe", "replay"])
def test_a_kill_costs_one_step(processed: Processed, shell: Shell, clip: Path, step: str) -> None:
    session = shell.new()
    running = shell.start("process", session, "--from-file", clip)
    wait_until(lambda: step in log(session))
    time.sleep(0.3)
    running.kill()
    running.wait(timeout=30)
    done = set(json.loads((session / "manifest.json").read_text(encoding="utf-8"))["done"])
    ran = set(shell.ok("process", session, "--from-file", clip, "--json").json["ran"])
    assert not ran & done
    assert artifacts(session) == artifacts(processed[1])
    assert not list(session.glob(".work/*"))


def test_two_processes_do_not_work_on_one_session(shell: Shell, clip: Path) -> None:
    session = shell.new()
    running = shell.start("process", session, "--from-file", clip)
    try:
        wait_until(lambda: "transcribe" in log(session))
        ran = shell("process", session)
        assert ran.code == 1
        assert f"processus {running.pid}" in ran.err
    finally:
        running.kill()
        running.wait(timeout=30)


def log(session: Path) -> str:
    path = session / "log.jsonl"
    return path.read_text(encoding="utf-8") if path.exists() else ""
