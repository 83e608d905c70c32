"""The file of corrections, the step that applies those of words, and what is told of them."""

import json
import os
import threading
from datetime import date
from pathlib import Path

import pytest

from archiver.correcting import (
    apply_word_corrections,
    corrected_chapters,
    corrected_speakers,
    fates_file,
    listed,
    member_called,
    session_ms,
    signature,
    waiting,
    words_now,
)
from archiver.model.chapters import Chapters
from archiver.model.corrections import Correction
from archiver.model.session import Session
from archiver.model.speakers import Speakers, Turn
from archiver.model.timeline import Piece, Timeline
from archiver.model.transcript import Transcript
from archiver.steps import Settings, Step, Work, run_step
from archiver.store.archive import create_session
from archiver.store.corrections import CORRECTIONS, add, read_corrections, unreadable_lines
from archiver.store.folder import CORRECTED, SessionFolder
from archiver.store.lease import hold
from tests.unit.corrections.made import AGENDA, a, chapters, starts, text, transcript, undo, word

SAID = transcript("Je donne la parole à monsieur Lanoiselle.", "Merci, madame la présidente.")
SPLIT = chapters(("none", "", 0), ("item", "A", 10_000), duration_ms=60_000)
MEND = word(2_400, "Lanoiselle.", "Lanoizelle", "la parole à monsieur", "Merci, madame la")


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    printed = tmp_path / "agenda.csv"
    printed.write_text("Titre\n", encoding="utf-8")
    described = Session(title="Séance", date=date(2017, 3, 27))
    made = create_session(tmp_path / "archive" / "s", described, AGENDA, printed, None)
    made.file("transcript.json").write_text(SAID.to_json(), encoding="utf-8")
    return made


def _speakers(work: Work) -> None:
    turns = Speakers(turns=(Turn(start_ms=0, end_ms=2_800),))
    work.write("speakers.json", corrected_speakers(work, turns).to_json())


def _split(work: Work) -> None:
    work.write("chapters.json", corrected_chapters(work, SPLIT).to_json())


STEPS = (
    Step("words", apply_word_corrections, ("transcript.json", CORRECTIONS), (), lambda s: {}),
    Step("speakers", _speakers, (CORRECTED, CORRECTIONS), (), lambda s: {}),
    Step("split", _split, (CORRECTED, CORRECTIONS), (), lambda s: {}),
)


def process(folder: SessionFolder) -> None:
    with hold(folder.path) as lease:
        for step in STEPS:
            run_step(step, folder, Settings.of(folder), lease)


def outcomes(folder: SessionFolder) -> list[str | None]:
    return [one.fate.outcome if one.fate else None for one in listed(folder)]


def test_corrections_come_back_as_they_were(folder: SessionFolder) -> None:
    vote = a("vote", after={"items": ["A"], "outcome": "adopted", "at_ms": 5, "for": 32})
    made: tuple[Correction, ...] = (MEND, starts("A", 9_000, before=10_000), vote, undo(vote))
    add(folder, made[:2])
    add(folder, made[2:])
    assert read_corrections(folder) == made
    assert '"for":32' in folder.file(CORRECTIONS).read_text(encoding="utf-8")


@pytest.mark.parametrize("rest", [b'{"id": "00', b"\xff\xfe", b"[1, 2]\n", b'{"kind": "word"}\n'])
def test_a_broken_line_is_told_and_spoils_no_other(folder: SessionFolder, rest: bytes) -> None:
    add(folder, [MEND])
    with folder.file(CORRECTIONS).open("ab") as file:
        file.write(rest)
    other = starts("A", 9_000)
    add(folder, [other])
    assert read_corrections(folder) == (MEND, other)
    assert unreadable_lines(folder) == (2,)
    process(folder)
    assert any("corrections.jsonl" in w for w in folder.manifest().done["words"].warnings)


def test_a_line_with_the_id_of_another_is_told(folder: SessionFolder) -> None:
    add(folder, [MEND])
    add(folder, [MEND])
    assert read_corrections(folder) == (MEND,)
    assert unreadable_lines(folder) == (2,)


def test_a_disk_that_fills_up_is_told(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, [MEND])
    write = os.write
    with monkeypatch.context() as full:
        full.setattr("os.write", lambda fd, raw: write(fd, raw[:20]))
        with pytest.raises(OSError, match="space"):
            add(folder, [starts("A", 9_000)])
    last = starts("A", 8_000)
    add(folder, [last])
    assert read_corrections(folder) == (MEND, last)
    assert unreadable_lines(folder) == (2,)


