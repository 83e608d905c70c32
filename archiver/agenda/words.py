"""Words as they are compared: folded, stemmed, and by how they sound."""

from collections.abc import Iterable

import Stemmer

from archiver.model.language import LanguagePack
from archiver.model.spelling import Sounds, fold, folded_words

__all__ = ["Lexicon", "fold", "folded_words"]


class Lexicon:
    """Stems and sounds of one language, remembered word by word."""

    def __init__(self, pack: LanguagePack) -> None:
        self.stop_words = frozenset(w for text in pack.stop_words for w in folded_words(text))
        self._stemmer = Stemmer.Stemmer(pack.stemmer)
        self._sounds = Sounds(pack.sounds)
        self._stem_of: dict[str, str] = {}
        self._alike = [frozenset(map(self.stem, map(fold, group))) for group in pack.synonyms]

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
        return self._sounds.of(word)

    def content(self, words: Iterable[str]) -> tuple[str, ...]:
        """The words that mean something: no stop word, no lone letter."""
        return tuple(w for w in words if w not in self.stop_words and (len(w) > 1 or w.isdigit()))
