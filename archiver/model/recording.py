"""What was recorded: files, their streams, and where they came from."""

from typing import Literal

from archiver.model.record import Ms, Record


class VideoStream(Record):
    """A video stream as probed; sizes in pixels as displayed, rotation applied by the viewer."""

    index: int
    codec: str
    profile: str = ""
    pixel_format: str = ""
    width: int
    height: int
    rotation: int = 0
    interlaced: bool = False
    square_pixels: bool = True
    frames_per_second: float
    variable_frame_rate: bool = False
    bit_rate: int = 0


class AudioStream(Record):
    """An audio stream as probed; `index` is its place in the file."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    language: str = ""
    title: str = ""
    bit_rate: int = 0


class MediaInfo(Record):
    """What a media file holds. Session time 0 is the first instant of the file."""

    duration_ms: Ms
    container: str
    video: tuple[VideoStream, ...] = ()
    audio: tuple[AudioStream, ...] = ()


class Recording(Record):
    """The session's recording as the later steps use it (`recording/recording.json`)."""

    file: str
    origin: str
    kept_by: Literal["link", "copy", "segments"]
    """`segments` stay as the recorder wrote them: `file` is the script that joins them."""
    media: MediaInfo
