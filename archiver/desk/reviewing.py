"""The boundaries of a session as the desk shows them: with the corrections made since the split."""

from collections.abc import Iterator, Sequence

import numpy as np

from archiver.agenda.wording import STARTING, evidence_label, span_label
from archiver.corrections import telling
from archiver.corrections.chapters import apply_to_chapters
from archiver.corrections.layers import laid_over
from archiver.corrections.moving import unconfirmed
from archiver.corrections.places import is_corrected, same_matter
from archiver.corrections.standing import standing
from archiver.desk.problems import NotFoundError
from archiver.desk.review_forms import (
    Around,
    AroundWord,
    CheckLine,
    ItemLine,
    PieceLine,
    ReviewView,
    RivalLine,
    SpanLine,
    WhyLine,
)
from archiver.desk.transcripts import shown
from archiver.i18n import _, ngettext
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters, Span
from archiver.model.recording import Recording
from archiver.model.timeline import Timeline
from archiver.speech.sounds import WavSound
from archiver.steps import Settings
from archiver.store.corrections import read_corrections
from archiver.store.folder import SessionFolder

CHAPTERS, SOUND = "chapters.json", "audio.wav"
_TIMELINE, _RECORDING = "replay/timeline.json", "recording/recording.json"
_WORTH_TELLING = 0.05
_BINS = 800
_A_FRAME_MS = 40.0


def chapters_now(folder: SessionFolder) -> Chapters:
    """The chapters with every correction made so far. Raises NotFoundError before the split."""
    if not folder.file(CHAPTERS).is_file():
        raise NotFoundError(
            _("the session is not split yet"), "", _("Process the session, then come back")
        )
    split = folder.read(CHAPTERS, Chapters)
    return apply_to_chapters(split, read_corrections(folder), folder.agenda())[0]


def view_of(folder: SessionFolder) -> ReviewView:
    """Everything the page of the boundaries shows."""
    agenda, chapters = folder.agenda(), chapters_now(folder)
    below = Settings.of(folder).preset.split.uncertain_below
    spans = [_line(span, agenda, below) for span in _joined(chapters.spans)]
    items = list(_items(chapters, agenda))
    return ReviewView(
        revision=len(read_corrections(folder)),
        duration_ms=chapters.duration_ms,
        frame_ms=_frame_ms(folder),
        spans=spans,
        items=items,
        checks=[
            CheckLine(start_ms=one.start_ms, text=one.text, kind=evidence_label(one.kind))
            for one in chapters.to_check
        ],
        pieces=list(_pieces(folder)),
        lacking=list(_lacking(spans, items)),
        approved=not unconfirmed(chapters),
        pending=_pending(folder),
    )


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Neighbours on the same matter as one: where a person joined them, no start is left to see."""
    whole: Span | None = None
    for span in spans:
        if whole and same_matter(whole, span) and whole.hidden == span.hidden:
            whole = whole.model_copy(update={"end_ms": span.end_ms})
            continue
        if whole:
            yield whole
        whole = span
    if whole:
        yield whole


def around(folder: SessionFolder, at_ms: int, span_ms: int) -> Around:
    """The words and the loudness around an instant."""
    now = chapters_now(folder)
    start_ms = max(0, min(at_ms - span_ms // 2, now.duration_ms - span_ms))
    end_ms = min(now.duration_ms, start_ms + span_ms)
    words = [
        AroundWord(start_ms=word.start_ms, end_ms=word.end_ms, text=word.text)
        for said in shown(folder).transcript.utterances
        if said.end_ms >= start_ms and said.start_ms <= end_ms
        for word in said.words
        if word.end_ms > start_ms and word.start_ms < end_ms
    ]
    peaks = _peaks(folder, start_ms, end_ms)
    return Around(start_ms=start_ms, end_ms=end_ms, peaks=peaks, words=words)


def _peaks(folder: SessionFolder, start_ms: int, end_ms: int) -> list[int]:
    if not folder.file(SOUND).is_file():
        return []
    heard = np.abs(WavSound(folder.file(SOUND)).read(start_ms, end_ms))
    parts = [part for part in np.array_split(heard, _BINS) if part.size]
    return [min(100, round(float(part.max()) * 100)) for part in parts]


def _line(span: Span, agenda: Agenda, below: float) -> SpanLine:
    corrected = is_corrected(span)
    starting = span.kind in STARTING and span.confidence is not None
    return SpanLine(
        start_ms=span.start_ms,
        end_ms=span.end_ms,
        kind=span.kind,
        items=list(span.items),
        label=span_label(span, agenda),
        title=span.title or "",
        confidence=span.confidence if starting else None,
        unsure=starting and not corrected and (span.confidence or 0.0) < below,
        corrected=corrected,
        movable=span.start_ms > 0 and not span.hidden,
        why=list(_why(span)),
        rival=RivalLine(**span.rival.model_dump(include={"start_ms", "text", "confidence"}))
        if span.rival
        else None,
    )


def _why(span: Span) -> Iterator[WhyLine]:
    for one in span.evidence:
        if one.score is None or one.score >= _WORTH_TELLING:
            kind = evidence_label(one.kind)
            yield WhyLine(kind=kind, text=one.text, start_ms=one.start_ms, score=one.score)


def _items(chapters: Chapters, agenda: Agenda) -> Iterator[ItemLine]:
    treated = {id for span in chapters.spans for id in span.items}
    why = {one.item: one for one in chapters.not_treated}
    for item in agenda.items:
        absent = why.get(item.id)
        # What was looked for and not found has no reason until a person gives one.
        known = absent and (absent.reason != "not_found" or absent.evidence)
        reason = telling.reason(absent.reason) if absent and known else ""
        yield ItemLine(id=item.id, label=item.label, treated=item.id in treated, reason=reason)


def _lacking(spans: list[SpanLine], items: list[ItemLine]) -> Iterator[str]:
    if unsure := sum(span.unsure for span in spans):
        yield ngettext("{n} boundary to check", "{n} boundaries to check", unsure).format(n=unsure)
    for item in items:
        if not item.treated and not item.reason:
            yield _("not found: {item}").format(item=item.label)


def _pending(folder: SessionFolder) -> int:
    """How many corrections of chapters the last split did not know, or still follows undone."""
    known = laid_over(folder.read(CHAPTERS, Chapters))
    stand = {c.id for c in standing(read_corrections(folder), "chapters").corrections}
    return len(stand ^ set(known))


def _pieces(folder: SessionFolder) -> Iterator[PieceLine]:
    if not folder.file(_TIMELINE).is_file():
        return
    for piece in folder.read(_TIMELINE, Timeline).pieces:
        if piece.shown == "play":
            yield PieceLine(
                start_ms=piece.session_start_ms,
                end_ms=piece.session_end_ms,
                replay_ms=piece.replay_start_ms,
            )


def _frame_ms(folder: SessionFolder) -> float:
    """How long a picture stands."""
    if not folder.file(_RECORDING).is_file():
        return _A_FRAME_MS
    video = folder.read(_RECORDING, Recording).media.video
    rate = video[0].frames_per_second if video else 0.0
    return 1000.0 / rate if rate > 0 else _A_FRAME_MS
