"""Corrections of words laid over a transcript. The transcript as recognised is never changed."""

from collections.abc import Sequence

from archiver.corrections.finding import Place, find
from archiver.corrections.layers import laid_over, with_fates
from archiver.corrections.sounding import Ear
from archiver.corrections.standing import standing
from archiver.model.corrections import Correction, Fate, WordCorrection
from archiver.model.replacing import replaced
from archiver.model.tokens import Token, edges, rolled, unrolled
from archiver.model.transcript import Transcript


def apply_to_words(
    transcript: Transcript, corrections: Sequence[Correction], ear: Ear
) -> tuple[Transcript, tuple[Fate, ...]]:
    """The transcript as corrected, and the fate of each correction of words.

    In the order they were made: a later one may mend what an earlier one wrote.
    """
    stand, known = standing(corrections, "words"), laid_over(transcript)
    mender = _Mender(transcript, ear)
    fates = [
        known.get(c.id) or mender.apply(c)
        for c in stand.corrections
        if isinstance(c, WordCorrection)
    ]
    return with_fates(mender.transcript(), fates), (*stand.fates, *fates)


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

    def _mend(self, correction: WordCorrection, place: Place) -> None:
        # What is so already is "replaced" by itself: it becomes the place of this correction.
        after = correction.after
        if place.already:
            after = tuple(t.text for t in self._tokens[place.first : place.last])
        self._changed = self._changed or not place.already
        self._tokens = replaced(self._tokens, place.first, place.last, after, correction.id)

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
