"""Names of people among what was heard, however they were cut and spelt.

A name is looked for where one may stand: after a word of address, where a first name was heard,
and at the edge of a sentence. Which of the people is meant, and how surely, comes with it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.agenda.heard import Heard
from archiver.agenda.turns.people import Person, Sounds
from archiver.agenda.words import fold
from archiver.model.language_turns import TurnPhrases

LONGEST = 4
"""A family name may be heard as so many words."""
EVEN = {"addressed": 73.0, "full": 75.0, "first": 84.0, "family": 90.0}
"""How alike a name must sound to be as likely meant as not, by how it is said."""
STEEP = 3.5
SHARED = 4.0
LEAST = 0.2
THANKED = 6.0
"""After a word of thanks a first name is expected."""
FIRST_ALIKE = 68.0
WRONG_ADDRESS = 30.0
"""Taken off where a man is addressed as a woman, or a woman as a man."""
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A name heard, from token `first` up to `last` excluded; `who` maps people to chances."""

    first: int
    last: int
    form: str
    who: tuple[tuple[int, float], ...]

    @property
    def best(self) -> tuple[int, float]:
        """The likeliest person and how likely."""
        return self.who[0]


class MentionFinder:
    """Looks for the names of `people` in what was heard."""

    def __init__(
        self,
        heard: Heard,
        people: Sequence[Person],
        sounds: Sounds,
        phrases: TurnPhrases,
        titles: frozenset[str],
    ) -> None:
        self._heard, self._people, self._sounds = heard, people, sounds
        women, men = (frozenset(map(fold, words)) for words in (phrases.women, phrases.men))
        self._address = women | men | frozenset(map(fold, phrases.anyone))
        self._women, self._men = women, men
        self._titles = titles
        self._thanks = frozenset(fold(text.split()[-1]) for text in phrases.thanks)
        self._edges = {s.first for s in heard.sentences} | {s.last for s in heard.sentences}

    def addressed(self) -> list[int]:
        """The tokens that are words of address before what may be a name."""
        texts = self._heard.texts
        return [
            i
            for i, text in enumerate(texts[:-1])
            if text in self._address
            and (len(text) > 1 or self._heard.tokens[i].raw[:1].isupper())
            and self._may_be_name(i + 1)
        ]

    def find(self) -> list[Mention]:
        """The names, in order and apart; of two that overlap, the likelier."""
        found = sorted(
            (*self._after_address(), *self._full(), *self._alone()),
            key=lambda m: (-m.best[1], m.first),
        )
        kept: list[Mention] = []
        taken: set[int] = set()
        for mention in found:
            places = range(mention.first, mention.last)
            if not taken.intersection(places):
                kept.append(mention)
                taken.update(places)
        return sorted(kept, key=lambda m: m.first)

    def _may_be_name(self, i: int) -> bool:
        """Whether token `i` is no title: "madame la présidente" names nobody."""
        texts = self._heard.texts
        if texts[i] in self._address or self._heard.tokens[i - 1].ends_sentence:
            return False
        if self._heard.tokens[i - 1].raw.endswith(","):
            return False
        if texts[i] in ("le", "la", "l", "les") and i + 1 < len(texts):
            return texts[i + 1] not in self._titles
        return texts[i] not in self._titles or len(texts[i]) <= 2

    def _spans(self, first: int) -> Iterator[tuple[int, str]]:
        """The words from `first` on, one to four joined, within one sentence and breath."""
        joined = ""
        tokens = self._heard.tokens
        for last in range(first + 1, min(first + LONGEST, len(tokens)) + 1):
            joined += tokens[last - 1].text
            yield last, joined
            raw = tokens[last - 1].raw
            if tokens[last - 1].ends_sentence or raw.endswith((",", ";", ":")):
                if last < len(tokens) and tokens[last].start_ms == tokens[last - 1].start_ms:
                    continue
                return

    def _after_address(self) -> Iterator[Mention]:
        for i in self.addressed():
            address = self._heard.texts[i]
            woman = True if address in self._women else False if address in self._men else None
            best = None
            for last, joined in self._spans(i + 1):
                scores = [
                    max(self._family(joined, p), self._whole(joined, p)) for p in self._people
                ]
                mention = self._mention(i, last, "addressed", scores, woman)
                if mention and (best is None or mention.best[1] > best.best[1]):
                    best = mention
            if best:
                yield best

    def _full(self) -> Iterator[Mention]:
        """First and family name without address."""
        likely: dict[str, list[int]] = {}
        for i, text in enumerate(self._heard.texts):
            if text not in likely:
                likely[text] = self._first_like(text)
            whom = likely[text]
            if i and self._heard.texts[i - 1] in self._address:
                continue
            best = None
            for last, joined in self._spans(i + 1) if whom else ():
                scores = [0.0] * len(self._people)
                for k in whom:
                    person = self._people[k]
                    first = self._sounds.alike(text, person.first)
                    scores[k] = 0.4 * first + 0.6 * self._family(joined, person)
                mention = self._mention(i, last, "full", scores, None)
                if mention and (best is None or mention.best[1] > best.best[1]):
                    best = mention
            if best:
                yield best

    def _first_like(self, text: str) -> list[int]:
        if len(text) < SHORTEST:
            return []
        return [
            k
            for k, p in enumerate(self._people)
            if p.first and self._sounds.alike(text, p.first) >= FIRST_ALIKE
        ]

    def _alone(self) -> Iterator[Mention]:
        """A first name or a family name by itself, at the edge of a sentence."""
        tokens = self._heard.tokens
        for i, token in enumerate(tokens):
            if i and tokens[i - 1].text in self._address:
                continue
            if len(token.text) < SHORTEST or token.text in self._titles:
                continue
            if not (self._at_edge(i) and token.raw[:1].isupper()):
                continue
            thanked = THANKED if i and tokens[i - 1].text in self._thanks else 0.0
            first = [
                self._sounds.alike(token.text, p.first) + thanked if p.first else 0.0
                for p in self._people
            ]
            family = [self._family(token.text, p) for p in self._people]
            for form, scores in (("first", first), ("family", family)):
                mention = self._mention(i, i + 1, form, scores, None)
                if mention:
                    yield mention

    def _at_edge(self, i: int) -> bool:
        """Whether a name said here would stand by itself: first, last or second in a sentence."""
        tokens = self._heard.tokens
        if i in self._edges or i + 1 in self._edges:
            return True
        return i - 1 in self._edges or tokens[i].raw.endswith(",")

    def _family(self, joined: str, person: Person) -> float:
        return self._sounds.alike(joined, person.family) if len(joined) >= SHORTEST else 0.0

    def _whole(self, joined: str, person: Person) -> float:
        if not person.first or len(joined) <= len(person.family):
            return 0.0
        return self._sounds.alike(joined, person.first + person.family)

    def _mention(
        self, first: int, last: int, form: str, scores: Sequence[float], woman: bool | None
    ) -> Mention | None:
        fitting = [
            (score if woman is None or p.woman in (None, woman) else score - WRONG_ADDRESS, k)
            for k, (score, p) in enumerate(zip(scores, self._people, strict=True))
        ]
        top = max(fitting, default=(0.0, 0))[0]
        meant = 1.0 / (1.0 + math.exp(-(top - EVEN[form]) / STEEP))
        if meant < LEAST:
            return None
        near = [(k, math.exp((score - top) / SHARED)) for score, k in fitting if score > top - 20]
        total = sum(share for _, share in near)
        who = sorted(((k, meant * s / total) for k, s in near), key=lambda one: (-one[1], one[0]))
        return Mention(first, last, form, tuple((k, c) for k, c in who if c >= 0.02))
