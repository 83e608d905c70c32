"""Words as they are compared: folded, stemmed, and by how they sound."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

from archiver.model.language import LanguagePack

_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """`text` without case, accents and ligatures."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=200_000)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of `text`, folded; punctuation, apostrophes and hyphens part them."""
    return tuple(_WORD.findall(fold(text)))


class Lexicon:
    """Stems and sounds of one language, remembered word by word."""

    def __init__(self, pack: LanguagePack) -> None:
        self.stop_words = frozenset(w for text in pack.stop_words for w in folded_words(text))
        self._stemmer = Stemmer.Stemmer(pack.stemmer)
        self._sounds = [(re.compile(pattern), new) for pattern, new in pack.sounds]
        self._stem_of: dict[str, str] = {}
        self._alike = [frozenset(map(self.stem, map(fold, group))) for group in pack.synonyms]
        self._sound_of: dict[str, str] = {}

    def stem(self, word: str) -> str:
        """The stem of a folded word; a number is its own."""
        if word not in self._stem_of:
            self._stem_of[word] = word if word[0].isdigit() else self._stemmer.stemWord(word)
        return self._stem_of[word]

    def synonyms(self, stem: str) -> tuple[str, ...]:
        """The stems that mean the same as `stem`, as the language pack says."""
        same = {other for group in self._alike if stem in group for other in group}
        return tuple(sorted(same - {stem}))

    def sound(self, word: str) -> str:
        """How a folded word sounds; words of one sound are written alike."""
        if word not in self._sound_of:
            sound = word
            for pattern, new in self._sounds:
                sound = pattern.sub(new, sound)
            self._sound_of[word] = sound or word
        return self._sound_of[word]

    def content(self, words: Iterable[str]) -> tuple[str, ...]:
        """The words that mean something: no stop word, no lone letter."""
        return tuple(w for w in words if w not in self.stop_words and (len(w) > 1 or w.isdigit()))
