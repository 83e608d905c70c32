"""The captions and provisional chapters of a live page, from what is heard beside the recorder.

Only words whose every instant stands in the playlist, and was not withdrawn, become captions: the
same cut as the segments', so a mark that comes late takes back both. Only what changed is laid
out again, a minute of the session at a time.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from archiver.captions.dressing import dressed
from archiver.captions.layout import layout
from archiver.model.captions import CaptionNorms, Cue
from archiver.model.chapters import Chapters, Span
from archiver.model.timeline import Piece, Timeline
from archiver.model.transcript import Transcript, Utterance, Word
from archiver.publish.live.chunks import MINUTE_MS, chunk_text
from archiver.publish.live.entries import Entry
from archiver.publish.live.shown import shown_timeline
from archiver.store.folder import LIVE_CHAPTERS, LIVE_TRANSCRIPT, SessionFolder
from archiver.store.shipped import load_language_pack

_Raw = list[dict[str, Any]]
_Pieces = tuple[tuple[int, int, int], ...]
"""Played session time: from, to, and by how much its place in the playlist is later."""


class _Minute(NamedTuple):
    """What was said in a minute of the session, and where it is seen: what its cues hang on."""

    said: _Raw
    seen: _Pieces


class Heard:
    """What was heard so far, as the process that hears last wrote it.

    Where that cannot be read, what was read before it stands.
    """

    def __init__(self, folder: SessionFolder) -> None:
        self._transcript = folder.file(LIVE_TRANSCRIPT)
        self._chapters = folder.file(LIVE_CHAPTERS)
        self._read: tuple[object, object] = (None, None)
        self.said: _Raw = []
        self.spans: tuple[Span, ...] = ()

    def refresh(self) -> object:
        """Read what is new; what is returned changes when anything did."""
        now = (_state(self._transcript), _state(self._chapters))
        if now[0] != self._read[0]:
            said = _said(self._transcript)
            self.said = self.said if said is None else said
        if now[1] != self._read[1]:
            spans = _spans(self._chapters)
            self.spans = self.spans if spans is None else spans
        self._read = now
        return now


class LiveCaptions:
    """Lays out the captions of the full playlist; keeps what it has laid out."""

    def __init__(self, language: str, norms: CaptionNorms) -> None:
        self._language, self._norms = language, norms
        self._pack = load_language_pack(language)
        self._laid: dict[int, tuple[_Minute, tuple[Cue, ...]]] = {}

    def chunks(self, said: _Raw, entries: Sequence[Entry]) -> dict[int, str]:
        """The text of every minute of the playlist that has captions, by its number."""
        seen = _seen(shown_timeline(entries))
        laid: dict[int, tuple[_Minute, tuple[Cue, ...]]] = {}
        for number, group in groupby(said, key=_minute_of):
            minute = _Minute([*group], ())
            minute = minute._replace(seen=_seen_in(minute.said, seen))
            known = self._laid.get(number)
            same = known is not None and known[0] == minute
            laid[number] = known if same and known else (minute, self._cues(minute))
        self._laid = laid
        cues = _apart(
            sorted((c for _m, found in laid.values() for c in found), key=lambda c: c.start_ms),
            self._norms.gap_ms,
        )
        return {
            minute: chunk_text([*group])
            for minute, group in groupby(cues, key=lambda cue: cue.start_ms // MINUTE_MS)
        }

    def _cues(self, minute: _Minute) -> tuple[Cue, ...]:
        """The cues of a minute, in the playlist's time."""
        heard = [_utterance(raw) for raw in minute.said]
        shown = [part for one in heard if one for part in _shown_parts(one, minute.seen)]
        if not shown:
            return ()
        shown.sort(key=lambda utterance: utterance.start_ms)
        transcript = Transcript(
            language=self._language,
            duration_ms=max(one.end_ms for one in shown) + self._norms.max_ms,
            utterances=tuple(shown),
        )
        written = dressed(transcript, self._pack, self._norms.numbers)
        return layout(written, _cuts(minute), self._norms)


