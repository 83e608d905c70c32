import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.livepage.captions import Heard, LiveCaptions
from archiver.model.captions import CaptionNorms
from archiver.model.marks import Interval
from archiver.publish.live.chunks import NONE, VERSION_CHARS, is_chunk, versions
from archiver.publish.live.entries import Entry, parts, reviewed
from archiver.publish.live.shown import shown_timeline
from tests.unit.publish.live.recordings import runs

Said = list[dict[str, Any]]
MINUTES = 4


def entries(*public: tuple[int, int], minutes: int = MINUTES) -> tuple[Entry, ...]:
    intervals = [Interval(*each) for each in public]
    known = runs([4_000] * (minutes * 15))
    return tuple(p.entry(p.from_ms, p.to_ms) for p in parts(known, intervals))


def said(start_ms: int, text: str, word_ms: int = 500, **more: Any) -> dict[str, Any]:
    words = [
        {"start_ms": start_ms + i * word_ms, "end_ms": start_ms + (i + 1) * word_ms, "text": word}
        for i, word in enumerate(text.split())
    ]
    end = words[-1]["end_ms"]
    return {"start_ms": start_ms, "end_ms": end, "text": text, "words": words, **more}


def sentence(number: int) -> str:
    return " ".join(f"w{number}x{i}" for i in range(6)) + "."


