"""A correction of words as it is kept: what stood there, what is to stand there, and around."""

from collections.abc import Sequence

from archiver.corrections.finding import CONTEXT_WORDS
from archiver.corrections.signing import Signature, made
from archiver.model.corrections import WordCorrection, plain_line
from archiver.model.tokens import Token, edges

LONGEST_WORD = 80
"""Characters; of longer ones only so many are kept."""


def of_words(
    tokens: Sequence[Token],
    run: tuple[int, int],
    after: Sequence[str],
    said_before: Sequence[str],
    by: Signature,
) -> WordCorrection:
    """That `after` was said in the place of a run of `tokens`; `said_before` stands before it."""
    first, last = run
    start_ms, end_ms = edges(tokens, first, last)
    return made(
        WordCorrection,
        {
            **by.over(start_ms, max(start_ms, end_ms)),
            "before": _texts([token.text for token in tokens[first:last]]),
            "after": tuple(after),
            "context_before": _texts(said_before[-CONTEXT_WORDS:]),
            "context_after": _texts([t.text for t in tokens[last : last + CONTEXT_WORDS]]),
        },
    )


def _texts(texts: Sequence[str]) -> tuple[str, ...]:
    plain = (str(plain_line(text))[:LONGEST_WORD].strip() for text in texts)
    return tuple(text for text in plain if text)
