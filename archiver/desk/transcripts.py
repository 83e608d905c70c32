"""What was said, as the desk shows it: each word with where it comes from, and what changed since.

Making the text of a long session takes seconds, so the last one of each session is kept, and a
page that has an older one is only sent the paragraphs that it lacks.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from pydantic import BaseModel

from archiver.correcting import words_now
from archiver.corrections.hiding import masked
from archiver.corrections.speaking import apply_to_speakers
from archiver.desk.problems import NotFoundError
from archiver.i18n import _
from archiver.model.corrections import Correction, WordCorrection
from archiver.model.speakers import Speakers, Turn, by_turn
from archiver.model.timeline import Timeline
from archiver.model.tokens import Token, rolled, unrolled
from archiver.model.transcript import Doubt, Transcript, Utterance
from archiver.rosters import speakers_of
from archiver.store.corrections import read_corrections
from archiver.store.folder import LIVE_TRANSCRIPT, SessionFolder

UNSURE_BELOW = 0.5
"""Words that the recogniser was less sure of are marked."""
TIMELINE = "replay/timeline.json"
_MADE_OF = (
    *("transcript.json", LIVE_TRANSCRIPT, "corrections.jsonl", "speakers.json", "members.csv"),
    *("agenda.json", "session.toml", "glossary.csv", "../glossary.csv", "../archive.toml"),
    TIMELINE,
)
_KEPT_SESSIONS, _KEPT_STATES = 4, 12
_NONE: frozenset[str] = frozenset()


class TextWord(BaseModel):
    """A word as it stands now."""

    start_ms: int
    end_ms: int
    text: str
    origin: Literal["heard", "house", "person"] = "heard"
    """Recognised so; written by the glossary; written by a person."""
    was: str | None = None
    """What was heard there, where it is not what stands there now."""
    by: str | None = None
    """Who changed it, and when (ISO 8601)."""
    at: str | None = None
    correction: str | None = None
    unsure: bool = False
    glued: bool = False
    """No space before it."""


class Paragraph(BaseModel):
    """What one person said without a long pause."""

    key: str
    """Changes when anything of it does."""
    start_ms: int
    end_ms: int
    turn: int | None = None
    """Where the turn began, in ms: paragraphs of one turn follow one another."""
    speaker: str | None = None
    sure: bool = True
    words: list[TextWord]


@dataclass(frozen=True)
class Shown:
    """The text of a session at one moment."""

    stamp: str
    revision: int
    transcript: Transcript
    speakers: Speakers
    paragraphs: tuple[Paragraph, ...]

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Where a person should listen."""
        return self.transcript.doubts or ()


