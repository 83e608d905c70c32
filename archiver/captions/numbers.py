"""How numbers are written on screen: as they were heard, in digits, or in words.

In digits, after the usage of French typography: running text keeps the words of numbers up to ten
and of one that opens a sentence; dates, times of day, percentages, votes and what counts above ten
are in digits, by groups of three; what names (a road, an article, a year) is never grouped. Only
the form changes, never the number: where a number could be read in two ways it stays as it came.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from num2words import num2words

from archiver.captions.figures import Figure, FigureReader
from archiver.captions.typography import NBSP, base_language
from archiver.captions.written import Near, Written
from archiver.model.language import LanguagePack
from archiver.model.spelling import fold, folded_words

Style = Literal["as_heard", "digits", "words"]
_CLOCK = re.compile(r"([01]?\d|2[0-4])[hH]([0-5]\d)?")
_DOTTED = re.compile(r"\d{1,3}\.\d{1,2}[%€]?")
_YEARS, _MAYBE_YEARS = range(1500, 2200), range(1000, 2200)
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """Words from `first` up to `last` excluded, written as `text`."""

    first: int
    last: int
    text: str


class NumberWriter:
    """Writes the numbers of one language."""

    def __init__(self, pack: LanguagePack, style: Style) -> None:
        self._words, self._style = pack.typography, style
        self._language = base_language(pack.language)
        self._reader = FigureReader(pack)
        own = self._words
        self._labels = _folded((*own.labels, *own.numbered)) | _folded(own.roads)
        self._numbered, self._counted = _folded(own.numbered), _folded(own.counted)
        self._measures, self._months = _folded(own.measures), _folded(own.months)
        self._before_year = _folded(own.before_year) | self._months
        self._keeps = _folded(own.keeps_words)
        self._joiners, self._links = _folded(pack.numbers.joiners), _folded(own.links)
        self._common = {word for text in pack.stop_words for word in folded_words(text)}
        self._until: dict[int, Figure] = {}
        self._hours, self._minutes = _folded(own.hours), _folded(own.minutes)
        self._points, self._first = _folded(own.points), _folded(own.first)
        self._percent = {folded_words(text) for text in own.percent}
        self._magnitudes = _folded(own.magnitudes)

    def changes(self, words: Sequence[Written]) -> Iterator[Change]:
        """What is to be written otherwise, in order and apart."""
        if self._style == "as_heard":
            return
        figures = list(self._reader.read(words))
        starts = {figure.first: figure for figure in figures}
        self._until = {figure.last: figure for figure in figures}
        done = 0
        for i in range(len(words)):
            if i < done:
                continue
            change = self._change(words, starts, i)
            if change:
                done = change.last
                yield change
            elif i in starts:
                done = starts[i].last

    def _change(self, words: Sequence[Written], starts: dict[int, Figure], i: int) -> Change | None:
        near = Near(words)
        figure = starts.get(i)
        if figure is None or figure.unsure:
            return None if figure else self._of_word(near, i)
        if self._in_short(near, starts, figure):
            return None
        found = (
            self._of_day(near, starts, figure)
            or self._of_parts(near, starts, figure)
            or self._of_share(near, starts, figure)
        )
        if found:
            return found
        if self._keeps & {
            near.before(figure.first),
            near.after(figure.last),
            near.second(figure.last),
        }:
            return None
        if figure.last < len(words) and near.after(figure.last) in self._points:
            return None
        text = self._spelt(near, figure) if self._style == "words" else ""
        if not text and (self._style == "digits" or not figure.in_words):
            text = self._plain(near, figure)
        return _change(near, figure.first, figure.last, text)

    def _of_word(self, near: Near, i: int) -> Change | None:
        """What is no number by itself: `9h35`, the first of a month."""
        core = near.words[i].core
        clock = _CLOCK.fullmatch(core) if self._hours else None
        if clock:
            minutes = f"{NBSP}{clock[2]}" if clock[2] else ""
            return _change(near, i, i + 1, f"{clock[1]}{NBSP}h{minutes}")
        if _DOTTED.fullmatch(core) and self._words.decimal == ",":
            shares = core.endswith("%") or near.after(i + 1) in self._measures | self._magnitudes
            return _change(near, i, i + 1, core.replace(".", ",")) if shares else None
        if fold(core) in self._first and near.after(i + 1) in self._months:
            return _change(near, i, i + 1, "1er")
        return None

    def _in_short(self, near: Near, starts: dict[int, Figure], figure: Figure) -> bool:
        """Whether a number may be half of what is said in short: "deux à trois cents", or of one
        that the grammar does not join: "mille et une"."""
        after = starts.get(figure.last + 1)
        before = self._until.get(figure.first - 1)
        for one, link, other in (
            (figure, figure.last, after),
            (before, figure.first - 1, figure),
        ):
            if one is None or other is None or not (one.in_words or other.in_words):
                continue
            if near.parted(link) or near.parted(link + 1):
                continue
            bare = one.last == one.first + 1 and one.value in (100, 1000)
            fuller = other.in_words and other.value % 100 == 0 and other.value > one.value
            word = near.after(link)
            if word in self._joiners or (
                word in self._links and fuller and (one.value < 100 or bare)
            ):
                return True
        return False

    def _of_day(self, near: Near, starts: dict[int, Figure], figure: Figure) -> Change | None:
        """A time of day with minutes: "neuf heures trente-cinq"."""
        minutes = starts.get(figure.last + 1)
        if near.after(figure.last) not in self._hours or minutes is None or minutes.unsure:
            return None
        if near.parted(figure.last + 1) or not (figure.value <= 24 and 0 < minutes.value < 60):
            return None
        after = near.after(minutes.last)
        if after in self._minutes | self._measures | self._months | self._magnitudes:
            return None
        text = f"{figure.value}{NBSP}h{NBSP}{minutes.value:02}"
        return _change(near, figure.first, minutes.last, text)

    def _of_parts(self, near: Near, starts: dict[int, Figure], figure: Figure) -> Change | None:
        """A decimal that was said: "trois virgule cinq", "deux virgule zéro cinq"."""
        if near.after(figure.last) not in self._points:
            return None
        at, zeros = figure.last + 1, ""
        decimals = starts.get(at)
        if near.parted(at) or decimals is None or decimals.noun:
            return None
        if decimals.unsure:
            zeros, decimals = self._after_zeros(near.words, decimals)
        if decimals is None or decimals.value >= 1000 or figure.noun:
            return None
        text = self._grouped(figure.value) + self._words.decimal + zeros + str(decimals.value)
        last, share = self._percent_end(near, starts, decimals.last)
        return _change(near, figure.first, last, text + share)

    def _after_zeros(self, words: Sequence[Written], chain: Figure) -> tuple[str, Figure | None]:
        """Zeros that are said before the other decimals."""
        at = chain.first
        while at < chain.last and words[at].folded == ("zero",):
            at += 1
        rest = list(self._reader.read(words[at : chain.last]))
        if at == chain.first or len(rest) != 1 or rest[0].unsure:
            return "", None
        return "0" * (at - chain.first), Figure(rest[0].value, at, chain.last, in_words=True)

    def _of_share(self, near: Near, starts: dict[int, Figure], figure: Figure) -> Change | None:
        last, share = self._percent_end(near, starts, figure.last)
        if not share or figure.noun:
            return None
        return _change(near, figure.first, last, self._grouped(figure.value) + share)

    def _percent_end(self, near: Near, starts: dict[int, Figure], i: int) -> tuple[int, str]:
        """Where "pour cent" ends that begins at word `i`, and the sign it becomes."""
        for length in (2, 1):
            said = tuple(w for k in range(i, i + length) for w in near.folded(k))
            whole = i + length <= len(near.words) and not any(
                near.parted(k) for k in range(i, i + length)
            )
            if whole and said in self._percent and near.after(i + length) not in self._magnitudes:
                number = starts.get(i + length - 1)
                if length == 1 or (number and not number.unsure and number.last == i + length):
                    return i + length, f"{NBSP}%"
        return i, ""

    def _plain(self, near: Near, figure: Figure) -> str:
        """A number in digits; empty where it stays as it came."""
        before, after = near.before(figure.first), near.after(figure.last)
        if figure.leading_zero:
            return ""
        if figure.in_words and self._stays(near, figure, before, after):
            return ""
        if figure.noun:
            return self._with_noun(near, figure)
        if figure.in_words and figure.value > _MILLION and figure.value % _MILLION < 1000:
            return ""  # "deux millions cinq cents": 2 000 500, or 2 500 000 said in short
        marked = near.marked(figure.first, figure.last)
        if not figure.in_words and self._stays_ungrouped(near, figure, marked):
            return ""
        if self._names(near, figure, before, after):
            return str(figure.value) if figure.in_words or marked else ""
        return self._grouped(figure.value)

    def _stays_ungrouped(self, near: Near, figure: Figure, marked: bool) -> bool:
        """Whether digits stay as they came: a post code, four digits that may be a year."""
        if figure.value < 10_000 and not marked:
            return near.after(figure.last) not in self._measures
        name = not near.parted(figure.last) and near.name_at(figure.last)
        return name and figure.value < 100_000

    def _stays(self, near: Near, figure: Figure, before: str, after: str) -> bool:
        """Whether running text keeps the words of a number."""
        word = near.words[figure.first]
        if figure.value == 1 and near.folded(figure.first) != ("1",):
            return True
        if after in self._counted:
            return False
        if (word.opens and word.core[:1].isalpha()) or word.core[:1].isupper():
            return True
        if after in self._months and figure.value <= 31:
            return False
        if before in self._numbered:
            return False
        if figure.value <= self._words.words_up_to:
            return True
        single = figure.last == figure.first + 1
        bare = single and figure.value in (100, 1000)
        if bare and word.core.isalpha():
            return after not in self._measures
        named = near.name_before(figure.first, self._common) and before not in self._labels
        return named and after not in self._measures

    def _with_noun(self, near: Near, figure: Figure) -> str:
        """ "douze millions": digits, and the noun as it was said."""
        count = figure.value // figure.noun
        if figure.digits or count <= self._words.words_up_to:
            return ""
        return f"{self._grouped(count)}{NBSP}{near.words[figure.last - 1].core}"

    def _names(self, near: Near, figure: Figure, before: str, after: str) -> bool:
        """Whether a number names and does not count: a year, a road, an article, a post code."""
        if before in self._labels or near.letters_before(figure.first):
            return True
        if after in self._measures:
            return False
        if figure.value in _MAYBE_YEARS and before in self._before_year:
            return True
        return figure.value in _YEARS

    def _grouped(self, value: int) -> str:
        return f"{value:,}".replace(",", self._words.group)

    def _spelt(self, near: Near, figure: Figure) -> str:
        """A number in words; empty where it stays: what names, dates, and what has a gender."""
        before, after = near.before(figure.first), near.after(figure.last)
        keeps = not figure.digits or figure.leading_zero or figure.noun
        keeps = keeps or figure.value >= 1000 * _MILLION
        if keeps or self._names(near, figure, before, after) or after in self._months:
            return ""
        one = figure.value % 10 == 1 and figure.value % 100 not in (11, 71, 91)
        if one or (figure.value >= _MILLION and figure.value % _MILLION == 0):
            return ""
        if after in {"%", "h", "€"}:
            return ""
        said: str = num2words(figure.value, lang=self._language)
        return said


def _change(near: Near, first: int, last: int, text: str) -> Change | None:
    """The change, the punctuation around the words kept; None where nothing changes."""
    words = near.words[first:last]
    if not text or (len(words) == 1 and words[0].core == text):
        return None
    return Change(first, last, words[0].lead + text + words[-1].tail)


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))