def _state(path: Path) -> object:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _said(path: Path) -> _Raw | None:
    """The utterances as they were written, in order; they are checked when they are laid out.

    None where the file cannot be read.
    """
    try:
        read = json.loads(path.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        return None
    found = read.get("segments") if isinstance(read, dict) else None
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return sorted((row for row in rows if isinstance(row.get("start_ms"), int)), key=_start_of)


def _start_of(row: dict[str, Any]) -> int:
    return int(row["start_ms"])


def _minute_of(row: dict[str, Any]) -> int:
    return _start_of(row) // MINUTE_MS


def _spans(path: Path) -> tuple[Span, ...] | None:
    try:
        return Chapters.model_validate_json(path.read_bytes()).spans
    except FileNotFoundError:
        return ()
    except (OSError, ValueError):
        return None


def _utterance(row: dict[str, Any]) -> Utterance | None:
    try:
        return Utterance.model_validate(row)
    except ValidationError:
        return None


def _seen(timeline: Timeline) -> _Pieces:
    return tuple(_moved(piece) for piece in timeline.played)


def _moved(piece: Piece) -> tuple[int, int, int]:
    later = piece.replay_start_ms - piece.session_start_ms
    return piece.session_start_ms, piece.session_end_ms, later


def _seen_in(said: _Raw, seen: _Pieces) -> _Pieces:
    """The pieces that a minute's words may be in; the growing end of the last is no news."""
    first, last = _start_of(said[0]), _end_of(said)
    return tuple(
        (start, min(end, last), later) for start, end, later in seen if start < last and first < end
    )


def _cuts(minute: _Minute) -> list[int]:
    """The joints of the playlist that no cue of a minute crosses."""
    last = _end_of(minute.said)
    edges = ((start, end if end < last else start, later) for start, end, later in minute.seen)
    return sorted({edge + later for start, end, later in edges for edge in (start, end)})


def _end_of(said: _Raw) -> int:
    """After the last word that a minute may hold."""
    ends = [end for row in said if isinstance(end := row.get("end_ms"), int)]
    return max([_start_of(said[0]), *ends]) + 1


def _shown_parts(utterance: Utterance, seen: _Pieces) -> Iterator[Utterance]:
    """What of an utterance is seen, in the playlist's time: a part for each piece.

    Of one whose words were not timed nobody knows which are outside: it is shown whole or not.
    """
    if not utterance.words:
        for start, end, later in seen:
            if start <= utterance.start_ms and utterance.end_ms <= end:
                yield _part(utterance, (), later)
        return
    for start, end, later in seen:
        words = tuple(w for w in utterance.words if start <= w.start_ms and w.end_ms <= end)
        if words:
            yield _part(utterance, words, later)


def _part(utterance: Utterance, words: tuple[Word, ...], later: int) -> Utterance:
    whole = len(words) == len(utterance.words)
    text = utterance.text if whole else " ".join(word.text.strip() for word in words)
    start = words[0].start_ms if words else utterance.start_ms
    end = max([start, *(word.end_ms for word in words)]) if words else utterance.end_ms
    return Utterance(
        start_ms=max(0, start + later),
        end_ms=max(0, end + later),
        text=text,
        words=tuple(
            Word(start_ms=w.start_ms + later, end_ms=max(w.start_ms, w.end_ms) + later, text=w.text)
            for w in words
        ),
    )


def _apart(cues: Sequence[Cue], gap_ms: int) -> Iterator[Cue]:
    """Cues that were laid out minute by minute: none stands when the next one comes."""
    for cue, after in zip(cues, (*cues[1:], None), strict=False):
        until = max(cue.start_ms + 1, after.start_ms - gap_ms) if after else cue.end_ms
        yield cue.model_copy(update={"end_ms": until}) if until < cue.end_ms else cue
