"""What a clerk mends, amends and reads of a split, on a session that is processed for real."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.support import Shell

MENDED = "Quenouillade"
"""A word that no recogniser would write here."""


@pytest.fixture
def session(processed: tuple[Shell, Path], shell: Shell) -> Path:
    """A processed session of the test's own, with its site."""
    shutil.copytree(processed[1].parent, shell.folder / "archive")
    return shell.folder / "archive" / processed[1].name


def read(session: Path, name: str) -> Any:
    return json.loads((session / name).read_text(encoding="utf-8"))


def said_at(session: Path, word: str, name: str = "transcript.json") -> int:
    """When a word is said first, in ms of session time."""
    words = [word for one in read(session, name)["segments"] for word in one["words"]]
    return next(
        int(one["start_ms"])
        for one in words
        if re.sub(r"\W", "", one["text"]).casefold() == word.casefold()
    )


def start_of(session: Path, item: str) -> dict[str, Any]:
    spans = read(session, "chapters.json")["spans"]
    return next(span for span in spans if item in span["items"])


def in_effect(shell: Shell, session: Path, at_ms: int) -> None:
    """The word is in all that is made of the session, and the item starts where it was put."""
    assert MENDED in (session / "captions" / "fr.vtt").read_text(encoding="utf-8")
    page = session.parent / "site" / session.name
    assert MENDED in (page / "index.html").read_text(encoding="utf-8")
    hits = shell.ok("search", session.parent, MENDED, "--json").json["hits"]
    assert [hit["items"] for hit in hits] == [["101"]]
    item = start_of(session, "101")
    assert (item["start_ms"], item["confidence"], item["band"]) == (at_ms, 1.0, "sure")
    assert item["evidence"][0]["kind"] == "correction"
    listed = shell.ok("correct", session, "--json").json["corrections"]
    assert {one["fate"]["outcome"] for one in listed} <= {"applied", "already"}


def test_a_correction_is_everywhere_and_survives_another_recognition(
    shell: Shell, session: Path
) -> None:
    recognised = (session / "transcript.json").read_bytes()
    at = said_at(session, "recettes")
    moved = start_of(session, "101")["start_ms"] - 1_234
    shell.ok("correct", session, "mot", f"{at / 1000:.3f}", "recettes", MENDED, "--session-time")
    shell.ok("correct", session, "limite", "101", f"{moved / 1000:.3f}", "--session-time")
    ran = shell.ok("process", session, "--json").json["ran"]
    assert ran == [
        "words",
        "speakers",
        "split",
        "timeline",
        "caption",
        "replay",
        "mobile",
        "page",
        "index",
    ]
    assert (session / "transcript.json").read_bytes() == recognised
    in_effect(shell, session, moved)
    (session.parent / "presets").mkdir()
    (session.parent / "presets" / "house.toml").write_text(
        "[speech]\nbeam_size = 1\n", encoding="utf-8"
    )
    again = shell.ok("process", session, "--json").json["ran"]
    assert again[0] == "transcribe"
    assert (session / "transcript.json").read_bytes() != recognised
    in_effect(shell, session, moved)
    assert shell.ok("process", session, "--json").json["ran"] == []


def test_a_correction_that_no_longer_fits_waits_for_a_person(shell: Shell, session: Path) -> None:
    at = said_at(session, "recettes")
    shell.ok("correct", session, "mot", f"{at / 1000:.3f}", "recettes", MENDED, "--session-time")
    line = {**read(session, "corrections.jsonl"), "before": ["introuvables"]}
    (session / "corrections.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    shell.ok("process", session)
    (waits,) = shell.ok("status", session, "--json").json["corrections"]["waiting"]
    assert waits["fate"]["outcome"] == "misfit"
    assert MENDED in shell.ok("status", session).out
    assert shell("status", session, "--strict").code == 3
    assert MENDED not in (session / "captions" / "fr.vtt").read_text(encoding="utf-8")


def test_the_report_says_what_became_of_every_item(shell: Shell, session: Path) -> None:
    shell.env["ARCHIVER_LANG"] = "en"
    of_folder = shell.ok("split", session, "--report").out
    assert "2 of 3 agenda items were treated" in of_folder
    assert "withdrawn" in of_folder
    assert re.search(r"(sure|likely|to check) +\d+%  101 – ", of_folder)
    assert "its number, said" in of_folder
    before = (session / "chapters.json").read_bytes()
    from_files = shell.ok(
        *("split", "--agenda", session / "agenda.json"),
        *("--transcript", session / "corrected.json", "--output", "c.json", "--report"),
    ).out
    assert "2 of 3 agenda items were treated" in from_files
    assert re.search(r"402 – Musée.*withdrawn \(heard: “", from_files)
    chapters = json.loads((shell.folder / "c.json").read_text(encoding="utf-8"))
    assert start_of(session, "101")["start_ms"] in [s["start_ms"] for s in chapters["spans"]]
    assert (session / "chapters.json").read_bytes() == before


@pytest.mark.parametrize("args", [(), ("--report",), ("--agenda", "a.json", "--report")])
def test_a_report_of_nothing_is_wrong_usage(shell: Shell, args: tuple[str, ...]) -> None:
    ran = shell("split", *args)
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_status_tells_the_summary_to_read_aloud(shell: Shell, session: Path) -> None:
    shell.env["ARCHIVER_LANG"] = "en"
    told = shell.ok("status", session).out
    assert "2 of 3 agenda items were treated, in " in told
    assert re.search(r"402 – Musée.*withdrawn \(heard: “", told)


def test_an_item_withdrawn_from_the_agenda_says_so(shell: Shell, session: Path) -> None:
    added = ("--add", "Navettes fluviales de l’estuaire", "--number", "905")
    shell.ok("agenda", session, *added)
    shell.ok("agenda", session, "--withdraw", "905")
    ran = shell.ok("process", session, "--json").json["ran"]
    assert "split" in ran
    assert "transcribe" not in ran
    absent = {one["item"]: one for one in read(session, "chapters.json")["not_treated"]}
    assert absent["905"] == {"item": "905", "reason": "withdrawn", "evidence": []}
    assert absent["402"]["evidence"]
    shell.env["ARCHIVER_LANG"] = "en"
    assert "905 – Navettes fluviales de l’estuaire: withdrawn." in shell.ok("status", session).out
