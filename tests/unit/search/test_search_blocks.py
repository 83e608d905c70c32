"""Blocks hold every passage once, and never mix speakers or items."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archiver.search.blocks import blocks
from archiver.search.records import Passage

Drawn = tuple[int, int, str, str | None, tuple[str, ...]]

PASSAGES = st.lists(
    st.tuples(
        st.integers(0, 15_000),
        st.integers(0, 90_000),
        st.sampled_from(["Oui.", "et", "La suite…"]),
        st.sampled_from([None, "A"]),
        st.sampled_from([(), ("1",), ("1", "2")]),
    ),
    max_size=40,
)


def passages(drawn: Sequence[Drawn]) -> list[Passage]:
    made, at = [], 0
    for gap, length, text, speaker, items in drawn:
        start, at = at + gap, at + gap + length
        made.append(
            Passage(
                start_ms=start, end_ms=at, replay_ms=start, text=text, speaker=speaker, items=items
            )
        )
    return made


@given(PASSAGES)
def test_blocks_hold_every_passage_once(drawn: list[Drawn]) -> None:
    said = passages(drawn)
    found = list(blocks(said))
    assert [p for block in found for p in block.own] == said
    for block in found:
        assert len({(p.speaker, p.items) for p in block.own}) == 1
        assert all(p.end_ms - block.own[0].start_ms < 60_000 for p in block.own[:-1])
        at = said.index(block.own[0]) if block.own[0] in said else 0
        assert block.lead == tuple(said[at - len(block.lead) : at]) or not block.lead


@given(PASSAGES)
def test_what_was_said_within_ten_seconds_leads_the_next_block(drawn: list[Drawn]) -> None:
    said = passages(drawn)
    found = list(blocks(said))
    for before, block in pairwise(found):
        near = block.own[0].start_ms - before.own[-1].end_ms < 10_000
        assert (before.own[-1] in block.lead) == near


def test_a_block_ends_with_a_sentence_after_half_a_minute() -> None:
    said = passages([(0, 10_000, "et", None, ())] * 4 + [(0, 5000, "Fin.", None, ())] * 3)
    assert [len(block.own) for block in blocks(said)] == [5, 2]
