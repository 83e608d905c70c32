"""Find and replace in what was said: every place, each as a correction of words that fits there.

A place is found by letters, so that signs around it stay; nothing else of a session is changed.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from archiver.corrections.phrasing import LONGEST_WORD, of_words
from archiver.corrections.signing import Signature
from archiver.model.corrections import WordCorrection, plain_line
from archiver.model.spelling import unaccented
from archiver.model.tokens import Token, unrolled
from archiver.model.transcript import Transcript

_LETTER = r"[^\W_]"
_ALIKE = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})
_MOST_WORDS = 60
"""A correction holds no more; a place that would need more is none."""


@dataclass(frozen=True)
class Sought:
    """What is looked for, and what must be alike; all texts are one line."""

    find: str
    case: bool = False
    accents: bool = False
    whole: bool = True
    """Whole words only."""

    def plain(self, text: str) -> str:
        """`text` as it is compared."""
        alike = text.translate(_ALIKE)
        kept = alike if self.accents else unaccented(alike)
        return kept if self.case else kept.casefold()

    def pattern(self) -> re.Pattern[str] | None:
        """What is looked for in text made `plain`; None where there is nothing to find."""
        words = [re.escape(self.plain(word)) for word in str(plain_line(self.find)).split()]
        if not words:
            return None
        said = r"\s+".join(words)
        return re.compile(rf"(?<!{_LETTER}){said}(?!{_LETTER})" if self.whole else said)


def places(
    transcript: Transcript,
    sought: Sought,
    right: str,
    by: Signature,
    only: Collection[int] | None = None,
) -> tuple[WordCorrection, ...]:
    """A correction for each place where `sought` is said, in order; it writes `right` there.

    Where it is found several times in one word, that is one place. They are meant to be kept in
    this order: each counts on those before it. `only`: where a person left some out, the starts
    of the others, in ms.
    """
    tokens, pattern = unrolled(transcript), sought.pattern()
    if pattern is None or not tokens:
        return ()
    text = _Text(tokens, sought)
    said: list[str] = []
    done = 0
    found = []
    for first, last, after in text.places(pattern, str(plain_line(right))):
        said += (token.text for token in tokens[done:first])
        left_out = only is not None and tokens[first].word.start_ms not in only
        if not left_out and _fits(tokens[first:last], after):
            found.append(of_words(tokens, (first, last), after, said, by))
            said += after
            done = last
        else:
            done = first
    return tuple(found)


def _fits(old: Sequence[Token], after: Sequence[str]) -> bool:
    longest = max((len(text) for text in (*after, *(t.text for t in old))), default=0)
    few = len(old) <= _MOST_WORDS and len(after) <= _MOST_WORDS
    return few and longest <= LONGEST_WORD and [t.text.strip() for t in old] != list(after)


class _Text:
    """All words as one text, the same made plain, and where each letter came from."""

    def __init__(self, tokens: Sequence[Token], sought: Sought) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        parts: list[str] = []
        at = 0
        for token in tokens:
            gap = "" if token.glued or not parts else " "
            self._starts.append(at + len(gap))
            parts.append(gap + token.text)
            at += len(parts[-1])
            self._ends.append(at)
        self._raw = "".join(parts)
        plain = [sought.plain(c) for c in self._raw]
        self._from = [n for n, letters in enumerate(plain) for _letter in letters]
        self._plain = "".join(plain)

    def places(
        self, pattern: re.Pattern[str], right: str
    ) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Runs of tokens that hold a match, and the words to be there instead."""
        group: list[tuple[int, int]] = []
        upto = 0
        for start, end in self._matches(pattern):
            first, last = self._token(start), self._token(end - 1) + 1
            if group and first >= upto:
                yield self._place(group, right)
                group = []
            group.append((start, end))
            upto = last
        if group:
            yield self._place(group, right)

    def _matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        for match in pattern.finditer(self._plain):
            start, end = match.span()
            # Up to the next letter: its accents may stand behind it as signs of their own.
            raw_end = self._from[end] if end < len(self._from) else len(self._raw)
            yield self._from[start], max(raw_end, self._from[end - 1] + 1)

    def _token(self, at: int) -> int:
        return max(0, bisect_right(self._starts, at) - 1)

    def _place(
        self, group: Sequence[tuple[int, int]], right: str
    ) -> tuple[int, int, tuple[str, ...]]:
        first, last = self._token(group[0][0]), self._token(group[-1][1] - 1) + 1
        at, parts = self._starts[first], []
        for start, end in group:
            parts += [self._raw[at:start], right]
            at = end
        text = str(plain_line("".join((*parts, self._raw[at : self._ends[last - 1]]))))
        if not any(c.isalnum() for c in text):
            return first, last, ()
        return first, last, tuple(text.split())
