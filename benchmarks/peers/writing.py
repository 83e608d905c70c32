"""What the peers' programs share: reading a 16 kHz mono WAV, writing a transcript."""

import json
import os
import wave
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

THREADS = int(os.environ.get("ARCHIVER_THREADS", "2"))
SEED = 20170327


def samples_of(sound: Path) -> NDArray[np.float32]:
    """The samples, from -1 to 1."""
    with wave.open(str(sound)) as file:
        raw = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    samples: NDArray[np.float32] = raw.astype(np.float32) / np.float32(32768)
    return samples


def segment(start_s: float, end_s: float, text: str, words: Iterable[Any]) -> dict[str, Any]:
    """A segment; each word is (start, end, text), in seconds, with its leading space if any."""
    printed: list[dict[str, Any]] = []
    for start, end, word in words:
        if printed and not word.startswith(" "):
            printed[-1]["text"] += word.strip()
            printed[-1]["end_ms"] = max(printed[-1]["start_ms"], round(end * 1000))
        elif word.strip():
            times = {"start_ms": round(start * 1000), "end_ms": round(max(start, end) * 1000)}
            printed.append({**times, "text": word.strip()})
    last = printed[-1]["end_ms"] if printed else 0
    return {
        "start_ms": round(start_s * 1000),
        "end_ms": max(round(start_s * 1000), round(end_s * 1000), last),
        "text": text.strip(),
        "words": printed,
    }


def write(
    output: Path, language: str, recognizer: str, samples: NDArray[np.float32], segments: list[Any]
) -> None:
    """Write the transcript."""
    made = {
        "language": language,
        "duration_ms": len(samples) // 16,
        "recognizer": recognizer,
        "segments": segments,
    }
    output.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
