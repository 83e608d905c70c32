"""How well speech was heard: a transcript against what was truly said, and when.

Words: both sides go through `benchmarks.wording` and are aligned word by word with the least
number of changes (jiwer), which gives the word error rate (WER).

Names: an occurrence of a name (`benchmarks/truth.py` says which words are names) is found when
all of it stands, spelt right, at its place in the alignment.

Onsets: the start of an utterance's first word against its true start, where the alignment is
sure: that word stands in a run of three right ones.

Lost: true utterances of a second or more that no word overlaps.

Invented: words further than a margin from all true speech that are no true word either; per hour
of what is further than the margin from all true speech. True words found there are mistimed.
"""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jiwer

from archiver.model.transcript import Transcript, Utterance
from benchmarks.truth import Truth
from benchmarks.wording import Token, tokens

MARGIN_MS = 500
"""Words this near to true speech are speech that is badly timed, not words out of nothing."""
_LONG_MS = 1_000
_SURE_RUN = 3


@dataclass(frozen=True)
class Heard:
    """The figures of one transcript; `+` pools those of several."""

    words: int
    replaced: int
    left_out: int
    added: int
    names: int
    names_found: int
    names_missed: tuple[str, ...]
    onsets_ms: tuple[int, ...]
    """How much too late (negative: too early) each sure first word starts."""
    utterances: int
    lost: tuple[Utterance, ...]
    silent_ms: int
    invented: tuple[str, ...]
    mistimed: int

    @property
    def wer(self) -> float:
        """Words replaced, left out and added, for each true word."""
        return (self.replaced + self.left_out + self.added) / max(1, self.words)

    @property
    def recall(self) -> float | None:
        """The share of the names said that are right."""
        return self.names_found / self.names if self.names else None

    @property
    def invented_per_hour(self) -> float | None:
        """Words out of nothing per hour of non-speech."""
        return len(self.invented) * 3_600_000 / self.silent_ms if self.silent_ms else None

    def onset_ms(self, share: float) -> float | None:
        """The onset error that so large a share of the sure first words stays within."""
        ordered = sorted(map(abs, self.onsets_ms))
        if share == 0.5:
            return statistics.median(ordered) if ordered else None
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None

    def __add__(self, other: "Heard") -> "Heard":
        """Both, pooled."""
        return Heard(**{name: value + getattr(other, name) for name, value in vars(self).items()})

    def figures(self) -> dict[str, Any]:
        """All figures, for JSON."""
        return {
            "wer": round(self.wer, 4),
            "words": self.words,
            "replaced": self.replaced,
            "left_out": self.left_out,
            "added": self.added,
            "names": self.names,
            "names_recall": self.recall,
            "names_missed": self.names_missed,
            "onsets": len(self.onsets_ms),
            "onset_median_ms": self.onset_ms(0.5),
            "onset_p95_ms": self.onset_ms(0.95),
            "utterances": self.utterances,
            "lost": [{"start_ms": u.start_ms, "text": u.text} for u in self.lost],
            "non_speech_ms": self.silent_ms,
            "invented": self.invented,
            "invented_per_hour": self.invented_per_hour,
            "mistimed": self.mistimed,
        }


def compare(truth: Truth, transcript: Transcript) -> Heard:
    """The figures of a transcript."""
    said, found = tokens(truth.utterances), tokens(transcript.utterances)
    pairs = _aligned([t.text for t in said], [t.text for t in found])
    equal = {a: b for a, b in pairs if said[a].text == found[b].text}
    names = list(_names_said(said, truth))
    missed = [name for name, wanted in names if not all(i in equal for i in wanted)]
    speech = merged((u.start_ms - MARGIN_MS, u.end_ms + MARGIN_MS) for u in truth.utterances)
    speech = [(max(0, a), min(truth.duration_ms, b)) for a, b in speech]
    apart = [i for i, t in enumerate(found) if not _overlaps(t.start_ms, t.end_ms, speech)]
    right = set(equal.values())
    return Heard(
        words=len(said),
        replaced=len(pairs) - len(equal),
        left_out=len(said) - len(pairs),
        added=len(found) - len(pairs),
        names=len(names),
        names_found=len(names) - len(missed),
        names_missed=tuple(missed),
        onsets_ms=tuple(_onsets(truth, said, found, equal)),
        utterances=len(truth.utterances),
        lost=tuple(lost(truth, found)),
        silent_ms=truth.duration_ms - sum(b - a for a, b in speech),
        invented=tuple(found[i].text for i in apart if i not in right),
        mistimed=sum(i in right for i in apart),
    )


def lost(truth: Truth, found: Sequence[Token]) -> Iterator[Utterance]:
    """The true utterances of a second or more that no word overlaps."""
    heard = merged((t.start_ms, max(t.end_ms, t.start_ms + 1)) for t in found)
    for utterance in truth.utterances:
        long = utterance.end_ms - utterance.start_ms >= _LONG_MS
        if long and not _overlaps(utterance.start_ms, utterance.end_ms, heard):
            yield utterance


def _aligned(said: list[str], found: list[str]) -> list[tuple[int, int]]:
    """Which word stands for which; right ones and replaced ones."""
    if not said or not found:
        return []
    result = jiwer.process_words(" ".join(said), " ".join(found))
    return [
        (chunk.ref_start_idx + i, chunk.hyp_start_idx + i)
        for chunk in result.alignments[0]
        if chunk.type in ("equal", "substitute")
        for i in range(chunk.ref_end_idx - chunk.ref_start_idx)
    ]


def _names_said(said: Sequence[Token], truth: Truth) -> Iterator[tuple[str, list[int]]]:
    """Each name where it is said, with the places of its words that are names."""
    words: dict[int, list[int]] = {}
    for i, token in enumerate(said):
        if token.text in truth.names:
            words.setdefault(token.printed, []).append(i)
    for places in words.values():
        yield " ".join(said[i].text for i in places), places


def _onsets(
    truth: Truth, said: Sequence[Token], found: Sequence[Token], equal: dict[int, int]
) -> Iterator[int]:
    first = 0
    for utterance in truth.utterances:
        count = len(tokens([utterance]))
        if count and _is_sure(first, equal):
            yield found[equal[first]].start_ms - utterance.start_ms
        first += count


def _is_sure(place: int, equal: dict[int, int]) -> bool:
    """Whether a right word stands in a run of right ones, one after the other on both sides."""
    if place not in equal:
        return False
    run = 1
    for step in (-1, 1):
        at = place
        while equal.get(at + step) == equal[at] + step:
            at += step
            run += 1
    return run >= _SURE_RUN


def merged(times: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The times as they lie on the clock, those that touch put together."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(times):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def _overlaps(start_ms: int, end_ms: int, times: Sequence[tuple[int, int]]) -> bool:
    return any(start_ms < end and max(end_ms, start_ms + 1) > start for start, end in times)
