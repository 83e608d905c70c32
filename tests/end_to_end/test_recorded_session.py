"""A session that was recorded: runs, an outage, marks; what comes out, and what never does."""

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import av
import pytest

from archiver.indexing import indexed_session
from archiver.model.runs import Run, Runs, Segment
from archiver.store.folder import SessionFolder
from archiver.store.lease import hold
from tests.end_to_end.published_texts import published_texts
from tests.end_to_end.support import Shell, ffmpeg, spoken_video

SPOKEN_MS = 60_000
"""A minute of the sample session: the minutes approved, then item 101."""
APPROVAL = "approbation-du-proces-verbal-de-la-seance"
FIRST_RUN_MS, OUTAGE_MS = 24_000, 8_000
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def recorded(
    tmp_path_factory: pytest.TempPathFactory, base_env: dict[str, str]
) -> tuple[Shell, Path]:
    """A session folder as the recorder leaves it: two runs with an outage between."""
    folder = tmp_path_factory.mktemp("recorded")
    shell = Shell(folder, {**base_env, "ARCHIVER_CACHE": str(folder / "cache")})
    session = shell.new()
    clip = spoken_video(folder / "clip.mp4", 93, SPOKEN_MS / 1000)
    recording = session / "recording"
    recording.mkdir()
    runs = Runs(
        feed="srt://encodeur",
        runs=(
            run_of(clip, recording, 1, 0, FIRST_RUN_MS, 0),
            run_of(clip, recording, 2, FIRST_RUN_MS, SPOKEN_MS, FIRST_RUN_MS + OUTAGE_MS),
        ),
        finished=True,
    )
    (recording / "runs.json").write_text(runs.to_json(), encoding="utf-8")
    return shell, session


def run_of(clip: Path, folder: Path, number: int, start: int, end: int, session_ms: int) -> Run:
    ffmpeg(
        *("-ss", f"{start}ms", "-t", f"{end - start}ms", "-i", clip, "-map", "0:v:0"),
        *("-map", "0:a:0", "-c", "copy", "-f", "segment", "-segment_time", "4"),
        *("-segment_format", "mpegts", "-segment_format_options", "flush_packets=1"),
        folder / f"run{number}_%05d.ts",
    )
    edges = []
    for file in sorted(folder.glob(f"run{number}_*.ts")):
        with av.open(str(file)) as container:
            packets = container.demux(*container.streams.video)
            times = [float(p.pts * p.time_base) for p in packets if p.pts is not None]
        if times:
            edges.append((file.name, min(times), max(times) + 0.04))
    segments = []
    for n, (name, begins, ends) in enumerate(edges):
        after = edges[n + 1][1] if n + 1 < len(edges) else ends
        # ffmpeg's muxer begins to count at 1.4 s: that is a run's own time 0.
        start_ms = round((begins - 1.4) * 1000) if n else 0
        segments.append(
            Segment(
                file=name,
                start_ms=start_ms,
                end_ms=round((after - 1.4) * 1000),
                wall=NINE + timedelta(milliseconds=session_ms + start_ms),
            )
        )
    return Run(number=number, start_ms=session_ms, segments=tuple(segments), ended="hung")


