"""Corrections of words laid over a transcript. The transcript as recognised is never changed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace as changed

from archiver.corrections.finding import Place, find
from archiver.corrections.layers import laid_over, with_fates
from archiver.corrections.sounding import Ear
from archiver.corrections.standing import standing
from archiver.model.corrections import Correction, Fate, WordCorrection
from archiver.model.replacing import replaced
from archiver.model.tokens import Token, edges, rolled, unrolled
from archiver.model.transcript import Transcript

House = Callable[[Transcript, Collection[int]], Transcript]
"""Writes the words of the house; leaves alone the words of these numbers, counted from 0."""


def apply_to_words(
    transcript: Transcript,
    corrections: Sequence[Correction],
    ear: Ear,
    house: House | None = None,
) -> tuple[Transcript, tuple[Fate, ...]]:
    """The transcript as corrected, and the fate of each correction of words.

    In the order they were made: a later one may mend what an earlier one wrote. `house` changes
    what no person's correction is about, be it so already; then those that mend what it wrote,
    and fitted nothing that was recognised, have their turn.
    """
    stand, known = standing(corrections, "words"), laid_over(transcript)
    mender = _Mender(transcript, ear)
    mine = [c for c in stand.corrections if isinstance(c, WordCorrection)]
    fates = {c.id: known.get(c.id) or mender.apply(c) for c in mine}
    if house is not None:
        mender.let(house)
        unfit = [c for c in mine if fates[c.id].outcome == "misfit"]
        fates |= {c.id: mender.apply(c) for c in unfit}
    kept = tuple(fates.values())
    return with_fates(mender.transcript(), kept), (*stand.fates, *kept)


class _Mender:
    """A transcript being corrected."""

    def __init__(self, transcript: Transcript, ear: Ear) -> None:
        self._before, self._ear = transcript, ear
        self._tokens = unrolled(transcript)
        self._changed = False
        self._extents: dict[str, tuple[int, int]] = {}

    def apply(self, correction: WordCorrection) -> Fate:
        """Find its place and mend that."""
        self._extents[correction.id] = (correction.start_ms, correction.end_ms)
        place = find(self._tokens, correction, self._ear, lambda t: self._is_free(t, correction))
        if place is None:
            return Fate(correction=correction.id, outcome="misfit", why="words_not_found")
        at_ms = edges(self._tokens, place.first, place.last)[0]
        self._mend(correction, place)
        outcome = "already" if place.already else "applied"
        return Fate.model_validate(
            {"correction": correction.id, "outcome": outcome, "at_ms": at_ms}
        )

    def let(self, house: House) -> None:
        """Have the house write its words where no correction has its place."""
        mended = self.transcript()
        owned = {_place(token): token.by for token in self._tokens if token.by}
        own = {n for n, token in enumerate(unrolled(mended)) if _place(token) in owned}
        self._before, self._changed = house(mended, own), False
        self._tokens = [
            changed(token, by=owned.get(_place(token))) for token in unrolled(self._before)
        ]

    def _mend(self, correction: WordCorrection, place: Place) -> None:
        # What is so already is "replaced" by itself: it becomes the place of this correction.
        after = correction.after
        if place.already:
            after = tuple(t.text for t in self._tokens[place.first : place.last])
        self._changed = self._changed or not place.already
        id = correction.id
        self._tokens = replaced(
            self._tokens,
            place.first,
            place.last,
            after,
            lambda was: {"was": was, "correction": id, "heard": None},
            by=id,
        )

    def _is_free(self, token: Token, correction: WordCorrection) -> bool:
        """Whether a word is no other correction's place; one that mends the other may have it."""
        if token.by is None or token.by == correction.id:
            return True
        start_ms, end_ms = self._extents.get(token.by, (-1, -1))
        return correction.start_ms <= end_ms and start_ms <= correction.end_ms

    def transcript(self) -> Transcript:
        """The transcript as it is now."""
        if not self._changed:
            return self._before
        return self._before.model_copy(update={"utterances": rolled(self._before, self._tokens)})


def _place(token: Token) -> tuple[int, int, str]:
    """What tells a word from all others, whatever becomes of those around it."""
    return token.word.start_ms, token.word.end_ms, token.text
