"""The points at which something may begin, and what speaks for each item beginning there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.beside import by_the_chair, near_cards
from archiver.agenda.cues import Hit, Phrasebook, phrase_in
from archiver.agenda.heard import Heard
from archiver.agenda.names import Names
from archiver.agenda.novelty import novelty
from archiver.agenda.numbers import NumberHeard, NumberReader
from archiver.agenda.sources import NOTHING, Sources
from archiver.agenda.titles import TitleEvidence
from archiver.agenda.weights import Weights
from archiver.agenda.words import Lexicon, fold
from archiver.model.agenda import Item
from archiver.model.language import LanguagePack

Scores = NDArray[np.float64]

CUE_REACH = 9
FLOOR_REACH = 28
NUMBER_REACH = 26
NAME_REACH = 30
RESULT_REACH = 22
RESULT_MS = 20_000
FULL_PAUSE_MS = 3_000
PROCEDURE_REACH = 10
REFERENCE_REACH = 16
CHAIR_PAUSE_MS = 1_000
"""Without an announcing phrase, a name counts only after such a pause."""
STRANGER_REACH = 14
ANONYMOUS = 0.3
"""Less than this of a title, number or name, and a start has nothing of its own."""


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence's first word, or a later one at which an announcing phrase starts."""

    token: int
    sentence: int
    pause_ms: int


@dataclass(frozen=True)
class Evidences:
    """What was found, per point (rows) and item (columns); each from 0 to 1 but `matter`."""

    points: tuple[Point, ...]
    title: Scores
    number: Scores
    procedure: Scores
    rapporteur: Scores
    matter: Scores
    cue: Scores
    result: Scores
    pause: Scores
    reference: Scores
    mass: Scores
    """How much was told of each item's title before each point, and before the end."""
    card: Scores
    """A title card of the item came on soon after."""
    chair: Scores
    """1 where the one who presides takes the floor or has it, -1 where somebody else speaks."""
    stranger: Scores
    """A number is said as an item's that no printed item has."""
    novelty: Scores
    """What is announced there is then spoken of, and was not before (-1 to 1)."""
    ease: Scores
    """How little a start out of the printed order surprises: it is said so, or numbered."""
    titles: TitleEvidence
    numbers: tuple[NumberHeard, ...]
    hits: dict[str, list[Hit]]

    def worth(self, weights: Weights) -> Scores:
        """What each start of each item is worth, the threshold taken off."""
        cue = self.cue[:, None]
        named = np.maximum(self.title, self.procedure)
        of_its_own = np.maximum(np.maximum(named, self.rapporteur), self.number)
        anonymous = np.clip(1.0 - of_its_own / ANONYMOUS, 0.0, 1.0)
        rival = np.clip(self.number.max(axis=1, initial=0.0)[:, None] - self.number, 0.0, 1.0)
        specific = (
            weights.title * self.title
            + weights.announced_title * self.title * np.minimum(1.0, cue)
            + weights.number * self.number
            + weights.procedure * np.maximum(0.0, self.procedure - 0.5 * self.title)
            + weights.rapporteur * self.rapporteur * (0.3 + 0.7 * np.minimum(1.0, cue))
            + weights.matter * self.matter * np.where(named > 0.9, 0.5, 1.0)
            + weights.card * self.card
            - weights.anonymous * anonymous
            - weights.other_number * np.maximum(rival, self.stranger[:, None])
        )
        return np.asarray(specific + self._general(weights)[:, None] - weights.threshold)

    def unlisted(self, weights: Weights) -> Scores:
        """What the start of a matter that is not on the agenda is worth, per point."""
        known = np.maximum(self.title, self.number).max(axis=1, initial=0.0)
        specific = (
            weights.stranger * self.stranger
            + weights.novelty * self.novelty
            + weights.chair_unlisted * np.minimum(0.0, self.chair)
            - weights.listed * known
        )
        return np.asarray(specific + self._general(weights) - weights.unlisted)

    def _general(self, weights: Weights) -> Scores:
        """What speaks for anything at all beginning, per point."""
        return np.asarray(
            weights.cue * self.cue
            + weights.result * self.result
            + weights.pause * self.pause
            + weights.chair * self.chair
            - weights.reference * self.reference
        )


