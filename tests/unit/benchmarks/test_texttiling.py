"""The baselines: TextTiling, title spotting, equal parts."""

import itertools
import random

import numpy as np
import pytest

from archiver.model.agenda import Agenda, Item
from archiver.model.chapters import Chapters
from archiver.model.transcript import Transcript, Utterance
from benchmarks.baselines import equal_parts, title_spotting
from benchmarks.meetings import Splitter
from benchmarks.texttiling import boundaries, depths, texttiling, texttiling_titles
from tests.unit.benchmarks.made_up import meeting

TOPICS = ("clocher ardoise", "piscine nageur", "canal haie")
WORDS_A_TOPIC = 400


def spoken() -> Transcript:
    """Three topics of 400 words of their own, a word a second, ten to a sentence."""
    chance = random.Random(1)
    words = []
    for topic in TOPICS:
        stems = [f"{word}{chance.choice('abcdefgh')}" for word in topic.split() for _ in range(9)]
        words += [chance.choice(stems) for _ in range(WORDS_A_TOPIC)]
    utterances = [
        Utterance(
            start_ms=1000 * i, end_ms=1000 * i + 9_900, text=" ".join(words[i : i + 10]) + "."
        )
        for i in range(0, len(words), 10)
    ]
    return Transcript(language="fr", duration_ms=1_200_000, utterances=tuple(utterances))


def agenda(count: int = 3) -> Agenda:
    titles = [TOPICS[i % 3] for i in range(count)]
    return Agenda(items=tuple(Item(id=str(i), title=title) for i, title in enumerate(titles)))


def test_tiles_end_where_the_words_change() -> None:
    found = texttiling(agenda(), spoken())
    assert [span.items for span in found.spans] == [("0",), ("1",), ("2",)]
    starts = [span.start_ms for span in found.spans]
    assert starts == pytest.approx([0, 400_000, 800_000], abs=40_000)


def test_there_are_as_many_tiles_as_items_at_the_most() -> None:
    assert len(texttiling(agenda(1), spoken()).spans) == 1
    assert len(texttiling(agenda(30), spoken()).spans) <= 30


def test_depth_is_greatest_where_no_word_is_shared() -> None:
    words = [*(["un", "deux", "trois", "quatre"] * 60), *(["cinq", "six", "sept", "huit"] * 60)]
    depth = depths(words, frozenset())
    assert len(depth) == 23
    assert int(depth.argmax()) == 11
    assert depths(words, frozenset(words)).max() == 0


def test_depth_as_it_is_worked_out_by_hand() -> None:
    """Six sequences: the first three of one word, the last three of two others by turns."""
    words = [*["a"] * 60, *(["b", "c"] * 30)]
    likeness = np.array([1, 20 / 600**0.5, 0, 20 / (600**0.5 * 800**0.5 / 20), 1])
    padded = np.array([2 * likeness[0] - likeness[2], *likeness, likeness[-1]])
    smooth = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    depth = depths(words, frozenset())
    assert depth == pytest.approx([0, 0, smooth[0] + smooth[4] - 2 * smooth[2], 0, 0])


def test_boundaries_keep_their_distance() -> None:
    depth = np.array([0.1, 0.9, 0.8, 0.2, 0.3, 0.7, 0.0])
    assert boundaries(depth, 0.0) == [1, 5]
    assert boundaries(depth, 0.75) == [1]


def test_each_item_is_at_the_tile_that_tells_its_title() -> None:
    """Tiles where the words change within a topic do not matter."""
    found = texttiling_titles(agenda(), spoken())
    assert [span.items for span in found.spans if span.items] == [("0",), ("1",), ("2",)]
    starts = [span.start_ms // 400_000 for span in found.spans if span.items]
    assert starts == [0, 1, 2]


@pytest.mark.parametrize("splitter", [equal_parts, texttiling, title_spotting])
def test_the_items_come_in_printed_order(splitter: Splitter) -> None:
    one = meeting()
    found = splitter(one.agenda, one.transcript)
    named = [item for span in found.spans for item in span.items]
    assert named == sorted(named)
    assert named[0] == "1"


@pytest.mark.parametrize("splitter", [texttiling, texttiling_titles, title_spotting])
def test_nothing_was_said(splitter: Splitter) -> None:
    silent = Transcript(language="fr", duration_ms=9_000)
    assert [s.kind for s in splitter(agenda(), silent).spans] == ["none"]


def test_title_spotting_is_the_best_of_all_choices_in_order() -> None:
    from archiver.agenda.heard import hear
    from archiver.agenda.titles import TitleEvidence
    from archiver.agenda.words import Lexicon
    from benchmarks.meetings import pack

    one = meeting()
    kept = one.agenda.model_copy(update={"items": one.agenda.items[:3]})
    heard = hear(one.transcript)
    points = [sentence.first for sentence in heard.sentences]
    told = TitleEvidence(heard, kept.items, Lexicon(pack("fr"))).told(points, 12)
    best = max(
        sum(told[p, i] for i, p in enumerate(chosen))
        for chosen in itertools.combinations(range(len(points)), 3)
    )
    found: Chapters = title_spotting(kept, one.transcript)
    at = [s.start_ms for s in found.spans if s.items]
    rows = [next(k for k, s in enumerate(heard.sentences) if s.start_ms == ms) for ms in at]
    assert sum(told[p, i] for i, p in enumerate(rows)) == pytest.approx(best)
