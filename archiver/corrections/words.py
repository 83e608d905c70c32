"""Corrections of words laid over a transcript. The transcript as recognised is never changed."""

from collections.abc import Sequence

from archiver.corrections.finding import Place, edges, find
from archiver.corrections.mending import replaced
from archiver.corrections.sounding import Ear
from archiver.corrections.standing import standing
from archiver.corrections.tokens import Token, rolled, unrolled
from archiver.model.corrections import Correction, Fate, WordCorrection
from archiver.model.transcript import Transcript


def apply_to_words(
    transcript: Transcript, corrections: Sequence[Correction], ear: Ear
) -> tuple[Transcript, tuple[Fate, ...]]:
    """The transcript as corrected, and the fate of each correction of words.

    In the order they were made: a later one may mend what an earlier one wrote. The ids of those
    in effect are kept in the transcript (`corrections`), so that none is applied twice.
    """
    stand = standing(corrections, "words")
    mender = _Mender(transcript, ear)
    fates = [mender.apply(c) for c in stand.corrections if isinstance(c, WordCorrection)]
    return mender.transcript(), (*stand.fates, *fates)


class _Mender:
    """A transcript being corrected."""

    def __init__(self, transcript: Transcript, ear: Ear) -> None:
        self._before, self._ear = transcript, ear
        self._tokens = unrolled(transcript)
        self._applied = list((transcript.model_extra or {}).get("corrections", ()))
        self._extents: dict[str, tuple[int, int]] = {}

    def apply(self, correction: WordCorrection) -> Fate:
        """Find its place and mend that."""
        if correction.id in self._applied:
            return Fate(correction=correction.id, outcome="already", at_ms=correction.start_ms)
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
        else:
            self._applied.append(correction.id)
        self._tokens = replaced(self._tokens, place.first, place.last, after, correction.id)

    def _is_free(self, token: Token, correction: WordCorrection) -> bool:
        """Whether a word is no other correction's place; one that mends the other may have it."""
        if token.by is None or token.by == correction.id:
            return True
        start_ms, end_ms = self._extents.get(token.by, (-1, -1))
        return correction.start_ms <= end_ms and start_ms <= correction.end_ms

    def transcript(self) -> Transcript:
        """The transcript as it is now."""
        if not self._applied:
            return self._before
        utterances = rolled(self._before, self._tokens)
        return self._before.model_copy(
            update={"utterances": utterances, "corrections": tuple(self._applied)}
        )
