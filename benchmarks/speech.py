"""How well speech was heard: what is wrong in one or several transcripts.

usage: python -m benchmarks.speech [--json] TRUTH.json TRANSCRIPT.json [TRUTH.json …]

The truth holds `utterances`, each with `start_ms`, `end_ms` and `text`, and `duration_ms`; names
are taken from `agenda.json` and `members.csv` beside it. What each figure counts is said in
`benchmarks/heard.py`, how words are compared in `benchmarks/wording.py`.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from archiver.model.transcript import Transcript
from benchmarks.heard import Heard, compare
from benchmarks.truth import Truth


def heard(truth: Path, transcript: Path) -> Heard:
    """The figures of one pair of files."""
    found = Transcript.model_validate_json(transcript.read_text(encoding="utf-8"))
    return compare(Truth.of(truth), found)


def told(name: str, figures: Heard) -> Iterator[str]:
    """The figures in words: what is wrong with the words, then where they are and are not."""
    yield (
        f"{name}: WER {figures.wer:.1%} of {figures.words} words ({figures.replaced} replaced, "
        f"{figures.left_out} left out, {figures.added} added)"
    )
    if figures.recall is not None:
        yield f"  names: {figures.names_found} of {figures.names} ({figures.recall:.0%})"
    median, p95 = figures.onset_ms(0.5), figures.onset_ms(0.95)
    if median is not None:
        yield f"  onsets: median {median:.0f} ms, p95 {p95:.0f} ms ({len(figures.onsets_ms)} sure)"
    if figures.invented_per_hour is not None:
        yield (
            f"  non-speech: {figures.silent_ms / 1000:.0f} s, {len(figures.invented)} words "
            f"invented ({figures.invented_per_hour:.0f} per hour), {figures.mistimed} mistimed"
        )
    yield f"  lost: {len(figures.lost)} of {figures.utterances} utterances"
    for utterance in figures.lost:
        yield f"    {utterance.start_ms / 1000:.1f} s: {utterance.text}"


def main() -> None:
    """Score each pair, and all of them together when there are several."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", type=Path, nargs="+", metavar="TRUTH TRANSCRIPT")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    asked = parser.parse_args()
    if len(asked.files) % 2:
        parser.error("files come in pairs: TRUTH.json TRANSCRIPT.json")
    pairs = zip(asked.files[::2], asked.files[1::2], strict=True)
    scored = {str(transcript): heard(truth, transcript) for truth, transcript in pairs}
    if len(scored) > 1:
        first, *others = scored.values()
        scored["all"] = sum(others, start=first)
    if asked.json:
        shown = {name: figures.figures() for name, figures in scored.items()}
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    for name, figures in scored.items():
        print("\n".join(told(name, figures)))


if __name__ == "__main__":
    main()
