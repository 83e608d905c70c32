"""Plain whisper.cpp (through pywhispercpp): beam 5, one segment a word, no VAD (it brings none)."""

import sys
from importlib.metadata import version
from pathlib import Path

from pywhispercpp.model import Model

from benchmarks.peers.writing import THREADS, samples_of, segment, write


def main(sound: Path, model: str, output: Path, language: str) -> None:
    """The whole file at once."""
    samples = samples_of(sound)
    engine = Model(
        model,
        params_sampling_strategy=1,
        redirect_whispercpp_logs_to=None,
        n_threads=THREADS,
        language=language,
        no_context=True,
        token_timestamps=True,
        max_len=1,
        split_on_word=True,
        print_progress=False,
        beam_search={"beam_size": 5, "patience": -1.0},
    )
    words = [(w.t0 / 100, w.t1 / 100, w.text) for w in engine.transcribe(samples) if w.text]
    segments = [segment(start, end, text, [(start, end, text)]) for start, end, text in words]
    name = f"whisper.cpp (pywhispercpp {version('pywhispercpp')}), {Path(model).stem}, beam 5"
    write(output, language, name, samples, segments)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4])