def find_points(
    heard: Heard, hits: Iterable[Hit], fixed_ms: Iterable[int] = ()
) -> tuple[Point, ...]:
    """Sentences' first words, announcing phrases inside sentences, and words at fixed times."""
    starts = {sentence.first: i for i, sentence in enumerate(heard.sentences)}
    sentence_of = np.zeros(len(heard.tokens) + 1, dtype=np.int64)
    for i, sentence in enumerate(heard.sentences):
        sentence_of[sentence.first : sentence.last] = i
    fixed = {at for ms in fixed_ms if (at := heard.token_at(ms)) is not None}
    tokens = sorted(set(starts) | {hit.first for hit in hits} | fixed)
    return tuple(
        Point(
            token,
            int(sentence_of[token]),
            heard.sentences[starts[token]].pause_ms if token in starts else 0,
        )
        for token in tokens
    )


def gather(
    heard: Heard,
    items: Sequence[Item],
    pack: LanguagePack,
    lexicon: Lexicon,
    book: Phrasebook,
    hits: dict[str, list[Hit]],
    weights: Weights,
    sources: Sources = NOTHING,
) -> Evidences:
    """All evidence for every item at every point."""
    procedures = _procedure_hits(items, pack, book)
    inside = [hit for found, _ in procedures for hit in found]
    fixed = [a.start_ms for a in sources.anchors]
    points = find_points(heard, [*hits["announcement"], *hits["reordering"], *inside], fixed)
    tokens = [point.token for point in points]
    titles = TitleEvidence(heard, items, lexicon)
    numbers = tuple(NumberReader(pack.numbers).find(heard, items))
    number = _numbers(tokens, numbers, len(items))
    reordered = _within(tokens, hits["reordering"], NUMBER_REACH)
    cue = _cue(tokens, hits)
    starts = np.array([heard.tokens[token].start_ms for token in tokens])
    names = Names(items, lexicon, frozenset(fold(w) for w in pack.honorifics))
    return Evidences(
        points=points,
        title=titles.told(tokens, weights.title_reach),
        number=number,
        procedure=_procedures(tokens, procedures, len(items)),
        rapporteur=_rapporteurs(heard, points, cue, names, len(items)),
        matter=titles.density(tokens, weights.matter_reach),
        cue=cue,
        result=_result(heard, tokens, [*hits["result"], *hits["resumption"]]),
        pause=np.minimum(1.0, np.array([p.pause_ms for p in points]) / FULL_PAUSE_MS),
        reference=_references(tokens, hits),
        mass=titles.mass(tokens),
        card=near_cards(starts, sources, len(items)),
        chair=by_the_chair(starts, sources.speakers),
        stranger=_strangers(tokens, numbers),
        novelty=_novelty(heard, tokens, cue, lexicon),
        ease=np.minimum(1.0, np.maximum(number, reordered[:, None])),
        titles=titles,
        numbers=numbers,
        hits=hits,
    )


def _within(tokens: Sequence[int], hits: Sequence[Hit], reach: int) -> Scores:
    """1 where a hit starts at a token, less the further after it, 0 from `reach` words on."""
    at = np.asarray(tokens)
    best = np.zeros(len(tokens))
    for hit in hits:
        low = int(np.searchsorted(at, hit.first - reach, side="right"))
        high = int(np.searchsorted(at, hit.first, side="right"))
        near = 1.0 - 0.5 * (hit.first - at[low:high]) / reach
        best[low:high] = np.maximum(best[low:high], near)
    return best


