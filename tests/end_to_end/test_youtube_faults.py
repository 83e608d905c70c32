"""Uploads that are killed, doubled and lied to by YouTube are there in the end, once and whole."""

from pathlib import Path

import pytest

from benchmarks.youtube_uploads import rehearse


@pytest.mark.timeout(600)
def test_each_video_is_there_once_whatever_goes_wrong(tmp_path: Path) -> None:
    outcome = rehearse(tmp_path, uploads=12, seed=3, workers=2)
    assert outcome.wrong == []
    assert outcome.missed == []
    assert outcome.tally.killed["kill"] + outcome.tally.killed["kill at a save"] > 0
    assert outcome.tally.killed["two at once"] > 0
