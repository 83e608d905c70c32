"""Hiding what must not be public: which passages, and a transcript without their words.

A hidden word leaves nothing: neither what was recognised there, nor what a person or the house's
glossary wrote in its place. Times are session time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from itertools import groupby

from archiver.corrections.making import runs
from archiver.corrections.signing import NotThereError, Signature, made
from archiver.corrections.standing import standing
from archiver.i18n import _
from archiver.model.corrections import Correction, Fate, HideCorrection
from archiver.model.hiding import MASK, Hidden, HiddenPassage, HiddenPicture, HiddenSound
from archiver.model.spelling import parted
from archiver.model.tokens import Token, edges, rolled, unrolled
from archiver.model.transcript import Transcript, Utterance, Word

MARGIN_MS = 150
"""Recognisers mistime words by a tenth of a second: so much is hidden on both sides of a name."""
_NEAR_MS = 2_000
"""How far from its passage a hidden name is still the hidden one, after a new recognition."""
_KEPT_SIGNS = ".,;:?!…"
_KEPT_KEYS = ("quick",)


@dataclass(frozen=True)
class Hiding:
    """How a passage is hidden."""

    sound: HiddenSound = "bleep"
    picture: HiddenPicture = "keep"


def passage(
    start_ms: int,
    end_ms: int,
    duration_ms: int,
    how: Hiding,
    by: Signature,
    words: Sequence[str] = (),
) -> HideCorrection:
    """That from `start_ms` to `end_ms` something is hidden; of the words, all or only `words`.

    Raises NotThereError where the passage is empty or lies after the end of the recording.
    """
    end_ms = min(end_ms, duration_ms)
    if end_ms <= start_ms:
        raise NotThereError(
            _("there is nothing to hide"),
            _("the passage ends before it starts, or lies after the end of the recording"),
            _("Give the time at which it starts, then the time at which it ends"),
        )
    known = {**by.over(start_ms, end_ms), "sound": how.sound, "picture": how.picture}
    return made(HideCorrection, {**known, "words": tuple(words)})


def everywhere(
    transcript: Transcript, name: str, how: Hiding, by: Signature
) -> tuple[HideCorrection, ...]:
    """One passage for each time that `name` is in the transcript, in order."""
    tokens, last_ms = unrolled(transcript), transcript.duration_ms
    words = tuple(name.split())
    found = []
    for first, last in runs(tokens, name):
        start_ms, end_ms = edges(tokens, first, last)
        start_ms, end_ms = max(0, start_ms - MARGIN_MS), max(start_ms + 1, end_ms + MARGIN_MS)
        found.append(passage(start_ms, end_ms, max(last_ms, end_ms), how, by, words))
    return tuple(found)


def hides(corrections: Sequence[Correction]) -> tuple[HideCorrection, ...]:
    """The hidings that stand, by their beginnings."""
    stand = standing(corrections, "hiding").corrections
    found = [one for one in stand if isinstance(one, HideCorrection)]
    return tuple(sorted(found, key=lambda one: (one.start_ms, one.end_ms)))


def hidden_passages(corrections: Sequence[Correction]) -> Hidden:
    """Where sound and picture are hidden, and how."""
    return Hidden(
        passages=tuple(
            HiddenPassage(
                start_ms=one.start_ms, end_ms=one.end_ms, sound=one.sound, picture=one.picture
            )
            for one in hides(corrections)
        )
    )


def hide_fates(corrections: Sequence[Correction], duration_ms: int) -> tuple[Fate, ...]:
    """What became of each hiding, and of what took one back."""
    told = standing(corrections, "hiding").fates
    return told + tuple(
        Fate(correction=one.id, outcome="applied", at_ms=one.start_ms)
        if one.start_ms < duration_ms
        else Fate(correction=one.id, outcome="misfit", why="after_end")
        for one in hides(corrections)
    )


def hidden_words(transcript: Transcript, one: HideCorrection) -> tuple[Token, ...]:
    """The words that a hiding takes away, in order."""
    tokens = unrolled(transcript)
    return tuple(tokens[n] for n in sorted(_hidden_by(transcript, tokens, one)))


def masked(transcript: Transcript, corrections: Sequence[Correction]) -> Transcript:
    """The transcript with a mask in the place of each run of hidden words."""
    tokens = unrolled(transcript)
    gone: set[int] = set()
    for one in hides(corrections):
        gone |= _hidden_by(transcript, tokens, one)
    gone = {n for n in gone if not _is_mask(tokens[n])}
    if not gone:
        return transcript
    numbers = {tokens[n].utterance for n in gone}
    bared = _bared(transcript, numbers)
    return bared.model_copy(update={"utterances": rolled(bared, list(_without(tokens, gone)))})


def _hidden_by(transcript: Transcript, tokens: Sequence[Token], one: HideCorrection) -> set[int]:
    inside = {n for n, token in enumerate(tokens) if _is_inside(token.word, one)}
    for n in tuple(inside):
        number = tokens[n].utterance
        if not transcript.utterances[number].words:
            # Nobody knows when its words are said: any of them may be the one.
            inside |= {m for m, token in enumerate(tokens) if token.utterance == number}
    named = _named(tokens, one) if one.words else set()
    # Heard otherwise by a new recogniser, the name may be any word of the passage.
    return named or inside


def _is_inside(word: Word, one: HideCorrection) -> bool:
    begins = one.start_ms <= word.start_ms < one.end_ms
    return begins or (word.start_ms < one.end_ms and one.start_ms < word.end_ms)


def _named(tokens: Sequence[Token], one: HideCorrection) -> set[int]:
    """Where the name is said in the passage; if nowhere, where it is said close by."""
    said = runs(tokens, " ".join(one.words))
    for reach in (0, _NEAR_MS):
        low, high = one.start_ms - reach, one.end_ms + reach
        times = [edges(tokens, *run) for run in said]
        near = [run for run, (a, b) in zip(said, times, strict=True) if a < high and low < b]
        if near:
            return {n for first, last in near for n in range(first, last)}
    return set()


def _is_mask(token: Token) -> bool:
    return token.text.rstrip(_KEPT_SIGNS) == MASK


def _bared(transcript: Transcript, numbers: set[int]) -> Transcript:
    """`transcript` without what others may have kept beside the words of some utterances."""
    return transcript.model_copy(
        update={
            "utterances": tuple(
                _plain(one) if number in numbers else one
                for number, one in enumerate(transcript.utterances)
            )
        }
    )


def _plain(one: Utterance) -> Utterance:
    extra = {k: v for k, v in (one.model_extra or {}).items() if k in _KEPT_KEYS}
    known = {name: getattr(one, name) for name in type(one).model_fields}
    return Utterance.model_validate({**known, **extra})


def _without(tokens: Sequence[Token], gone: set[int]) -> Iterator[Token]:
    after_mask = -1
    numbered = list(enumerate(tokens))
    for (number, is_gone), run in groupby(numbered, lambda n: (n[1].utterance, n[0] in gone)):
        held = [token for _n, token in run]
        if is_gone:
            yield _mask_over(held)
            after_mask = number
        elif after_mask == number:
            yield changed(held[0], glued=False)
            yield from held[1:]
        else:
            yield from held


def _mask_over(held: Sequence[Token]) -> Token:
    start_ms = min(token.word.start_ms for token in held)
    end_ms = max(token.word.end_ms for token in held)
    sign = parted(held[-1].text)[2].strip()
    kept = sign[:1] if sign[:1] in _KEPT_SIGNS else ""
    word = Word(start_ms=start_ms, end_ms=end_ms, text=MASK + kept)
    return Token(word, held[0].utterance, False, held[0].order_ms)
