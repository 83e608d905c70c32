"""Records one session: opens its folder, starts the recorder and all that goes on beside it."""

from archiver.recording.check import check
from archiver.recording.closing import closes_by_itself, closing
from archiver.recording.session import SessionRecording, ask_to_stop, recording
from archiver.recording.wanted import Wanted
from archiver.recording.words import far, hearing_of

__all__ = [
    "SessionRecording",
    "Wanted",
    "ask_to_stop",
    "check",
    "closes_by_itself",
    "closing",
    "far",
    "hearing_of",
    "recording",
]
