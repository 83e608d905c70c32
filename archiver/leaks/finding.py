"""What is looked for, and what was found."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archiver.corrections.hiding import hidden_words, hides, masked
from archiver.model.corrections import Correction, HideCorrection
from archiver.model.record import Record
from archiver.model.spelling import bare, folded_words
from archiver.model.tokens import Token
from archiver.model.transcript import Transcript

_WINDOW = 4
"""Longer passages are looked for by so many words at once: any part of them tells."""
_SHORT = 3
_TELLING = 5
"""A single word of so many letters tells something, if it is said nowhere else."""
_LEAST = 4
_BESIDES = ("was", "heard")


class Leak(Record):
    """Something hidden that the public can find; in the user's language."""

    kind: str
    """`text`, `older`, `sound`, `picture`, `file`, `destination`, `due`."""
    place: str
    what: str
    remedy: str
    correction: str = ""
    """The id of the hiding."""


@dataclass(frozen=True)
class Secret:
    """Folded words in a row that are to be found nowhere."""

    words: tuple[str, ...]
    correction: str
    said_elsewhere: bool = False
    """Whether it is a name that is said in public too: there it was not hidden."""
    is_printed: bool = False
    """Whether it is a name on the agenda or among the members."""

    def is_in(self, text: str) -> bool:
        """Whether it is in words joined by spaces, with one at either end."""
        return f" {' '.join(self.words)} " in text


def secrets_of(
    corrections: Sequence[Correction], said: Sequence[Transcript], printed: str
) -> tuple[Secret, ...]:
    """All that is hidden in `said`: the transcript as recognised, and as it was mended.

    What is said in public elsewhere in the session, or stands in `printed` (folded), is no
    secret; but a name that a person asked to hide always is.
    """
    spoken = "".join(joined(_texts(masked(transcript, corrections))) for transcript in said)
    found: dict[Secret, None] = {}
    for one in hides(corrections):
        for secret in _named(one):
            elsewhere, on_paper = secret.is_in(spoken), secret.is_in(printed)
            found[replace(secret, said_elsewhere=elsewhere, is_printed=on_paper)] = None
        for part in _telling(one, said):
            secret = Secret(part, one.id)
            if not secret.is_in(spoken + printed):
                found[secret] = None
    return tuple(found)


def joined(texts: Iterable[str]) -> str:
    """Texts as folded words, a space around each."""
    words = (word for text in texts for piece in text.split() for word in folded_words(piece))
    return f" {' '.join(words)} "


def _named(one: HideCorrection) -> Iterator[Secret]:
    words = tuple(joined([" ".join(one.words)]).split())
    if len("".join(words)) >= _LEAST:
        yield Secret(words, one.id)


def _texts(transcript: Transcript) -> Iterator[str]:
    for utterance in transcript.utterances:
        yield utterance.text


def _telling(one: HideCorrection, said: Sequence[Transcript]) -> Iterator[tuple[str, ...]]:
    """Runs of hidden words, as they were recognised and as they were mended; names by themselves.

    Single words that are no names say nothing, and stand on every page.
    """
    for transcript in said:
        tokens = hidden_words(transcript, one)
        for texts in (
            [token.text for token in tokens],
            *([_beside(token, key) for token in tokens] for key in _BESIDES),
        ):
            yield from _runs(tuple(joined(texts).split()))
            names = (bare(text) for text in " ".join(texts).split())
            for name in names:
                if len(name) >= _TELLING and (name[0].isupper() or name[0].isdecimal()):
                    yield tuple(joined([name]).split())


def _beside(token: Token, key: str) -> str:
    """What was recognised there before it was mended."""
    return str(getattr(token.word, key, None) or (token.word.model_extra or {}).get(key) or "")


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    whole = [words]
    if len(words) > _SHORT:
        whole = [words[n : n + _WINDOW] for n in range(len(words) - _WINDOW + 1)]
    yield from (part for part in whole if len("".join(part)) >= _LEAST)
