"""How two texts are made comparable before their words are counted.

Lower case; accents, punctuation and apostrophes away; œ as oe; numbers in words, in French;
"9h35" as hours, "3,5" with "virgule", "%" and "€" in words, "1er" as "premier".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from num2words import num2words

from archiver.model.transcript import Utterance

_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0\u202f,.](?=\d{3}(?!\d))")
_PLAIN = (
    (re.compile(r"(\d+)\s*h\s*(\d+)"), r"\1 heures \2"),
    (re.compile(r"(\d+)[,.](\d+)"), r"\1 virgule \2"),
    (re.compile(r"\b1er\b"), "premier"),
    (re.compile("%"), " pour cent "),
    (re.compile("€"), " euros "),
)
_NUMBER_GOES_ON = re.compile(r"(?:\d|\dh|^h)\Z", re.IGNORECASE)
_GOES_ON = re.compile(r"[.,]?\d|h\b", re.IGNORECASE)
_SPLIT_NUMBER = re.compile(r"(?<=\d)\s(?=[.,]\d)")


@dataclass(frozen=True)
class Token:
    """A word as it is compared, from when to when, and which printed word it came from."""

    text: str
    start_ms: int
    end_ms: int
    printed: int


def normalised(text: str) -> str:
    """The words of `text`, folded, with a space between any two."""
    text = _THOUSANDS.sub("", text.lower().replace("œ", "oe"))
    for pattern, plain in _PLAIN:
        text = pattern.sub(plain, text)
    text = re.sub(r"\d+", lambda number: f" {num2words(int(number[0]), lang='fr')} ", text)
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", folded))


def tokens(utterances: Iterable[Utterance]) -> list[Token]:
    """All words as they are compared; a number's words share its time."""
    made: list[Token] = []
    groups = (u.timed_words()[a:b] for u in utterances for a, b in _groups(u))
    for printed, words in enumerate(groups):
        start, end = words[0].start_ms, words[-1].end_ms
        text = _SPLIT_NUMBER.sub("", " ".join(word.text for word in words))
        texts = normalised(text).split()
        for i, text in enumerate(texts):
            edges = [start + (end - start) * k // len(texts) for k in (i, i + 1)]
            made.append(Token(text, edges[0], edges[1], printed))
    return made


def _groups(utterance: Utterance) -> Iterator[tuple[int, int]]:
    """Words that are one number ("345 000", "9 h 35") are compared as one."""
    words, begin = utterance.timed_words(), 0
    for i in range(1, len(words) + 1):
        joined = (
            i < len(words)
            and _NUMBER_GOES_ON.search(words[i - 1].text)
            and _GOES_ON.match(words[i].text)
        )
        if not joined:
            yield begin, i
            begin = i
