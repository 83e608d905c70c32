import json
import os
from datetime import UTC, datetime
from pathlib import Path

from archiver.capture.resume import end_leftover_child, remember_child, resumed
from archiver.model.runs import Run, Runs, Segment

_WALL = datetime(2017, 3, 27, 9, 30, tzinfo=UTC)
_SPANS = {0: (1_400, 5_400), 1: (5_400, 9_400), 2: (9_400, 11_900)}


def _measure(path: Path) -> tuple[int, int] | None:
    return _SPANS[int(path.stem.split("_")[1])] if path.stat().st_size else None


def _folder(tmp_path: Path, run: int, sizes: tuple[int, ...]) -> None:
    for i, size in enumerate(sizes):
        path = tmp_path / f"run{run}_{i:05d}.ts"
        path.write_bytes(b"x" * size)
        written = _WALL.timestamp() + _SPANS[i][1] / 1000
        os.utime(path, (written, written))


def test_segments_that_nobody_wrote_down_are_found(tmp_path: Path) -> None:
    _folder(tmp_path, 1, (5, 5, 5))
    listed = Segment(file="run1_00000.ts", start_ms=0, end_ms=4_000, wall=_WALL)
    runs, following = resumed(
        Runs(runs=(Run(number=1, start_ms=0, segments=(listed,)),)), tmp_path, _measure
    )
    assert following == 2
    assert runs.runs[0].ended == "crash"
    assert [(s.start_ms, s.end_ms) for s in runs.runs[0].segments] == [
        (0, 4_000),
        (4_000, 8_000),
        (8_000, 10_500),
    ]
    assert runs.to_session(runs.runs[0].segments[2].wall) == 8_000


def test_a_run_that_is_on_no_record_is_placed_by_its_files(tmp_path: Path) -> None:
    _folder(tmp_path, 1, (5, 5, 0))
    runs, following = resumed(Runs(), tmp_path, _measure)
    assert following == 2
    assert runs.duration_ms == 8_000
    first = runs.runs[0].segments[0]
    assert abs(first.wall.timestamp() - (_WALL.timestamp() + 1.4)) < 0.01


def test_a_run_that_ended_well_is_left_alone(tmp_path: Path) -> None:
    _folder(tmp_path, 4, (5, 5))
    listed = Segment(file="run4_00000.ts", start_ms=0, end_ms=4_000, wall=_WALL)
    before = Runs(runs=(Run(number=4, start_ms=0, segments=(listed,), ended="time_jump"),))
    assert resumed(before, tmp_path, _measure) == (before, 5)


def test_another_process_with_the_same_number_is_not_ended(tmp_path: Path) -> None:
    path = tmp_path / "recorder.json"
    remember_child(path, os.getpid())
    known = json.loads(path.read_bytes())
    path.write_text(json.dumps({**known, "started": known["started"] - 100}))
    assert not end_leftover_child(path)
    assert not path.exists()


def test_a_damaged_note_is_no_reason_to_stop(tmp_path: Path) -> None:
    path = tmp_path / "recorder.json"
    for text in ("", "{}", "[1]", '{"pid": "x"}'):
        path.write_text(text)
        assert not end_leftover_child(path)
