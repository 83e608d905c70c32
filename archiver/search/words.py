"""What a word is to the index: where it starts and ends, how it is folded and stemmed.

The index and the query both come here, so they cannot disagree. Each word is indexed under its
folded form (case, accents and ligatures gone) and, at the same place, under the stems of its
language, marked so that no word can be taken for a stem. One index thus answers both exact and
stemmed queries, over sessions in several languages.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import cast

import apsw
import apsw.fts5
import apsw.unicode
import Stemmer

TOKENIZER = "council"
"""The name under which a connection must know the tokenizer of its index."""

NUMBER = r"(?P<number>(?<!\w)\d{1,3}(?:[ \u00a0\u202f\u2009.,]\d{3})+(?!\d))"
"""A number in groups of three, "4 650 000": one word. Recognisers mix separators: "5.400 000"."""

# Letters and digits part company, so that RD927 and RD 927 are the same two words.
_WORD = re.compile(NUMBER + r"|\d+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")

_STEMMERS = {"fr": "french", "en": "english"}
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
# No folded word holds this character, so a stem is never taken for a word.
_STEM_MARK = "~"
_CACHED_WORDS = 100_000


def pieces(text: str) -> Iterator[re.Match[str]]:
    """The words of `text`, as matches that say where each starts and ends."""
    return _WORD.finditer(text)


def fold(word: str) -> str:
    """`word` without case, accents and ligatures; a grouped number without its separators."""
    if word[0].isdecimal():
        word = re.sub(r"\D", "", word)
    plain = apsw.unicode.casefold(apsw.unicode.strip(word.translate(_LIGATURES)))
    return plain or word


class Lexicon:
    """The words and stems of one connection: stemmers serve one thread at a time."""

    def __init__(self) -> None:
        self._stemmers = {
            language: Stemmer.Stemmer(name, 0) for language, name in _STEMMERS.items()
        }
        self.tokens = lru_cache(_CACHED_WORDS)(self._tokens)

    def _tokens(self, word: str, language: str | None) -> tuple[str, ...]:
        folded = fold(word)
        stemmer = self._stemmers.get(language or "")
        if stemmer is None or not folded[0].isalpha():
            return (folded,)
        # Snowball needs the accents (lycée, lycées), yet people type without them (lycees):
        # a word has both stems, which differ for one word in twenty.
        accented = fold(stemmer.stemWord(apsw.unicode.casefold(word)) or word)
        stems = dict.fromkeys((accented, stemmer.stemWord(folded)))
        return folded, *(f"{_STEM_MARK}{language}{stem}" for stem in stems)

    def alternatives(self, word: str, languages: Iterable[str]) -> list[str]:
        """The tokens under which a word of a stemmed query may be indexed."""
        found: dict[str, None] = {}
        for language in languages:
            folded, *stems = self.tokens(word, language)
            found.update(dict.fromkeys(stems or [folded]))
        return list(found) or [fold(word)]

    def register(self, connection: apsw.Connection) -> None:
        """Make the tokenizer of the index known to `connection`."""
        # apsw.fts5.TransformTokenizer would do, but it is not told the language of the text.
        tokens = self.tokens

        def factory(_connection: apsw.Connection, _args: list[str]) -> "apsw.Tokenizer":
            def tokenize(
                text: str, _flags: int, language: str | None
            ) -> Iterator[tuple[int | str, ...]]:
                for piece in _WORD.finditer(text):
                    yield piece.start(), piece.end(), *tokens(piece.group(), language)

            return tokenize  # type: ignore[return-value]

        wrapped = cast("apsw.FTS5TokenizerFactory", apsw.fts5.StringTokenizer(factory))
        connection.register_fts5_tokenizer(TOKENIZER, wrapped)
        connection.register_fts5_tokenizer("querytokens", apsw.fts5.QueryTokensTokenizer)
