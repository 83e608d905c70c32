"""Plain faster-whisper: sequential, beam 5, VAD, word times, int8 on the processor."""

import sys
from importlib.metadata import version
from pathlib import Path

import ctranslate2
from faster_whisper import WhisperModel

from benchmarks.peers.writing import SEED, THREADS, samples_of, segment, write


def main(sound: Path, model: str, output: Path, language: str) -> None:
    """The whole file at once."""
    samples = samples_of(sound)
    engine = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=THREADS)
    ctranslate2.set_random_seed(SEED)
    found, _info = engine.transcribe(
        samples,
        language=language,
        beam_size=5,
        vad_filter=True,
        word_timestamps=True,
        condition_on_previous_text=False,
    )
    segments = [
        segment(s.start, s.end, s.text, ((w.start, w.end, w.word) for w in s.words or ()))
        for s in found
    ]
    name = f"faster-whisper {version('faster-whisper')}, plain, int8, beam 5"
    write(output, language, name, samples, segments)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4])
