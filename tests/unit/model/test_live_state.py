"""How what goes on beside a recording stands, and since when."""

from datetime import UTC, datetime

from archiver.model.live import BesideState

LONG_AGO = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
FAILING = BesideState(kind="mirror", name="m", state="failing", since=LONG_AGO, why="no disk")


def test_another_reason_does_not_change_since_when_it_fails() -> None:
    now = FAILING.turned("failing", "disk full")
    assert (now.why, now.since) == ("disk full", LONG_AGO)


def test_it_works_since_now_and_for_no_reason() -> None:
    now = FAILING.turned("working")
    assert (now.state, now.why) == ("working", "")
    assert now.since > LONG_AGO
