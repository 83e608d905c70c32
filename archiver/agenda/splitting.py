"""Splitting a session by agenda item: from what was said to spans that tile the recording.

Evidence is gathered for every item at every point where something may begin (`points`); the best
path through the candidate starts is chosen (`alignment`); breaks, opening and closing are found
from their own cues (`breaks`, `ends`); `tiling` puts them together.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.absent import Absence, find_absences, penalties
from archiver.agenda.alignment import Candidate, align
from archiver.agenda.blocs import find_blocs
from archiver.agenda.breaks import Break, find_breaks, unanswered
from archiver.agenda.cues import Hit, Phrasebook, all_hits, phrase_in
from archiver.agenda.ends import find_closing, opening_token
from archiver.agenda.heard import Heard, hear
from archiver.agenda.points import gather
from archiver.agenda.reasons import confidence, start_evidence
from archiver.agenda.tiling import Mark, framed, tile, with_breaks
from archiver.agenda.weights import WEIGHTS, Weights
from archiver.agenda.words import Lexicon, fold
from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters, Evidence, NotTreated, Span
from archiver.model.language import LanguagePack
from archiver.model.preset import SplitSettings
from archiver.model.transcript import Transcript

Scores = NDArray[np.float64]

SNAP_WORDS = 16
"""A start inside a sentence goes back to the sentence's first word over so many words."""


def split(
    agenda: Agenda,
    transcript: Transcript,
    pack: LanguagePack,
    settings: SplitSettings,
    weights: Weights = WEIGHTS,
) -> Chapters:
    """The chapters of a session: spans tile it, and each item is in a span or not treated.

    Times are session time, in ms. `settings` says which boundaries a person is shown; it changes
    none. `weights` are for measuring: the default is the setting for all meetings. Raises nothing
    of its own: with no words at all, everything is `none` and no item is treated.
    """
    heard = hear(transcript)
    if not heard.tokens:
        spans = (Span(kind="none", start_ms=0, end_ms=heard.duration_ms),)
        return Chapters(
            duration_ms=heard.duration_ms,
            spans=spans if heard.duration_ms else (),
            not_treated=tuple(NotTreated(item=i.id, reason="not_found") for i in agenda.items),
        )
    return _Splitter(agenda.items, heard, pack, weights).chapters()


