from datetime import timedelta

import pytest

from archiver.cli.times import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("14s", 14),
        ("90", 90),
        ("90m", 5400),
        ("90 min", 5400),
        ("2mn", 120),
        ("3h", 10800),
        ("1h30", 5400),
        ("1h 30m", 5400),
        ("1h0m5s", 3605),
        ("2m30", 150),
        ("1 H", 3600),
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", " ", "s", "h", "30x", "-5s", "1.5h", "m30", "1h30x"])
def test_what_is_no_duration(text: str) -> None:
    assert parse_duration(text) is None
