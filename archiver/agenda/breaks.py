"""When the sitting is not a public one: suspensions and closed sittings.

Both are found from what the chair says and from silence. A cue alone is not enough: a suspension
needs a resumption or a long silence, with little said in between, since members also speak of
suspensions; a closed sitting needs the return of the public or a long silence.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archiver.agenda.cues import Hit
from archiver.agenda.heard import Heard

SILENCE_MS = 20_000
SHORTEST_MS = 10_000
LONGEST_SUSPENSION_MS = 3 * 3_600_000
LONGEST_CLOSED_MS = 8 * 3_600_000
MOST_WORDS_A_MINUTE = 60
SOON = 12
"""Words after the cue's sentence in which a silence still belongs to it."""
CHAIN = 120
PRINTED_REACH = 60


@dataclass(frozen=True, slots=True)
class Break:
    """From the end of what announces it to the first word after it."""

    kind: Literal["suspension", "closed"]
    start_ms: int
    end_ms: int
    first: int
    """The first token that is no longer before the break."""
    last: int
    """The first token after it; the number of tokens if nothing was said any more."""
    confidence: float
    cue: Hit
    back: Hit | None


def find_breaks(
    heard: Heard, hits: dict[str, list[Hit]], printed: Sequence[Hit]
) -> tuple[Break, ...]:
    """The breaks in order, apart; near one of the `printed` hits, a suspension is an item's."""
    closed = [_closed(heard, hit, hits) for hit in hits["closed_sitting"]]
    cues = [h for h in hits["suspension"] if not any(_near(h, other) for other in printed)]
    suspended = [_suspension(heard, hit, hits["resumption"]) for hit in cues]
    begun = min((h.first for k in ("opening", "result") for h in hits[k]), default=0)
    silent = [_silence_before(heard, hit) for hit in hits["resumption"] if hit.first > begun]
    found = [
        b for b in (*closed, *suspended, *silent) if b and b.end_ms - b.start_ms >= SHORTEST_MS
    ]
    return _apart(found)


def unanswered(hits: dict[str, list[Hit]], breaks: Sequence[Break]) -> tuple[Hit, ...]:
    """Where a closed sitting is spoken of, but none was found to follow: a person must look."""
    closed = [b for b in breaks if b.kind == "closed"]
    return tuple(
        cue
        for cue in hits["closed_sitting"]
        if not any(b.cue.first - CHAIN <= cue.first < b.last for b in closed)
    )


def _near(hit: Hit, printed: Hit) -> bool:
    return -PRINTED_REACH < hit.first - printed.first < PRINTED_REACH


def _apart(found: list[Break]) -> tuple[Break, ...]:
    """No two that overlap: closed sittings first, then the surest."""
    kept: list[Break] = []
    for one in sorted(found, key=lambda b: (b.kind != "closed", -b.confidence, -b.first)):
        if all(one.end_ms <= b.start_ms or b.end_ms <= one.start_ms for b in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda b: b.start_ms))


def _after_silence(heard: Heard, first: int, reach: int) -> int | None:
    """The first token after a long silence that begins within `reach` words, if there is one."""
    for i in range(first, min(first + reach, len(heard.tokens)) + 1):
        before = heard.tokens[i - 1].end_ms if i else 0
        after = heard.tokens[i].start_ms if i < len(heard.tokens) else heard.duration_ms
        if after - before >= SILENCE_MS:
            return i
    return None


def _suspension(heard: Heard, cue: Hit, resumptions: Sequence[Hit]) -> Break | None:
    first = heard.sentence_at(cue.last - 1).last
    nearest = bisect_left(resumptions, first, key=lambda h: h.first)
    back = resumptions[nearest] if nearest < len(resumptions) else None
    if back is not None:
        last = heard.sentence_at(back.first).first
        if last >= first and _is_quiet(heard, first, last):
            return _break(heard, "suspension", first, last, 0.95, cue, back)
    after = _after_silence(heard, first, SOON)
    if after is None:
        return None
    return _break(heard, "suspension", first, after, 0.7, cue, None)


def _is_quiet(heard: Heard, first: int, last: int) -> bool:
    length = heard.tokens[last].start_ms - heard.tokens[first - 1].end_ms
    return length <= LONGEST_SUSPENSION_MS and (last - first) * 60_000 <= (
        MOST_WORDS_A_MINUTE * max(1, length)
    )


def _silence_before(heard: Heard, back: Hit) -> Break | None:
    """A suspension whose announcement was not heard: long silence, then the resumption."""
    start = heard.sentence_at(back.first).first
    for token in range(start, max(0, start - SOON), -1):
        silence = heard.tokens[token].start_ms - heard.tokens[token - 1].end_ms
        if silence >= SILENCE_MS:
            return _break(heard, "suspension", token, token, 0.6, back, back)
    return None


def _closed(heard: Heard, cue: Hit, hits: dict[str, list[Hit]]) -> Break | None:
    chained = [h for h in hits["closed_sitting"] if cue.first < h.first < cue.last + CHAIN]
    first = heard.sentence_at(cue.last - 1).last
    backs = [h for h in hits["public_again"] if h.first >= first]
    if chained and not (backs and backs[0].first < chained[-1].first):
        return None  # the last of the chain stands for all
    if backs and heard.tokens[backs[0].first].start_ms - heard.tokens[first - 1].end_ms <= (
        LONGEST_CLOSED_MS
    ):
        last = heard.sentence_at(backs[0].first).first
        if last >= first:
            return _break(heard, "closed", first, last, 0.9, cue, backs[0])
    after = _after_silence(heard, first, SOON)
    return None if after is None else _break(heard, "closed", first, after, 0.6, cue, None)


def _break(
    heard: Heard,
    kind: Literal["suspension", "closed"],
    first: int,
    last: int,
    confidence: float,
    cue: Hit,
    back: Hit | None,
) -> Break:
    end = heard.tokens[last].start_ms if last < len(heard.tokens) else heard.duration_ms
    return Break(kind, heard.tokens[first - 1].end_ms, end, first, last, confidence, cue, back)
