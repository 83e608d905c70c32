"""Several hear one session: one plan, one recogniser, and the transcript that one alone makes."""

import random
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from archiver.hearing import StretchShelf
from archiver.model.agenda import Agenda, Item
from archiver.model.session import Session
from archiver.model.transcript import Word
from archiver.sharing import forget_plan, kept_plan, make_plan, missing, shared_transcript
from archiver.speech import stretches as room
from archiver.speech.recognizer import Samples
from archiver.speech.sounds import WavSound
from archiver.speech.transcribe import hear, transcribe
from archiver.steps import Settings
from archiver.store.archive import create_session
from archiver.store.folder import SessionFolder
from tests.unit.speech.sounds import noise, write_wav


@dataclass
class Counting:
    """Names each stretch by its length, and counts."""

    name: str = "counting 1"
    asked: list[int] = field(default_factory=list)

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        self.asked.append(len(samples))
        return (Word(start_ms=0, end_ms=len(samples) // 16, text=f"{len(samples)}."),)

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        at = len(samples) // 16 - 40 - int(abs(samples[0]) * 100)
        return ((at, at + 20),)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionFolder:
    monkeypatch.setattr(room, "LONGEST_MS", 1000)
    printed = tmp_path / "agenda.csv"
    printed.write_text("Titre\nBudget\n", encoding="utf-8")
    session = Session(title="Séance", date=date(2017, 3, 27))
    agenda = Agenda(items=(Item(id="1", title="Budget"),))
    made = create_session(tmp_path / "archive" / "s", session, agenda, printed, None)
    write_wav(made.file("audio.wav"), noise(10))
    return made


def test_several_make_the_transcript_that_one_makes(folder: SessionFolder) -> None:
    settings, shelf, sound = Settings.of(folder), StretchShelf(folder), folder.file("audio.wav")
    alone = transcribe(sound, Counting(), "fr")
    plan = make_plan(folder, settings, Counting())
    todo = list(missing(folder, plan, "fr", shelf))
    assert todo == list(plan.cuts)
    random.Random(7).shuffle(todo)
    for n, stretch in enumerate(todo):
        assert shared_transcript(folder, settings, shelf) is None
        assert len(missing(folder, plan, "fr", shelf)) == len(todo) - n
        hear(WavSound(sound), stretch, Counting(), "fr", StretchShelf(folder))
    assert shared_transcript(folder, settings, shelf) == alone


def test_who_puts_it_together_needs_not_the_recogniser(folder: SessionFolder) -> None:
    """The plan says who hears it: what another has on the shelf is not its transcript."""
    settings, shelf, sound = Settings.of(folder), StretchShelf(folder), folder.file("audio.wav")
    make_plan(folder, settings, Counting("on a card"))
    transcribe(sound, Counting("on a processor"), "fr", shelf=shelf)
    assert shared_transcript(folder, settings, shelf) is None
    transcribe(sound, Counting("on a card"), "fr", shelf=shelf)
    shared = shared_transcript(folder, settings, shelf)
    assert shared is not None
    assert shared.recognizer == "on a card"


def test_a_plan_is_for_one_sound_and_its_settings(folder: SessionFolder) -> None:
    settings = Settings.of(folder)
    made = make_plan(folder, settings, Counting())
    assert kept_plan(folder, settings) == made
    assert kept_plan(folder, Settings.of(folder, None, "small")) is None
    write_wav(folder.file("audio.wav"), noise(10, seed=2))
    assert kept_plan(folder, settings) is None


@pytest.mark.parametrize("left", [b"", b"{", b'{"sound": 1}'])
def test_what_a_crash_leaves_of_a_plan_is_no_plan(folder: SessionFolder, left: bytes) -> None:
    settings = Settings.of(folder)
    make_plan(folder, settings, Counting())
    folder.file("stretches/plan").write_bytes(left)
    assert kept_plan(folder, settings) is None
    assert shared_transcript(folder, settings, StretchShelf(folder)) is None


def test_tidying_the_shelf_keeps_the_plan(folder: SessionFolder) -> None:
    settings, shelf = Settings.of(folder), StretchShelf(folder)
    make_plan(folder, settings, Counting())
    StretchShelf(folder).tidy()
    assert kept_plan(folder, settings) is not None
    forget_plan(folder)
    forget_plan(folder)
    assert kept_plan(folder, settings) is None
    assert shelf.load("x") is None
