"""Following segments: every byte once and in order, whoever is faster, across segments and runs."""

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.capture import tail as tail_module
from archiver.capture.tail import START, Place, RunBytes, Tail


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail_module, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(tail_module, "_LIST_SECONDS", 0.005)


def segment(folder: Path, run: int, n: int) -> Path:
    return folder / f"run{run}_{n:05d}.ts"


def all_of_run(tail: Tail, stop: threading.Event) -> bytes:
    source = RunBytes(tail, stop)
    return b"".join(iter(lambda: source.read(1000), b""))


def test_it_reads_what_grows_and_goes_on_with_the_next_segment_and_run(tmp_path: Path) -> None:
    stop = threading.Event()
    tail = Tail(tmp_path / "recording", START)
    read: dict[int, bytes] = {}

    def follow() -> None:
        while run := tail.next_run(stop):
            read[run] = all_of_run(tail, stop)

    reader = threading.Thread(target=follow)
    reader.start()
    (tmp_path / "recording").mkdir()
    written: dict[int, bytes] = {}
    for run in (1, 2, 5):
        for n in range(3):
            with segment(tmp_path / "recording", run, n).open("wb", buffering=0) as file:
                for part in range(20):
                    data = f"{run}.{n}.{part};".encode() * 97
                    file.write(data)
                    written[run] = written.get(run, b"") + data
    (tmp_path / "recording" / "runs.json").write_text("{}")
    segment(tmp_path / "recording", 6, 0).touch()
    while tail.place is None or tail.place.run < 6:
        time.sleep(0.005)
    stop.set()
    reader.join(10)
    assert {run: data for run, data in read.items() if data} == written


def test_it_begins_at_the_live_edge(tmp_path: Path) -> None:
    for n in range(3):
        segment(tmp_path, 2, n).write_bytes(f"2.{n}".encode())
    segment(tmp_path, 1, 9).write_bytes(b"old")
    stop, tail = threading.Event(), Tail(tmp_path)
    assert tail.next_run(stop) == 2
    assert tail.wait(100, stop) == b"2.2"


def test_it_begins_at_a_place(tmp_path: Path) -> None:
    segment(tmp_path, 1, 0).write_bytes(b"first")
    segment(tmp_path, 1, 1).write_bytes(b"second")
    segment(tmp_path, 2, 0).write_bytes(b"third")
    stop, tail = threading.Event(), Tail(tmp_path, Place(1, 0, 3))
    assert tail.next_run(stop) == 1
    assert all_of_run(tail, stop) == b"stsecond"
    assert tail.next_run(stop) == 2
    assert tail.wait(100, stop) == b"third"


def test_what_was_there_before_is_told_from_what_is_fresh(tmp_path: Path) -> None:
    first = segment(tmp_path, 1, 0)
    first.write_bytes(b"before")
    stop, tail = threading.Event(), Tail(tmp_path)
    tail.next_run(stop)
    source = RunBytes(tail, stop)
    assert source.read(100) == b"before"
    writer = threading.Timer(0.05, lambda: first.open("ab").write(b"fresh"))
    writer.start()
    assert source.read(100)
    writer.join()
    assert [source.arrival(place)[1] for place in (0, 5, 6, 8)] == [False, False, True, True]
    assert source.arrival(0)[0] < source.arrival(6)[0]


def test_an_empty_run_is_passed_over_and_a_missing_segment_too(tmp_path: Path) -> None:
    segment(tmp_path, 1, 0).touch()
    segment(tmp_path, 3, 0).write_bytes(b"a")
    segment(tmp_path, 3, 2).write_bytes(b"b")
    segment(tmp_path, 4, 0).write_bytes(b"c")
    stop, tail = threading.Event(), Tail(tmp_path, START)
    assert tail.next_run(stop) == 1
    assert all_of_run(tail, stop) == b""
    assert tail.next_run(stop) == 3
    assert all_of_run(tail, stop) == b"ab"


def test_it_ends_when_asked(tmp_path: Path) -> None:
    stop = threading.Event()
    segment(tmp_path, 1, 0).write_bytes(b"x")
    tail = Tail(tmp_path)
    tail.next_run(stop)
    source = RunBytes(tail, stop)
    assert source.read(10) == b"x"
    stop.set()
    assert source.read(10) == b""
    assert tail.next_run(stop) == 0
    tail.close()


@given(st.lists(st.tuples(st.integers(1, 3), st.binary(max_size=300)), max_size=12))
def test_whatever_the_sizes_every_byte_comes_once(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[int, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("recording")
    counts: dict[int, int] = {}
    for run, data in sorted(parts, key=lambda part: part[0]):
        n = counts.get(run, 0)
        counts[run] = n + 1
        segment(folder, run, n).write_bytes(data)
    segment(folder, 9, 0).touch()
    stop, tail = threading.Event(), Tail(folder, START)
    for run in [*counts, 9]:
        assert tail.next_run(stop) == run
        if run < 9:
            expected = b"".join(data for r, data in parts if r == run)
            assert all_of_run(tail, stop) == expected
