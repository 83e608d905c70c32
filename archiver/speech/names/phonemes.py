"""How words sound, one sign a sound, and how far apart two sounds of words are."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from archiver.model.language_names import NamePhrases

_ALIKE, _NEAR, _VOWELS, _OTHER, _APART = 0.25, 0.5, 0.65, 1.0, 1.2
_WEAK, _MUTE = 0.55, 0.15
_DIGIT = 4.0
"""A digit is never a slip of the ear."""
_PIECES = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")


class Voice:
    """How one language sounds. `numbers`: the words of small numbers, by their value."""

    def __init__(self, phrases: NamePhrases, numbers: Mapping[int, str]) -> None:
        self._rules = tuple((re.compile(pattern), new) for pattern, new in phrases.sounds)
        self._phrases, self._numbers = phrases, numbers
        self._known: dict[str, str] = {}
        self._costs = dict(_pairs(phrases.alike, _ALIKE)) | dict(_pairs(phrases.near, _NEAR))

    def __bool__(self) -> bool:
        """Whether anything is known of how words sound."""
        return bool(self._rules)

    def of(self, words: str) -> str:
        """How words sound, joined: how they are parted does not matter."""
        if words not in self._known:
            text = unicodedata.normalize("NFC", words).lower()
            self._known[words] = "".join(map(self._piece, _PIECES.findall(text)))
        return self._known[words]

    def _piece(self, piece: str) -> str:
        if piece.isdigit():
            named = self._numbers.get(int(piece))
            return self._word(named) if named and len(piece) < 3 else piece
        if len(piece) == 1 and piece in self._letters:
            return self._word(self._letters[piece])
        return "".join(map(self._word, re.split("['’-]", piece)))

    @cached_property
    def _letters(self) -> Mapping[str, str]:
        vowels = {letter for letter, name in self._phrases.letters.items() if name == letter}
        return {a: n for a, n in self._phrases.letters.items() if a not in vowels}

    def _word(self, word: str) -> str:
        sound = word
        for pattern, new in self._rules:
            sound = pattern.sub(new, sound)
        return sound or word

    def acronym(self, text: str) -> tuple[str, ...]:
        """How an acronym may be said: letter by letter, as a word, its first letter apart."""
        letters = [c for c in text.lower() if c.isalpha()]
        called = [self._word(self._phrases.letters.get(c, c)) for c in letters]
        whole = self._word("".join(letters) + letters[-1] + "e")
        rest = self._word("".join(letters[1:]) + letters[-1] + "e")
        return tuple(dict.fromkeys(("".join(called), whole, called[0] + rest)))

    def apart(self, one: str, other: str, at_most: float) -> float:
        """How far apart two sounds of words are; more than `at_most` where it is that much.

        About 1 for a consonant that is another, less for what recognisers confuse.
        """
        if one == other:
            return 0.0
        before = [0.0]
        for sign in other:
            before.append(before[-1] + self._alone(sign))
        for sign in one:
            row = [before[0] + self._alone(sign)]
            for n, against in enumerate(other):
                row.append(
                    min(
                        before[n] + self._instead(sign, against),
                        before[n + 1] + self._alone(sign),
                        row[n] + self._alone(against),
                    )
                )
            if min(row) > at_most:
                return min(row)
            before = row
        return before[-1]

    def _alone(self, sign: str) -> float:
        """What it costs that a sound was added or left out."""
        if sign.isdigit() and sign != "2":
            return _DIGIT
        if sign in self._phrases.mute:
            return _MUTE
        if sign in self._phrases.weak:
            return _WEAK
        return _VOWELS if sign in self._phrases.vowels else 0.9

    @lru_cache(maxsize=4_096)  # noqa: B019 - a voice lives as long as the command
    def _instead(self, one: str, other: str) -> float:
        if one == other:
            return 0.0
        known = self._costs.get(one + other)
        if known is not None:
            return known
        if (one.isdigit() and one != "2") or (other.isdigit() and other != "2"):
            return _DIGIT
        vowels = (one in self._phrases.vowels) + (other in self._phrases.vowels)
        return _VOWELS if vowels == 2 else _APART if vowels else _OTHER


def _pairs(pairs: Iterable[str], cost: float) -> Iterable[tuple[str, float]]:
    for pair in pairs:
        yield pair, cost
        yield pair[::-1], cost
