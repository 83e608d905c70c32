"""What became of every item that has no span: why it was not treated, and the words that say so."""

from collections.abc import Iterable, Sequence

from archiver.agenda.absent import Absence
from archiver.agenda.cues import Hit
from archiver.agenda.preparing import Prepared
from archiver.model.chapters import Evidence, NotTreated, Span

LATE_SHARE = 0.5
"""Only in the last part of the words is an item said not to be reached."""
BEFORE, AFTER = 14, 2
"""How many words of a sentence are quoted around those that say why: it may be a long breath."""


def not_treated(prepared: Prepared, spans: Sequence[Span]) -> tuple[NotTreated, ...]:
    """The items without a span, in printed order, each with its reason.

    `withdrawn` and `adjourned` were said of the item, or the amended agenda says that it is
    withdrawn; `not_reached` was said of what was left, and the item stands after the last one
    treated; of anything else nothing was heard.
    """
    treated = {item for span in spans for item in span.items}
    said = {prepared.items[a.item].id: a for a in prepared.absences}
    places = [i for i, item in enumerate(prepared.items) if item.id in treated]
    unreached = _unreached(prepared, spans)
    absent = []
    for i, item in enumerate(prepared.items):
        if item.id in treated:
            continue
        if item.id in said:
            absent.append(_said(item.id, said[item.id], prepared))
        elif unreached and not item.withdrawn and i > max(places, default=-1):
            evidence = (_heard(unreached, "not_reached", prepared),)
            absent.append(NotTreated(item=item.id, reason="not_reached", evidence=evidence))
        else:
            absent.append(NotTreated.unheard(item))
    return tuple(absent)


def _unreached(prepared: Prepared, spans: Iterable[Span]) -> Hit | None:
    """Where it was said that what is left will not be reached."""
    last_ms = max((s.start_ms for s in spans if s.items), default=0)
    words = len(prepared.heard.tokens)
    late = [
        hit
        for hit in prepared.hits["unreached"]
        if hit.first >= LATE_SHARE * words and prepared.heard.tokens[hit.first].start_ms >= last_ms
    ]
    return late[-1] if late else None


def _heard(hit: Hit, kind: str, prepared: Prepared) -> Evidence:
    heard = prepared.heard
    sentence = heard.sentence_at(hit.first)
    first, last = max(sentence.first, hit.first - BEFORE), min(sentence.last, hit.last + AFTER)
    return Evidence(
        kind=kind,
        text=heard.spoken(first, max(last, hit.last)),
        start_ms=heard.tokens[first].start_ms,
    )


def _said(item: str, absence: Absence, prepared: Prepared) -> NotTreated:
    evidence = _heard(absence.hit, absence.reason, prepared)
    scored = evidence.model_copy(update={"score": round(absence.score, 2)})
    return NotTreated(item=item, reason=absence.reason, evidence=(scored,))
