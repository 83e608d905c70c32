"""Words as they are written: apart from their punctuation, and what stands around them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archiver.model.spelling import folded_words

_PARTS = re.compile(
    r"(?s)((?:[«\"“(\[][\u00a0\u202f]*)*)(.*?)((?:[\u00a0\u202f]*[.,;:!?…»\"”)\]])*)"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A word as it is written, apart from its punctuation."""

    lead: str
    core: str
    tail: str
    folded: tuple[str, ...]
    opens: bool
    """Whether a sentence begins with it."""

    @classmethod
    @lru_cache(maxsize=1 << 16)
    def of(cls, text: str, opens: bool) -> "Written":
        """The parts of a word; one that is nothing but punctuation has an empty core."""
        found = _PARTS.fullmatch(text)
        lead, core, tail = found.groups() if found else ("", text, "")
        return cls(lead, core, tail, folded_words(core), opens)


def parted(words: Sequence[Written], i: int) -> bool:
    """Whether punctuation stands before word `i`, or nothing does."""
    if not 0 < i < len(words):
        return True
    return bool(words[i - 1].tail or words[i].lead or words[i].opens)


class Near:
    """Words and what stands around them; empty at a sentence's or a list's edge."""

    def __init__(self, words: Sequence[Written]) -> None:
        self.words = words

    def parted(self, i: int) -> bool:
        """Whether punctuation stands before word `i`, or nothing does."""
        return parted(self.words, i)

    def folded(self, i: int) -> tuple[str, ...]:
        """The folded parts of word `i`."""
        return self.words[i].folded if 0 <= i < len(self.words) else ()

    def before(self, i: int) -> str:
        """The folded word before word `i`, the last part of an elided or hyphenated one."""
        return "" if self.parted(i) else (self.folded(i - 1) or ("",))[-1]

    def after(self, i: int) -> str:
        """The folded word at `i`, if it goes on with the one before."""
        return "" if self.parted(i) else (self.folded(i) or ("",))[0] or self.words[i].core

    def second(self, i: int) -> str:
        """The word after an "et" at word `i`: "deux et demi"."""
        return self.after(i + 1) if self.after(i) == "et" else ""

    def name_before(self, i: int, common: Collection[str]) -> bool:
        """Whether a name may stand before word `i`: "Louis quatorze", and none of `common`."""
        return self.name_at(i - 1) and not self.parted(i) and self.before(i) not in common

    def name_at(self, i: int) -> bool:
        """Whether a name may stand at word `i`."""
        return i < len(self.words) and self.words[i].core[:1].isupper()

    def letters_before(self, i: int) -> bool:
        """Whether capital letters alone stand before word `i`: RD, L."""
        core = "" if self.parted(i) else self.words[i - 1].core
        return core.isalpha() and core.isupper() and len(core) <= 3 and core not in {"À", "A"}

    def marked(self, first: int, last: int) -> bool:
        """Whether a number in digits was written with marks or spaces between its groups."""
        return last > first + 1 or not self.words[first].core.isdecimal()
