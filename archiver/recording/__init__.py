"""Records one session: opens its folder, starts the recorder and all that goes on beside it."""

from archiver.recording.check import check
from archiver.recording.session import SessionRecording, ask_to_stop, recording
from archiver.recording.wanted import Wanted

__all__ = ["SessionRecording", "Wanted", "ask_to_stop", "check", "recording"]
