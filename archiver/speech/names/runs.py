"""Runs of recognised words that may be a name heard wrongly, and what they stand among."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from archiver.model.language_names import NamePhrases
from archiver.model.spelling import bare, fold, folded_words, parted
from archiver.model.tokens import APOSTROPHES, Token
from archiver.speech.names.everyday import Everyday

LONGEST = 5
"""Words: a name is heard in so many pieces at most."""
_PAUSE_MS = 1_200
_ENDS = (".", "?", "!", "…")
_UNSURE = 0.6
_SURE = 0.85


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens `first` up to `last` excluded, without the article elided before them."""

    first: int
    last: int
    elided: str
    """What is written before the name in its first word, as in "d'": apostrophe included."""
    text: str
    letters: str
    strange: float
    """The share of its letters in words that are no everyday ones."""
    addressed: bool
    """Right after "Madame", "Monsieur"."""
    named: bool
    """Right after other words that a person's name follows."""
    placed: bool
    capital: bool
    """Written as a name though no sentence begins."""
    small: bool
    unsure: bool
    sure: bool
    commas: int


class Listener:
    """Tells the runs of one transcript's words."""

    def __init__(
        self,
        tokens: Sequence[Token],
        phrases: NamePhrases,
        everyday: Everyday | None,
        spelt: Container[str] = (),
    ) -> None:
        """`spelt`: the letters that make a run of everyday words worth telling."""
        self._tokens, self._everyday, self._spelt = tokens, everyday, spelt
        self._texts = [bare(token.text) for token in tokens]
        self._letters = ["".join(folded_words(text)) for text in self._texts]
        self._words = [fold(text) for text in self._texts]
        self._elisions = frozenset(phrases.elisions)
        self._address = _folded(phrases.address)
        self._offices = _folded(phrases.offices)
        self._people, self._places = _folded(phrases.before_people), _folded(phrases.before_places)
        self._strange = [self._strangeness(text) for text in self._texts]

    def runs(self, first: int, free: Sequence[bool]) -> Iterator[Run]:
        """The runs that begin at a word and may be a name, the shortest first."""
        head, letters, strange = self._elided(first), "", 0.0
        addressed = first > 0 and self._words[first - 1] in self._address
        for last in range(first + 1, min(first + LONGEST, len(self._tokens)) + 1):
            if not free[last - 1] or not self._may_hold(first, last - 1):
                return
            letters += self._letters[last - 1]
            strange += self._strange[last - 1]
            likely = addressed or strange > 0.0
            if letters and (likely or letters in self._spelt):
                yield self._run(first, last, "")
            if head and (likely or letters[len(head) - 1 :] in self._spelt):
                yield self._run(first, last, head)

    def _may_hold(self, first: int, at: int) -> bool:
        """Whether a name that begins at `first` may go on with the word `at`."""
        word = self._words[at]
        if not word or word in self._address or word in self._offices:
            return False
        if at == first:
            return True
        before, here = self._tokens[at - 1], self._tokens[at]
        if before.text.rstrip().endswith(_ENDS):
            return False
        return here.word.start_ms - before.word.end_ms <= _PAUSE_MS

    def _elided(self, at: int) -> str:
        """The article elided before a word, with its apostrophe."""
        for sign in APOSTROPHES:
            head, found, rest = self._texts[at].partition(sign)
            if found and rest and fold(head) in self._elisions:
                return head + found
        return ""

    def _run(self, first: int, last: int, elided: str) -> Run:
        tokens = self._tokens[first:last]
        texts = self._texts[first:last]
        texts[0] = texts[0][len(elided) :]
        before = self._words[first - 1] if first else ""
        sizes = [len(text) for text in texts]
        strange = sum(s * n for s, n in zip(self._strange[first:last], sizes, strict=True))
        sure = [t.word.confidence for t in tokens if t.word.confidence is not None]
        return Run(
            first,
            last,
            elided,
            " ".join(texts),
            "".join(self._letters[first:last])[max(0, len(elided) - 1) :],
            strange / max(1, sum(sizes)),
            before in self._address,
            before in self._people or (before in ("a", "to") and self._after_lead(first)),
            before in self._places or elided[:1].lower() == "d",
            texts[0][:1].isupper() and not self._begins(first),
            texts[0][:1].islower(),
            bool(sure) and min(sure) < _UNSURE,
            bool(sure) and min(sure) >= _SURE,
            sum(bool(parted(token.text)[2]) for token in tokens[:-1]),
        )

    def _after_lead(self, first: int) -> bool:
        return any(word in self._people for word in self._words[max(0, first - 3) : first - 1])

    def _begins(self, at: int) -> bool:
        if at and self._words[at - 1] in self._address:
            return False
        return at == 0 or self._tokens[at - 1].text.rstrip().endswith(_ENDS)

    def _strangeness(self, text: str) -> float:
        """How much of a word is no everyday word; nothing is known where there is no list."""
        if self._everyday is None:
            return 0.5
        pieces = [p for p in text.lower().replace("’", "'").replace("-", "'").split("'") if p]
        strange = [p for p in pieces if len(p) > 2 and not p.isdigit() and not self._everyday(p)]
        return sum(map(len, strange)) / max(1, sum(map(len, pieces)))


def _folded(phrases: Sequence[str]) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in phrases)
