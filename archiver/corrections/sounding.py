"""How alike two pieces of text are: by their letters, and by how they sound."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from archiver.model.spelling import Sounds, folded_words


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """The letters and digits of `text`, without case, accents, spaces and signs."""
    return "".join(folded_words(text))


def joined(texts: Iterable[str]) -> str:
    """Several words folded into one: how they were parted does not matter."""
    return "".join(map(folded, texts))


class Ear:
    """Compares words as they are written and as they sound in one language.

    `sounds` are regular expressions and replacements for one folded word (a language pack's).
    """

    def __init__(self, sounds: Sequence[tuple[str, str]] = ()) -> None:
        self._sounds = Sounds(sounds)

    def sound(self, text: str) -> str:
        """How one word sounds; words of one sound are written alike."""
        return self._sounds.of(folded(text))

    def alike(self, some: Sequence[str], others: Sequence[str]) -> float:
        """From 0 to 1, how alike two runs of words are, however they are parted."""
        written = fuzz.ratio(joined(some), joined(others)) / 100
        if written == 1.0 or not self._sounds:
            return written
        heard = fuzz.ratio("".join(map(self.sound, some)), "".join(map(self.sound, others))) / 100
        return max(written, 0.97 * heard)
