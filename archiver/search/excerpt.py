"""The words around a match, as fragments of the original text.

FTS5 says where the matches are, by two characters that `clean` keeps out of every text; a third
stands between utterances.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.search.records import Fragment

MATCH_OPENS, MATCH_CLOSES = "\x02", "\x03"
BETWEEN = "\n"
"""What keeps utterances apart in a stored text, so that no number runs from one to the next."""
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")

_BEFORE, _WIDTH = 80, 240
_WORD_SEARCH = 30
_MOST_SPANS = 200

Span = tuple[int, int]


def clean(text: str) -> str:
    """`text` as it can be stored: control characters are spaces, stray surrogates are gone."""
    return text.encode("utf-8", "replace").decode().translate(_CONTROLS)


@dataclass(frozen=True)
class Marked:
    """A text and the spans of it that match, in order, apart from each other."""

    text: str
    spans: tuple[Span, ...] = ()

    @classmethod
    def parse(cls, highlighted: str) -> "Marked":
        """Read what FTS5's highlight() wrote; utterances are then a space apart."""
        highlighted = highlighted.replace(BETWEEN, " ")
        text, spans, at = [], [], 0
        for i, part in enumerate(highlighted.split(MATCH_OPENS)):
            match, closes, rest = part.partition(MATCH_CLOSES) if i else ("", "", part)
            if closes:
                spans.append((at, at + len(match)))
            text.append(match + rest)
            at += len(match) + len(rest)
        return cls("".join(text), tuple(spans))

    def after(self, lead: "Marked") -> "Marked":
        """`lead`, a space and this, as one text."""
        if not lead.text:
            return self
        shift = len(lead.text) + 1
        moved = ((a + shift, b + shift) for a, b in self.spans)
        return Marked(f"{lead.text} {self.text}", (*lead.spans, *moved))

    def fragments(self, start: int = 0, end: int | None = None) -> tuple[Fragment, ...]:
        """The text from `start` to `end`; with "…" where it was cut. Joined, they are that text."""
        end = len(self.text) if end is None else end
        return tuple(Fragment(text=text, is_match=hit) for text, hit in self._cut(start, end))

    def _cut(self, start: int, end: int) -> Iterator[tuple[str, bool]]:
        at = start
        if start > 0:
            yield "… ", False
        for a, b in self.spans:
            a, b = max(a, at), min(b, end)
            if a < b:
                if at < a:
                    yield self.text[at:a], False
                yield self.text[a:b], True
                at = b
        if at < end:
            yield self.text[at:end], False
        if end < len(self.text):
            yield " …", False


def excerpt(own: Marked, lead: Marked) -> tuple[tuple[Fragment, ...], int]:
    """Where most of the words were said in a block, and where in `own` its first match starts.

    `lead` is what was said before the block: shown where it holds words that `own` lacks.
    """
    whole = own.after(lead)
    own_start = len(whole.text) - len(own.text)
    start = _best_start(whole, own_start)
    first_own = next((a for a, _b in whole.spans if a >= max(start, own_start)), own_start)
    begin = max(_word_start(whole.text, start - _BEFORE), own_start if start >= own_start else 0)
    end = _word_end(whole.text, max(start, begin) + _WIDTH)
    return whole.fragments(begin, end), first_own - own_start


def _best_start(whole: Marked, own_start: int) -> int:
    """The first match of the window with the most different words; those in `own` first."""
    spans = whole.spans[:_MOST_SPANS] if whole.spans else ((own_start, own_start),)
    best, best_key = own_start, (-1, False)
    for i, (start, _end) in enumerate(spans):
        inside = _window(spans[i:], start)
        if inside[-1][0] < own_start:
            continue
        words = {whole.text[a:b].casefold() for a, b in inside}
        key = (len(words), start >= own_start)
        if key > best_key:
            best, best_key = start, key
    return best


def _window(spans: Sequence[Span], start: int) -> list[Span]:
    return [(a, b) for a, b in spans if b <= start + _WIDTH] or [spans[0]]


def _word_start(text: str, at: int) -> int:
    if at <= 0:
        return 0
    space = text.find(" ", at, at + _WORD_SEARCH)
    return at if space < 0 else space + 1


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - _WORD_SEARCH, at)
    return at if space < 0 else space