class _Splitter:
    """One session being split: what was heard, and what was found in it."""

    def __init__(
        self, items: Sequence[Item], heard: Heard, pack: LanguagePack, weights: Weights
    ) -> None:
        self.items = items
        self.heard = heard
        self.pack = pack
        self.weights = weights
        lexicon = Lexicon(pack)
        book = Phrasebook(heard, lexicon)
        self.hits = all_hits(book, pack.cues.model_dump())
        self.evidences = gather(heard, items, pack, lexicon, book, self.hits, weights)
        self.worth = self.evidences.worth(weights)
        self.printed = self._printed_breaks(book)

    def chapters(self) -> Chapters:
        absences = find_absences(self.heard, self.evidences, len(self.items))
        breaks = find_breaks(self.heard, self.hits, self.printed)
        path = self._path(absences, breaks)
        starts = self._starts(path)
        last = starts[-1].token if starts else 0
        closing = None if self._closes_itself(path) else find_closing(self.heard, self.hits, last)
        opening = self._opening(starts)
        marks = with_breaks([opening, *starts] if opening else starts, breaks, self.heard)
        spans = tile(framed(marks, closing, self.heard), self.heard.duration_ms)
        return Chapters(
            duration_ms=self.heard.duration_ms,
            spans=spans,
            not_treated=self._not_treated(spans, absences),
            to_check=tuple(
                Evidence(
                    kind="closed",
                    text=self.heard.spoken(cue.first, cue.last),
                    start_ms=self.heard.tokens[cue.first].start_ms,
                )
                for cue in unanswered(self.hits, breaks)
            ),
        )

    def _printed_breaks(self, book: Phrasebook) -> list[Hit]:
        """Where a suspension that the agenda prints as an item is announced."""
        procedures = [p for p in self.pack.procedures if p.stands_for == "suspension"]
        printed = [p for p in procedures if any(phrase_in(i.title, p.title) for i in self.items)]
        return [hit for p in printed for hit in book.hits(p.name, p.heard)]

    def _path(self, absences: Sequence[Absence], breaks: Sequence[Break]) -> list[Candidate]:
        worth = self.worth - self.weights.withdrawn * penalties(
            absences, self.evidences, len(self.items)
        )
        tokens = np.array([p.token for p in self.evidences.points], dtype=np.int64)
        for one in breaks:
            worth[(tokens >= one.first) & (tokens < one.last)] = -np.inf
        blocs = find_blocs(
            self.evidences,
            self.heard.texts,
            frozenset(fold(w) for w in self.pack.numbers.ranges),
            len(self.items),
            self.weights,
        )
        return align([*self._singles(worth), *blocs], self.evidences.mass, self.weights)

    def _singles(self, worth: Scores) -> list[Candidate]:
        singles: list[Candidate] = []
        for item in range(len(self.items)):
            column = worth[:, item]
            best = np.argsort(-column, kind="stable")[: self.weights.candidates]
            singles += [
                Candidate(
                    int(point),
                    self.evidences.points[point].sentence,
                    (item,),
                    float(column[point]),
                    float(self.evidences.ease[point, item]),
                )
                for point in best
                if column[point] >= self.weights.floor
            ]
        return singles

    def _starts(self, path: Sequence[Candidate]) -> list[Mark]:
        starts: list[Mark] = []
        for candidate in path:
            token = self._snapped(candidate.point, starts[-1].token if starts else -1)
            ids = tuple(self.items[i].id for i in candidate.items)
            starts.append(
                Mark(
                    start_ms=self.heard.tokens[token].start_ms,
                    token=token,
                    kind="bloc" if len(ids) > 1 else "item",
                    items=ids,
                    confidence=confidence(candidate, self.worth, self.evidences, self.heard),
                    evidence=start_evidence(candidate, token, self.evidences, self.heard),
                )
            )
        return starts

    def _snapped(self, point: int, before: int) -> int:
        """The first word of the announcing sentence, where the words so far announce too."""
        token = self.evidences.points[point].token
        sentence = self.heard.sentences[self.evidences.points[point].sentence]
        if token - sentence.first > SNAP_WORDS or before >= sentence.first:
            return token
        ended = [
            hit
            for kind in ("result", "closing", "resumption")
            for hit in self.hits[kind]
            if sentence.first <= hit.first < token
        ]
        return token if ended else sentence.first

    def _closes_itself(self, path: Sequence[Candidate]) -> bool:
        """Whether the agenda's last item taken is the closing itself."""
        closings = [p.title for p in self.pack.procedures if p.stands_for == "closing"]
        last = self.items[path[-1].items[-1]].title if path else ""
        return any(phrase_in(last, titles) for titles in closings)

    def _opening(self, starts: Sequence[Mark]) -> Mark | None:
        first = starts[0].token if starts else None
        token = opening_token(self.heard, self.hits, first)
        if starts and token >= starts[0].token:
            return None
        cues = [h for h in self.hits["opening"] if first is None or h.first < first][:2]
        evidence = tuple(
            Evidence(
                kind="opening",
                text=self.heard.spoken(h.first, h.last),
                start_ms=self.heard.tokens[h.first].start_ms,
            )
            for h in cues
        )
        start = self.heard.tokens[token].start_ms
        return Mark(start, token, "opening", (), 0.9 if cues else 0.5, evidence)

    def _not_treated(
        self, spans: Sequence[Span], absences: Sequence[Absence]
    ) -> tuple[NotTreated, ...]:
        treated = {item for span in spans for item in span.items}
        said = {self.items[a.item].id: a for a in absences}
        return tuple(
            self._absent(item.id, said.get(item.id))
            for item in self.items
            if item.id not in treated
        )

    def _absent(self, item: str, absence: Absence | None) -> NotTreated:
        if absence is None:
            return NotTreated(item=item, reason="not_found")
        evidence = Evidence(
            kind=absence.reason,
            text=self.heard.spoken(absence.first, absence.last),
            start_ms=self.heard.tokens[absence.first].start_ms,
            score=round(absence.score, 2),
        )
        return NotTreated(item=item, reason=absence.reason, evidence=(evidence,))
