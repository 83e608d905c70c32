"""Where the sitting begins and ends in the recording: opening, closing, and what is outside."""

from dataclasses import dataclass

from archiver.agenda.cues import Hit
from archiver.agenda.heard import Heard

CHATTER_GAP_MS = 12_000
"""A silence before the opening's words that parts them from chatter before the session."""
CHAIN = 45
"""Words between two phrases of farewell that belong together."""
AFTERWARDS_MS = 3_000
"""A silence after the last phrase that ends the closing."""
BREATH_MS = 1_500
END_SHARE = 0.12
"""Without the closing words themselves, farewells count only in the last part of the words."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing, from its first token; `end_ms` is when the room is left."""

    first: int
    end_ms: int
    confidence: float
    hits: tuple[Hit, ...]


def opening_token(heard: Heard, hits: dict[str, list[Hit]], first_start: int | None) -> int:
    """The first token of the sitting; what was said well before the opening words is chatter."""
    cues = [h.first for h in hits["opening"] if first_start is None or h.first <= first_start]
    if not cues:
        return 0
    for token in range(cues[0], 0, -1):
        gap = heard.tokens[token].start_ms - heard.tokens[token - 1].end_ms
        if gap >= CHATTER_GAP_MS:
            return token
    return 0


def find_closing(heard: Heard, hits: dict[str, list[Hit]], last_start: int) -> Closing | None:
    """The closing after the last item's start, if its words were heard."""
    final = [h for h in hits["closing"] if h.first > last_start]
    farewells = [h for h in hits["farewell"] if h.first > last_start]
    if not final:
        late = [h for h in farewells if h.first >= len(heard.tokens) * (1 - END_SHARE)]
        if len(late) < 2:
            return None
        final = [late[-1]]
    chain = [final[-1]]
    for hit in sorted((*hits["closing"], *farewells), key=lambda h: -h.first):
        if last_start < hit.first < chain[-1].first and chain[-1].first - hit.last <= CHAIN:
            chain.append(hit)
    first = max(heard.sentence_at(chain[-1].first).first, last_start + 1)
    sure = 0.9 if final[-1].kind == "closing" else 0.5
    return Closing(first, _left_ms(heard, final[-1].last), sure, tuple(chain[::-1]))


def _left_ms(heard: Heard, token: int) -> int:
    """The end of what is said in one breath with the closing words."""
    i = token
    while i < len(heard.tokens):
        if heard.tokens[i].start_ms - heard.tokens[i - 1].end_ms >= AFTERWARDS_MS:
            break
        i += 1
    return min(heard.tokens[i - 1].end_ms + BREATH_MS, heard.duration_ms)
