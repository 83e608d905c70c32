"""Which sessions of an archive can be searched: what their replays play, and nothing else.

The index is derived. Whatever it lacks, or has in an older state, is added before a search, so
it can be thrown away at any time.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from archiver.captions.dressing import dressed
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.marking import MARKS, planned_of, read_marks
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters, Span
from archiver.model.marks import Interval, public_intervals
from archiver.model.progress import Progress, silent
from archiver.model.session import Session
from archiver.model.speakers import Speakers, by_turn
from archiver.model.timeline import Piece, Timeline
from archiver.model.transcript import Transcript
from archiver.rosters import SPEAKERS, speakers_of
from archiver.search.database import SearchIndexLostError
from archiver.search.index import Index
from archiver.search.records import Filters, IndexedSession, Passage, SearchResult, VoteOutcome
from archiver.store.archive import sessions
from archiver.store.cache import index_file
from archiver.store.corrections import CORRECTIONS
from archiver.store.folder import CORRECTED, LIVE_CHAPTERS, LIVE_TRANSCRIPT, SessionFolder
from archiver.store.settings import SettingsError
from archiver.store.shipped import load_language_pack, load_preset

_SOURCES = (
    "session.toml",
    "agenda.json",
    "transcript.json",
    "chapters.json",
    "replay/timeline.json",
)
_SO_FAR = ("session.toml", "agenda.json", LIVE_CHAPTERS)
"""What is there of a session that is being recorded; the chapters go with what is settled."""

_WRITTEN = "numbers as shown, votes"
"""Changed when what is indexed of the same files changes."""


class UnreadError(ArchiverError):
    """A session whose files cannot be read; the others are searched."""


def find(
    archive: Path,
    words: str,
    filters: Filters,
    limit: int,
    offset: int = 0,
    *,
    refreshed: bool = False,
    progress: Progress = silent,
    unread: Callable[[UnreadError], None] = lambda _error: None,
) -> SearchResult:
    """Where `words` were said in the sessions of an archive, as they are now.

    With `refreshed` the index is taken as it is. `progress` is told of sessions that are added
    first, `unread` of those that cannot be. Raises QueryError for what cannot be searched,
    SearchIndexError if the index cannot be used; one that was damaged is made again first.
    """
    try:
        with Index.open(index_file(archive)) as index:
            if not refreshed:
                refresh(index, archive, progress, unread)
            return index.search(words, filters, limit=limit, offset=offset)
    except SearchIndexLostError:
        with Index.open(index_file(archive)) as index:
            refresh(index, archive, progress, unread)
            return index.search(words, filters, limit=limit, offset=offset)


def bodies_of(archive: Path) -> tuple[str, ...]:
    """The bodies whose sessions are in the index, as it was last brought up to date."""
    with Index.open(index_file(archive)) as index:
        return index.bodies()


def refresh(
    index: Index,
    archive: Path,
    progress: Progress = silent,
    unread: Callable[[UnreadError], None] = lambda _error: None,
) -> None:
    """Bring an index up to date with the session folders of its archive.

    A session that cannot be read stays as the index knows it, and `unread` is told.
    """
    known, here = index.fingerprints(), {folder.id: folder for folder in sessions(archive)}
    marks = {}
    for id, folder in here.items():
        with _or_told(folder, unread):
            marks[id] = fingerprint(folder)
    for id in known:
        if id not in here or marks.get(id) == "":
            index.remove(id)
    changed = [(here[id], mark) for id, mark in marks.items() if mark and mark != known.get(id)]
    for done, (folder, mark) in enumerate(changed):
        progress(done / len(changed))
        made = None
        with _or_told(folder, unread):
            made = indexed_session(folder, mark)
        if made:
            index.add(made)


@contextmanager
def _or_told(folder: SessionFolder, unread: Callable[[UnreadError], None]) -> Iterator[None]:
    """`unread` is told where the session cannot be read, and that is all."""
    try:
        yield
    except (ArchiverError, OSError) as error:
        unread(_unread(folder, error))


def _unread(folder: SessionFolder, error: ArchiverError | OSError) -> UnreadError:
    what = _("“{session}” cannot be searched as it is now").format(session=folder.id)
    if isinstance(error, ArchiverError):
        return UnreadError(what, " – ".join(filter(None, (error.what, error.why))), error.remedy)
    return UnreadError(what, f"{error.filename}: {error.strerror}")


def index_session(folder: SessionFolder) -> None:
    """Put one session into the index of its archive, unless it is there as it is now."""
    mark = fingerprint(folder)
    with Index.open(index_file(folder.archive)) as index:
        if mark and index.fingerprints().get(folder.id) != mark:
            index.add(indexed_session(folder, mark))


def fingerprint(folder: SessionFolder) -> str:
    """Names the state of everything a session is indexed from; empty if that is not complete.

    While it is recorded that is what was heard so far.
    """
    if _is_final(folder):
        return _digest(folder, _SOURCES, (SPEAKERS, CORRECTED))
    if not folder.file(LIVE_TRANSCRIPT).is_file():
        return ""
    return _digest(folder, _SO_FAR, (MARKS, CORRECTIONS))


def _is_final(folder: SessionFolder) -> bool:
    return all(folder.file(name).is_file() for name in _SOURCES)


def _digest(folder: SessionFolder, names: Sequence[str], more: Sequence[str]) -> str:
    known = folder.manifest().artifacts
    artifacts = [folder.artifact(name, known) for name in names]
    if None in artifacts:
        return ""
    also = [folder.artifact(name, known) for name in more]
    digests = [_WRITTEN, *(a.sha256 for a in (*artifacts, *also) if a)]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def indexed_session(folder: SessionFolder, mark: str) -> IndexedSession:
    """A session as it is searched."""
    session = folder.session()
    return IndexedSession(
        id=folder.id,
        title=session.title,
        date=session.date,
        body=session.body,
        language=session.language,
        fingerprint=mark,
        passages=tuple(_final(folder, session) if _is_final(folder) else _so_far(folder, session)),
    )


def _final(folder: SessionFolder, session: Session) -> Iterator[Passage]:
    return passages(
        folder.agenda(),
        _as_shown(folder, session, folder.transcript()),
        folder.read("chapters.json", Chapters),
        folder.read("replay/timeline.json", Timeline),
        speakers_of(folder),
    )


def _so_far(folder: SessionFolder, session: Session) -> Iterator[Passage]:
    """What was heard while the session is recorded, where anyone may hear it."""
    chapters, heard = (
        folder.read(LIVE_CHAPTERS, Chapters),
        folder.read(LIVE_TRANSCRIPT, Transcript),
    )
    public = public_intervals(read_marks(folder), folder.runs(), planned_of(session))
    settled = tuple(u for u in heard.utterances if u.end_ms <= chapters.duration_ms)
    return passages(
        folder.agenda(),
        _as_shown(folder, session, heard.model_copy(update={"utterances": settled})),
        chapters,
        _timeline(public, max(heard.duration_ms, *(shown.end_ms for shown in public), 0)),
    )


def _as_shown(folder: SessionFolder, session: Session, transcript: Transcript) -> Transcript:
    """What was said, written as viewers read it: "345 000" is found where they see it."""
    try:
        numbers = load_preset(session.preset, folder.archive).captions.numbers
        return dressed(transcript, load_language_pack(session.language), numbers)
    except SettingsError:
        return transcript  # a preset that is gone must not stop a search


def _timeline(public: Sequence[Interval], duration_ms: int) -> Timeline:
    """What the live page plays: the public parts, one after the other."""
    pieces, at = [], 0
    for shown in public:
        length = shown.end_ms - shown.start_ms
        pieces.append(
            Piece(
                shown="play",
                session_start_ms=shown.start_ms,
                session_end_ms=shown.end_ms,
                replay_start_ms=at,
                replay_end_ms=at + length,
            )
        )
        at += length
    return Timeline(session_duration_ms=duration_ms, replay_duration_ms=at, pieces=tuple(pieces))


def passages(
    agenda: Agenda,
    transcript: Transcript,
    chapters: Chapters,
    timeline: Timeline,
    speakers: Speakers | None = None,
) -> Iterator[Passage]:
    """The utterances that are played; of one that is only played in part, the words that are.

    Where no words were timed nobody knows which are played, so it is all of them or none.
    """
    for utterance, _turn in by_turn(transcript, speakers):
        whole = timeline.plays(utterance.start_ms, utterance.end_ms)
        some = () if whole else utterance.words
        words = [w for w in some if timeline.plays(w.start_ms, w.end_ms)]
        if not words and not whole:
            continue
        start_ms = utterance.start_ms if whole else words[0].start_ms
        span = _span_at(chapters, start_ms)
        titles = (item.label for id in span.items if (item := agenda.item(id)))
        yield Passage(
            start_ms=start_ms,
            end_ms=utterance.end_ms if whole else words[-1].end_ms,
            replay_ms=timeline.nearest_replay(start_ms),
            text=utterance.text if whole else " ".join(word.text for word in words),
            speaker=utterance.speaker,
            items=span.items,
            item_title=" · ".join(titles),
            votes=_votes(chapters, span, timeline),
        )


def _votes(chapters: Chapters, span: Span, timeline: Timeline) -> tuple[VoteOutcome, ...]:
    """How the items of a span were voted, where the result is played."""
    found: dict[VoteOutcome, None] = {}
    for vote in chapters.votes:
        told = timeline.to_replay(max(0, vote.at_ms - 1)) is not None
        if told and set(vote.items) & set(span.items):
            found[vote.outcome] = None
            if vote.unanimous:
                found["unanimous"] = None
    return tuple(found)


def _span_at(chapters: Chapters, session_ms: int) -> Span:
    spans = chapters.spans
    return next((s for s in spans if s.start_ms <= session_ms < s.end_ms), spans[-1])