def speech(until_ms: int, every_ms: int = 5_000) -> Said:
    return [said(at, sentence(at // every_ms)) for at in range(0, until_ms, every_ms)]


def rows(chunks: dict[int, str]) -> list[tuple[float, float, str]]:
    return [tuple(row) for minute in sorted(chunks) for row in json.loads(chunks[minute])]


def words_of(chunks: dict[int, str]) -> list[str]:
    return " ".join(text for _start, _end, text in rows(chunks)).replace("- ", "").split()


def laid(found: Said, shown: Sequence[Entry]) -> dict[int, str]:
    return LiveCaptions("fr", CaptionNorms()).chunks(found, shown)


def test_captions_lie_where_the_words_are_in_the_playlist() -> None:
    chunks = laid([said(70_000, "le premier mot.")], entries((60_000, 240_000)))
    assert list(chunks) == [0]
    [(start, end, text)] = rows(chunks)
    assert (start, text) == (10.0, "le premier mot.")
    assert end >= 11.5


def test_every_public_word_has_its_place_in_order() -> None:
    found = speech(240_000)
    chunks = laid(found, entries((0, 240_000)))
    shown = [word.casefold() for word in words_of(chunks)]  # sentences begin with a capital
    assert shown == [w["text"] for one in found for w in one["words"]]
    cues = rows(chunks)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(cues))
    assert all(minute == int(json.loads(t)[0][0] // 60) for minute, t in chunks.items())


def test_no_word_is_shown_before_its_picture() -> None:
    found = [said(3_000, " ".join(f"mot{i}" for i in range(12)))]
    assert words_of(laid(found, entries((0, 4_000)))) == ["mot0", "mot1"]
    assert words_of(laid(found, entries((0, 8_000))))[-1] == "mot9"


def test_an_utterance_without_timed_words_is_shown_whole_or_not_at_all() -> None:
    found: Said = [{"start_ms": 3_000, "end_ms": 9_000, "text": "de tout un passage"}]
    assert laid(found, entries((0, 8_000))) == {}
    assert words_of(laid(found, entries((0, 12_000)))) == ["de", "tout", "un", "passage"]


def test_what_is_withdrawn_takes_its_words_with_it() -> None:
    shown = entries((0, 240_000))
    captions = LiveCaptions("fr", CaptionNorms())
    found = speech(240_000)
    before = captions.chunks(found, shown)
    public = [Interval(0, 100_000), Interval(130_000, 240_000)]
    after = captions.chunks(found, reviewed(shown, public))
    assert {n for n in before if before[n] != after.get(n)} == {1, 2}
    left = set(words_of(after))
    for one in found:
        for word in one["words"]:
            if word["end_ms"] > 100_000 and word["start_ms"] < 132_000:
                assert word["text"] not in left
    assert captions.chunks(found, shown) == before


def test_what_is_settled_replaces_its_minute_and_no_other() -> None:
    captions, shown = LiveCaptions("fr", CaptionNorms()), entries((0, 240_000))
    found = speech(240_000)
    before = captions.chunks(found, shown)
    found = [dict(one) for one in found]
    found[20] = said(100_000, "autre chose fut dit.", quick=True)
    after = captions.chunks(found, shown)
    assert {n for n in before if before[n] != after[n]} == {1}
    old, new = versions(before), versions(after)
    assert len(old) == len(new) == MINUTES * VERSION_CHARS
    assert next(i // VERSION_CHARS for i in range(len(old)) if old[i] != new[i]) == 1


def test_versions_say_which_minutes_have_none() -> None:
    made = versions({2: "x"})
    assert made[: 2 * VERSION_CHARS] == NONE * 2
    assert made[2 * VERSION_CHARS :] != NONE
    assert versions({}) == ""
    assert is_chunk("captions_00012.json")
    assert not is_chunk("../captions_00012.json")


@given(
    edges=st.lists(st.integers(0, 600), min_size=2, max_size=6, unique=True).map(sorted),
    starts=st.lists(st.integers(0, 55_000), min_size=1, max_size=8, unique=True).map(sorted),
)
@settings(max_examples=60, deadline=None)
def test_no_word_of_what_is_hidden_is_ever_shown(edges: list[int], starts: list[int]) -> None:
    public = [(a * 100, b * 100) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    shown = entries(*public, minutes=1)
    found = [said(at, sentence(at)) for at in starts]
    left = set(words_of(laid(found, shown)))
    for one in found:
        for word in one["words"]:
            inside = any(a <= word["start_ms"] and word["end_ms"] <= b for a, b in public)
            assert inside or word["text"] not in left


@given(
    lengths=st.lists(st.integers(1_000, 6_000), min_size=1, max_size=30),
    off=st.lists(st.integers(-90, 90), min_size=30, max_size=30),
    hidden=st.sets(st.integers(0, 29)),
)
@settings(max_examples=200, deadline=None)
def test_the_timeline_of_a_playlist_keeps_every_place(
    lengths: list[int], off: list[int], hidden: set[int]
) -> None:
    plain = entries((0, 240_000))[: len(lengths)]
    made, at = [], 0
    for i, (entry, length) in enumerate(zip(plain, lengths, strict=True)):
        start = max(0, at + off[i])
        made.append(
            Entry(entry.name, entry.source, 1, start, start + length, entry.wall, i in hidden)
        )
        at = start + length
    timeline = shown_timeline(made)
    assert timeline.replay_duration_ms == sum(lengths)
    place = 0
    for entry in made:
        middle = timeline.to_replay((entry.start_ms + entry.end_ms) // 2)
        if entry.withdrawn:
            assert middle is None
        else:
            assert middle is not None
            assert abs(middle - place - (entry.length_ms // 2)) <= 50
        place += entry.length_ms


def test_what_cannot_be_read_leaves_what_was_read_before(tmp_path: Path) -> None:
    heard = Heard(_Folder(tmp_path))  # type: ignore[arg-type]
    nothing = heard.refresh()
    assert heard.said == []
    path = tmp_path / "live/transcript.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"language": "fr", "duration_ms": 9, "segments": speech(10_000)}))
    first = heard.refresh()
    assert first != nothing
    assert len(heard.said) == 2
    path.write_text("{ cut off")
    heard.refresh()
    assert len(heard.said) == 2
    path.unlink()
    heard.refresh()
    assert heard.said == []


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def file(self, name: str) -> Path:
        return self._path / name


@pytest.mark.parametrize("row", [{"start_ms": 5}, {"start_ms": 5, "end_ms": 1, "text": "x"}])
def test_an_utterance_that_is_none_is_passed_over(row: dict[str, Any]) -> None:
    assert laid([row, said(1_000, "un mot.")], entries((0, 8_000))) != {}
