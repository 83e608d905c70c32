"""Everything that is found in a session before anything is weighed: it costs most, and once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.absent import Absence, find_absences, penalties
from archiver.agenda.breaks import Break, find_breaks
from archiver.agenda.cues import Hit, Phrasebook, all_hits, phrase_in
from archiver.agenda.heard import Heard
from archiver.agenda.points import Evidences, gather
from archiver.agenda.sources import Sources
from archiver.agenda.weights import Weights
from archiver.agenda.words import Lexicon
from archiver.model.agenda import Item
from archiver.model.language import LanguagePack

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Prepared:
    """A session with all that was heard and seen in it; nothing here depends on the weights."""

    items: tuple[Item, ...]
    heard: Heard
    pack: LanguagePack
    sources: Sources
    hits: dict[str, list[Hit]]
    evidences: Evidences
    absences: tuple[Absence, ...]
    breaks: tuple[Break, ...]
    unlikely: NDArray[np.bool_]
    """Per point and item: the item is said to be withdrawn or adjourned."""
    broken: NDArray[np.bool_]
    """Per point: it lies in a suspension or a closed sitting."""


def prepare(
    items: Sequence[Item], heard: Heard, pack: LanguagePack, sources: Sources, weights: Weights
) -> Prepared:
    """Look for every kind of evidence; of `weights` only the reaches count."""
    lexicon = Lexicon(pack)
    book = Phrasebook(heard, lexicon)
    hits = all_hits(book, pack.cues.model_dump())
    evidences = gather(heard, items, pack, lexicon, book, hits, weights, sources)
    absences = find_absences(heard, evidences, len(items))
    breaks = find_breaks(heard, hits, _printed_breaks(items, pack, book))
    tokens = np.array([p.token for p in evidences.points], dtype=np.int64)
    broken = np.zeros(len(tokens), dtype=np.bool_)
    for one in breaks:
        broken |= (tokens >= one.first) & (tokens < one.last)
    return Prepared(
        items=tuple(items),
        heard=heard,
        pack=pack,
        sources=sources,
        hits=hits,
        evidences=evidences,
        absences=absences,
        breaks=breaks,
        unlikely=penalties(absences, evidences, len(items)),
        broken=broken,
    )


def _printed_breaks(items: Sequence[Item], pack: LanguagePack, book: Phrasebook) -> list[Hit]:
    """Where a suspension that the agenda prints as an item is announced."""
    procedures = [p for p in pack.procedures if p.stands_for == "suspension"]
    printed = [p for p in procedures if any(phrase_in(i.title, p.title) for i in items)]
    return [hit for p in printed for hit in book.hits(p.name, p.heard)]
