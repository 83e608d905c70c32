"""What a count is made of: labels ("contre"), numbers, answers that mean none, and unclear ones."""

from dataclasses import dataclass
from typing import Literal, get_args

from archiver.agenda.decisions.language import Ground, apart
from archiver.agenda.decisions.spoken import SpokenNumber
from archiver.agenda.heard import Token
from archiver.agenda.words import fold

Side = Literal["for", "against", "abstain", "not_voting", "voters"]
SIDES: tuple[Side, ...] = get_args(Side)


@dataclass(frozen=True, slots=True)
class Label:
    """A word that tells what is counted."""

    side: Side
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """A question whose answer was heard, but not as a number: tokens `first` to `last`."""

    side: Side
    first: int
    last: int


Element = Label | SpokenNumber | Unclear


class Elements:
    """Finds the elements of counts in a transcript."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        words = ground.pack.decisions.counts
        phrases: dict[Side, tuple[str, ...]] = {
            "for": words.votes_for,
            "against": words.against,
            "abstain": words.abstain,
            "not_voting": words.not_voting,
            "voters": words.voters,
        }
        hits = apart(h for side, texts in phrases.items() for h in ground.hits(side, texts))
        self.labels = {h.first: Label(_side(h.kind), h.first, h.last) for h in hits}
        self.nobody = {h.first: h for h in ground.hits("nobody", words.nobody)}
        self._units = {fold(w) for w in words.units}
        self._fillers = {fold(w) for w in words.fillers}
        self._everyday = {fold(w) for w in words.everyday}
        self._ones = {fold(w) for w in words.ones}
        numbers = ground.reader.vocabulary
        self.vocabulary = frozenset(self._units | self._fillers | self._everyday | numbers)
        """Every single word that may stand in a count."""

    def between(self, first: int, last: int) -> list[Element]:
        """The elements from token `first` up to `last` excluded, in order."""
        found: list[Element] = []
        i = first
        while i < last:
            element = self._element(i, last)
            if element is None:
                i += 1
                continue
            found.append(element)
            i = element.last
            answer = self.answer(element, last) if isinstance(element, Label) else None
            if answer is not None and not all(map(self.is_filler, range(i, answer.last))):
                found.append(answer)
                i = answer.last
        return found

    def _element(self, i: int, last: int) -> Label | SpokenNumber | None:
        label = self.labels.get(i)
        if label is not None and label.last <= last:
            return label
        nobody = self.nobody.get(i)
        if nobody is not None and nobody.last <= last:
            return SpokenNumber(0, nobody.first, nobody.last)
        tokens = self.ground.heard.tokens
        number = self.ground.reader.at(tokens, i)
        if number is None and i + 1 < last and _are_one_word(tokens[i], tokens[i + 1]):
            number = self._joined(i)
        if number is None or (number.value == 1 and not self._counts_one(number, last)):
            return None
        return number

    def _joined(self, i: int) -> SpokenNumber | None:
        """A number that the recogniser cut in two, as “d'eux”."""
        texts = self.ground.heard.texts
        value = self.ground.reader.words_of().get(texts[i] + texts[i + 1])
        return None if value is None else SpokenNumber(value, i, i + 2, misheard=True)

    def _counts_one(self, number: SpokenNumber, last: int) -> bool:
        """Whether “une” is a number and no article."""
        if self.ground.heard.texts[number.first] not in self._ones:
            return True
        after = number.last
        if self.ground.stops_after(after - 1) or after >= last:
            return True
        return after in self.labels or self.ground.heard.texts[after] in self._units

    def is_unit(self, i: int) -> bool:
        """Whether a token is a word for what is counted: "voix"."""
        return i < len(self.ground.heard.texts) and self.ground.heard.texts[i] in self._units

    def is_everyday(self, label: Label) -> bool:
        """Whether a label is also an everyday word: "pour"."""
        return self.ground.heard.texts[label.first] in self._everyday

    def is_led(self, label: Label) -> bool:
        """Whether a question leads up to a label: "qui est pour"."""
        return label.last - label.first > 1

    def is_filler(self, i: int) -> bool:
        """Whether a token may stand between a label and its number."""
        text = self.ground.heard.texts[i]
        return text in self._fillers or text in self._units

    def answer(self, label: Label, last: int) -> Unclear | None:
        """One or two words, no number, where a label's answer would be."""
        i = label.last
        if self.ground.heard.texts[label.first] in self._everyday and not self.is_led(label):
            return None
        end = i
        while end < last and end not in self.labels and self._plain(end):
            end += 1
            if self.ground.stops_after(end - 1):
                break
        if end == i or end - i > 2 or self.ground.asks(end - 1):
            return None
        return Unclear(label.side, i, end)

    def _plain(self, i: int) -> bool:
        return self.ground.reader.at(self.ground.heard.tokens, i) is None and i not in self.nobody


def _are_one_word(token: Token, after: Token) -> bool:
    """Whether two tokens were written as one word, cut at an apostrophe."""
    return token.raw == after.raw or after.raw[:1] in "'’"


def _side(kind: str) -> Side:
    return next(side for side in SIDES if side == kind)
