"""Stock phrases: what a recogniser has read under thousands of films and writes over noise."""

from collections.abc import Iterator, Sequence

from archiver.model.language_speech import SpeechPhrases
from archiver.model.transcript import Word
from archiver.speech.decoding import Span
from archiver.speech.guards.coverage import covered_ms
from archiver.speech.seams import folded

_LETTER_MS = 25
"""Nobody says a letter in less speech than this."""
_FOREIGN = 0.3
_FEW = 8
"""Too few words to tell a language by."""


def without_stock(
    words: Sequence[Word], speech: Sequence[Span], phrases: SpeechPhrases
) -> tuple[Word, ...]:
    """The words but for phrases that nobody said: credits, and stock phrases without speech."""
    texts = [_parts(word.text) for word in words]
    gone: set[int] = set()
    for phrase in phrases.never:
        for place in _places(texts, phrase):
            gone.update(place)
    for phrase in phrases.stock:
        for place in _places(texts, phrase):
            if not _borne([words[at] for at in place], speech):
                gone.update(place)
    for at in range(1, len(words)):
        if at - 1 in gone and not texts[at]:
            gone.add(at)
    return tuple(word for at, word in enumerate(words) if at not in gone)


def is_foreign(words: Sequence[Word], phrases: SpeechPhrases) -> bool:
    """Whether the words are another language's."""
    parts = [part for word in words for part in _parts(word.text)]
    strange = set(phrases.foreign)
    return len(parts) >= _FEW and sum(part in strange for part in parts) >= _FOREIGN * len(parts)


def _parts(text: str) -> list[str]:
    """A printed word in folded words: elisions and hyphens part them."""
    apart = "".join(c if c.isalnum() else " " for c in text)
    return [folded(part) for part in apart.split()]


def _places(texts: Sequence[Sequence[str]], phrase: str) -> Iterator[range]:
    """Where printed words are the phrase, from the first to the last of them."""
    wanted = [folded(part) for part in phrase.split()]
    for first in range(len(texts)):
        said: list[str] = []
        for last in range(first, len(texts)):
            said += texts[last]
            if said == wanted:
                yield range(first, last + 1)
            if len(said) >= len(wanted) or said != wanted[: len(said)]:
                break


def _borne(words: Sequence[Word], speech: Sequence[Span]) -> bool:
    """Whether there is enough speech under the words to say them."""
    letters = sum(len(folded(word.text)) for word in words)
    return covered_ms(speech, words) >= _LETTER_MS * letters
