"""What the glossary changed in a transcript, told from the words that keep what was heard."""

from collections.abc import Iterator, Mapping, Sequence

from archiver.model.glossary import Change, Glossary, Term
from archiver.model.spelling import bare
from archiver.model.tokens import APOSTROPHES
from archiver.model.transcript import Transcript, Word
from archiver.speech.names.forms import written

_LONGEST = 8


def changes(transcript: Transcript, glossary: Glossary) -> tuple[Change, ...]:
    """Every change, in order; words that a person mended afterwards are no longer among them."""
    terms = written(glossary)
    return tuple(
        change for u in transcript.utterances for change in _in_words(u.words, terms) if change
    )


def _in_words(words: Sequence[Word], terms: Mapping[str, Term]) -> Iterator[Change]:
    at = 0
    while at < len(words):
        if words[at].heard is None:
            at += 1
            continue
        last, term = _extent(words, at, terms)
        heard = " ".join(word.heard for word in words[at:last] if word.heard)
        yield Change(
            start_ms=words[at].start_ms,
            end_ms=words[last - 1].end_ms,
            heard=heard,
            text=" ".join(word.text for word in words[at:last]),
            term=term.text if term else "",
            origin=term.origin if term else None,
        )
        at = last


def _extent(words: Sequence[Word], at: int, terms: Mapping[str, Term]) -> tuple[int, Term | None]:
    """Where a change that begins at a word ends: with the longest term that stands there."""
    end = at + 1
    while end < min(len(words), at + _LONGEST) and words[end].heard is not None:
        end += 1
    for last in range(end, at, -1):
        term = _term(words[at:last], terms)
        if term:
            return last, term
    last = at + 1
    while last < end and words[last].heard == "":
        last += 1
    return last, None


def _term(words: Sequence[Word], terms: Mapping[str, Term]) -> Term | None:
    text = bare(" ".join(word.text for word in words)).lower()
    elided = (text.partition(sign)[2] for sign in APOSTROPHES)
    return next((terms[one] for one in (text, *elided) if one in terms), None)
