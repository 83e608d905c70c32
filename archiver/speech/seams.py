"""Joins words that were heard in pieces of sound which overlap: none lost, none said twice.

Where speech had to be cut, each side hears a little of the other. A word belongs to the side
where its middle lies; but the two sides time it a little differently, so both or neither may
claim it: then its letters and the place it takes tell whether it is the same word.
"""

import unicodedata
from collections.abc import Sequence

from archiver.model.transcript import Word

SLACK_MS = 400
"""The same letters, with middles no further apart than this, are the same word."""


_CLAIM_MS = 1_000
"""A word that only one side puts beyond the cut is the other's, if that has it so near."""
_REACH = 50
"""More words than can be said where two pieces overlap."""


def joined(left: Sequence[Word], right: Sequence[Word]) -> list[Word]:
    """The words of two pieces of sound, of which the second begins before the first ends."""
    if not left or not right:
        return [*left, *right]
    ahead = _until(right, left[-1].end_ms + SLACK_MS)
    from_ms = right[0].start_ms - SLACK_MS
    behind = [word for word in left[-_REACH:] if word.end_ms > from_ms]
    merged = _merged(behind, ahead) if behind else ahead
    return [*left[: len(left) - len(behind)], *merged, *right[len(ahead) :]]


def _until(words: Sequence[Word], end_ms: int) -> list[Word]:
    """The first words, as long as they begin before `end_ms`; at least one."""
    count = 1
    while count < min(len(words), _REACH) and words[count].start_ms < end_ms:
        count += 1
    return list(words[:count])


def _merged(left: list[Word], right: list[Word]) -> list[Word]:
    """The words of two sides of one cut, in order."""
    middle = (right[0].start_ms + left[-1].end_ms) // 2
    kept_left = [word for word in left if _middle(word) < middle]
    kept_right = [word for word in right if _middle(word) >= middle]
    if kept_left and kept_right and _same(kept_left[-1], kept_right[0]):
        kept_right = kept_right[1:]
    for word in (*left, *right):
        kept = [*kept_left, *kept_right]
        claimed = any(_same(word, other, _CLAIM_MS) or _over(word, other) for other in kept)
        if word not in kept and not claimed:
            (kept_left if _middle(word) < middle else kept_right).append(word)
    return sorted([*kept_left, *kept_right], key=lambda word: (word.start_ms, word.end_ms))


def _middle(word: Word) -> int:
    return (word.start_ms + word.end_ms) // 2


def _same(one: Word, other: Word, apart_ms: int = SLACK_MS) -> bool:
    near = abs(_middle(one) - _middle(other)) <= apart_ms
    return near and folded(one.text) == folded(other.text) != ""


def _over(one: Word, other: Word) -> bool:
    """Whether the two take the same place."""
    shared = min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)
    return 2 * shared >= min(one.end_ms - one.start_ms, other.end_ms - other.start_ms)


def folded(text: str) -> str:
    """The letters and digits of a word, without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return "".join(c for c in plain if c.isalnum())
