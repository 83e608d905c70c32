"""How reliable the bands and the confidence are."""

import pytest

from archiver.model.chapters import Band, Chapters, Span
from benchmarks.agenda_score import Truth
from benchmarks.reliability import Judged, judged, reliability, wilson


def starts(band: Band | None, confidence: float, right: int, wrong: int) -> list[Judged]:
    return [Judged(confidence, band, i < right) for i in range(right + wrong)]


def test_wilson_as_in_the_tables() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_each_band_has_its_share() -> None:
    told = reliability(starts("sure", 0.95, 19, 1) + starts("unsure", 0.3, 1, 3))
    assert told is not None
    assert told.given
    assert [(s.name, s.right, s.count) for s in told.bands] == [
        ("sure", 19, 20),
        ("likely", 0, 0),
        ("unsure", 1, 4),
    ]


def test_calibration_error_is_the_mean_distance_of_the_bins() -> None:
    told = reliability(starts("sure", 0.9, 9, 1) + starts("unsure", 0.5, 1, 9))
    assert told is not None
    assert told.calibration_error == pytest.approx((10 * 0.0 + 10 * 0.4) / 20)
    assert told.brier == pytest.approx((9 * 0.01 + 0.81 + 0.25 * 10) / 20)


def test_without_bands_there_are_thirds() -> None:
    given = starts(None, 0.9, 3, 0) + starts(None, 0.6, 2, 1) + starts(None, 0.2, 0, 3)
    told = reliability(given)
    assert told is not None
    assert not told.given
    assert [(s.right, s.count) for s in told.bands] == [(3, 3), (2, 3), (0, 3)]
    assert any("thirds" in line for line in told.lines())


def test_without_confidence_there_is_nothing_to_say() -> None:
    assert reliability([Judged(None, None, True)]) is None


def test_a_start_is_right_within_ten_seconds() -> None:
    def chapters(second: int, confidence: float) -> tuple[Span, ...]:
        return (
            Span(kind="none", start_ms=0, end_ms=1000 * second),
            Span(
                kind="item",
                items=("A",),
                start_ms=1000 * second,
                end_ms=60_000,
                confidence=confidence,
                band="sure",
            ),
        )

    truth = Truth(duration_ms=60_000, spans=chapters(20, 1.0))
    told = [
        judged(truth, Chapters(duration_ms=60_000, spans=chapters(second, 0.7)))
        for second in (30, 31)
    ]
    assert told == [[Judged(0.7, "sure", True)], [Judged(0.7, "sure", False)]]
