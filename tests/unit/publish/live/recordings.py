"""Recordings as `runs.json` gives them, for the tests of the live page."""

from datetime import UTC, datetime, timedelta

from archiver.model.runs import Run, Runs, Segment

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEGMENT_MS = 4_000


def at(session_ms: int) -> datetime:
    """The wall clock at an instant of session time."""
    return NOON + timedelta(milliseconds=session_ms)


def run(number: int, start_ms: int, lengths: list[int], ended: bool = True) -> Run:
    """A run whose segments last so long."""
    segments, now = [], 0
    for i, length in enumerate(lengths):
        segments.append(
            Segment(
                file=f"run{number}_{i:05d}.ts",
                start_ms=now,
                end_ms=now + length,
                wall=at(start_ms + now),
            )
        )
        now += length
    return Run(
        number=number,
        start_ms=start_ms,
        segments=tuple(segments),
        ended="source_lost" if ended else None,
    )


def runs(*lengths: list[int], gap_ms: int = 3_000) -> Runs:
    """Runs whose segments last so long, `gap_ms` apart; the last one goes on."""
    made: list[Run] = []
    for i, each in enumerate(lengths):
        start = made[-1].end_ms + gap_ms if made else 0
        made.append(run(i + 1, start, each, ended=i < len(lengths) - 1))
    return Runs(runs=tuple(made))
