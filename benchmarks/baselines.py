"""Plain splits to compare with: equal parts, and each item where its title is told most."""

from collections.abc import Sequence

import numpy as np

from archiver.agenda.heard import Heard, hear
from archiver.agenda.titles import TitleEvidence
from archiver.agenda.words import Lexicon
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Span
from archiver.model.transcript import Transcript
from benchmarks.meetings import pack

TITLE_REACH = 12


def equal_parts(agenda: Agenda, transcript: Transcript) -> Chapters:
    """Every item as long as any other, in printed order."""
    count = len(agenda.items)
    starts = [transcript.duration_ms * i // count for i in range(count)]
    return laid_out([(item,) for item in agenda.items], starts, transcript.duration_ms)


def title_spotting(agenda: Agenda, transcript: Transcript) -> Chapters:
    """Each item at the sentence where most of its title is told, in printed order."""
    heard = hear(transcript)
    return spotted(agenda, heard, [s.first for s in heard.sentences], TITLE_REACH)


def spotted(agenda: Agenda, heard: Heard, points: Sequence[int], reach: int) -> Chapters:
    """Each item at one of these tokens, in printed order, so that most of all titles is told.

    `reach`: words after which a word of the title counts a third.
    """
    lexicon = Lexicon(pack(agenda.language))
    told = TitleEvidence(heard, agenda.items, lexicon).told(points, reach)
    if not told.size:
        return laid_out([], [], heard.duration_ms)
    best, back = told[:, 0].copy(), []
    for item in range(1, told.shape[1]):
        before = np.maximum.accumulate(np.concatenate(([-np.inf], best[:-1])))
        came = np.maximum.accumulate(np.where(best > before, np.arange(len(best)), 0))
        back.append(np.concatenate(([0], came[:-1])))
        best = before + told[:, item]
    chosen = [int(best.argmax())]
    for origins in reversed(back):
        chosen.append(int(origins[chosen[-1]]))
    starts = [heard.tokens[points[point]].start_ms for point in reversed(chosen)]
    return laid_out([(item,) for item in agenda.items], starts, heard.duration_ms)


def laid_out(named: Sequence[Sequence[Item]], starts: Sequence[int], duration_ms: int) -> Chapters:
    """Chapters that start one after the other, in ms; before the first one there is none."""
    edges = [*starts, duration_ms]
    spans = [Span(kind="none", start_ms=0, end_ms=edges[0])] if edges[0] else []
    spans += [
        Span(kind="item", items=tuple(item.id for item in items), start_ms=a, end_ms=b)
        for items, a, b in zip(named, edges, edges[1:], strict=False)
        if b > a
    ]
    return Chapters(duration_ms=duration_ms, spans=tuple(spans))
