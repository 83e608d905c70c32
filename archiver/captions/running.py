"""Which numbers running text keeps in words, and which name a thing and do not count.

These are the rules of French typography as house style guides give them: words up to ten and at
the start of a sentence, digits for what is counted above, for dates, sums, shares and votes.
"""

from collections.abc import Iterable, Sequence

from archiver.captions.figures import Figure
from archiver.captions.written import Near, Written
from archiver.model.language import LanguagePack
from archiver.model.spelling import fold, folded_words

_YEARS, _MAYBE_YEARS = range(1500, 2200), range(1000, 2200)


class Line(Near):
    """Written words and the numbers among them, by their first word and by where they end."""

    def __init__(self, words: Sequence[Written], figures: Sequence[Figure]) -> None:
        super().__init__(words)
        self.starts = {figure.first: figure for figure in figures}
        self.until = {figure.last: figure for figure in figures}


class RunningText:
    """The usage of one language."""

    def __init__(self, pack: LanguagePack) -> None:
        own = pack.typography
        self._most_in_words = own.words_up_to
        self._labels = folded((*own.labels, *own.numbered, *own.roads))
        self._numbered, self._counted = folded(own.numbered), folded(own.counted)
        self._measures, self._months = folded(own.measures), folded(own.months)
        self._before_year = folded(own.before_year) | self._months
        self._votes, self._currencies = folded(own.votes), folded(own.currencies)
        self._joiners, self._links = folded(pack.numbers.joiners), folded(own.links)
        self._common = {word for text in pack.stop_words for word in folded_words(text)}

    def said_in_short(self, line: Line, figure: Figure) -> bool:
        """Whether a number may be half of what is said in short: "deux à trois cents", or of one
        that the grammar does not join: "mille et une"."""
        after = line.starts.get(figure.last + 1)
        before = line.until.get(figure.first - 1)
        for one, link, other in (
            (figure, figure.last, after),
            (before, figure.first - 1, figure),
        ):
            if one is None or other is None or not (one.in_words or other.in_words):
                continue
            if line.parted(link) or line.parted(link + 1):
                continue
            bare = one.last == one.first + 1 and one.value in (100, 1000)
            fuller = other.in_words and other.value % 100 == 0 and other.value > one.value
            word = line.after(link)
            if word in self._joiners or (
                word in self._links and fuller and (one.value < 100 or bare)
            ):
                return True
        return False

    def keeps_words(self, line: Line, figure: Figure, before: str, after: str) -> bool:
        """Whether running text keeps the words of a number."""
        if self._has_cents(line, figure):
            return False
        word = line.words[figure.first]
        if figure.value == 1 and line.folded(figure.first) != ("1",):
            return True
        if after in self._counted or self._is_vote(line, figure) or self._in_list(line, figure):
            return False
        if (word.opens and word.core[:1].isalpha()) or word.core[:1].isupper():
            return True
        if after in self._months and figure.value <= 31:
            return False
        if before in self._numbered:
            return False
        if figure.value <= self._most_in_words:
            return True
        single = figure.last == figure.first + 1
        bare = single and figure.value in (100, 1000)
        if bare and word.core.isalpha():
            return after not in self._measures
        named = line.name_before(figure.first, self._common) and before not in self._labels
        return named and after not in self._measures

    def names(self, line: Line, figure: Figure, before: str, after: str) -> bool:
        """Whether a number names and does not count: a year, a road, an article, a post code."""
        if before in self._labels or line.letters_before(figure.first):
            return True
        if after in self._measures:
            return False
        if figure.value in _MAYBE_YEARS and before in self._before_year:
            return True
        return figure.value in _YEARS

    def stays_ungrouped(self, line: Line, figure: Figure, marked: bool) -> bool:
        """Whether digits stay as they came: a post code, four digits that may be a year."""
        if figure.value < 10_000 and not marked:
            return line.after(figure.last) not in self._measures
        name = not line.parted(figure.last) and line.name_at(figure.last)
        return name and figure.value < 100_000

    def _has_cents(self, line: Line, figure: Figure) -> bool:
        """ "trois euros cinquante": both in digits."""
        cents = line.starts.get(figure.last + 1)
        if cents is None or cents.unsure or line.parted(figure.last + 1):
            return False
        return line.after(figure.last) in self._currencies and 10 <= cents.value < 100

    def _is_vote(self, line: Line, figure: Figure) -> bool:
        """ "six contre,", "Contre, six.": what a vote counts."""
        if line.after(figure.last) in self._votes and line.parted(figure.last + 1):
            return True
        told = line.folded(figure.first - 1)
        if len(told) != 1 or told[0] not in self._votes or not line.parted(figure.last):
            return False
        return line.parted(figure.first) or line.words[figure.first - 1].opens

    def _in_list(self, line: Line, figure: Figure) -> bool:
        """A small number between two others: "2026, quatre, trente et un"."""
        before, after = line.until.get(figure.first), line.starts.get(figure.last)
        if before is None or after is None or max(before.value, after.value) <= 10:
            return False
        return {line.words[k].tail for k in (figure.first - 1, figure.last - 1)} == {","}


def folded(words: Iterable[str]) -> frozenset[str]:
    """Single words, folded."""
    return frozenset(map(fold, words))
