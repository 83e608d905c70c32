"""Finds where a transcript's words are names of the glossary, heard or written otherwise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz, process

from archiver.model.glossary import Term
from archiver.model.spelling import fold, folded_words
from archiver.speech.names.forms import Form
from archiver.speech.names.phonemes import Voice
from archiver.speech.names.runs import Listener, Run
from archiver.speech.names.weighing import HIGHEST, Match, readiness

_SHORTLISTED = 55.0
"""Per cent of letters alike: below that, two sounds of words are not compared closely."""
_FEW = 6
_SHORTEST = 3
_ELIDED_BEFORE = frozenset("aeiouyh")
_TOLD_APART = 0.3
"""Two terms that a run sounds so nearly alike to are not told apart."""
_MANY_AT_ONCE = 20_000
_CLOSE = 0.1
_OF_THE_HOUSE = 0.5
"""Where so many of those addressed are clearly of the glossary, all are taken to be."""


@dataclass(frozen=True)
class Finder:
    """The forms that are looked for, and how they sound."""

    forms: Sequence[Form]
    heard: Mapping[str, Term]
    voice: Voice

    def matches(self, listener: Listener, free: Sequence[bool]) -> list[Match]:
        """Every run of free words that may be taken for a form."""
        runs = [run for n in range(len(free)) if free[n] for run in listener.runs(n, free)]
        given = [match for run in runs if (match := self._as_heard(run))]
        written = self._by_letters()
        same = [
            Match(run, form, 0.0, float(len(run.letters)))
            for run in runs
            for form in written.get(run.letters, ())
            if _is_the_name(run, form)
        ]
        refused = [(run, form.term) for run in runs for form in self._never.get(run.letters, ())]
        found = [*given, *same, *self._by_sound(runs)]
        return [match for match in found if not _is_within(match, refused)]

    @cached_property
    def _never(self) -> Mapping[str, Sequence[Form]]:
        """The forms that are refused, by the letters of what is heard for them."""
        found: dict[str, list[Form]] = {}
        for form in self.forms:
            for never in form.term.never:
                found.setdefault("".join(folded_words(never)), []).append(form)
        return found

    @property
    def spelt(self) -> frozenset[str]:
        """The letters of all forms: as they are written, and as they are always replaced."""
        return frozenset((*self.heard, *self._never, *(form.letters for form in self.forms)))

    def _as_heard(self, run: Run) -> Match | None:
        term = self.heard.get(run.letters)
        if term is None or run.elided:
            return None
        form = Form(term.text, term.kind, term, ())
        return Match(run, form, 0.0, 1_000.0 + len(run.letters))

    def _by_letters(self) -> dict[str, list[Form]]:
        found: dict[str, list[Form]] = {}
        for form in self.forms:
            found.setdefault(form.letters, []).append(form)
        return found

    def _by_sound(self, runs: Sequence[Run]) -> list[Match]:
        if not self.voice or not self.forms:
            return []
        likely = [
            run for run in runs if (run.strange or run.addressed) and len(run.letters) >= _SHORTEST
        ]
        close = dict(self._close({r.text for r in likely}, self.forms))
        habit = _habit(likely, close, self.voice)
        found = []
        for run in likely:
            match = self._best(run, close.get(run.text, ()), habit)
            if match:
                found.append(match)
        return found

    def _close(
        self, texts: Iterable[str], forms: Sequence[Form]
    ) -> Iterator[tuple[str, list[tuple[float, int, Form]]]]:
        """The forms that each text sounds somewhat like: how far apart, of how many sounds."""
        sounds = [(sound, form) for form in forms for sound in form.sounds]
        ordered = sorted(texts)
        for at in range(0, len(ordered), _MANY_AT_ONCE):
            some = ordered[at : at + _MANY_AT_ONCE]
            keys = [self.voice.of(text) for text in some]
            table = process.cdist(
                keys,
                [sound for sound, _form in sounds],
                scorer=fuzz.ratio,
                score_cutoff=_SHORTLISTED,
                dtype=np.uint8,
            )
            for text, key, row in zip(some, keys, table, strict=True):
                best = np.argsort(-row.astype(int), kind="stable")[:_FEW]
                near = [self._apart(key, *sounds[k]) for k in best if row[k]]
                kept = sorted((one for one in near if one), key=lambda one: one[0])
                if kept:
                    yield text, kept

    def _apart(self, key: str, sound: str, form: Form) -> tuple[float, int, Form] | None:
        length = max(len(key), len(sound))
        apart = self.voice.apart(key, sound, HIGHEST * length)
        return (apart, length, form) if apart <= HIGHEST * length else None

    def _best(
        self, run: Run, close: Sequence[tuple[float, int, Form]], habit: float
    ) -> Match | None:
        """The form a run is taken for; none where two fit it as well."""
        fitting = []
        for apart, length, form in close:
            room = readiness(run, form, length, habit) * length - apart
            if room >= 0.0 and _may_be(run, form):
                fitting.append(Match(run, form, apart / length, room))
        fitting.sort(key=lambda match: -match.room)
        if len(fitting) > 1 and _cannot_be_told(fitting[0], fitting[1]):
            return None
        return fitting[0] if fitting else None


def _habit(
    runs: Sequence[Run], close: Mapping[str, Sequence[tuple[float, int, Form]]], voice: Voice
) -> float:
    """How often those who are addressed are people of the glossary, from 0 to 1."""
    best: dict[int, float] = {}
    for run in runs:
        if run.addressed:
            found = [a / n for a, n, f in close.get(run.text, ()) if f.kind in ("person", "family")]
            best[run.first] = min([best.get(run.first, 1.0), *found])
    if not best:
        return 0.0
    share = sum(apart <= _CLOSE for apart in best.values()) / (len(best) + 1)
    return min(1.0, share / _OF_THE_HOUSE)


def _is_the_name(run: Run, form: Form) -> bool:
    """Whether the very letters of a form are that name, not everyday words."""
    if form.kind in ("road", "word"):
        return run.text == form.text
    if not _may_be_elided(run, form):
        return False
    return bool(run.strange) or run.capital or run.addressed or run.text == form.text


def _cannot_be_told(best: Match, other: Match) -> bool:
    """Whether two other names fit as well; one that is part of the other is not another."""
    one, two = best.form.letters, other.form.letters
    apart = one not in two and two not in one
    return apart and best.room - other.room < _TOLD_APART


def _may_be(run: Run, form: Form) -> bool:
    """Whether nothing forbids it: digits are of acronyms ("S10") and roads only."""
    digits = any(sign.isdigit() for sign in run.letters)
    if digits and form.kind not in ("acronym", "road"):
        return False
    if form.kind == "road" and form.letters == run.letters:
        return False  # how a road's number is spaced is typography
    return _may_be_elided(run, form)


def _may_be_elided(run: Run, form: Form) -> bool:
    """Nothing is elided before a consonant: "d'Esforges" is no "d'" before "Desforges"."""
    return not run.elided or fold(form.text[:1]) in _ELIDED_BEFORE


def _is_within(match: Match, refused: Sequence[tuple[Run, Term]]) -> bool:
    """Whether a match is part of what was heard when its term was not said."""
    run, term = match.run, match.form.term
    return any(
        other.first <= run.first and run.last <= other.last and term is refusing
        for other, refusing in refused
    )
