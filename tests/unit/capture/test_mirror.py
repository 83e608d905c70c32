import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from archiver.capture.alarms import Alarms
from archiver.capture.mirror import Mirror
from archiver.model.live import Alarm
from archiver.model.runs import Run, Runs, Segment


def _runs(*names: str) -> Runs:
    segments = tuple(
        Segment(file=n, start_ms=i * 4_000, end_ms=(i + 1) * 4_000, wall=datetime.now(UTC))
        for i, n in enumerate(names)
    )
    return Runs(runs=(Run(number=1, start_ms=0, segments=segments),))


def _until(so: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)


def _mirror(tmp_path: Path, heard: list[Alarm]) -> tuple[Mirror, Path, Path]:
    main, copy = tmp_path / "main", tmp_path / "copy"
    main.mkdir()
    return Mirror(main, copy, ("runs.json",), Alarms(heard.append)), main, copy


def test_closed_segments_and_the_record_are_copied(tmp_path: Path) -> None:
    mirror, main, copy = _mirror(tmp_path, [])
    (main / "a.ts").write_bytes(b"a" * 10)
    (main / "runs.json").write_text("{}")
    mirror.start()
    mirror.on_runs(_runs("a.ts"))
    # The record may be copied at the start already, the segment when it is told of.
    _until(lambda: (copy / "runs.json").is_file() and (copy / "a.ts").is_file())
    assert (copy / "a.ts").read_bytes() == b"a" * 10
    mirror.stop(5)


def test_what_the_first_disk_missed_comes_back(tmp_path: Path) -> None:
    mirror, main, copy = _mirror(tmp_path, [])
    copy.mkdir()
    (copy / "b.ts").write_bytes(b"b" * 10)
    mirror.start()
    mirror.on_runs(_runs("b.ts"))
    mirror.stop(5)
    assert (main / "b.ts").read_bytes() == b"b" * 10


def test_a_copy_that_is_gone_is_an_alarm_that_clears_when_it_is_back(tmp_path: Path) -> None:
    heard: list[Alarm] = []
    mirror, main, copy = _mirror(tmp_path, heard)
    copy.write_text("a file where the folder should be")
    (main / "a.ts").write_bytes(b"a")
    mirror.start()
    mirror.on_runs(_runs("a.ts"))
    _until(lambda: bool(heard))
    assert heard[0].kind == "mirror"
    assert mirror.states()[0].state == "failing"
    copy.unlink()
    _until(lambda: len(heard) == 2)
    assert heard[1].cleared
    assert (copy / "a.ts").is_file()
    mirror.stop(5)
