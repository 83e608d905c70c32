"""Units: what a line break may never part, and what it costs to break after each.

A unit is one word with its punctuation, or words that typography keeps together (`4 650 000
euros`, `M. Durand`) as long as they fit on a line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archiver.captions.phrasing import seam_cost
from archiver.captions.tokens import Token
from archiver.captions.typography import joint, polish


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of text that stays on one line, and when it sounds."""

    text: str
    start_ms: int
    end_ms: int
    seam: float = 0.0
    """What a break after it costs, from 0 to `phrasing.FORBIDDEN`; 0 after the last of a run."""


def units(run: Sequence[Token], language: str, max_chars: int) -> list[Unit]:
    """The units of one speaker's uninterrupted words, in order."""
    joined = _joined(_words(run), language, max_chars)
    costs = (seam_cost(a.text, b.text, language) for a, b in pairwise(joined))
    return [
        Unit(u.text, u.start_ms, u.end_ms, cost)
        for u, cost in zip(joined, [*costs, 0.0], strict=True)
    ]


def _words(run: Iterable[Token]) -> list[Token]:
    """Tokens glued into words."""
    words: list[Token] = []
    for token in run:
        if token.glued and words:
            last = words[-1]
            words[-1] = Token(last.text + token.text, last.start_ms, token.end_ms)
        else:
            words.append(token)
    return words


def _joined(words: Iterable[Token], language: str, max_chars: int) -> list[Unit]:
    joined: list[Unit] = []
    before = ""
    for word in words:
        text = polish(word.text, language)
        space = joint(before, word.text, language) if before else " "
        last = joined[-1] if joined else None
        # Punctuation standing alone belongs to its word even where that makes the line too long.
        fits = last and (
            len(last.text) + len(text) < max_chars or not any(map(str.isalnum, word.text))
        )
        if last and fits and space != " ":
            joined[-1] = Unit(last.text + space + text, last.start_ms, word.end_ms)
        else:
            joined.append(Unit(text, word.start_ms, word.end_ms))
        before = word.text
    return joined
