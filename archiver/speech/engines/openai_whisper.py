"""Whisper through openai-whisper (torch): float32 on a CPU, float16 where CUDA is found.

An extra (`pip install "archiver[openai]"`). The weights are our own verified ones, read as data,
or a `.pt` file of openai-whisper. The same care as with the other engine: only what the voice
activity detector takes for speech is heard, no conditioning on previous text, a seed each time.
"""

import hashlib
import json
import os
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from archiver.i18n import _
from archiver.model.preset import SpeechSettings
from archiver.model.transcript import Word
from archiver.speech.engines.faster_whisper import printed_words
from archiver.speech.engines.weights import openai_dimensions, openai_weights, read_weights
from archiver.speech.models import Model, find, not_loaded
from archiver.speech.recognizer import SAMPLE_RATE, Samples, SpeechError

_CHECKPOINT = ".pt"
_Speech = tuple[int, int]
"""From which sample to which somebody speaks."""


class OpenaiWhisper:
    """A Whisper model held in memory by torch."""

    def __init__(self, model: Model, settings: SpeechSettings) -> None:
        torch, _whisper = _packages()
        device = settings.device
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        self._half = device == "cuda"
        self._settings = settings
        self._about = f"{model.name} ({model.sha256[:12]})"
        torch.set_num_threads(settings.threads or os.cpu_count() or 1)
        try:
            self._whisper = _loaded(model).to(device)
        except (RuntimeError, ValueError, OSError, KeyError) as error:
            raise not_loaded(model, error) from error

    @property
    def name(self) -> str:
        """Engine, version, model and its digest, precision, beam and seed."""
        precision = "float16" if self._half else "float32"
        return (
            f"openai-whisper {version('openai-whisper')}, {self._about}, {precision}, "
            f"beam {self._settings.beam_size}, seed {self._settings.seed}"
        )

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        """The words of `samples`; the same samples give the same words."""
        torch, _whisper = _packages()
        speech = _speech(samples)
        if not speech:
            return ()
        torch.manual_seed(self._settings.seed)
        found = self._whisper.transcribe(
            np.concatenate([samples[start:end] for start, end in speech]),
            language=language,
            beam_size=self._settings.beam_size,
            word_timestamps=True,
            condition_on_previous_text=False,
            fp16=self._half,
        )
        return words_of(found["segments"], speech)

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        """The gaps between what the voice activity detector takes for speech."""
        edges = [0, *(edge for span in _speech(samples) for edge in span), len(samples)]
        in_ms = [edge * 1000 // SAMPLE_RATE for edge in edges]
        gaps = zip(in_ms[::2], in_ms[1::2], strict=True)
        return tuple((start, end) for start, end in gaps if end > start)


def words_of(segments: Iterable[dict[str, Any]], speech: Sequence[_Speech]) -> tuple[Word, ...]:
    """The words of openai-whisper's segments, at their times in the sound before it was cut.

    `speech` are the pieces, in samples, that were put together and heard as one sound.
    """
    ends = list(accumulate(end - start for start, end in speech))

    def original(seconds: float, *, ending: bool) -> float:
        at = round(seconds * SAMPLE_RATE)
        piece = min(bisect_right(ends, at - ending), len(speech) - 1)
        return (speech[piece][1] - (ends[piece] - at)) / SAMPLE_RATE

    return printed_words(
        SimpleNamespace(
            word=word["word"],
            start=original(word["start"], ending=False),
            end=original(word["end"], ending=True),
            probability=word["probability"],
        )
        for segment in segments
        for word in segment.get("words", ())
    )


def weights_of(name: str) -> Model:
    """The model called `name`, which may be a `.pt` file of openai-whisper.

    Raises SpeechError if it is not there or damaged.
    """
    path = Path(name).expanduser()
    if path.suffix != _CHECKPOINT:
        return find(name)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SpeechError(
            _("the weights in {file} cannot be read").format(file=path),
            error.strerror or str(error),
            _("Check the line “model” of the preset"),
        ) from error
    return Model(path.stem, path, digest)


def _speech(samples: Samples) -> list[_Speech]:
    """Where somebody speaks: the detector that faster-whisper brings, which needs no torch."""
    from faster_whisper.vad import get_speech_timestamps

    return [(int(piece["start"]), int(piece["end"])) for piece in get_speech_timestamps(samples)]


def _loaded(model: Model) -> Any:
    torch, whisper = _packages()
    if model.folder.suffix == _CHECKPOINT:
        return whisper.load_model(str(model.folder), device="cpu")
    ours = read_weights(model.folder / "model.bin")
    made = whisper.model.Whisper(whisper.model.ModelDimensions(**openai_dimensions(ours)))
    values = {
        name: torch.from_numpy(values.astype(np.float32))
        for name, values in openai_weights(ours).items()
    }
    made.load_state_dict(values)
    heads = json.loads((model.folder / "config.json").read_text()).get("alignment_heads")
    if heads:
        mask = torch.zeros(made.dims.n_text_layer, made.dims.n_text_head, dtype=torch.bool)
        mask[tuple(zip(*heads, strict=True))] = True
        made.register_buffer("alignment_heads", mask.to_sparse(), persistent=False)
    return made


def _packages() -> tuple[Any, Any]:
    """torch and whisper. Raises SpeechError, with the command that installs them."""
    try:
        import torch
        import whisper
    except ImportError as error:
        raise SpeechError(
            _("the engine openai-whisper is not installed"),
            str(error),
            _("Install it (2 GB) with: pip install openai-whisper"),
        ) from error
    return torch, whisper
