"""Answers heard unclearly: understood only where sound alone, or sound and sum, leave one reading.

A sum alone never makes a count: the answer must have been heard, and must sound like the number.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from archiver.agenda.decisions.counts import Counts
from archiver.agenda.decisions.elements import Side, Unclear
from archiver.agenda.decisions.language import Ground, alike

CLEARLY, FAINTLY = 84.0, 60.0
LEAD = 10.0
SHORTEST_CLEAR = 4
"""Shorter words, and everyday ones, are taken for a number only where the sum agrees."""
VOTERS_AGREE = 2
MAIN: tuple[Side, ...] = ("for", "against", "abstain")


def voters(told: Sequence[Mapping[Side, int]], electorate: int | None) -> int | None:
    """How many votes there are: as stated, or as the sums of complete votes agree."""
    if electorate is not None:
        return electorate
    sums = Counter(sum(one[s] for s in MAIN) for one in told if all(s in one for s in MAIN))
    if not sums:
        return None
    total, times = sums.most_common(1)[0]
    return total if times >= VOTERS_AGREE and len(sums) == 1 else None


def mended(ground: Ground, counts: Counts, total: int | None) -> Counts:
    """The counts with what could be understood of unclear answers."""
    told = dict(counts.told)
    spans = list(counts.spans)
    for unclear in counts.unclear:
        value = _understood(ground, unclear, told, total)
        if value is not None:
            told[unclear.side] = value
            spans.append((unclear.first, unclear.last))
    if len(told) == len(counts.told):
        return counts
    return replace(counts, told=told, spans=tuple(spans), misheard=True, unclear=())


def _understood(
    ground: Ground, unclear: Unclear, told: Mapping[Side, int], total: int | None
) -> int | None:
    heard = "".join(ground.heard.texts[unclear.first : unclear.last])
    likely = _likely(ground, heard)
    if not likely:
        return None
    ranked = sorted(likely.items(), key=lambda pair: -pair[1])
    clear = len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= LEAD
    telling = len(heard) >= SHORTEST_CLEAR and heard not in ground.lexicon.stop_words
    if ranked[0][1] >= CLEARLY and clear and telling:
        return ranked[0][0]
    others = [told.get(side) for side in MAIN if side != unclear.side]
    if total is None or any(n is None for n in others):
        return None
    missing = total - sum(n for n in others if n is not None)
    return missing if missing in likely else None


def _likely(ground: Ground, heard: str) -> dict[int, float]:
    """The counts that a word may be, with how like it each sounds."""
    likely: dict[int, float] = {}
    nobody = [p for p in ground.pack.decisions.counts.nobody if " " not in p]
    words = [*ground.reader.words_of().items(), *((w, 0) for p in nobody for w in p.split("|"))]
    for word, value in words:
        score = alike(ground.lexicon, heard, word)
        if score >= FAINTLY:
            likely[value] = max(score, likely.get(value, 0.0))
    return likely
