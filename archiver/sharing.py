"""Hearing one session together: who hears it, where its stretches are cut, and what is missing.

The plan is `stretches/plan` of the session folder. It is made once for a sound and the settings
it is heard with, by whoever cuts the stretches; from then on the session has one recogniser, and
only those who can offer that one hear its stretches. When all of them are on the shelf, anybody
can put the transcript together, without a model: it says who heard it.
"""

import json
from typing import Any

from archiver.model.record import Record
from archiver.model.transcript import Doubt, Transcript, Word
from archiver.speech.decoding import Heard
from archiver.speech.recognizer import Recognizer, Samples
from archiver.speech.shelf import Shelf
from archiver.speech.sounds import Sound, WavSound
from archiver.speech.stretches import Stretch, stretches
from archiver.speech.transcribe import assembled, heard
from archiver.steps import Settings
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder

PLAN = "stretches/plan"
SOUND = "audio.wav"


class HearingPlan(Record):
    """How a session is heard by several: its cuts and its one recogniser."""

    sound: str
    """sha256 of `audio.wav`."""
    asked: dict[str, Any]
    """The settings that change the words."""
    recognizer: str
    """The name of the one that hears it."""
    cuts: tuple[Stretch, ...]
    """The stretches, in order."""


class _NotHeardError(Exception):
    """A stretch is not on the shelf."""


class _Remembered:
    """A recogniser by name only: it hears nothing that is not on the shelf."""

    def __init__(self, name: str) -> None:
        self.name = name

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        """Raises _NotHeardError: somebody else has to hear this."""
        raise _NotHeardError

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        """Raises _NotHeardError: where to cut is in the plan."""
        raise _NotHeardError


def make_plan(folder: SessionFolder, settings: Settings, recognizer: Recognizer) -> HearingPlan:
    """Cut the sound of a session for `recognizer`, and keep the plan. Raises SpeechError."""
    cuts = stretches(WavSound(folder.file(SOUND)), recognizer.pauses)
    plan = HearingPlan(
        sound=_sound(folder),
        asked=_asked(settings),
        recognizer=recognizer.name,
        cuts=tuple(cuts),
    )
    write_atomic(folder.file(PLAN), plan.to_json())
    return plan


def kept_plan(folder: SessionFolder, settings: Settings) -> HearingPlan | None:
    """The plan of a session, if it is for the sound and the settings as they are now."""
    try:
        plan = HearingPlan.model_validate_json(folder.file(PLAN).read_bytes())
    except (OSError, ValueError):
        return None
    current = plan.asked == _asked(settings) and plan.sound == _sound(folder)
    return plan if current else None


def forget_plan(folder: SessionFolder) -> None:
    """Remove the plan: the next who hears the session chooses anew."""
    folder.file(PLAN).unlink(missing_ok=True)


def missing(
    folder: SessionFolder, plan: HearingPlan, language: str, shelf: Shelf
) -> tuple[Stretch, ...]:
    """The stretches that nobody has heard yet."""
    sound, name = WavSound(folder.file(SOUND)), _Remembered(plan.recognizer)
    return tuple(s for s in plan.cuts if _kept(sound, s, name, language, shelf) is None)


def shared_transcript(folder: SessionFolder, settings: Settings, shelf: Shelf) -> Transcript | None:
    """What others have heard of the whole session; None if any of it is missing."""
    plan = kept_plan(folder, settings)
    if plan is None:
        return None
    sound, language = WavSound(folder.file(SOUND)), settings.session.language
    said: list[Word] = []
    doubts: list[Doubt] = []
    for stretch in plan.cuts:
        found = _kept(sound, stretch, _Remembered(plan.recognizer), language, shelf)
        if found is None:
            return None
        said += found.words
        doubts += found.doubts
    return assembled(said, sound.duration_ms, plan.recognizer, language, tuple(doubts))


def _kept(
    sound: Sound, stretch: Stretch, recognizer: Recognizer, language: str, shelf: Shelf
) -> Heard | None:
    try:
        return heard(sound, stretch, recognizer, language, shelf)
    except _NotHeardError:
        return None


def _asked(settings: Settings) -> dict[str, Any]:
    asked = {"language": settings.session.language, **settings.speech.what_changes_words()}
    return dict(json.loads(json.dumps(asked)))


def _sound(folder: SessionFolder) -> str:
    artifact = folder.artifact(SOUND, folder.manifest().artifacts)
    return artifact.sha256 if artifact else ""
