"""Packs the speech of a stretch into windows that a decoder takes at once.

A decoder's cost goes by the window, however little is said in it: so long pauses are left out,
windows are as few as can be, and they are cut in the longest pauses.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from archiver.model.transcript import Word
from archiver.speech.decoding import LONGEST_WINDOW_MS, Span
from archiver.speech.recognizer import Samples
from archiver.speech.sounds import PER_MS

_KEPT_PAUSE_MS = 2_000
"""Longer pauses are left out of a window, but for their edges."""
_EDGE_MS = 400
_GOOD_PAUSE_MS = 1_000
"""A longer pause is no better place to cut."""
_OVERLAP_MS = 2_000
"""Where speech must be cut, both windows hear so much of it."""


@dataclass(frozen=True)
class Window:
    """Pieces of a stretch that are heard one after another, without what lies between them."""

    pieces: tuple[Span, ...]

    @property
    def start_ms(self) -> int:
        """Where it begins in the stretch."""
        return self.pieces[0][0]

    @property
    def end_ms(self) -> int:
        """Where it ends in the stretch."""
        return self.pieces[-1][1]

    @property
    def length_ms(self) -> int:
        """How long it sounds."""
        return sum(end - start for start, end in self.pieces)

    def of(self, samples: Samples) -> Samples:
        """The window's samples out of the stretch's."""
        return np.concatenate([samples[a * PER_MS : b * PER_MS] for a, b in self.pieces])

    def placed(self, words: Sequence[Word]) -> Iterator[Word]:
        """Words timed from the window's start, in the stretch's time; none spans two pieces."""
        for word in words:
            start, end = self._piece((word.start_ms + word.end_ms) // 2)
            inside = [
                min(max(start, at + start - self._before(start)), end)
                for at in (word.start_ms, word.end_ms)
            ]
            yield word.model_copy(update={"start_ms": inside[0], "end_ms": max(inside)})

    def _before(self, piece_start: int) -> int:
        return sum(end - start for start, end in self.pieces if start < piece_start)

    def _piece(self, at: int) -> Span:
        for start, end in self.pieces:
            if at < end - start:
                return start, end
            at -= end - start
        return self.pieces[-1]


@dataclass(frozen=True)
class _Atom:
    """What is never cut: speech without a pause, with half of each pause beside it."""

    start_ms: int
    end_ms: int
    pause_ms: int = 0
    """How long the pause before it is."""


def windows(
    speech: Sequence[Span], length_ms: int, longest_ms: int = LONGEST_WINDOW_MS
) -> tuple[Window, ...]:
    """The windows that hold all `speech` of a stretch of `length_ms`, in order.

    As few as can be, each at most `longest_ms`, cut in the longest pauses.
    """
    atoms = [part for atom in _atoms(speech, length_ms) for part in _parts(atom, longest_ms)]
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for after in range(1, len(atoms) + 1):
        best.append(
            min(
                (best[first][0] + 1, best[first][1] - _worth(atoms[first]), first)
                for first in range(after)
                if first == after - 1 or _length(atoms[first:after]) <= longest_ms
            )
        )
    found: list[Window] = []
    after = len(atoms)
    while after:
        first = best[after][2]
        found.append(Window(tuple(_pieces(atoms[first:after]))))
        after = first
    return tuple(reversed(found))


def _atoms(speech: Sequence[Span], length_ms: int) -> Iterator[_Atom]:
    start = max(0, speech[0][0] - _EDGE_MS) if speech else 0
    pause = 0
    for span, after in pairwise(speech):
        end, following = _between(span, after)
        yield _Atom(start, end, pause)
        start, pause = following, after[0] - span[1]
    if speech:
        yield _Atom(start, min(length_ms, speech[-1][1] + _EDGE_MS), pause)


def _between(before: Span, after: Span) -> Span:
    """Where one atom ends and the next begins: in the middle of a pause, or at its edges."""
    if after[0] - before[1] > _KEPT_PAUSE_MS:
        return before[1] + _EDGE_MS, after[0] - _EDGE_MS
    middle = (before[1] + after[0]) // 2
    return middle, middle


def _parts(atom: _Atom, longest_ms: int) -> Iterator[_Atom]:
    """An atom; if it is too long for one window, parts of it that overlap."""
    start, pause = atom.start_ms, atom.pause_ms
    while atom.end_ms - start > longest_ms:
        yield _Atom(start, start + longest_ms, pause)
        start, pause = start + longest_ms - min(_OVERLAP_MS, longest_ms // 2), 0
    yield _Atom(start, atom.end_ms, pause)


def _length(atoms: Sequence[_Atom]) -> int:
    return sum(atom.end_ms - atom.start_ms for atom in atoms)


def _worth(atom: _Atom) -> int:
    """How good a place the pause before an atom is to cut."""
    return min(_GOOD_PAUSE_MS, atom.pause_ms)


def _pieces(atoms: Sequence[_Atom]) -> Iterator[Span]:
    start, end = atoms[0].start_ms, atoms[0].end_ms
    for atom in atoms[1:]:
        if atom.start_ms != end:
            yield start, end
            start = atom.start_ms
        end = atom.end_ms
    yield start, end
