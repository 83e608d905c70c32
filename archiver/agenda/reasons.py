"""Why a start was chosen, in words a person can check."""

from archiver.agenda.alignment import Candidate
from archiver.agenda.beside import LATENESS_MS
from archiver.agenda.heard import Heard
from archiver.agenda.points import (
    CUE_REACH,
    FLOOR_REACH,
    NUMBER_REACH,
    RESULT_REACH,
    Evidences,
)
from archiver.agenda.preparing import Prepared
from archiver.agenda.sources import Sources
from archiver.model.chapters import Evidence

TITLE_REACH = 30
MOST_TITLE_WORDS = 8
TITLE_WORDS = 14
"""The longest title of a matter that nobody printed."""


def start_evidence(candidate: Candidate, token: int, prepared: Prepared) -> tuple[Evidence, ...]:
    """What speaks for a start: the words heard, their time, and how much each sort counted."""
    evidences, heard = prepared.evidences, prepared.heard
    point = candidate.point
    found = list(_fixed(candidate))
    found += [*_cues(token, evidences, heard), *_numbers(candidate, token, evidences, heard)]
    for item in candidate.items:
        words = evidences.titles.words_heard(token, item, TITLE_REACH)[:MOST_TITLE_WORDS]
        if words:
            found.append(
                Evidence(
                    kind="title",
                    text=" ".join(dict.fromkeys(heard.tokens[w].raw for w in words)),
                    start_ms=heard.tokens[words[0]].start_ms,
                    score=round(float(evidences.title[point, item]), 2),
                )
            )
        found += _scored("procedure", evidences.procedure[point, item], token, heard)
        found += _scored("rapporteur", evidences.rapporteur[point, item], token, heard)
        found += _cards(item, heard.tokens[token].start_ms, prepared.sources)
    found += _scored("chair", evidences.chair[point], token, heard)
    found += _scored("pause", evidences.pause[point], token, heard)
    return tuple(found)


def spoken_title(token: int, prepared: Prepared) -> str:
    """What an unlisted matter is about: the rest of the sentence after what announces it."""
    heard = prepared.heard
    announced = [
        hit.last
        for kind in ("announcement", "reordering", "transition")
        for hit in prepared.hits[kind]
        if token <= hit.first < token + CUE_REACH
    ]
    first = max(announced, default=token)
    sentence = heard.sentence_at(max(token, first - 1))
    if first >= sentence.last:
        first = token
    last = min(max(sentence.last, first + 1), first + TITLE_WORDS)
    words = heard.spoken(first, last).strip(" ,;:.!?…-–")
    return words[:1].upper() + words[1:]


def _fixed(candidate: Candidate) -> list[Evidence]:
    anchor = candidate.fixed
    if anchor is None:
        return []
    return [Evidence(kind=anchor.by, text=anchor.text, start_ms=anchor.start_ms)]


def _cards(item: int, start_ms: int, sources: Sources) -> list[Evidence]:
    return [
        Evidence(kind="card", text=card.text, start_ms=card.at_ms, score=round(card.score, 2))
        for card in sources.cards
        if card.item == item and LATENESS_MS[0] < card.at_ms - start_ms < LATENESS_MS[-1]
    ]


def _scored(kind: str, score: float, token: int, heard: Heard) -> list[Evidence]:
    if score < 0.25:
        return []
    text = heard.spoken(token, min(token + 12, len(heard.tokens)))
    return [
        Evidence(
            kind=kind,
            text=text,
            start_ms=heard.tokens[token].start_ms,
            score=round(float(score), 2),
        )
    ]


def _cues(token: int, evidences: Evidences, heard: Heard) -> list[Evidence]:
    reaches = {
        "result": (-RESULT_REACH, 0),
        "announcement": (0, CUE_REACH + 16),
        "reordering": (0, CUE_REACH + 16),
        "bloc": (0, FLOOR_REACH),
        "floor": (0, FLOOR_REACH),
    }
    return [
        Evidence(
            kind=kind,
            text=heard.spoken(hit.first, hit.last),
            start_ms=heard.tokens[hit.first].start_ms,
        )
        for kind, (low, high) in reaches.items()
        for hit in evidences.hits[kind]
        if low <= hit.first - token < high
    ]


def _numbers(
    candidate: Candidate, token: int, evidences: Evidences, heard: Heard
) -> list[Evidence]:
    reach = NUMBER_REACH * (3 if len(candidate.items) > 1 else 1)
    return [
        Evidence(
            kind="number",
            text=heard.spoken(n.first, n.last),
            start_ms=heard.tokens[n.first].start_ms,
            score=n.sureness,
        )
        for n in evidences.numbers
        if n.item in candidate.items and 0 <= n.first - token < reach
    ]
