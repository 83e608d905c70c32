"""Which of a recording's sound tracks is the session's."""

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.recording import AudioStream, MediaInfo


class TrackError(ArchiverError):
    """The sound track asked for does not exist."""


def choose_audio(media: MediaInfo, track: int) -> AudioStream | None:
    """The `track`-th sound track, counted from 1; None if the recording has no sound at all.

    A recording with one track has only that to offer, so it is taken whatever `track` says.
    Raises TrackError if there are several and none of that number.
    """
    if len(media.audio) <= 1:
        return media.audio[0] if media.audio else None
    if track > len(media.audio):
        raise TrackError(
            _("there is no sound track {track} in the recording").format(track=track),
            _("it has: {tracks}").format(tracks=describe(media)),
            _("Correct “track” under [sound] in the preset"),
        )
    return media.audio[track - 1]


def describe(media: MediaInfo) -> str:
    """The sound tracks as a person reads them: number, title, language, format."""
    return ", ".join(
        " ".join(
            part
            for part in (
                str(number),
                _("“{title}”").format(title=s.title) if s.title else "",
                s.language,
                f"({s.codec}, {s.channels} × {s.sample_rate / 1000:g} kHz)",
            )
            if part
        )
        for number, s in enumerate(media.audio, start=1)
    )
