"""What is hidden in a session: which words, how far it got, and who may read what holds them.

The recording and what was recognised keep everything. From the moment something is hidden they
can be read by their owner alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.correcting import Listed, listed, words_now
from archiver.corrections.hiding import hidden_words, hides, masked
from archiver.i18n import _
from archiver.model.corrections import Correction, HideCorrection
from archiver.model.tokens import Token, unrolled
from archiver.model.transcript import Transcript
from archiver.store.corrections import read_corrections
from archiver.store.folder import HIDDEN, SessionFolder
from archiver.store.private import close_to_others

_AROUND = 6
"""Words told before and after what is hidden."""


@dataclass(frozen=True)
class Masked:
    """What a hiding does to the text: what stands before and after, and what is taken away."""

    before: str
    words: str
    after: str


@dataclass(frozen=True)
class HiddenThere:
    """A hiding that was made, what it masks, and what became of it."""

    listed: Listed
    masks: Masked

    @property
    def hide(self) -> HideCorrection:
        """The correction."""
        assert isinstance(self.listed.correction, HideCorrection)
        return self.listed.correction


def hidden_in(folder: SessionFolder) -> tuple[HiddenThere, ...]:
    """All that stands hidden in a session, by its beginnings."""
    stand = {one.id for one in hides(read_corrections(folder))}
    if not stand:
        return ()
    said = words_now(folder)
    found = [one for one in listed(folder) if one.correction.id in stand]
    found.sort(key=lambda one: one.correction.start_ms)
    return tuple(HiddenThere(one, masks(said, one.correction)) for one in found)


def masks(said: Transcript, one: Correction) -> Masked:
    """What a hiding takes out of the text, and the words around it."""
    assert isinstance(one, HideCorrection)
    gone = hidden_words(said, one)
    tokens = unrolled(said)
    start_ms = gone[0].word.start_ms if gone else one.start_ms
    end_ms = gone[-1].word.end_ms if gone else one.end_ms
    before = [t for t in tokens if t.word.end_ms <= start_ms and t not in gone]
    after = [t for t in tokens if t.word.start_ms >= end_ms and t not in gone]
    return Masked(_text(before[-_AROUND:]), _text(gone), _text(after[:_AROUND]))


def _text(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def shown_with(said: Transcript, known: Sequence[Correction], new: Sequence[Correction]) -> str:
    """What viewers would read in the places of `new` hidings, one line each."""
    shown = masked(said, [*known, *new])
    lines = []
    for one in new:
        near = [u for u in shown.utterances if u.start_ms < one.end_ms and one.start_ms < u.end_ms]
        lines.append(" ".join(utterance.text for utterance in near))
    return "\n".join(lines)


def protect(folder: SessionFolder) -> tuple[str, ...]:
    """Let only their owner read what holds what is hidden; nothing where nothing is.

    Called after each step, which may have made such a file anew. Returns the names of what
    could not be changed, because it belongs to somebody else.
    """
    if not folder.file(HIDDEN).is_file() and not hides(read_corrections(folder)):
        return ()
    return close_to_others(folder)


def state_of_hiding(one: Listed) -> str:
    """How far a hiding got, for a person."""
    if one.fate is None:
        return _("waits for: archiver process")
    if one.fate.outcome == "applied":
        return _("hidden in everything that was made")
    return _("it lies after the end of the recording")