class _Memory:
    """The last texts of a few sessions; of those before, which paragraphs they had."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown: OrderedDict[str, Shown] = OrderedDict()
        self._keys: dict[str, OrderedDict[str, frozenset[str]]] = {}

    def get(self, folder: SessionFolder, *, whole: bool) -> Shown:
        """The text now. One at a time: the same text is not made twice for two pages."""
        stamp, name = stamp_of(folder, whole=whole), f"{folder.path} {whole}"
        with self._lock:
            known = self._shown.get(name)
            if known is None or known.stamp != stamp:
                known = _made(folder, stamp, whole=whole)
                self._keep(name, known)
            self._shown.move_to_end(name)
            return known

    def _keep(self, name: str, shown: Shown) -> None:
        self._shown[name] = shown
        states = self._keys.setdefault(name, OrderedDict())
        states[shown.stamp] = frozenset(one.key for one in shown.paragraphs)
        while len(states) > _KEPT_STATES:
            states.popitem(last=False)
        while len(self._shown) > _KEPT_SESSIONS:
            gone, _text = self._shown.popitem(last=False)
            self._keys.pop(gone, None)

    def keys(self, stamp: str) -> frozenset[str]:
        """Which paragraphs a page has that was sent the text `stamp`; none if that is unknown."""
        with self._lock:
            return next((known[stamp] for known in self._keys.values() if stamp in known), _NONE)


_memory = _Memory()


def shown(folder: SessionFolder, *, whole: bool = True) -> Shown:
    """The text of a session with every correction made so far. Raises NotFoundError.

    The `whole` text is for those who correct it; the other is what the replay lets anybody hear,
    without what is hidden.
    """
    if not can_be_read(folder) or not (whole or folder.file(TIMELINE).is_file()):
        raise NotFoundError(
            _("nothing was recognised yet"), "", _("Process the session, then come back")
        )
    return _memory.get(folder, whole=whole)


def can_be_read(folder: SessionFolder) -> bool:
    """Whether anything was recognised."""
    return is_whole(folder) or folder.file(LIVE_TRANSCRIPT).is_file()


def is_whole(folder: SessionFolder) -> bool:
    """Whether all was recognised: what still grows is only read."""
    return folder.file("transcript.json").is_file()


def lacking(now: Shown, stamp: str) -> tuple[Paragraph, ...]:
    """The paragraphs that a page lacks that was sent the text `stamp`."""
    known = _memory.keys(stamp)
    return tuple(one for one in now.paragraphs if one.key not in known)


def stamp_of(folder: SessionFolder, *, whole: bool) -> str:
    """Changes when anything does that the text is made of; no two texts share one."""
    digest = hashlib.sha256(f"{folder.path} {whole}\n".encode())
    for name in _MADE_OF:
        try:
            found = folder.file(name).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns} {found.st_ino}\n".encode())
        except OSError:
            digest.update(f"{name} -\n".encode())
    return digest.hexdigest()[:16]


def _made(folder: SessionFolder, stamp: str, *, whole: bool) -> Shown:
    corrections = read_corrections(folder)
    transcript = words_now(folder)
    if not whole:
        transcript = _played(masked(transcript, corrections), folder.read(TIMELINE, Timeline))
    speakers = apply_to_speakers(speakers_of(folder) or Speakers(), corrections)[0]
    paragraphs = _paragraphs(transcript, speakers, corrections)
    return Shown(stamp, len(corrections), transcript, speakers, paragraphs)


def _played(said: Transcript, timeline: Timeline) -> Transcript:
    """The part of it that the replay plays: neither a closed sitting nor what came before."""
    heard = [t for t in unrolled(said) if any(timeline.shown_parts(t.word.start_ms, t.word.end_ms))]
    return said.model_copy(update={"utterances": rolled(said, heard), "doubts": None})


def _paragraphs(
    transcript: Transcript, speakers: Speakers, corrections: Sequence[Correction]
) -> tuple[Paragraph, ...]:
    known = {c.id: c for c in corrections if isinstance(c, WordCorrection)}
    pieces = list(by_turn(transcript, speakers))
    whole = transcript.model_copy(update={"utterances": tuple(piece for piece, _turn in pieces)})
    words = groupby(unrolled(whole), key=lambda token: token.utterance)
    return tuple(_paragraph(pieces[n][0], pieces[n][1], list(tokens), known) for n, tokens in words)


def _paragraph(
    piece: Utterance,
    turn: Turn | None,
    tokens: Sequence[Token],
    known: dict[str, WordCorrection],
) -> Paragraph:
    made = Paragraph(
        key="",
        start_ms=piece.start_ms,
        end_ms=piece.end_ms,
        turn=turn.start_ms if turn else None,
        speaker=piece.speaker,
        sure=turn is None or turn.name is None or turn.sure_name is not None,
        words=[_word(token, known) for token in tokens],
    )
    digest = hashlib.sha256(made.model_dump_json().encode()).hexdigest()
    return made.model_copy(update={"key": digest[:16]})


def _word(token: Token, known: dict[str, WordCorrection]) -> TextWord:
    word, more = token.word, token.word.model_extra or {}
    made: dict[str, object] = {}
    if "correction" in more:
        by = known.get(str(more["correction"]))
        who = {"by": by.author, "at": by.at.isoformat()} if by else {}
        id = str(more["correction"])
        made = {"origin": "person", "was": str(more.get("was", "")), "correction": id, **who}
    elif word.heard is not None:
        made = {"origin": "house", "was": word.heard}
    elif word.confidence is not None and word.confidence < UNSURE_BELOW:
        made = {"unsure": True}
    times = {"start_ms": word.start_ms, "end_ms": word.end_ms}
    return TextWord.model_validate({**times, "text": word.text, "glued": token.glued, **made})
