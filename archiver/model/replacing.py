"""Other words in the place of a run of words: their signs, case, times and spaces.

What the old and the new words share is left as it is, with its times. New words are spread over
the extent of those they replace, by their length. What a new word carries besides is told by what
was recognised there (empty for one that was put in).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace as changed
from typing import Any

from archiver.model.spelling import parted
from archiver.model.tokens import Token, edges, is_glued
from archiver.model.transcript import Word

_ENDS = (".", "?", "!", "…")
_MS_PER_CHAR = 60
"""How long an inserted word sounds at least, where there is room for it."""

Carries = Callable[[str], Mapping[str, Any]]
"""The further keys of a new word, by what was recognised there."""


def replaced(
    tokens: Sequence[Token],
    first: int,
    last: int,
    after: Sequence[str],
    carries: Carries,
    by: str | None = None,
) -> list[Token]:
    """`tokens` with the words `after` for those from `first` up to `last` excluded."""
    old = list(tokens[first:last])
    texts = _dressed(tokens, first, old, after)
    head = _shared(old, texts)
    tail = _shared(old[head:][::-1], texts[head:][::-1])
    middle = old[head : len(old) - tail]
    new = texts[head : len(texts) - tail]
    a, b = first + head, last - tail
    kept = [changed(token, by=by) for token in (*old[:head], *old[len(old) - tail :])]
    before, behind = list(tokens[:first]) + kept[:head], kept[head:] + list(tokens[last:])
    if not after and old:
        before = _with_end_sign(before, old)
    if len(new) == len(middle):
        return [*before, *_one_by_one(middle, new, carries, by), *behind]
    before, made = _spread(tokens, before, (a, b), new, carries, by)
    return [*before, *made, *behind]


def _dressed(
    tokens: Sequence[Token], first: int, old: Sequence[Token], after: Sequence[str]
) -> list[str]:
    """The new words with the signs and the capital of those they replace."""
    texts = list(after)
    if not texts or not old:
        return texts
    lead, head, _signs = parted(old[0].text)
    trail = parted(old[-1].text)[2]
    begins = first == 0 or tokens[first - 1].text.rstrip().endswith(_ENDS)
    if begins and head[:1].isupper() and texts[0][:1].islower():
        texts[0] = texts[0][:1].upper() + texts[0][1:]
    if lead and not parted(texts[0])[0]:
        texts[0] = lead + texts[0]
    if trail and not parted(texts[-1])[2]:
        texts[-1] += trail
    return texts


def _shared(old: Sequence[Token], texts: Sequence[str]) -> int:
    """How many words are the same from the beginning on."""
    n = 0
    while n < min(len(old), len(texts)) and old[n].text == texts[n]:
        n += 1
    return n


def _one_by_one(
    old: Sequence[Token], texts: Sequence[str], carries: Carries, by: str | None
) -> list[Token]:
    return [
        token
        if token.text == text
        else changed(
            token,
            word=token.word.model_copy(
                update={"text": text, "confidence": None, **carries(recognised([token]))}
            ),
            by=by,
        )
        for token, text in zip(old, texts, strict=True)
    ]


def recognised(old: Sequence[Token]) -> str:
    """What was recognised there, before anything was changed."""
    said = (_recognised(token.word) for token in old)
    return " ".join(text for text in said if text)


def _recognised(word: Word) -> str:
    heard = word.text if word.heard is None else word.heard
    return str((word.model_extra or {}).get("was", heard))


def _spread(
    tokens: Sequence[Token],
    before: list[Token],
    run: tuple[int, int],
    texts: list[str],
    carries: Carries,
    by: str | None,
) -> tuple[list[Token], list[Token]]:
    """New words over the extent of the run (which may be empty), and what comes before them."""
    first, last = run
    if not texts:
        return before, []
    start_ms, end_ms = edges(tokens, first, last)
    near = tokens[first] if first < last else _neighbour(tokens, first)
    if first == last:
        before, start_ms = _with_room(before, start_ms, end_ms, texts, near.utterance)
    was, chars = recognised(tokens[first:last]), [len(text) + 1 for text in texts]
    made: list[Token] = []
    for n, text in enumerate(texts):
        a, b = (start_ms + (end_ms - start_ms) * sum(chars[:k]) // sum(chars) for k in (n, n + 1))
        keys = {"start_ms": a, "end_ms": b, "text": text, **carries("" if n else was)}
        word = Word.model_validate(keys)
        left = made[-1] if made else before[-1] if before else None
        glued = left is not None and left.utterance == near.utterance and is_glued(text, left.text)
        made.append(Token(word, near.utterance, glued, max(a, near.order_ms), by))
    return before, made


def _neighbour(tokens: Sequence[Token], at: int) -> Token:
    """The nearer of the words on both sides of a gap: a new word belongs to its utterance."""
    if at == 0 or at == len(tokens):
        return tokens[min(at, len(tokens) - 1)]
    left, right = tokens[at - 1], tokens[at]
    start_ms, end_ms = edges(tokens, at, at)
    to_left, to_right = start_ms - left.word.end_ms, right.word.start_ms - end_ms
    sentence_over = left.utterance != right.utterance and left.text.rstrip().endswith(_ENDS)
    return right if sentence_over and to_right <= to_left else left


def _with_room(
    before: list[Token], start_ms: int, end_ms: int, texts: list[str], utterance: int
) -> tuple[list[Token], int]:
    """Room for inserted words: in the gap, or at the cost of half the word before them."""
    missing = _MS_PER_CHAR * sum(map(len, texts)) - (end_ms - start_ms)
    if missing <= 0 or not before or before[-1].utterance != utterance:
        return before, start_ms
    last = before[-1].word
    if last.end_ms != start_ms:
        return before, start_ms
    cut_ms = max(last.start_ms + (last.end_ms - last.start_ms + 1) // 2, start_ms - missing)
    shorter = changed(before[-1], word=last.model_copy(update={"end_ms": cut_ms}))
    return [*before[:-1], shorter], cut_ms


def _with_end_sign(before: list[Token], old: Sequence[Token]) -> list[Token]:
    """The word before a deleted one takes over the sign that ended the sentence."""
    sign = parted(old[-1].text)[2]
    last = before[-1] if before else None
    if not last or last.utterance != old[-1].utterance or not sign.rstrip().endswith(_ENDS):
        return before
    if parted(last.text)[2]:
        return before
    word = last.word.model_copy(update={"text": last.text + sign})
    return [*before[:-1], changed(last, word=word)]
