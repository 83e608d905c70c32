"""Splitting a session by agenda item: from what was said to spans that tile the recording.

What can be found is found once (`preparing`); the starts worth considering (`candidates`) are
weighed together and the best path through them is chosen (`alignment`); breaks, opening and
closing are found from their own cues (`breaks`, `ends`); `tiling` puts them together; `coverage`
says what became of every item.
"""

from collections.abc import Sequence

from archiver.agenda.alignment import Candidate, align
from archiver.agenda.breaks import unanswered
from archiver.agenda.candidates import find_candidates, worths
from archiver.agenda.coverage import not_treated
from archiver.agenda.cues import phrase_in
from archiver.agenda.ends import find_closing, opening_token
from archiver.agenda.fixing import ended_by, is_fixed, with_fixed
from archiver.agenda.heard import Heard, hear
from archiver.agenda.preparing import Prepared, prepare
from archiver.agenda.reasons import spoken_title, start_evidence
from archiver.agenda.sources import NOTHING, Sources
from archiver.agenda.sureness import Doubts, Sureness
from archiver.agenda.tiling import Mark, framed, tile, with_breaks
from archiver.agenda.weights import CALIBRATION, WEIGHTS, Calibration, Weights
from archiver.model.agenda import Agenda
from archiver.model.chapters import Chapters, Evidence, NotTreated
from archiver.model.language import LanguagePack
from archiver.model.transcript import Transcript

SNAP_WORDS = 16
"""A start inside a sentence goes back to the sentence's first word over so many words."""


def split(
    agenda: Agenda,
    transcript: Transcript,
    pack: LanguagePack,
    sources: Sources = NOTHING,
    weights: Weights = WEIGHTS,
) -> Chapters:
    """The chapters of a session: spans tile it, and each item is in a span or not treated.

    Times are session time, in ms. `sources` is what is known besides the words. `weights` are for
    measuring: the default is the setting for all meetings. Raises nothing of its own: with no
    words at all, everything is `none` and no item is treated.
    """
    heard = hear(transcript)
    if not heard.tokens:
        return _silent(agenda, heard, sources)
    return divide(prepare(agenda.items, heard, pack, sources, weights), weights)


def _silent(agenda: Agenda, heard: Heard, sources: Sources) -> Chapters:
    """A recording in which nothing was said: only what a person fixed is known."""
    marks = with_fixed([Mark(0, -1, "none")], sources.anchors, agenda.items)
    spans = tile(marks, heard.duration_ms)
    treated = {item for span in spans for item in span.items}
    return Chapters(
        duration_ms=heard.duration_ms,
        spans=spans,
        not_treated=tuple(NotTreated.unheard(i) for i in agenda.items if i.id not in treated),
    )


def divide(
    prepared: Prepared, weights: Weights, calibration: Calibration | None = CALIBRATION
) -> Chapters:
    """The chapters of a session of which everything was found; None leaves doubts unreckoned."""
    return Division(prepared, weights, calibration).chapters()


def _told_once(before: Mark, after: Mark) -> bool:
    """Whether two starts of what is not listed are one announcement: they have one title."""
    both = before.kind == after.kind == "unlisted"
    return both and before.title == after.title and not is_fixed(before)


class Division:
    """One session being divided: the best path, and how sure each of its starts is."""

    def __init__(
        self, prepared: Prepared, weights: Weights, calibration: Calibration | None
    ) -> None:
        self._prepared = prepared
        self._heard, self._hits = prepared.heard, prepared.hits
        candidates = find_candidates(prepared, worths(prepared, weights), weights)
        self.path = align(candidates, prepared.evidences.mass, weights)
        self.doubts = (
            Doubts(prepared, self.path, candidates, weights, calibration) if calibration else None
        )

    def chapters(self) -> Chapters:
        """The session divided: its spans, and what became of each item."""
        starts = self.starts()
        last = starts[-1].token if starts else 0
        closing = None if self._closes_itself() else find_closing(self._heard, self._hits, last)
        opening = self._opening(starts)
        marks = with_breaks(
            [opening, *starts] if opening else starts,
            ended_by(self._prepared.breaks, starts),
            self._heard,
        )
        whole = with_fixed(
            framed(marks, closing, self._heard),
            self._prepared.sources.anchors,
            self._prepared.items,
            [candidate.fixed for candidate in self.path.starts if candidate.fixed],
        )
        spans = tile(whole, self._heard.duration_ms)
        return Chapters(
            duration_ms=self._heard.duration_ms,
            spans=spans,
            not_treated=not_treated(self._prepared, spans),
            to_check=tuple(
                Evidence(
                    kind="closed",
                    text=self._heard.spoken(cue.first, cue.last),
                    start_ms=self._heard.tokens[cue.first].start_ms,
                )
                for cue in unanswered(self._hits, self._prepared.breaks)
            ),
        )

    def starts(self) -> list[Mark]:
        """The starts of the path as marks, in its order."""
        starts: list[Mark] = []
        for k, candidate in enumerate(self.path.starts):
            token = self._snapped(candidate, starts[-1].token if starts else -1)
            start = self._start(k, candidate, token)
            if starts and _told_once(starts[-1], start):
                starts.pop()
            starts.append(start)
        return starts

    def _start(self, k: int, candidate: Candidate, token: int) -> Mark:
        ids = tuple(self._prepared.items[i].id for i in candidate.items)
        sure = self.doubts.sureness(k) if self.doubts else Sureness(0.0, "unsure")
        fixed = candidate.fixed
        title = None if ids else spoken_title(token, self._prepared)
        return Mark(
            start_ms=fixed.start_ms if fixed else self._heard.tokens[token].start_ms,
            token=token,
            kind="bloc" if len(ids) > 1 else "item" if ids else "unlisted",
            items=ids,
            confidence=sure.confidence,
            band=sure.band,
            rival=sure.rival,
            title=fixed.title or title if fixed else title,
            evidence=start_evidence(candidate, token, self._prepared),
        )

    def _snapped(self, candidate: Candidate, before: int) -> int:
        """The first word of the announcing sentence, where the words so far announce too."""
        evidences = self._prepared.evidences
        token = evidences.points[candidate.point].token
        sentence = self._heard.sentences[candidate.sentence]
        if candidate.fixed or token - sentence.first > SNAP_WORDS or before >= sentence.first:
            return token
        ended = [
            hit
            for kind in ("result", "closing", "resumption")
            for hit in self._hits[kind]
            if sentence.first <= hit.first < token
        ]
        return token if ended else sentence.first

    def _closes_itself(self) -> bool:
        """Whether the agenda's last item taken is the closing itself."""
        pack, path = self._prepared.pack, self.path.starts
        closings = [p.title for p in pack.procedures if p.stands_for == "closing"]
        last = path[-1].items[-1:] if path else ()
        title = self._prepared.items[last[0]].title if last else ""
        return any(phrase_in(title, titles) for titles in closings)

    def _opening(self, starts: Sequence[Mark]) -> Mark | None:
        first = starts[0].token if starts else None
        token = opening_token(self._heard, self._hits, first)
        if starts and token >= starts[0].token:
            return None
        cues = [h for h in self._hits["opening"] if first is None or h.first < first][:2]
        evidence = tuple(
            Evidence(
                kind="opening",
                text=self._heard.spoken(h.first, h.last),
                start_ms=self._heard.tokens[h.first].start_ms,
            )
            for h in cues
        )
        start = self._heard.tokens[token].start_ms
        sure = 0.9 if cues else 0.5
        return Mark(start, token, "opening", (), sure, evidence=evidence)
