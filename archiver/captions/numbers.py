"""How numbers are written on screen: as they were heard, in digits, or in words.

In digits, after the usage of French typography: running text keeps the words of numbers up to ten
and of one that opens a sentence; dates, times of day, percentages, votes and what counts above ten
are in digits, by groups of three; what names (a road, an article, a year) is never grouped. Only
the form changes, never the number: where a number could be read in two ways it stays as it came.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from num2words import num2words

from archiver.captions.figures import Figure, FigureReader
from archiver.captions.running import Line, RunningText, folded
from archiver.captions.typography import NBSP, base_language
from archiver.captions.written import Written
from archiver.model.language import LanguagePack
from archiver.model.spelling import fold, folded_words

Style = Literal["as_heard", "digits", "words"]
_CLOCK = re.compile(r"([01]?\d|2[0-4])[hH]([0-5]\d)?")
_DOTTED = re.compile(r"\d{1,3}\.\d{1,2}[%€]?")
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
        self._text = RunningText(pack)
        self._measures, self._months = folded(own.measures), folded(own.months)
        self._keeps = folded(own.keeps_words)
        self._hours, self._minutes = folded(own.hours), folded(own.minutes)
        self._points, self._first = folded(own.points), folded(own.first)
        self._percent = {folded_words(text) for text in own.percent}
        self._magnitudes = folded(own.magnitudes)

    def changes(self, words: Sequence[Written]) -> Iterator[Change]:
        """What is to be written otherwise, in order and apart."""
        if self._style == "as_heard":
            return
        line = Line(words, list(self._reader.read(words)))
        done = 0
        for i in range(len(words)):
            if i < done:
                continue
            change = self._change(line, i)
            if change:
                done = change.last
                yield change
            elif i in line.starts:
                done = line.starts[i].last

    def _change(self, line: Line, i: int) -> Change | None:
        figure = line.starts.get(i)
        if figure is None or figure.unsure:
            return None if figure else self._of_word(line, i)
        if self._text.said_in_short(line, figure):
            return None
        found = (
            self._of_day(line, figure)
            or self._of_parts(line, figure)
            or self._of_share(line, figure)
        )
        if found:
            return found
        if self._keeps & {
            line.before(figure.first),
            line.after(figure.last),
            line.second(figure.last),
        }:
            return None
        if line.after(figure.last) in self._points:
            return None
        text = self._spelt(line, figure) if self._style == "words" else ""
        if not text and (self._style == "digits" or not figure.in_words):
            text = self._plain(line, figure)
        return _change(line, figure.first, figure.last, text)

    def _of_word(self, line: Line, i: int) -> Change | None:
        """What is no number by itself: `9h35`, the first of a month."""
        core = line.words[i].core
        clock = _CLOCK.fullmatch(core) if self._hours else None
        if clock:
            minutes = f"{NBSP}{clock[2]}" if clock[2] else ""
            return _change(line, i, i + 1, f"{clock[1]}{NBSP}h{minutes}")
        if _DOTTED.fullmatch(core) and self._words.decimal == ",":
            shares = core.endswith("%") or line.after(i + 1) in self._measures | self._magnitudes
            return _change(line, i, i + 1, core.replace(".", ",")) if shares else None
        if fold(core) in self._first and line.after(i + 1) in self._months:
            return _change(line, i, i + 1, "1er")
        return None

    def _of_day(self, line: Line, figure: Figure) -> Change | None:
        """A time of day with minutes: "neuf heures trente-cinq"."""
        minutes = line.starts.get(figure.last + 1)
        if line.after(figure.last) not in self._hours or minutes is None or minutes.unsure:
            return None
        if line.parted(figure.last + 1) or not (figure.value <= 24 and 0 < minutes.value < 60):
            return None
        after = line.after(minutes.last)
        if after in self._minutes | self._measures | self._months | self._magnitudes:
            return None
        text = f"{figure.value}{NBSP}h{NBSP}{minutes.value:02}"
        return _change(line, figure.first, minutes.last, text)

    def _of_parts(self, line: Line, figure: Figure) -> Change | None:
        """A decimal that was said: "trois virgule cinq", "deux virgule zéro cinq"."""
        if line.after(figure.last) not in self._points:
            return None
        at, zeros = figure.last + 1, ""
        decimals = line.starts.get(at)
        if line.parted(at) or decimals is None or decimals.noun:
            return None
        if decimals.unsure:
            zeros, decimals = self._after_zeros(line.words, decimals)
        if decimals is None or decimals.value >= 1000 or figure.noun:
            return None
        text = self._grouped(figure.value) + self._words.decimal + zeros + str(decimals.value)
        last, share = self._percent_end(line, decimals.last)
        return _change(line, figure.first, last, text + share)

    def _after_zeros(self, words: Sequence[Written], chain: Figure) -> tuple[str, Figure | None]:
        """Zeros that are said before the other decimals."""
        at = chain.first
        while at < chain.last and words[at].folded == ("zero",):
            at += 1
        rest = list(self._reader.read(words[at : chain.last]))
        if at == chain.first or len(rest) != 1 or rest[0].unsure:
            return "", None
        return "0" * (at - chain.first), Figure(rest[0].value, at, chain.last, in_words=True)

    def _of_share(self, line: Line, figure: Figure) -> Change | None:
        last, share = self._percent_end(line, figure.last)
        if not share or figure.noun:
            return None
        return _change(line, figure.first, last, self._grouped(figure.value) + share)

    def _percent_end(self, line: Line, i: int) -> tuple[int, str]:
        """Where "pour cent" ends that begins at word `i`, and the sign it becomes."""
        for length in (2, 1):
            said = tuple(w for k in range(i, i + length) for w in line.folded(k))
            whole = i + length <= len(line.words) and not any(
                line.parted(k) for k in range(i, i + length)
            )
            if whole and said in self._percent and line.after(i + length) not in self._magnitudes:
                number = line.starts.get(i + length - 1)
                if length == 1 or (number and not number.unsure and number.last == i + length):
                    return i + length, f"{NBSP}%"
        return i, ""

    def _plain(self, line: Line, figure: Figure) -> str:
        """A number in digits; empty where it stays as it came."""
        before, after = line.before(figure.first), line.after(figure.last)
        if figure.leading_zero:
            return ""
        if figure.in_words and self._text.keeps_words(line, figure, before, after):
            return ""
        if figure.noun:
            return self._with_noun(line, figure)
        if figure.in_words and figure.value > _MILLION and figure.value % _MILLION < 1000:
            return ""  # "deux millions cinq cents": 2 000 500, or 2 500 000 said in short
        marked = line.marked(figure.first, figure.last)
        if not figure.in_words and self._text.stays_ungrouped(line, figure, marked):
            return ""
        if self._text.names(line, figure, before, after):
            return str(figure.value) if figure.in_words or marked else ""
        return self._grouped(figure.value)

    def _with_noun(self, line: Line, figure: Figure) -> str:
        """ "douze millions": digits, and the noun as it was said."""
        count = figure.value // figure.noun
        if figure.digits or count <= self._words.words_up_to:
            return ""
        return f"{self._grouped(count)}{NBSP}{line.words[figure.last - 1].core}"

    def _grouped(self, value: int) -> str:
        return f"{value:,}".replace(",", self._words.group)

    def _spelt(self, line: Line, figure: Figure) -> str:
        """A number in words; empty where it stays: what names, dates, and what has a gender."""
        before, after = line.before(figure.first), line.after(figure.last)
        keeps = not figure.digits or figure.leading_zero or figure.noun
        keeps = keeps or figure.value >= 1000 * _MILLION
        if keeps or self._text.names(line, figure, before, after) or after in self._months:
            return ""
        one = figure.value % 10 == 1 and figure.value % 100 not in (11, 71, 91)
        if one or (figure.value >= _MILLION and figure.value % _MILLION == 0):
            return ""
        if after in {"%", "h", "€"}:
            return ""
        said: str = num2words(figure.value, lang=self._language)
        return said


def _change(line: Line, first: int, last: int, text: str) -> Change | None:
    """The change, the punctuation around the words kept; None where nothing changes."""
    words = line.words[first:last]
    if not text or (len(words) == 1 and words[0].core == text):
        return None
    return Change(first, last, words[0].lead + text + words[-1].tail)
