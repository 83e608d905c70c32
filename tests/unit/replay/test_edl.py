"""The chapters as an edit decision list, read back."""

import opentimelineio as otio
import pytest

from archiver.model.chapters import Chapter
from archiver.replay.edl import replay_edl


def chapter(title: str, start_ms: int, end_ms: int) -> Chapter:
    return Chapter(
        anchor="a",
        title=title,
        kind="item",
        items=("1",),
        start_ms=start_ms,
        end_ms=end_ms,
        session_start_ms=start_ms,
    )


CHAPTERS = (
    chapter("101 – Décision\nmodificative\u2028n° 2", 0, 61_040),
    chapter("rien", 61_040, 61_041),
    chapter("Questions orales", 61_041, 3_700_000),
)


@pytest.mark.parametrize("rate", [24, 25, 30000 / 1001, 50, 60000 / 1001])
def test_each_chapter_is_an_event_cut_where_it_starts(rate: float) -> None:
    made = replay_edl(CHAPTERS, "replay.mp4", "Séance\n* EVIL", rate)
    read = otio.adapters.read_from_string(made, "cmx_3600", rate=rate)
    found = [
        (c.name, c.source_range.start_time.to_seconds(), c.source_range.duration.to_seconds())
        for c in read.find_clips()
    ]
    assert [name for name, _start, _length in found] == [
        "101 – Décision modificative n° 2",
        "Questions orales",
    ]
    for (_name, start, length), chapter in zip(found, (CHAPTERS[0], CHAPTERS[2]), strict=True):
        assert abs(start - chapter.start_ms / 1000) <= 1 / rate
        assert abs(start + length - chapter.end_ms / 1000) <= 1 / rate
    assert made.splitlines()[0] == "TITLE: Séance * EVIL"


def test_a_rate_that_no_timecode_counts_is_told_in_the_nearest_one() -> None:
    read = otio.adapters.read_from_string(
        replay_edl(CHAPTERS, "replay.mp4", "Séance", 12.5), "cmx_3600", rate=24000 / 1001
    )
    last = list(read.find_clips())[-1]
    assert last.source_range.end_time_exclusive().to_seconds() == pytest.approx(3700, abs=1 / 12.5)
