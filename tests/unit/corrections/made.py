"""Sessions to be corrected, and corrections, in few words."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from archiver.corrections.signing import Signature
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Span, SpanKind
from archiver.model.corrections import (
    BoundaryCorrection,
    Correction,
    CorrectionLine,
    UndoCorrection,
    WordCorrection,
)
from archiver.model.transcript import Transcript, Utterance, Word

BY = Signature("Camille Durand", datetime(2017, 3, 28, 9, 0, tzinfo=UTC))
AGENDA = Agenda(items=tuple(Item(id=id, number=id, title=f"Titre {id}") for id in "ABCD"))
WORD_MS = 400
_ids = count(1)


def transcript(*utterances: str, gap_ms: int = 600, start_ms: int = 0) -> Transcript:
    """Words of 400 ms each, one after the other; a gap after each utterance."""
    made, now = [], start_ms
    for text in utterances:
        words = []
        for word in text.split():
            words.append(Word(start_ms=now, end_ms=now + WORD_MS, text=word, confidence=0.9))
            now += WORD_MS
        made.append(
            Utterance(start_ms=words[0].start_ms, end_ms=now, text=text, words=tuple(words))
        )
        now += gap_ms
    return Transcript(language="fr", duration_ms=now, utterances=tuple(made))


def text(said: Transcript) -> str:
    return " | ".join(u.text for u in said.utterances)


def chapters(*spans: tuple[SpanKind, str, int], duration_ms: int = 600_000) -> Chapters:
    """Spans by their kind, their items (a letter each) and their start."""
    ends = [*(start for _kind, _items, start in spans[1:]), duration_ms]
    return Chapters(
        duration_ms=duration_ms,
        spans=tuple(
            Span(kind=kind, items=tuple(items), start_ms=start, end_ms=end, confidence=0.5)
            for (kind, items, start), end in zip(spans, ends, strict=True)
        ),
    )


def shape(split: Chapters) -> list[tuple[str, str, int]]:
    return [(s.kind, "".join(s.items), s.start_ms) for s in split.spans]


def known(start_ms: int = 0, end_ms: int | None = None) -> dict[str, Any]:
    end_ms = start_ms if end_ms is None else end_ms
    return {**BY.over(start_ms, end_ms), "id": f"{next(_ids):08x}"}


def a(kind: str, start_ms: int = 0, end_ms: int | None = None, **more: Any) -> Correction:
    """A correction of a kind, as it would be read from its file."""
    line = {**known(start_ms, end_ms), "kind": kind, **more}
    return CorrectionLine.model_validate(line).root


def word(start_ms: int, before: str, after: str, left: str = "", right: str = "") -> WordCorrection:
    made = a(
        "word",
        start_ms,
        start_ms + WORD_MS * max(1, len(before.split())),
        before=before.split(),
        after=after.split(),
        context_before=left.split(),
        context_after=right.split(),
    )
    assert isinstance(made, WordCorrection)
    return made


def starts(items: str, at_ms: int, **more: Any) -> BoundaryCorrection:
    kind = "bloc" if len(items) > 1 else "item"
    made = a("boundary", at_ms, **{"span_kind": kind, "items": list(items), **more})
    assert isinstance(made, BoundaryCorrection)
    return made


def undo(of: Correction) -> UndoCorrection:
    made = a("undo", of.start_ms, undoes=of.id)
    assert isinstance(made, UndoCorrection)
    return made
