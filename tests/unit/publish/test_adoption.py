"""An archive is adopted only where it shows the session as the replay does, and nothing more."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from archiver.model.chapters import Chapter
from archiver.model.hiding import Hidden, HiddenPassage
from archiver.model.marks import Mark, MarkAction, Planned
from archiver.model.runs import Run, Runs, Segment
from archiver.model.timeline import Piece, Timeline
from archiver.publish.interface import File, Replay
from archiver.publish.youtube.adoption import Archive, Sitting, adopted, in_archive, judge
from archiver.publish.youtube.livestate import Broadcast

WALL = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
HOUR = 3_600_000
OPEN, CLOSE = 900_000, HOUR - 300_000


def at(ms: int) -> datetime:
    return WALL + timedelta(milliseconds=ms)


def mark(action: MarkAction, ms: int, **more: int) -> Mark:
    return Mark(at=at(ms), action=action, **more)


def timeline(*parts: tuple[int, int]) -> Timeline:
    pieces, replay = [], 0
    for start, end in parts:
        pieces.append(
            Piece(
                shown="play",
                session_start_ms=start,
                session_end_ms=end,
                replay_start_ms=replay,
                replay_end_ms=replay + end - start,
            )
        )
        replay += end - start
    return Timeline(session_duration_ms=HOUR, replay_duration_ms=replay, pieces=tuple(pieces))


RUNS = Runs(
    runs=(
        Run(
            number=1,
            start_ms=0,
            segments=(Segment(file="run1_00001.ts", start_ms=0, end_ms=HOUR, wall=WALL),),
        ),
    ),
    finished=True,
)
MARKS = (mark("open", OPEN), mark("close", CLOSE))
SITTING = Sitting(
    runs=RUNS,
    marks=MARKS,
    planned=Planned(),
    timeline=timeline((OPEN, CLOSE)),
    delay_ms=4_000,
)
ARCHIVE = Archive("abcdefghijk", at(10_000), at(HOUR + 4_000), HOUR - 6_000)


def test_the_same_is_adopted_with_its_place() -> None:
    verdict = judge(ARCHIVE, SITTING)
    assert verdict.against == ()
    assert verdict.shift_ms == -10_000 + 4_000


def test_a_closed_sitting_that_was_marked_in_time_does_no_harm() -> None:
    marks = (MARKS[0], mark("closed", 1_500_000), mark("public", 2_000_000), MARKS[1])
    shown = timeline((OPEN, 1_500_000), (2_000_000, CLOSE))
    assert judge(ARCHIVE, replace(SITTING, marks=marks, timeline=shown)).against == ()


def test_what_was_hidden_afterwards_is_never_adopted() -> None:
    shown = timeline((OPEN, 1_500_000), (1_502_000, CLOSE))
    [why] = judge(ARCHIVE, replace(SITTING, timeline=shown)).against
    assert "25:00" in why


def test_what_was_bleeped_afterwards_is_never_adopted() -> None:
    bleeped = Hidden(passages=(HiddenPassage(start_ms=1_500_000, end_ms=1_500_200),))
    [why] = judge(ARCHIVE, replace(SITTING, hidden=bleeped)).against
    assert "25:00" in why
    before = Hidden(passages=(HiddenPassage(start_ms=OPEN - 60_000, end_ms=OPEN - 30_000),))
    assert judge(ARCHIVE, replace(SITTING, hidden=before)).against == ()


def test_what_was_taken_back_after_it_went_out_is_never_adopted() -> None:
    marks = (MARKS[0], mark("retract", 1_500_000, retract_ms=30_000), MARKS[1])
    shown = timeline((OPEN, 1_470_000), (1_500_000, CLOSE))
    assert judge(ARCHIVE, replace(SITTING, marks=marks, timeline=shown)).against


def test_an_opening_that_was_undone_is_never_adopted() -> None:
    marks = (mark("open", 300_000), mark("undo", 360_000), *MARKS)
    assert judge(ARCHIVE, replace(SITTING, marks=marks)).against


def test_an_undo_within_the_delay_showed_nothing() -> None:
    marks = (mark("open", 300_000), mark("undo", 302_000), *MARKS)
    assert judge(ARCHIVE, replace(SITTING, marks=marks)).against == ()


def test_a_wait_that_the_planned_hours_opened_is_never_adopted() -> None:
    planned = Planned(at(600_000), None)
    sitting = replace(SITTING, marks=(), planned=planned, timeline=timeline((OPEN, HOUR)))
    assert judge(ARCHIVE, sitting).against


@pytest.mark.parametrize(
    "archive",
    [
        replace(ARCHIVE, duration_ms=ARCHIVE.duration_ms - 60_000),
        replace(ARCHIVE, started=None),
        replace(ARCHIVE, started=at(OPEN + 60_000), duration_ms=HOUR - OPEN - 56_000),
        replace(ARCHIVE, ended=at(CLOSE - 60_000), duration_ms=CLOSE - 70_000),
        replace(ARCHIVE, duration_ms=0),
    ],
)
def test_an_archive_that_is_not_whole_is_never_adopted(archive: Archive) -> None:
    assert judge(archive, SITTING).against


def test_what_did_not_reach_youtube_is_told() -> None:
    assert judge(ARCHIVE, replace(SITTING, dropped_ms=9_000)).against


def test_an_interrupted_recorder_is_told() -> None:
    [run] = RUNS.runs
    half = run.segments[0].model_copy(update={"end_ms": HOUR // 2})
    rest = half.model_copy(update={"wall": at(HOUR // 2 + 1_000), "end_ms": HOUR // 2 - 1_000})
    runs = Runs(
        runs=(
            run.model_copy(update={"segments": (half,), "ended": "crash"}),
            Run(number=2, start_ms=HOUR // 2 + 1_000, segments=(rest,)),
        )
    )
    assert len(judge(ARCHIVE, replace(SITTING, runs=runs)).against) == 1


def test_the_replay_is_put_in_the_archives_time(tmp_path: Path) -> None:
    srt = tmp_path / "fr.srt"
    srt.write_text("1\n00:00:01,000 --> 00:00:02,500\nBonjour\n\n", encoding="utf-8")
    chapter = Chapter(
        anchor="a", title="Ouverture", kind="opening", items=(), start_ms=0, end_ms=60_000,
        session_start_ms=OPEN,
    )  # fmt: skip
    replay = Replay(
        id="s", title="t", body="b", date=date(2026, 11, 27), language="fr",
        duration_ms=CLOSE - OPEN, description="", chapters=(chapter,),
        video=File(srt, "", 0), captions={"fr": File(srt, "", 0)},
    )  # fmt: skip
    out = tmp_path / "out"
    out.mkdir()
    moved = in_archive(replay, SITTING.timeline, -6_000, ARCHIVE.duration_ms, out)
    assert [c.start_ms for c in moved.chapters] == [0, OPEN - 6_000]
    assert moved.duration_ms == ARCHIVE.duration_ms
    assert "00:14:55,000 --> 00:14:56,500\nBonjour" in moved.captions["fr"].path.read_text()


def test_only_what_was_adopted_is_told() -> None:
    known = Broadcast(id="abcdefghijk", adopted=True)
    assert adopted(known.into({})) == "abcdefghijk"
    assert adopted(known.but(adopted=False).into({"video": "x"})) is None
    assert adopted({}) is None
