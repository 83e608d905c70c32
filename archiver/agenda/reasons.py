"""Why a start was chosen, in words a person can check, and how sure it is."""

import math

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.alignment import Candidate
from archiver.agenda.heard import Heard
from archiver.agenda.points import CUE_REACH, FLOOR_REACH, NUMBER_REACH, RESULT_REACH, Evidences
from archiver.model.chapters import Evidence

FAR_MS = 20_000
"""Another start of the item that is further away is a rival."""
SLOPE, MIDDLE = 0.9, 0.6
TITLE_REACH = 30
MOST_TITLE_WORDS = 8


def confidence(
    candidate: Candidate, worth: NDArray[np.float64], evidences: Evidences, heard: Heard
) -> float:
    """How sure a start is, from its worth and from how much better it is than its rivals."""
    at = heard.tokens[evidences.points[candidate.point].token].start_ms
    times = np.array([heard.tokens[p.token].start_ms for p in evidences.points])
    rivals = worth[np.abs(times - at) > FAR_MS][:, list(candidate.items)]
    rival = float(rivals.max()) if rivals.size else -1.0
    each = candidate.worth / len(candidate.items)
    lead = min(each, 3.0) * 0.6 + min(2.0, max(-2.0, each - rival)) * 0.5
    return round(1 / (1 + math.exp(-SLOPE * (lead - MIDDLE))), 3)


def start_evidence(
    candidate: Candidate, token: int, evidences: Evidences, heard: Heard
) -> tuple[Evidence, ...]:
    """What speaks for a start: the words heard, their time, and how much each sort counted."""
    point = candidate.point
    found = [*_cues(token, evidences, heard), *_numbers(candidate, token, evidences, heard)]
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
    found += _scored("pause", evidences.pause[point], token, heard)
    return tuple(found)


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
