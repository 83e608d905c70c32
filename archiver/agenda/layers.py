"""Spans laid over one another: what is covered goes on after what covers it."""

from collections.abc import Iterable, Sequence

from archiver.model.chapters import Evidence, Span, SpanKind

_HEARD = ("confidence", "band", "rival", "title", "evidence")
"""What a span knows of its start."""
BREAKS: tuple[SpanKind, ...] = ("suspension", "closed", "outage")


def tiled(starts: Sequence[Span], duration_ms: int) -> list[Span]:
    """Each span from its start to the next one's, from 0 to `duration_ms`; empty ones are left out.

    `starts` are in order of time; of several with one start the last has it.
    """
    starts = [span for span in starts if span.start_ms < duration_ms]
    first = [Span(kind="none", start_ms=0, end_ms=duration_ms)]
    if starts and starts[0].start_ms == 0:
        first = []
    ordered = [*first, *starts]
    ends = [*(span.start_ms for span in ordered[1:]), duration_ms]
    return [
        span.model_copy(update={"end_ms": end})
        for span, end in zip(ordered, ends, strict=True)
        if span.start_ms < end
    ]


def covered(spans: Iterable[Span], over: Span, duration_ms: int) -> list[Span]:
    """`spans` with `over` in the place of what is under it; what it cuts in two goes on after."""
    over = over.model_copy(update={"end_ms": min(over.end_ms, duration_ms)})
    if over.start_ms >= over.end_ms:
        return list(spans)
    parts = [over]
    for span in spans:
        before = span.model_copy(update={"end_ms": min(span.end_ms, over.start_ms)})
        after = span.model_copy(update={"start_ms": max(span.start_ms, over.end_ms)})
        cut_in_two = before.start_ms < before.end_ms and after.start_ms < after.end_ms
        if before.start_ms < before.end_ms:
            parts.append(before)
        if after.start_ms < after.end_ms:
            parts.append(_resumed(after, over) if cut_in_two else after)
    return sorted(parts, key=lambda span: span.start_ms)


def _resumed(span: Span, over: Span) -> Span:
    if span.start_ms != over.end_ms:
        return span
    kind = over.evidence[-1].kind if over.evidence else over.kind
    evidence = Evidence(kind=kind, text=f"after {over.kind}", start_ms=span.start_ms)
    update = {"confidence": 1.0, "band": None, "rival": None, "evidence": (evidence,)}
    return span.model_copy(update=update)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans with neighbours that are the same interruption, or nothing at all, made one."""
    made: list[Span] = []
    for span in spans:
        last = made[-1] if made else None
        if last and span.kind in (*BREAKS, "none") and _same(last, span):
            evidence = (*last.evidence, *(e for e in span.evidence if e not in last.evidence))
            made[-1] = last.model_copy(update={"end_ms": span.end_ms, "evidence": evidence})
        else:
            made.append(span)
    return made


def _same(one: Span, other: Span) -> bool:
    return (one.kind, one.hidden) == (other.kind, other.hidden)


def as_found(spans: Iterable[Span], found: Sequence[Span]) -> list[Span]:
    """`spans`, with what was heard at their start where one of `found` starts there alike."""
    heard = {(span.start_ms, span.kind, span.items): span for span in found}
    return [
        span.model_copy(update={name: getattr(first, name) for name in _HEARD})
        if (first := heard.get((span.start_ms, span.kind, span.items)))
        else span
        for span in spans
    ]
