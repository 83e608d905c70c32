"""TextTiling (Hearst 1997), a baseline that knows no agenda: where do the words change?

Block comparison as NLTK's `TextTilingTokenizer` does it with its default settings, number for
number (sequences of 20 words, blocks of 10 sequences, stop words left out, one smoothing over
three); NLTK itself cuts at blank lines only, and takes minutes for an hour of speech. Here a
boundary goes to the nearest start of a sentence.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.heard import Heard, hear
from archiver.agenda.words import Lexicon
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters
from archiver.model.transcript import Transcript
from benchmarks.baselines import laid_out, spotted
from benchmarks.meetings import pack

SEQUENCE = 20
BLOCK = 10
APART = 4
"""Sequences that two boundaries are apart, at the least."""
TITLE_REACH = 40
"""Words of a tile after which a word of a title counts a third."""

Scores = NDArray[np.float64]
Counts = NDArray[np.float32]
"""Whole numbers, far below those that are not exact."""


def texttiling(agenda: Agenda, transcript: Transcript) -> Chapters:
    """As many tiles as items, at the strongest boundaries, named in printed order."""
    heard = hear(transcript)
    deepest = boundaries(depths(heard.texts, _stop_words(transcript)), float("-inf"))
    tokens = _edges(heard, deepest[: len(agenda.items) - 1])
    starts = [heard.tokens[token].start_ms for token in tokens]
    named = [(item,) for item in agenda.items[: len(starts)]]
    return laid_out(named, starts, transcript.duration_ms)


def texttiling_titles(agenda: Agenda, transcript: Transcript) -> Chapters:
    """As many tiles as TextTiling finds; each item at the tile that tells its title, in order."""
    heard = hear(transcript)
    depth = depths(heard.texts, _stop_words(transcript))
    cutoff = float(depth.mean() - depth.std() / 2) if len(depth) else 0.0
    return spotted(agenda, heard, _edges(heard, boundaries(depth, cutoff)), TITLE_REACH)


def depths(words: Sequence[str], stop_words: frozenset[str]) -> Scores:
    """For each gap between two sequences of words, how deep the likeness of its sides falls."""
    sequences = [words[i : i + SEQUENCE] for i in range(0, len(words), SEQUENCE)]
    if len(sequences) < 6:
        return np.zeros(max(0, len(sequences) - 1))
    return _depths(_smoothed(_likeness(_counts(sequences, stop_words))))


def boundaries(depth: Scores, cutoff: float) -> list[int]:
    """The gaps that are deeper than `cutoff` and not near a deeper one, the deepest first."""
    chosen: list[int] = []
    for gap in sorted(range(len(depth)), key=lambda g: (-depth[g], g)):
        if depth[gap] > max(cutoff, 0.0) and all(abs(gap - g) >= APART for g in chosen):
            chosen.append(gap)
    return chosen


def _stop_words(transcript: Transcript) -> frozenset[str]:
    return Lexicon(pack(transcript.language)).stop_words


def _edges(heard: Heard, gaps: Sequence[int]) -> list[int]:
    """The first words of the tiles: of the first sentence, and of those nearest the gaps."""
    firsts = [sentence.first for sentence in heard.sentences]
    edges = set(firsts[:1])
    for gap in gaps:
        token = (gap + 1) * SEQUENCE
        i = bisect_left(firsts, token)
        edges.add(min(firsts[max(0, i - 1) : i + 1], key=lambda first: abs(first - token)))
    return sorted(edges)


def _counts(sequences: Sequence[Sequence[str]], stop_words: frozenset[str]) -> Counts:
    """How often each word stands in each sequence."""
    vocabulary = sorted({w for words in sequences for w in words} - stop_words)
    column = {word: i for i, word in enumerate(vocabulary)}
    counts = np.zeros((len(sequences), len(vocabulary)), dtype=np.float32)
    for row, words in zip(counts, sequences, strict=True):
        for word in words:
            if word in column:
                row[column[word]] += 1
    return counts


def _likeness(counts: Counts) -> Scores:
    """The cosine of the blocks before and after each gap; blocks shrink towards the ends."""
    gaps = len(counts) - 1
    sums = np.concatenate((np.zeros_like(counts[:1]), np.cumsum(counts, axis=0)))
    likeness = np.zeros(gaps)
    for gap in range(gaps):
        size = min(gap + 1, gaps - gap if gap > gaps - BLOCK else BLOCK, BLOCK)
        before = sums[gap + 1] - sums[gap + 1 - size]
        after = sums[gap + 1 + size] - sums[gap + 1]
        length = math.sqrt(float(before @ before) * float(after @ after))
        likeness[gap] = float(before @ after) / length if length else 0.0
    return likeness


def _smoothed(scores: Scores) -> Scores:
    """The mean of each score and its neighbours, the ends continued by their mirror image."""
    ends = 2 * scores[0] - scores[2], scores[-1]
    padded = np.concatenate((ends[:1], scores, ends[1:]))
    return np.asarray((padded[:-2] + padded[1:-1] + padded[2:]) / 3)


def _depths(scores: Scores) -> Scores:
    clip = min(max(len(scores) // 10, 2), 5)
    depth = np.zeros(len(scores))
    for gap in range(clip, len(scores) - clip):
        sides = scores[gap::-1], scores[gap:]
        depth[gap] = sum(_peak(side) for side in sides) - 2 * scores[gap]
    return depth


def _peak(scores: Scores) -> float:
    """The first score, or how high it climbs from there before it falls."""
    falls = np.flatnonzero(np.diff(scores) < 0)
    return float(scores[falls[0] if len(falls) else -1])
