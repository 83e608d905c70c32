"""The report of cues that break a norm."""

import pytest

from archiver.captions.norms import check
from archiver.model.captions import CaptionNorms, Cue

NORMS = CaptionNorms()


def cue(start: int, end: int, *lines: str) -> Cue:
    return Cue(start_ms=start, end_ms=end, lines=lines or ("Dix lettres",))


@pytest.mark.parametrize(
    ("cues", "cuts", "expected"),
    [
        ([cue(0, 2000)], (), []),
        ([cue(0, 2000), cue(2080, 4000)], (2040,), []),
        ([cue(0, 2000, "a", "b", "c")], (), [("lines", "error", 3, 2)]),
        ([cue(0, 5000, "mot " * 11)], (), [("line_length", "error", 44, 40)]),
        ([cue(0, 5000, "m" * 41)], (), [("line_length", "warning", 41, 40)]),
        ([cue(0, 1000, "m" * 18)], (), [("speed", "warning", 18, 17)]),
        ([cue(0, 1000, "m" * 10, "m" * 10)], (), [("speed", "error", 21, 20)]),
        ([cue(0, 800, "oui")], (), [("too_short", "warning", 800, 1000)]),
        ([cue(0, 400, "oui")], (), [("too_short", "error", 400, 1000)]),
        ([cue(0, 6001)], (), [("too_long", "warning", 6001, 6000)]),
        ([cue(0, 2000), cue(2079, 4000)], (), [("gap", "warning", 79, 80)]),
        ([cue(0, 2000), cue(1990, 4000)], (), [("gap", "error", -10, 80)]),
        ([cue(100, 2000)], (2000, 100, 1500), [("crosses_cut", "error", 1400, 0)]),
    ],
)
def test_each_breach_says_what_was_measured(
    cues: list[Cue], cuts: tuple[int, ...], expected: list[tuple[str, str, float, float]]
) -> None:
    report = check(cues, cuts, NORMS)
    assert [(b.norm, b.severity, b.measured, b.allowed) for b in report.breaches] == expected
    assert all(b.cue == 0 and b.start_ms == cues[0].start_ms for b in report.breaches)
    assert (report.cues, report.kept) == (len(cues), len(cues) - bool(expected))


def test_a_cue_that_breaks_two_norms_counts_once() -> None:
    report = check([cue(0, 500, "m" * 18), cue(3000, 5000)], (), NORMS)
    assert [b.norm for b in report.breaches] == ["speed", "too_short"]
    assert report.kept == 1
