"""The transcript as the page shows it: only words that are played, in replay time, in passages.

A word is shown when the whole of it lies in one played piece. Where the recogniser timed no
words, nobody knows which of them fall outside, so such an utterance is shown whole or not at all:
what was said off the record must not come back as text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archiver.model.chapters import Chapter
from archiver.model.speakers import Speakers, Turn, by_turn
from archiver.model.timeline import Piece, Timeline
from archiver.model.transcript import Transcript, Utterance, Word

_TURN_GAP_MS = 2500
_SENTENCE_CHARS = 140
_LONGEST_CHARS = 480
_SENTENCE_ENDS = (".", "?", "!", "…", ".»", ". »", '."', "? »", "! »")
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SPACE = re.compile(r"[^\S\N{NARROW NO-BREAK SPACE}]+")


@dataclass(frozen=True)
class Said:
    """An utterance, or the part of one that is played in one chapter; replay milliseconds."""

    id: str
    """`u-` and the session time at which it starts."""
    start_ms: int
    end_ms: int
    speaker: str | None
    words: tuple[str, ...]
    offsets: tuple[int, ...]
    """When each word starts, in tenths of a second after `start_ms`."""
    chapter: int
    """Index of the chapter it is played in, -1 where there is none."""
    turn: int | None = None
    """When its speaker's turn begins, in session milliseconds, where turns are known."""

    @property
    def text(self) -> str:
        """The words, one plain space between any two and none inside one."""
        return " ".join(self.words)


@dataclass(frozen=True)
class Passage:
    """A few utterances of one speaker that read as one paragraph."""

    said: tuple[Said, ...]
    speaker: str | None
    """The name to print before it: None where it is unknown or was just printed."""

    @property
    def start_ms(self) -> int:
        """When it starts, in replay milliseconds."""
        return self.said[0].start_ms

    @property
    def end_ms(self) -> int:
        """When it ends, in replay milliseconds."""
        return self.said[-1].end_ms


@dataclass(frozen=True)
class _Shown:
    text: str
    session_ms: int
    start_ms: int
    end_ms: int
    place: tuple[int, int]
    """Which played piece, which chapter."""


def what_is_said(
    transcript: Transcript,
    timeline: Timeline,
    chapters: Sequence[Chapter],
    speakers: Speakers | None = None,
    nobody: tuple[str, str] | None = None,
) -> tuple[Said, ...]:
    """Everything of the transcript that is played, in replay order.

    `nobody` is what a speaker without a name is called: who presides, anybody else.
    """
    taken: set[int] = set()
    said = []
    for utterance, turn in by_turn(transcript, speakers):
        shown = _shown_words(utterance, timeline.played, chapters)
        for _place, words in groupby(shown, key=lambda word: word.place):
            one = _said(utterance, tuple(words), taken)
            said.append(_by(one, turn, nobody) if turn else one)
    return tuple(sorted(said, key=lambda s: s.start_ms))


def _by(said: Said, turn: Turn, nobody: tuple[str, str] | None) -> Said:
    unnamed = nobody[0 if turn.chair else 1] if nobody else None
    return replace(said, speaker=turn.name or unnamed, turn=turn.start_ms)


def passages(said: Sequence[Said]) -> tuple[Passage, ...]:
    """What is said in one chapter as paragraphs: a sentence or a few, never two speakers."""
    found: list[Passage] = []
    run: list[Said] = []
    before: Said | None = None
    for one in said:
        if run and _turns(run, one):
            found.append(_passage(run, before))
            before, run = run[0], []
        run.append(one)
    if run:
        found.append(_passage(run, before))
    return tuple(found)


def _passage(run: list[Said], before: Said | None) -> Passage:
    goes_on = before is not None and _same_speaker(before, run[0])
    return Passage(tuple(run), None if goes_on else run[0].speaker)


def _same_speaker(a: Said, b: Said) -> bool:
    return (a.speaker, a.turn) == (b.speaker, b.turn)


def _turns(run: list[Said], one: Said) -> bool:
    length = sum(len(s.text) for s in run)
    whole = length >= _SENTENCE_CHARS and run[-1].text.endswith(_SENTENCE_ENDS)
    return (
        not _same_speaker(run[-1], one)
        or one.start_ms - run[-1].end_ms > _TURN_GAP_MS
        or length >= _LONGEST_CHARS
        or whole
    )


def _said(utterance: Utterance, words: tuple[_Shown, ...], taken: set[int]) -> Said:
    session_ms = words[0].session_ms
    if session_ms == utterance.start_ms or words[0].session_ms == _first_start(utterance):
        session_ms = utterance.start_ms
    while session_ms in taken:
        session_ms += 1
    taken.add(session_ms)
    start = words[0].start_ms
    return Said(
        id=f"u-{session_ms}",
        start_ms=start,
        end_ms=max(word.end_ms for word in words),
        speaker=utterance.speaker,
        words=tuple(word.text for word in words),
        offsets=tuple(max(0, word.start_ms - start) // 100 for word in words),
        chapter=words[0].place[1],
    )


def _first_start(utterance: Utterance) -> int:
    return utterance.words[0].start_ms if utterance.words else utterance.start_ms


def _shown_words(
    utterance: Utterance, played: Sequence[Piece], chapters: Sequence[Chapter]
) -> Iterator[_Shown]:
    if not utterance.words and _piece(played, utterance.start_ms, utterance.end_ms) is None:
        return
    for word in _as_written(utterance):
        i = _piece(played, word.start_ms, word.end_ms)
        text = _SPACE.sub(_NO_BREAK, word.text.strip())
        if i is None or not text:
            continue
        shift = played[i].replay_start_ms - played[i].session_start_ms
        start, end = word.start_ms + shift, word.end_ms + shift
        yield _Shown(text, word.start_ms, start, end, (i, _chapter(chapters, start)))


def _piece(played: Sequence[Piece], start_ms: int, end_ms: int) -> int | None:
    i = bisect_right(played, start_ms, key=lambda p: p.session_start_ms) - 1
    inside = i >= 0 and start_ms < played[i].session_end_ms and end_ms <= played[i].session_end_ms
    return i if inside else None


def _chapter(chapters: Sequence[Chapter], replay_ms: int) -> int:
    if not chapters:
        return -1
    return max(0, bisect_right(chapters, replay_ms, key=lambda c: c.start_ms) - 1)


def _as_written(utterance: Utterance) -> Sequence[Word]:
    """The words, those that the text writes without a space between them made one."""
    words: list[Word] = []
    at = 0
    for word in utterance.timed_words():
        found = utterance.text.find(word.text.strip(), at)
        if found < 0 or utterance.text[at:found].strip():
            return utterance.timed_words()
        if words and found == at:
            joined = words[-1].text.strip() + word.text.strip()
            words[-1] = words[-1].model_copy(update={"text": joined, "end_ms": word.end_ms})
        else:
            words.append(word)
        at = found + len(word.text.strip())
    return words
