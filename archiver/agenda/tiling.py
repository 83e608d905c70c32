"""From chosen starts, breaks, opening and closing to spans that tile the recording."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archiver.agenda.breaks import Break
from archiver.agenda.ends import Closing
from archiver.agenda.heard import Heard
from archiver.model.chapters import Band, Evidence, Rival, Span, SpanKind

BETWEEN_MS = 45_000
BETWEEN_WORDS = 45
"""After a break, so little before the next item's start belongs to no item."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something begins: at a time, from a token on."""

    start_ms: int
    token: int
    kind: SpanKind
    items: tuple[str, ...] = ()
    confidence: float | None = None
    band: Band | None = None
    rival: Rival | None = None
    title: str | None = None
    evidence: tuple[Evidence, ...] = ()


def with_breaks(starts: Sequence[Mark], breaks: Iterable[Break], heard: Heard) -> list[Mark]:
    """The starts with the breaks among them; what was interrupted resumes after its break."""
    marks = list(starts)
    for one in breaks:
        # A start that a person fixed may lie within a word: its token is the next one.
        before = [m for m in marks if m.token < one.first or m.start_ms < one.start_ms]
        inside = [m for m in marks[len(before) :] if m.token < one.last]
        after = [m for m in marks if m.token >= one.last]
        marks = [*before, _break_mark(one, heard)]
        if one.last < len(heard.tokens):
            current = inside[-1] if inside else before[-1] if before else None
            marks += _resumed(current, one, after, heard)
        marks += after
    return marks


def _break_mark(one: Break, heard: Heard) -> Mark:
    return Mark(
        one.start_ms,
        one.first,
        one.kind,
        (),
        one.confidence,
        evidence=(_heard_cue(heard, one, before=True),),
    )


def _heard_cue(heard: Heard, one: Break, before: bool) -> Evidence:
    hit = one.cue if before or one.back is None else one.back
    kind = one.kind if before else "resumption"
    return Evidence(
        kind=kind,
        text=heard.spoken(hit.first, hit.last),
        start_ms=heard.tokens[hit.first].start_ms,
    )


def _resumed(current: Mark | None, one: Break, after: Sequence[Mark], heard: Heard) -> list[Mark]:
    """What follows a break: the next item, nothing for a moment, or what was interrupted."""
    following = after[0] if after else None
    if following is not None and following.token == one.last:
        return []
    evidence = (_heard_cue(heard, one, before=False),)
    soon = following is not None and (
        following.start_ms - one.end_ms <= BETWEEN_MS
        and following.token - one.last <= BETWEEN_WORDS
    )
    if soon or current is None:
        return [Mark(one.end_ms, one.last, "none", (), one.confidence, evidence=evidence)]
    return [
        replace(
            current,
            start_ms=one.end_ms,
            token=one.last,
            confidence=one.confidence,
            band=None,
            rival=None,
            evidence=evidence,
        )
    ]


def framed(marks: Sequence[Mark], closing: Closing | None, heard: Heard) -> list[Mark]:
    """The marks between the silence before the sitting and the one after it."""
    framed = [Mark(0, -1, "none")]
    if closing is None:
        return [*framed, *marks]
    evidence = tuple(
        Evidence(
            kind=hit.kind,
            text=heard.spoken(hit.first, hit.last),
            start_ms=heard.tokens[hit.first].start_ms,
        )
        for hit in closing.hits
    )
    start = heard.tokens[closing.first].start_ms
    framed += [m for m in marks if m.start_ms < start]
    sure = closing.confidence
    framed.append(Mark(start, closing.first, "closing", (), sure, evidence=evidence))
    framed.append(Mark(closing.end_ms, len(heard.tokens), "none"))
    return framed


def tile(marks: Iterable[Mark], duration_ms: int) -> tuple[Span, ...]:
    """Spans from 0 to `duration_ms`, each from its mark to the next; empty ones are left out."""
    ordered = sorted(marks, key=lambda m: (m.start_ms, m.token))
    spans: list[Span] = []
    for mark, after in zip(ordered, [*ordered[1:], None], strict=True):
        end = after.start_ms if after else duration_ms
        if min(end, duration_ms) > mark.start_ms:
            spans.append(
                Span(
                    kind=mark.kind,
                    items=mark.items,
                    start_ms=mark.start_ms,
                    end_ms=min(end, duration_ms),
                    confidence=mark.confidence,
                    band=mark.band,
                    rival=mark.rival,
                    title=mark.title,
                    evidence=mark.evidence,
                )
            )
    return _merged(spans)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """The spans with neighbours of no meaning of their own joined."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.kind == "none" and joined[-1].kind == "none":
            joined[-1] = joined[-1].model_copy(update={"end_ms": span.end_ms})
        else:
            joined.append(span)
    return tuple(joined)
