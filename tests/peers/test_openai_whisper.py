"""openai-whisper itself, with our weights, on the sample's speech."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from archiver.media.probe import probe
from archiver.media.sound import extract_wav
from archiver.media.tracks import choose_audio
from archiver.model.preset import SpeechSettings
from archiver.speech.engines import load
from archiver.speech.models import install
from archiver.speech.recognizer import SAMPLE_RATE, Recognizer, Samples
from archiver.speech.sounds import WavSound

SAMPLE = Path("samples/val-d-ambre/session.opus")
FROM_MS, TO_MS = 20_000, 43_000
"""Murmur, two sentences from 27.3 s and 35.3 s on."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Recognizer:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ARCHIVER_MODELS", str(tmp_path_factory.mktemp("models")))
        install("base")
        return load(SpeechSettings(engine="openai-whisper", device="cpu"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    wav = tmp_path_factory.mktemp("sound") / "sound.wav"
    media = probe(SAMPLE)
    track = choose_audio(media, 1)
    assert track
    extract_wav(SAMPLE, track.index, wav, media.duration_ms)
    return WavSound(wav).read(FROM_MS, TO_MS)


def test_the_sample_is_heard_where_it_is_said(engine: Recognizer, sound: Samples) -> None:
    words = engine.recognize(sound, "fr")
    text = " ".join(word.text for word in words).lower()
    assert "mes chers collègues" in text
    assert "séance publique" in text
    assert abs(words[0].start_ms - (27_300 - FROM_MS)) < 500
    assert all(a.start_ms <= b.start_ms for a, b in pairwise(words))
    assert words[-1].end_ms <= TO_MS - FROM_MS
    assert engine.name.startswith("openai-whisper")


def test_the_same_sound_gives_the_same_words(engine: Recognizer, sound: Samples) -> None:
    short = sound[: 12 * SAMPLE_RATE]
    assert engine.recognize(short, "fr") == engine.recognize(short, "fr")


def test_silence_says_nothing(engine: Recognizer) -> None:
    silence = np.zeros(5 * SAMPLE_RATE, np.float32)
    assert engine.recognize(silence, "fr") == ()
    assert engine.pauses(silence) == ((0, 5_000),)