def _references(tokens: Sequence[int], hits: dict[str, list[Hit]]) -> Scores:
    """1 where a speaker points at another item, and nothing is announced."""
    announced = np.minimum(1.0, _within(tokens, hits["announcement"], CUE_REACH))
    return np.asarray(_within(tokens, hits["reference"], REFERENCE_REACH) * (1 - announced))


def _rapporteurs(
    heard: Heard, points: Sequence[Point], cue: Scores, names: Names, items: int
) -> Scores:
    """How surely each item's rapporteur is named soon after an announcement or a silence."""
    near_cue = [i for i, p in enumerate(points) if cue[i] > 0 or p.pause_ms >= CHAIR_PAUSE_MS]
    found = np.zeros((len(points), items))
    found[near_cue] = names.near(heard, [points[i].token for i in near_cue], NAME_REACH)
    return found


def _cue(tokens: Sequence[int], hits: dict[str, list[Hit]]) -> Scores:
    strong = np.maximum(
        _within(tokens, hits["announcement"], CUE_REACH),
        _within(tokens, hits["reordering"], CUE_REACH),
    )
    weak = np.maximum(
        _within(tokens, hits["transition"], CUE_REACH),
        _within(tokens, hits["questions"], FLOOR_REACH),
    )
    floor = _within(tokens, hits["floor"], FLOOR_REACH)
    return np.maximum(strong, 0.5 * weak) + 0.25 * floor


def _result(heard: Heard, tokens: Sequence[int], hits: Sequence[Hit]) -> Scores:
    """1 where a vote's result was told within the words and seconds before."""
    found = np.zeros(len(tokens))
    for hit in hits:
        for i in range(int(np.searchsorted(tokens, hit.last)), len(tokens)):
            late = heard.tokens[tokens[i]].start_ms - heard.tokens[hit.last - 1].end_ms
            if tokens[i] - hit.last > RESULT_REACH or late > RESULT_MS:
                break
            found[i] = 1.0
    return found


def _numbers(tokens: Sequence[int], numbers: Iterable[NumberHeard], items: int) -> Scores:
    at = np.asarray(tokens)
    best = np.zeros((len(tokens), items))
    for number in numbers:
        if number.item is None:
            continue
        low = int(np.searchsorted(at, number.first - NUMBER_REACH, side="right"))
        high = int(np.searchsorted(at, number.first, side="right"))
        near = number.sureness * np.exp((at[low:high] - number.first) / NUMBER_REACH)
        column = best[low:high, number.item]
        best[low:high, number.item] = np.maximum(column, near)
    return best


def _strangers(tokens: Sequence[int], numbers: Iterable[NumberHeard]) -> Scores:
    strangers = [Hit("stranger", n.first, n.last) for n in numbers if n.item is None]
    return np.minimum(1.0, 1.3 * _within(tokens, strangers, STRANGER_REACH))


def _novelty(heard: Heard, tokens: Sequence[int], cue: Scores, lexicon: Lexicon) -> Scores:
    """Only where something is announced: elsewhere there is nothing to come back."""
    found = np.zeros(len(tokens))
    announced = [i for i, worth in enumerate(cue) if worth > 0]
    found[announced] = novelty(heard, [tokens[i] for i in announced], lexicon)
    return found


def _procedure_hits(
    items: Sequence[Item], pack: LanguagePack, book: Phrasebook
) -> list[tuple[list[Hit], list[int]]]:
    """For each matter of procedure on the agenda, where it was heard and which items it is."""
    found = []
    for procedure in pack.procedures:
        mine = [i for i, item in enumerate(items) if phrase_in(item.title, procedure.title)]
        if mine:
            found.append((book.hits(procedure.name, procedure.heard), mine))
    return found


def _procedures(
    tokens: Sequence[int], procedures: Iterable[tuple[list[Hit], list[int]]], items: int
) -> Scores:
    found = np.zeros((len(tokens), items))
    for hits, mine in procedures:
        near = _within(tokens, hits, PROCEDURE_REACH) / len(mine) ** 0.5
        for i in mine:
            found[:, i] = np.maximum(found[:, i], near)
    return found
