"""Corrections as several people make them at once, on a session that was processed."""

import json
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.support import Shell


@pytest.fixture
def session(processed: tuple[Shell, Path], shell: Shell) -> Path:
    """A processed session of the test's own."""
    copy = shell.folder / "archive" / "2026-11-20"
    shutil.copytree(processed[1], copy)
    return copy


def test_a_word_a_start_and_a_vote_are_corrected_and_listed(shell: Shell, session: Path) -> None:
    spoken = json.loads((session / "transcript.json").read_text(encoding="utf-8"))
    recognised = (session / "transcript.json").read_bytes()
    first = spoken["segments"][1]["words"][0]
    wrong = first["text"].strip(" .,?!")
    at = str(first["start_ms"] / 1000)
    told = shell.ok("correct", session, "mot", at, wrong, "Rectifié", "--session-time").out
    assert "«\u00a0Rectifié\u00a0»" in told
    assert f"«\u00a0{wrong}\u00a0»" in told
    shell.ok("correct", session, "boundary", "101", "0:33", "--author", "Jeanne Martin")
    shell.ok("correct", session, "vote", "101", "adopté", "--for", "32", "--against", "4")
    listed = shell.ok("correct", session, "--json").json["corrections"]
    assert [c["kind"] for c in listed] == ["word", "boundary", "vote"]
    assert [c["fate"] for c in listed] == [None] * 3
    assert listed[1]["author"] == "Jeanne Martin"
    assert (session / "transcript.json").read_bytes() == recognised


def test_a_time_outside_or_words_not_said_are_refused_in_two_lines(
    shell: Shell, session: Path
) -> None:
    ran = shell("correct", session, "word", "0:10", "introuvable", "trouvé")
    assert ran.code == 1
    assert len(ran.err.strip().splitlines()) == 2
    assert not (session / "corrections.jsonl").exists()


def test_processes_that_correct_at_once_lose_no_line(shell: Shell, session: Path) -> None:
    names = [f"Personne {n}" for n in range(6)]
    running = [shell.start("correct", session, "speaker", "0:10", name) for name in names]
    assert [process.wait(60) for process in running] == [0] * 6
    for process in running:
        if process.stdout:
            process.stdout.close()
    lines = (session / "corrections.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["after"] for line in lines) == names
