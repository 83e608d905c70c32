"""Words without what writing adds to them, and how they sound: what all comparing stands on."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_EDGES = re.compile(r"^([^\w]*)(.*?)([^\w]*)$", re.DOTALL)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """`text` without case, accents and ligatures."""
    return unaccented(text).casefold()


@lru_cache(maxsize=10_000)
def unaccented(text: str) -> str:
    """`text` without accents and ligatures, in its case."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of `text`, folded; punctuation, apostrophes and hyphens part them."""
    return tuple(_WORD.findall(fold(text)))


@lru_cache(maxsize=100_000)
def parted(text: str) -> tuple[str, str, str]:
    """The signs before a word, the word, and the signs after it. A word of signs is all word."""
    found = _EDGES.match(text)
    if not found or not found[2]:
        return "", text, ""
    return found[1], found[2], found[3]


def bare(text: str) -> str:
    """A word without the signs around it."""
    return parted(text)[1]


class Sounds:
    """How the words of one language sound, remembered word by word.

    `rules` are regular expressions and replacements, applied in turn (a language pack's).
    """

    def __init__(self, rules: Iterable[tuple[str, str]]) -> None:
        self._rules = tuple((re.compile(pattern), new) for pattern, new in rules)
        self._known: dict[str, str] = {}

    def __bool__(self) -> bool:
        """Whether anything is known of how words sound."""
        return bool(self._rules)

    def of(self, word: str) -> str:
        """How a folded word sounds; words of one sound are written alike."""
        if word not in self._known:
            sound = word
            for pattern, new in self._rules:
                sound = pattern.sub(new, sound)
            self._known[word] = sound or word
        return self._known[word]