def test_two_who_correct_at_once_do_not_mix_their_lines(folder: SessionFolder) -> None:
    made = [[starts("A", 1_000 * n + m) for n in range(40)] for m in range(4)]

    def append(some: list[Correction]) -> None:
        for one in some:
            add(folder, [one])

    threads = [threading.Thread(target=append, args=(some,)) for some in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_corrections(folder)) == 160
    assert unreadable_lines(folder) == ()


def test_each_step_applies_its_own_and_tells_what_became_of_them(folder: SessionFolder) -> None:
    name = a("speaker", 0, 2_800, after="Mme Abadie")
    lost = word(2_400, "introuvable", "trouvé")
    add(folder, [MEND, name, starts("A", 9_000, before=10_000), lost])
    assert outcomes(folder) == [None] * 4
    process(folder)
    assert outcomes(folder) == ["applied", "applied", "applied", "misfit"]
    assert [one.correction for one in waiting(folder)] == [lost]
    mended = folder.read(CORRECTED, Transcript)
    assert "monsieur Lanoizelle." in text(mended)
    assert folder.read("transcript.json", Transcript) == SAID
    assert folder.read("speakers.json", Speakers).turns[0].name == "Mme Abadie"
    assert folder.read("chapters.json", Chapters).spans[1].start_ms == 9_000


def test_what_was_recognised_anew_is_corrected_anew(folder: SessionFolder) -> None:
    add(folder, [MEND])
    process(folder)
    again = transcript("Je donne la parole à monsieur la noiselle.", "Merci, madame la présidente.")
    folder.file("transcript.json").write_text(again.to_json(), encoding="utf-8")
    process(folder)
    assert "monsieur Lanoizelle." in text(folder.read(CORRECTED, Transcript))
    elsewhere = transcript("Il pleut depuis hier sur la route.")
    folder.file("transcript.json").write_text(elsewhere.to_json(), encoding="utf-8")
    process(folder)
    assert [one.correction for one in waiting(folder)] == [MEND]


def test_the_list_knows_what_was_made_since(folder: SessionFolder) -> None:
    add(folder, [MEND])
    process(folder)
    back = undo(MEND)
    add(folder, [back])
    assert outcomes(folder) == ["undone", "applied"]
    process(folder)
    add(folder, [undo(back)])
    assert outcomes(folder) == [None, "undone", "applied"]


def test_no_correction_no_change(folder: SessionFolder) -> None:
    process(folder)
    assert folder.read(CORRECTED, Transcript) == SAID
    assert listed(folder) == ()
    assert json.loads(folder.file(fates_file("words")).read_text(encoding="utf-8")) == {"fates": []}


def test_words_are_shown_as_corrected_before_any_step(folder: SessionFolder) -> None:
    add(folder, [MEND])
    assert "Lanoizelle" in text(words_now(folder))


def test_times_on_the_page_are_those_of_the_replay(folder: SessionFolder) -> None:
    assert session_ms(folder, 5_000) == 5_000
    piece = Piece(
        shown="play", session_start_ms=30_000, session_end_ms=60_000,
        replay_start_ms=0, replay_end_ms=30_000,
    )  # fmt: skip
    shown = Timeline(session_duration_ms=60_000, replay_duration_ms=30_000, pieces=(piece,))
    folder.file("replay").mkdir()
    folder.file("replay/timeline.json").write_text(shown.to_json(), encoding="utf-8")
    assert session_ms(folder, 5_000) == 35_000


def test_who_corrects_is_plain_text(folder: SessionFolder) -> None:
    assert signature("  Jeanne\x1b[31m\nMartin\u202e ").author == "Jeanne [31m Martin"
    assert signature("x" * 300).author == "x" * 100
    assert signature().author
    assert signature("A").at.tzinfo is not None


def test_a_member_is_called_by_the_name_that_is_listed(folder: SessionFolder) -> None:
    assert member_called(folder, "Mme Abadie") == ("Mme Abadie", None)
    folder.file("members.csv").write_text("Nom\nMaëlle Abadie\nJean Bost\n", encoding="utf-8")
    assert member_called(folder, "maelle abadie") == ("Maëlle Abadie", None)
    assert member_called(folder, "Maelle Abadi") == ("Maelle Abadi", "Maëlle Abadie")
