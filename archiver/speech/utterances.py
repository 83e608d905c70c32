"""Groups recognised words into utterances: sentences, as said between pauses."""

from collections.abc import Iterable, Iterator

from archiver.model.transcript import Utterance, Word

LONGEST_PAUSE_MS = 1_500
"""Words further apart than this are not one utterance."""
_LONGEST_MS = 20_000
_LONGEST_WORD_MS = 2_500
"""Nobody holds a word longer: a recogniser that says so has stretched it over a noise."""
_SENTENCE_ENDS = (".", "?", "!", "…", ".»", "?»", "!»", '."')
_ABBREVIATIONS = frozenset({"m.", "mm.", "mr.", "mrs.", "ms.", "dr.", "st.", "art.", "n°."})


def utterances(words: Iterable[Word]) -> Iterator[Utterance]:
    """The utterances of `words`, in order; no word is lost."""
    said: list[Word] = []
    for word in map(_trimmed, words):
        if said and _breaks(said, word):
            yield _utterance(said)
            said = []
        said.append(word)
    if said:
        yield _utterance(said)


def _breaks(said: list[Word], word: Word) -> bool:
    last = said[-1]
    if word.start_ms - last.end_ms > LONGEST_PAUSE_MS:
        return True
    if word.end_ms - said[0].start_ms > _LONGEST_MS:
        return True
    ends = last.text.replace("\u00a0", "").replace("\u202f", "").endswith(_SENTENCE_ENDS)
    return ends and last.text.lower() not in _ABBREVIATIONS


def _trimmed(word: Word) -> Word:
    """A word without the noise it was stretched over: that lies before it more often than after."""
    if word.end_ms - word.start_ms <= _LONGEST_WORD_MS:
        return word
    return word.model_copy(update={"start_ms": word.end_ms - _LONGEST_WORD_MS // 2})


def _utterance(words: list[Word]) -> Utterance:
    return Utterance(
        start_ms=words[0].start_ms,
        end_ms=max(word.end_ms for word in words),
        text=" ".join(word.text for word in words),
        words=tuple(words),
    )
