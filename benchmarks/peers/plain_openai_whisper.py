"""Plain openai-whisper: beam 5, word times with its own alignment heads, float32."""

import sys
from importlib.metadata import version
from pathlib import Path

import torch
import whisper

from benchmarks.peers.writing import SEED, THREADS, samples_of, segment, write


def main(sound: Path, model: str, output: Path, language: str) -> None:
    """The whole file at once."""
    samples = samples_of(sound)
    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    engine = whisper.load_model(model, device="cpu")
    heads = whisper._ALIGNMENT_HEADS.get(Path(model).stem)
    if heads:
        engine.set_alignment_heads(heads)
    found = engine.transcribe(
        samples,
        language=language,
        beam_size=5,
        word_timestamps=True,
        condition_on_previous_text=False,
        fp16=False,
    )
    segments = [
        segment(
            s["start"], s["end"], s["text"], ((w["start"], w["end"], w["word"]) for w in s["words"])
        )
        for s in found["segments"]
    ]
    name = f"openai-whisper {version('openai-whisper')}, plain, float32, beam 5"
    write(output, language, name, samples, segments)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4])
