"""A name hidden in a processed session is found nowhere public, and its recording is closed."""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.end_to_end.published_texts import published_texts
from tests.end_to_end.support import Shell

HOUSE = '\n[[publish]]\nname = "salle"\nkind = "website"\nto = "file:{to}"\n'


@pytest.fixture
def session(processed: tuple[Shell, Path], shell: Shell) -> Path:
    """A session of the test's own, processed and sent to a folder."""
    archive = shell.folder / "archive"
    shutil.copytree(processed[1].parent, archive)
    with (archive / "archive.toml").open("a", encoding="utf-8") as toml:
        toml.write(HOUSE.format(to=shell.folder / "www"))
    folder = archive / processed[1].name
    shell.ok("publish", folder)
    return folder


def spoken_names(session: Path) -> tuple[str, int]:
    """A word that is said once and is on no agenda, and when; it stands for a private name."""
    heard = json.loads((session / "transcript.json").read_text(encoding="utf-8"))
    printed = (session / "agenda.json").read_text(encoding="utf-8").casefold()
    words = [word for segment in heard["segments"] for word in segment["words"]]
    texts = [word["text"].strip(" .,?!").casefold() for word in words]
    for word, text in zip(words, texts, strict=True):
        late = 15_000 < word["start_ms"] < 40_000
        alone = text.isalpha() and texts.count(text) == 1 and text not in printed
        if late and alone and len(text) > 7:
            return text, (word["start_ms"] + word["end_ms"]) // 2
    raise AssertionError("no word of the clip is said once")


def texts_of(*roots: Path) -> Iterator[tuple[str, str]]:
    for root in roots:
        for name, text in published_texts(root):
            yield f"{root.name}/{name}", text.casefold()


def frames(video: Path, start_ms: int, end_ms: int) -> list[NDArray[np.uint8]]:
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        return [
            np.asarray(frame.to_ndarray(format="gray"), np.uint8)
            for frame in container.decode(stream)
            if start_ms <= float((frame.pts or 0) * stream.time_base) * 1000 < end_ms
        ]


def sharpest(picture: NDArray[np.uint8]) -> int:
    return int(np.abs(np.diff(picture.astype(int), axis=1)).max())


def test_a_hidden_name_is_found_nowhere_public(shell: Shell, session: Path) -> None:
    archive, www = session.parent, shell.folder / "www"
    name, at_ms = spoken_names(session)
    before = (session / "replay" / "replay.mp4").read_bytes()
    public = (archive / "site", archive / ".outgoing" / "salle" / "tree", www)
    assert {place.split("/")[0] for place, text in texts_of(*public) if name in text} == {
        "site",
        "tree",
        "www",
    }
    made = shell.ok("correct", session, "masquer", "--all", name, "--picture", "blur", "--yes").out
    assert name not in made.casefold()
    left = shell("hidden", session, "--json")
    kinds = {leak["kind"] for leak in left.json["leaks"]}
    assert left.code == 1
    assert {"due", "text", "sound", "picture"} <= kinds
    hidden = left.json["hidden"][0]
    assert hidden["start_ms"] < at_ms < hidden["end_ms"]

    shell.ok("process", session)
    half = shell("hidden", session, "--json", "--without-sound")
    assert {leak["kind"] for leak in half.json["leaks"]} == {"text", "older", "destination"}
    assert {leak["place"].split("/")[0] for leak in half.json["leaks"]} == {".outgoing", "salle"}
    shell.ok("publish", session)

    ran = shell("hidden", session, "--json")
    assert (ran.code, ran.json["leaks"]) == (0, [])
    assert [place for place, text in texts_of(*public) if name in text] == []
    for pattern in ("captions/*", "corrected.json", "chapters.json", "speakers.json"):
        for path in session.glob(pattern):
            assert name not in path.read_text(encoding="utf-8").casefold(), path
    shown = json.loads(shell.ok("search", archive, name, "--json").out)
    assert shown["hits" if "hits" in shown else "results"] == []
    exported = shell.folder / "said.json"
    shell.ok("export", session, "--format", "json", "--output", exported)
    assert name not in exported.read_text(encoding="utf-8").casefold()

    assert (session / "replay" / "replay.mp4").read_bytes() != before
    timeline = json.loads((session / "replay" / "timeline.json").read_text(encoding="utf-8"))
    shift = timeline["pieces"][0]["replay_start_ms"] - timeline["pieces"][0]["session_start_ms"]
    for video in (www / session.name / "replay.mp4", session / "replay" / "replay.mp4"):
        seen = frames(video, hidden["start_ms"] + shift, hidden["end_ms"] + shift)
        assert seen
        assert max(map(sharpest, seen)) < 30
        assert max(map(sharpest, frames(video, 1_000, 1_500))) > 100
    assert_closed(session)


def assert_closed(session: Path) -> None:
    """Nobody but their owner reads the recording, its sound and what was recognised."""
    for name in ("recording", "stretches"):
        assert stat.S_IMODE((session / name).stat().st_mode) == 0o700
    kept = [session / name for name in ("audio.wav", "transcript.json", "corrections.jsonl")]
    for path in (*kept, *(p for p in (session / "recording").iterdir() if p.is_file())):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert os.access(session / "captions" / "fr.vtt", os.R_OK)
    assert stat.S_IMODE((session / "captions" / "fr.vtt").stat().st_mode) & 0o044


def test_what_is_taken_back_is_shown_again(shell: Shell, session: Path) -> None:
    name, _at_ms = spoken_names(session)
    before = (session / "captions" / "fr.vtt").read_text(encoding="utf-8")
    shell.ok("correct", session, "hide", "--all", name, "--sound", "mute", "--yes")
    shell.ok("process", session)
    masked = (session / "captions" / "fr.vtt").read_text(encoding="utf-8")
    assert ("[…]" in masked, name in masked.casefold()) == (True, False)
    id = json.loads(shell.ok("correct", session, "--json").out)["corrections"][0]["id"]
    shell.ok("correct", session, "undo", id)
    shell.ok("process", session)
    assert (session / "captions" / "fr.vtt").read_text(encoding="utf-8") == before
    assert not (session / "hidden.json").exists()
    ran = shell("hidden", session)
    assert ran.code == 0