def marked(session: Path, *marks: tuple[float, str, list[str]]) -> None:
    """The marks of a session, by seconds of session time; `archiver mark` knows only now."""
    lines = [
        json.dumps({"at": (NINE + timedelta(seconds=s)).isoformat(), "action": a, "items": items})
        for s, a, items in marks
    ]
    (session / "recording" / "marks.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def spans(session: Path) -> list[tuple[str, int, int]]:
    chapters = json.loads((session / "chapters.json").read_text(encoding="utf-8"))
    return [
        (" ".join(s["items"]) or s["kind"], s["start_ms"], s["end_ms"]) for s in chapters["spans"]
    ]


def preset(session: Path, text: str) -> None:
    folder = session.parent / "presets"
    folder.mkdir(exist_ok=True)
    (folder / "house.toml").write_text(text, encoding="utf-8")


def words(session: Path) -> list[dict[str, Any]]:
    transcript = json.loads((session / "transcript.json").read_text(encoding="utf-8"))
    return [word for utterance in transcript["segments"] for word in utterance["words"]]


def public_text(session: Path) -> str:
    """Every text that leaves the session or could: site, captions, replay, what is indexed."""
    folders = (session.parent / "site", session / "captions", session / "replay")
    texts = [text for folder in folders for _name, text in published_texts(folder)]
    indexed = (passage.text for passage in indexed_session(SessionFolder(session), "").passages)
    return "\n".join((*texts, *indexed)).casefold()


def secret_words(session: Path, start_ms: int, end_ms: int) -> set[str]:
    """Long words said between two instants and at no other time."""
    plain = [(re.sub(r"\W", "", w["text"]).casefold(), w) for w in words(session)]
    inside = {t for t, w in plain if start_ms <= w["start_ms"] and w["end_ms"] <= end_ms}
    outside = {t for t, w in plain if w["end_ms"] <= start_ms or w["start_ms"] >= end_ms}
    agenda = (session / "agenda.json").read_text(encoding="utf-8").casefold()
    return {t for t in inside - outside if len(t) > 6 and t not in agenda}


def test_a_recorded_session_becomes_a_page_without_a_byte_copied(
    recorded: tuple[Shell, Path],
) -> None:
    shell, session = recorded
    before = {p.name: p.stat().st_mtime_ns for p in (session / "recording").glob("*.ts")}
    marked(session, (4.0, "open", []), (66.0, "close", []))
    shell.ok("process", session)
    assert {p.name: p.stat().st_mtime_ns for p in (session / "recording").glob("*.ts")} == before
    assert not list((session / "recording").glob("recording.*4"))
    told = spans(session)
    assert told[0] == ("none", 0, 4_000)
    outage = next(span for span in told if span[0] == "outage")
    text = (session / "recording" / "runs.json").read_text(encoding="utf-8")
    (known,) = Runs.model_validate_json(text).outages()
    assert outage[1:] == (known.start_ms, known.end_ms)
    assert outage[2] == FIRST_RUN_MS + OUTAGE_MS
    assert told[-1][:2] == ("none", 66_000)
    spoken = [w for w in words(session) if outage[1] + 500 < w["start_ms"] < outage[2] - 500]
    assert spoken == []
    page = (session.parent / "site" / session.name / "index.html").read_text(encoding="utf-8")
    assert "Enregistrement interrompu" in page
    status = shell.ok("status", session).out
    assert "interrompu" in status or "interrupted" in status
    assert shell.ok("process", session, "--json").json["ran"] == []


def test_marks_redo_the_split_and_not_the_recognition(recorded: tuple[Shell, Path]) -> None:
    shell, session = recorded
    marked(
        session,
        (4.0, "open", []),
        (19.0, "item", [APPROVAL]),
        (50.0, "closed", []),
        (58.0, "public", []),
        (66.0, "close", []),
    )
    ran = shell.ok("process", session, "--json").json["ran"]
    assert ran == ["split", "timeline", "caption", "replay", "mobile", "page", "index"]
    told = spans(session)
    assert (APPROVAL, 19_000) in [span[:2] for span in told]
    assert ("closed", 50_000, 58_000) in told
    again = [span for span in told if span[0] == APPROVAL]
    assert [span[1] for span in again[:2]] == [19_000, FIRST_RUN_MS + OUTAGE_MS]


@pytest.mark.parametrize(
    "settings",
    ["", '[replay]\ntrim = false\nclosed = "card"\nsuspension = "card"\noutage = "leave_out"\n'],
)
def test_what_is_not_public_is_nowhere(recorded: tuple[Shell, Path], settings: str) -> None:
    shell, session = recorded
    shown_ms = (14_000, 46_000)
    marked(session, (14.0, "open", []), (46.0, "closed", []), (60.0, "close", []))
    preset(session, settings)
    shell.ok("process", session)
    secret = secret_words(session, shown_ms[1], 70_000) | secret_words(session, 0, shown_ms[0])
    assert len(secret) >= 5
    public = public_text(session)
    assert [word for word in secret if word in public] == []
    assert any(word in public for word in secret_words(session, *shown_ms))
    for word in sorted(secret)[:3]:
        assert shell.ok("search", session.parent, word, "--json").json["hits"] == []
    timeline = json.loads((session / "replay" / "timeline.json").read_text(encoding="utf-8"))
    played = [p for p in timeline["pieces"] if p["shown"] == "play"]
    assert played
    for piece in played:
        assert shown_ms[0] <= piece["session_start_ms"]
        assert piece["session_end_ms"] <= shown_ms[1]


def test_while_it_is_recorded_nothing_is_made_of_it(recorded: tuple[Shell, Path]) -> None:
    shell, session = recorded
    runs = session / "recording" / "runs.json"
    kept = runs.read_text(encoding="utf-8")
    runs.write_text(kept.replace('"finished": true', '"finished": false'), encoding="utf-8")
    with hold(session / "recording", "record"):
        ran = shell("process", session)
        assert ran.code == 1
        assert "Traceback" not in ran.err
        assert str(os.getpid()) in ran.err
    runs.write_text(kept, encoding="utf-8")
    shell.ok("process", session)


def test_a_mark_made_by_the_command_is_of_the_moment_of_the_command(
    recorded: tuple[Shell, Path],
) -> None:
    shell, session = recorded
    before = datetime.now(UTC)
    made = shell.ok("mark", session, "suivant", "--json").json
    assert abs(datetime.fromisoformat(made["at"]) - before) < timedelta(seconds=3)
    shell.ok("mark", session, "annuler")
