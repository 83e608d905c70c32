"""Word error rate of a transcript against what was said.

usage: python -m benchmarks.speech TRUTH.json TRANSCRIPT.json [TRUTH.json TRANSCRIPT.json ...]

The truth holds `utterances`, each with `text`; both sides go through `benchmarks.wording`.
"""

import json
import sys
from pathlib import Path

import jiwer

from benchmarks.wording import normalised


def words(path: Path, key: str) -> str:
    """All that is said in a file, as comparable words."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return normalised(" ".join(part["text"] for part in data[key]))


def score(truth: Path, transcript: Path) -> str:
    """One line: the rate, and how many words were replaced, left out and added."""
    reference = words(truth, "utterances")
    found = jiwer.process_words(reference, words(transcript, "segments"))
    return (
        f"{transcript}: WER {found.wer:.1%} of {len(reference.split())} words "
        f"({found.substitutions} replaced, {found.deletions} left out, {found.insertions} added)"
    )


if __name__ == "__main__":
    files = [Path(name) for name in sys.argv[1:]]
    if not files or len(files) % 2:
        sys.exit(__doc__)
    for truth, transcript in zip(files[::2], files[1::2], strict=True):
        print(score(truth, transcript))
