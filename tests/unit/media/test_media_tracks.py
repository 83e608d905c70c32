import pytest

from archiver.media.tracks import TrackError, choose_audio, describe
from archiver.model.recording import AudioStream, MediaInfo


def media(*titles: str) -> MediaInfo:
    streams = tuple(
        AudioStream(index=i + 1, codec="aac", sample_rate=48_000, channels=2, title=title)
        for i, title in enumerate(titles)
    )
    return MediaInfo(duration_ms=1000, container="mp4", audio=streams)


def test_the_track_asked_for_is_taken() -> None:
    chosen = choose_audio(media("Salle", "Traduction"), 2)
    assert chosen
    assert chosen.index == 2


def test_the_only_track_is_taken_whatever_was_asked_for() -> None:
    chosen = choose_audio(media("Salle"), 2)
    assert chosen
    assert chosen.index == 1


def test_a_recording_without_sound_has_none() -> None:
    assert choose_audio(media(), 1) is None


def test_a_track_that_is_not_there_is_an_error_that_lists_them() -> None:
    with pytest.raises(TrackError, match="Traduction"):
        choose_audio(media("Salle", "Traduction"), 3)


def test_tracks_are_described_as_people_know_them() -> None:
    assert describe(media("Salle")) == "1 «\u00a0Salle\u00a0» (aac, 2 × 48 kHz)"
