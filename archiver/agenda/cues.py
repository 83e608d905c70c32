"""Finding a language pack's phrases among what was heard.

A phrase is matched word by word: a word heard stands for a word of the phrase when it is written
alike, sounds alike, or, if long, differs by a letter or two. So a misheard ending does not lose a
cue, and a phrase of short words needs them all.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from archiver.agenda.heard import Heard
from archiver.agenda.words import Lexicon, fold, folded_words

ALIKE = 84.0
LONG_WORD = 6
UP_TO_THREE_WORDS = r"(?:[^ ]+ ){0,3}?"


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase heard, from token `first` up to `last` excluded."""

    kind: str
    first: int
    last: int


class Phrasebook:
    """A transcript in which phrases can be looked up."""

    def __init__(self, heard: Heard, lexicon: Lexicon) -> None:
        self._words = heard.texts
        self._line = "".join(f"{word} " for word in heard.texts)
        self._starts: list[int] = []
        at = 0
        self._places: dict[str, list[int]] = {}
        for i, word in enumerate(heard.texts):
            self._places.setdefault(word, []).append(i)
            self._starts.append(at)
            at += len(word) + 1
        self._lexicon = lexicon
        self._vocabulary = sorted(self._places)
        self._by_sound: dict[str, list[str]] = {}
        for word in self._vocabulary:
            self._by_sound.setdefault(lexicon.sound(word), []).append(word)
        self._known: dict[str, frozenset[str]] = {}

    def hits(self, kind: str, phrases: Iterable[str]) -> list[Hit]:
        """Where any of the phrases was heard, in order; of overlapping hits, the longest."""
        found = sorted(
            (hit for phrase in phrases for hit in self._matches(kind, phrase)),
            key=lambda hit: (hit.first, -hit.last),
        )
        kept: list[Hit] = []
        for hit in found:
            if not kept or hit.first >= kept[-1].last:
                kept.append(hit)
        return kept

    def _matches(self, kind: str, phrase: str) -> Iterator[Hit]:
        """Where a phrase was heard. Only its first word's places are looked at, for speed."""
        head, *rest = phrase.split()
        pattern = re.compile("".join(map(self._pattern, rest)))
        starts = {word for choice in head.split("|") for word in self._variants(fold(choice))}
        for first in sorted(place for word in starts for place in self._places.get(word, ())):
            after = self._starts[first] + len(self._words[first]) + 1
            match = pattern.match(self._line, after)
            if match:
                yield Hit(kind, first, bisect_right(self._starts, match.end() - 1))

    def _pattern(self, word: str) -> str:
        if word == "*":
            return UP_TO_THREE_WORDS
        optional = word.endswith("?")
        choices = word.removesuffix("?").split("|")
        heard = sorted({other for choice in choices for other in self._variants(fold(choice))})
        return f"(?:(?:{'|'.join(map(re.escape, heard))}) )" + ("?" if optional else "")

    def _variants(self, word: str) -> frozenset[str]:
        """The words heard that may stand for `word`, and itself."""
        if word not in self._known:
            alike = {word, *self._by_sound.get(self._lexicon.sound(word), ())}
            if len(word) >= LONG_WORD:
                near = process.extract(
                    word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None
                )
                alike |= {other for other, _, _ in near}
            self._known[word] = frozenset(alike)
        return self._known[word]


def phrase_in(text: str, phrases: Iterable[str]) -> bool:
    """Whether a printed text holds any of the phrases, word for word."""
    line = "".join(f"{word} " for word in folded_words(text))
    return any(re.search(_printed(phrase), line) for phrase in phrases)


def _printed(phrase: str) -> str:
    def part(word: str) -> str:
        if word == "*":
            return UP_TO_THREE_WORDS
        choices = "|".join(re.escape(fold(w)) for w in word.removesuffix("?").split("|"))
        return f"(?:(?:{choices}) )" + ("?" if word.endswith("?") else "")

    return r"(?:(?<= )|^)" + "".join(part(word) for word in phrase.split())


def all_hits(book: Phrasebook, phrases: Mapping[str, Iterable[str]]) -> dict[str, list[Hit]]:
    """Hits of every kind of cue, by kind."""
    return {kind: book.hits(kind, texts) for kind, texts in phrases.items()}
