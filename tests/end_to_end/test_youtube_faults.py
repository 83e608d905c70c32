"""Uploads that are killed, doubled and lied to by YouTube are there in the end, once and whole."""

from pathlib import Path

import pytest

from benchmarks.youtube_uploads import carried_out, rehearse


@pytest.mark.timeout(600)
def test_each_video_is_there_once_whatever_goes_wrong(tmp_path: Path) -> None:
    outcome = rehearse(tmp_path, uploads=12, seed=3, workers=2)
    assert outcome.wrong == []
    assert outcome.missed == []
    assert outcome.tally.killed["kill"] + outcome.tally.killed["kill at a save"] > 0
    assert outcome.tally.killed["two at once"] > 0


def test_two_sessions_at_once_make_one_playlist(tmp_path: Path) -> None:
    """Each process sees no such list yet, and makes it; the older stays, with both videos."""
    made = ["call", "youtube.playlists.insert"]
    rules = [{"do": "slow", "on": made, "at": [1, 2], "seconds": 2.0}]
    outcome = carried_out(tmp_path, rules, ["alone", "alone"], seed=1, workers=2)
    assert outcome.wrong == []
