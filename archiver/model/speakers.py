"""Who speaks when (`speakers.json`), told from words, cards and the list of members alone."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from pydantic import model_validator

from archiver.model.evidence import Evidence
from archiver.model.record import Confidence, Ms, OpenRecord
from archiver.model.transcript import Transcript, Utterance, Word

SURE = 0.8
"""Names surer than this are written into subtitles, where nobody can look at the evidence."""


class Named(OpenRecord):
    """A name that one source gives to a turn, and why."""

    name: str
    confidence: Confidence
    evidence: tuple[Evidence, ...] = ()


class Turn(OpenRecord):
    """One person speaking, in session time; `name` is None where nobody said who."""

    start_ms: Ms
    end_ms: Ms
    name: str | None = None
    chair: bool = False
    """Whether the one who presides speaks."""
    confidence: Confidence | None = None
    evidence: tuple[Evidence, ...] = ()
    others: tuple[Named, ...] = ()
    """What other sources say, where they differ: kept for a person to judge."""

    @property
    def sure_name(self) -> str | None:
        """The name, where it is sure enough to be shown without a doubt."""
        return self.name if self.confidence is not None and self.confidence >= SURE else None


class Speakers(OpenRecord):
    """The turns of a recording, in order, without overlap; silences may lie between them."""

    turns: tuple[Turn, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Speakers":
        for turn in self.turns:
            if turn.end_ms < turn.start_ms:
                raise ValueError(f"the turn at {turn.start_ms} ms ends before it starts")
        for before, after in pairwise(self.turns):
            if after.start_ms < before.end_ms:
                raise ValueError(f"the turn at {after.start_ms} ms starts before another ends")
        return self

    def at(self, ms: int) -> Turn | None:
        """The turn going on at an instant."""
        turn = self._latest(ms)
        return turn if turn and ms < turn.end_ms else None

    def _latest(self, ms: int) -> Turn | None:
        """The last turn that has begun at an instant, though it may be over."""
        i = bisect_right(self.turns, ms, key=lambda turn: turn.start_ms) - 1
        return self.turns[i] if i >= 0 else None

    def of_word(self, start_ms: int, end_ms: int) -> Turn | None:
        """Whose a word is, by its middle: the turn that began last."""
        return self._latest((start_ms + end_ms) // 2)


def by_turn(
    transcript: Transcript, speakers: Speakers | None
) -> Iterator[tuple[Utterance, Turn | None]]:
    """The utterances, cut where a turn begins, each with its turn; its speaker is the turn's.

    No word is lost or changed. An utterance whose words were not timed is never cut, and goes to
    the turn in which its middle lies. Without turns, the utterances are as they came.
    """
    if speakers is None or not speakers.turns:
        for utterance in transcript.utterances:
            yield utterance, None
        return
    for utterance in transcript.utterances:
        whole = (Word(start_ms=utterance.start_ms, end_ms=utterance.end_ms, text=utterance.text),)
        spoken = utterance.words or whole
        turns = [speakers.of_word(word.start_ms, word.end_ms) for word in spoken]
        places = [turn.start_ms if turn else -1 for turn in turns]
        runs = [list(run) for _place, run in groupby(range(len(spoken)), places.__getitem__)]
        for run in runs:
            turn = turns[run[0]]
            name = turn.name if turn else utterance.speaker
            if len(runs) == 1:
                yield utterance.model_copy(update={"speaker": name}), turn
            else:
                yield _part(utterance, run, name), turn


def _part(utterance: Utterance, run: Sequence[int], name: str | None) -> Utterance:
    """Some words of an utterance, with the text as it was written between them."""
    words = tuple(utterance.words[i] for i in run)
    first, last = run[0], run[-1]
    start = utterance.start_ms if first == 0 else words[0].start_ms
    end = utterance.end_ms if last == len(utterance.words) - 1 else words[-1].end_ms
    update = {
        "speaker": name,
        "words": words,
        "text": _written(utterance, first, last),
        "start_ms": start,
        "end_ms": max(start, end),
    }
    return utterance.model_copy(update=update)


def _written(utterance: Utterance, first: int, last: int) -> str:
    """The text of the words from `first` to `last`; parted by spaces where it does not hold them.

    Where the text holds them, all parts of an utterance together are its whole text.
    """
    places: list[int] = []
    at = 0
    for word in utterance.words:
        found = utterance.text.find(word.text.strip(), at)
        if found < 0:
            return " ".join(word.text.strip() for word in utterance.words[first : last + 1])
        places.append(found)
        at = found + len(word.text.strip())
    start = 0 if first == 0 else places[first]
    end = None if last == len(places) - 1 else places[last + 1]
    return utterance.text[start:end].strip()
