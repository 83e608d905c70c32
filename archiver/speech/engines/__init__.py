"""The recognition engines, each behind the `Recognizer` interface, and which one is asked for."""

from collections.abc import Callable

from archiver.model.language_speech import NO_PHRASES, SpeechPhrases
from archiver.model.preset import SpeechSettings
from archiver.speech.advice import resolved
from archiver.speech.engines.faster_whisper import FasterWhisper
from archiver.speech.engines.openai_whisper import OpenaiWhisper, weights_of
from archiver.speech.models import find
from archiver.speech.recognizer import Recognizer

ENGINES: dict[str, Callable[[SpeechSettings, SpeechPhrases, tuple[str, ...]], Recognizer]] = {
    "faster-whisper": lambda settings, phrases, hints: FasterWhisper(
        find(settings.model), settings, phrases, hints
    ),
    "openai-whisper": lambda settings, _phrases, _hints: OpenaiWhisper(
        weights_of(settings.model), settings
    ),
}


def load(
    settings: SpeechSettings, phrases: SpeechPhrases = NO_PHRASES, hints: tuple[str, ...] = ()
) -> Recognizer:
    """The recogniser that these settings ask for, loaded; `auto` is what suits this machine.

    `phrases` are what a language's guards know; `hints` are names it may be shown beforehand.
    Raises SpeechError if its model or its engine is not installed, or if the model is damaged.
    """
    return ENGINES[settings.engine](resolved(settings), phrases, hints)
