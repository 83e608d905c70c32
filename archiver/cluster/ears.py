"""The recognisers a worker keeps loaded from one stretch to the next."""

import os
import threading
from collections import OrderedDict
from dataclasses import replace

from archiver.hearing import StretchShelf, recognizer_of
from archiver.speech.recognizer import Recognizer
from archiver.speech.sounds import WavSound
from archiver.speech.stretches import Stretch
from archiver.speech.transcribe import hear
from archiver.steps import Settings
from archiver.store.folder import SessionFolder

_KEPT = 2
"""More would fill a graphics card."""
_loaded: OrderedDict[tuple[str, str], Recognizer] = OrderedDict()
_loading = threading.Lock()
_hearing = threading.Lock()
"""One stretch at a time: the engines' seed is the process's own."""


def ears_for(settings: Settings) -> Recognizer:
    """The recogniser this worker has for a session, loaded once. Raises SpeechError."""
    mine = _with_threads(settings)
    key = (mine.speech.model_dump_json(), mine.session.language)
    with _loading:
        if key not in _loaded:
            while len(_loaded) >= _KEPT:
                _loaded.popitem(last=False)
            _loaded[key] = recognizer_of(mine)
        _loaded.move_to_end(key)
        return _loaded[key]


def listen(folder: SessionFolder, settings: Settings, stretch: Stretch) -> None:
    """Put one stretch on the session's shelf, unless it is there."""
    recognizer, sound = ears_for(settings), WavSound(folder.file("audio.wav"))
    with _hearing:
        hear(sound, stretch, recognizer, settings.session.language, StretchShelf(folder))


def _with_threads(settings: Settings) -> Settings:
    """With as many threads as the settings say, else OMP_NUM_THREADS: Dask gives a worker one."""
    said = os.environ.get("OMP_NUM_THREADS", "")
    threads = settings.speech.threads or (int(said) if said.isdecimal() else 0)
    mine = settings.preset.speech.model_copy(update={"threads": threads})
    return replace(settings, preset=settings.preset.model_copy(update={"speech": mine}))
