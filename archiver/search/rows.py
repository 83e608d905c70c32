"""A row of the index: what of a block is written in it, and a hit made of what is read from it."""

import json
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from archiver.search.blocks import Block
from archiver.search.excerpt import BETWEEN, Marked, clean, excerpt
from archiver.search.records import Hit, Passage

_HEX_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def hit_of(
    own: str,
    lead: str,
    title: str,
    speaker: str,
    places: str,
    item_ids: str,
    session_id: str,
    session_title: str,
    day: str,
    body: str,
) -> Hit:
    """The columns of a row and of its session, as what is shown."""
    said = Marked.parse(own)
    fragments, at = excerpt(said, Marked.parse(lead))
    item_title, items = json.loads(item_ids)
    start_ms, replay_ms = _place(json.loads(places), at)
    return Hit(
        session_id=session_id,
        session_title=session_title,
        session_date=date.fromisoformat(day),
        body=body,
        items=items,
        item_title=Marked.parse(title or item_title).fragments(),
        speaker=speaker or None,
        start_ms=start_ms,
        replay_ms=replay_ms,
        excerpt=fragments,
        text=said.text,
        permalink=f"{quote(session_id, safe='')}/index.html#u-{start_ms}",
    )


def item_token(id: str) -> str:
    """An item's id as one token, whatever characters it holds: hexadecimal, in letters only."""
    return id.encode("utf-8", "surrogatepass").hex().translate(_HEX_LETTERS)


def row_of(block: Block, language: str) -> dict[str, str]:
    """A row of the index, but for its number."""
    first = block.own[0]
    texts, places, at = [], [], 0
    for passage in block.own:
        places.append((at, passage.start_ms, passage.replay_ms))
        texts.append(clean(passage.text))
        at += len(texts[-1]) + 1
    title = clean(first.item_title)
    return {
        "language": language,
        "own": BETWEEN.join(texts),
        "lead": _text(block.lead),
        # Indexed once, where the item starts; elsewhere only shown.
        "title": title if block.opens_item else "",
        "speaker": clean(first.speaker or ""),
        "items": " ".join(map(item_token, first.items)),
        "votes": " ".join(first.votes),
        "places": json.dumps(places, separators=(",", ":")),
        "item_ids": json.dumps((title, [clean(i) for i in first.items]), ensure_ascii=False),
    }


def _text(passages: Sequence[Passage]) -> str:
    return BETWEEN.join(clean(passage.text) for passage in passages)


def _place(places: list[tuple[int, int, int]], at: int) -> tuple[int, int]:
    """The session and replay time of the utterance that holds the character `at` of a block."""
    i = bisect_right(places, at, key=lambda place: place[0]) - 1
    _offset, start_ms, replay_ms = places[max(0, i)]
    return start_ms, replay_ms
