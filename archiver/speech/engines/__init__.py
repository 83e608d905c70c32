"""The recognition engines, each behind the `Recognizer` interface, and which one is asked for."""

from collections.abc import Callable

from archiver.model.preset import SpeechSettings
from archiver.speech.advice import resolved
from archiver.speech.engines.faster_whisper import FasterWhisper
from archiver.speech.engines.openai_whisper import OpenaiWhisper, weights_of
from archiver.speech.models import find
from archiver.speech.recognizer import Recognizer

ENGINES: dict[str, Callable[[SpeechSettings], Recognizer]] = {
    "faster-whisper": lambda settings: FasterWhisper(find(settings.model), settings),
    "openai-whisper": lambda settings: OpenaiWhisper(weights_of(settings.model), settings),
}


def load(settings: SpeechSettings) -> Recognizer:
    """The recogniser that these settings ask for, loaded; `auto` is what suits this machine.

    Raises SpeechError if its model or its engine is not installed, or if the model is damaged.
    """
    return ENGINES[settings.engine](resolved(settings))
