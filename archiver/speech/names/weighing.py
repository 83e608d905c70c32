"""How far from a form a run of words may sound to be taken for it: the readiness to correct.

Distances are shares of the longer sound. What is said around, how sure the recogniser was and
what kind of name it is raise or lower the readiness. The figures were set by hand, on one session
whose truth is known and on glossaries of houses that were not sitting there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from archiver.speech.names.forms import Form, FormKind
from archiver.speech.names.runs import Run

_READINESS: Mapping[FormKind, float] = {
    "person": 0.1,
    "family": 0.06,
    "given": 0.02,
    "place": 0.06,
    "group": 0.12,
    "acronym": 0.0,
    "road": 0.06,
    "name": 0.06,
    "word": -0.06,
    "procedure": 0.0,
}
_PEOPLE: tuple[FormKind, ...] = ("person", "family")
_ADDRESSED, _ADDRESSED_BY_HABIT, _NAMED, _PLACED = 0.04, 0.2, 0.04, 0.04
_STRANGE, _ALL_EVERYDAY, _CAPITAL, _SMALL, _UNSURE, _SURE = 0.1, 0.14, 0.03, 0.05, 0.04, 0.05
_COMMA, _COMMA_INSIDE = 0.02, 0.1
"""Of a full name, and of any other: "Remberg, vous" is no name."""
_BY_LENGTH = ((4, -0.1), (5, -0.04), (8, 0.0), (12, 0.02))
_LONG = 0.04
HIGHEST = 0.34
"""Nothing that differs by more is corrected, whatever stands around it."""


@dataclass(frozen=True, slots=True)
class Match:
    """A run taken for a form: how far apart they sound, and how much further they might."""

    run: Run
    form: Form
    apart: float
    room: float

    @property
    def is_as_written(self) -> bool:
        """Whether the form stands there already, as it is to be written."""
        return self.run.text == self.form.text


def readiness(run: Run, form: Form, length: int, habit: float) -> float:
    """How large a share of `length` sounds may differ; negative: not even none.

    `habit`, from 0 to 1: how often those who are addressed are people of the glossary.
    """
    ready = _READINESS[form.kind] + _STRANGE * run.strange
    ready -= run.commas * (_COMMA if form.kind == "person" else _COMMA_INSIDE)
    ready += next((more for below, more in _BY_LENGTH if length < below), _LONG)
    if form.kind in _PEOPLE:
        ready += (_ADDRESSED + _ADDRESSED_BY_HABIT * habit) * run.addressed + _NAMED * run.named
    elif run.addressed and form.kind != "given":
        ready -= _ALL_EVERYDAY
    if form.kind in ("place", "name", "group"):
        ready += _PLACED * run.placed
    if run.small and form.kind in (*_PEOPLE, "given") and not run.addressed:
        ready -= _SMALL
    ready += _CAPITAL * run.capital + _UNSURE * run.unsure - _SURE * run.sure
    if run.strange == 0.0:
        ready -= _ALL_EVERYDAY
    return min(HIGHEST, ready)
