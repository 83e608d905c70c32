"""What was voted, where it is a part of an item: an amendment, a motion, by its number if said."""

from dataclasses import dataclass

from archiver.agenda.cues import Hit
from archiver.agenda.decisions.language import Ground, apart
from archiver.agenda.decisions.results import Result, between
from archiver.agenda.words import fold, folded_words

BEFORE_CALL = 16
"""Words before the call of a vote that may say what is voted."""
NUMBER_REACH = 3


@dataclass(frozen=True, slots=True)
class _Mention:
    name: str
    """Empty for the item itself."""
    hit: Hit


class PartFinder:
    """Finds what a result is about."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        decisions = ground.pack.decisions
        hits = [
            hit
            for part in decisions.parts
            for hit in ground.hits(part.name, part.heard, part.sounds)
        ]
        whole = ground.hits("", decisions.whole)
        self._mentions = [_Mention(h.kind, h) for h in apart([*hits, *whole])]
        self._hits = [m.hit for m in self._mentions]
        self._about = {fold(w) for w in decisions.about}
        self._aside = {fold(w) for w in decisions.aside}
        self._number_words = {fold(w) for w in decisions.number_words}
        self._ordinals = {fold(w): n for w, n in ground.pack.numbers.ordinals.items()}

    def of(self, result: Result, earliest: int) -> str | None:
        """The part that a result is about, as "amendement 2"; None for the item itself."""
        first = max(earliest, min(result.since, result.first) - BEFORE_CALL)
        named: Hit | None = None
        numbers: dict[str, int] = {}
        for hit in between(self._hits, first, result.last):
            if self._is_aside(hit) or (not hit.kind and self._belongs(hit, named)):
                continue
            named = hit
            number = self._number(hit) if hit.kind else None
            if number is not None:
                numbers[hit.kind] = number
        if named is None or not named.kind:
            return None
        return " ".join([named.kind, *(str(n) for n in [numbers.get(named.kind)] if n)])

    def is_the_item(self, on: str, titles: tuple[str, ...]) -> bool:
        """Whether an item is itself what `on` names: a motion printed on the agenda."""
        name = folded_words(on)[:1]
        words = [folded_words(title) for title in titles]
        return bool(titles) and all(
            any(w.rstrip("sx") == name[0].rstrip("sx") for w in title) for title in words
        )

    def _belongs(self, whole: Hit, part: Hit | None) -> bool:
        """Whether the item is named only as what a part belongs to: "l'amendement du rapport"."""
        if part is None or not part.kind or whole.first - part.last > 4:
            return False
        before = self.ground.heard.texts[max(part.last, whole.first - 2) : whole.first]
        return bool(self._about & {*before, self.ground.heard.texts[whole.first]})

    def _is_aside(self, hit: Hit) -> bool:
        before = self.ground.heard.texts[max(0, hit.first - 2) : hit.first]
        return bool(hit.kind) and bool(self._aside & set(before))

    def _number(self, hit: Hit) -> int | None:
        tokens = self.ground.heard.tokens
        before = tokens[hit.first - 1].text if hit.first else ""
        if before in self._ordinals:
            return self._ordinals[before]
        i = hit.last
        while i < min(len(tokens), hit.last + NUMBER_REACH):
            number = self.ground.reader.at(tokens, i)
            told = i > hit.last or not self.ground.stops_after(hit.last - 1)
            if number is not None:
                return number.value if told and self._is_its(number.last) else None
            if tokens[i].text not in self._number_words:
                return None
            i += 1
        return None

    def _is_its(self, after: int) -> bool:
        """Whether a number is not a count: no unit or label follows it."""
        counts = self.ground.pack.decisions.counts
        others = {fold(w) for w in (*counts.units, *counts.everyday)}
        texts = self.ground.heard.texts
        return self.ground.stops_after(after - 1) or texts[after] not in others
