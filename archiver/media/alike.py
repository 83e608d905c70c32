"""Makes parts of a recording alike, so that they can be joined: re-encodes only the odd ones.

What all shall be like is what most of the recording is, if it can be carried by MPEG-TS and
written by the ffmpeg in use; else H.264 and AAC.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.i18n import _
from archiver.model.progress import Progress, silent
from archiver.model.recording import AudioStream, MediaInfo, VideoStream
from archiver.programs.ffmpeg import encoders, local_file, run_ffmpeg

_PICTURE_ENCODERS = {"h264": "libx264", "hevc": "libx265", "mpeg2video": "mpeg2video"}
_SOUND_ENCODERS = {"aac": "aac", "ac3": "ac3", "mp2": "mp2", "mp3": "libmp3lame", "eac3": "eac3"}
_QUALITY = {
    "libx264": ("-preset", "veryfast", "-crf", "18"),
    "libx265": ("-preset", "veryfast", "-crf", "20"),
    "mpeg2video": ("-q:v", "2"),
}
_SAME_RATE = 0.005


@dataclass(frozen=True)
class PictureForm:
    """How a picture must be, to follow another without a break."""

    codec: str
    width: int
    height: int
    pixel_format: str
    rate: float
    """Pictures a second; 0 when they come unevenly."""
    interlaced: bool
    rotation: int

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PictureForm):
            return NotImplemented
        near = abs(self.rate - other.rate) <= max(self.rate, other.rate) * _SAME_RATE
        return (near or not self.rate or not other.rate) and self._exact() == other._exact()

    def __hash__(self) -> int:
        return hash(self._exact())

    def _exact(self) -> tuple[object, ...]:
        shape = (self.width, self.height, self.interlaced, self.rotation)
        return (self.codec, self.pixel_format, *shape)


@dataclass(frozen=True)
class SoundForm:
    """How a sound must be, to follow another."""

    codec: str
    sample_rate: int
    channels: int


@dataclass(frozen=True)
class Form:
    """How a part is coded."""

    picture: PictureForm
    sounds: tuple[SoundForm, ...]


@dataclass(frozen=True)
class Change:
    """What must be done to a part before it is joined."""

    picture: bool
    sound: bool

    def __bool__(self) -> bool:
        return self.picture or self.sound


def form_of(media: MediaInfo) -> Form:
    """How a part is coded. It must have a picture."""
    return Form(_picture(media.video[0]), tuple(_sound(sound) for sound in media.audio))


def common_form(parts: Sequence[MediaInfo]) -> Form:
    """What all parts shall be like: as most of the recording is."""
    weights: dict[Form, int] = defaultdict(int)
    for media in parts:
        weights[form_of(media)] += media.duration_ms
    most = max(weights, key=lambda form: weights[form])
    able = encoders() if len(weights) > 1 or not _carried(most) else frozenset()
    picture = most.picture
    if picture.codec not in _PICTURE_ENCODERS or (
        able and len({form.picture for form in weights}) > 1 and not _writable(picture, able)
    ):
        even = {"width": picture.width // 2 * 2, "height": picture.height // 2 * 2}
        picture = PictureForm(
            "h264", **even, pixel_format="yuv420p", rate=picture.rate, interlaced=False, rotation=0
        )
    return Form(picture, tuple(_carriable(sound) for sound in most.sounds))


def change(media: MediaInfo, common: Form) -> Change:
    """What of a part must be re-encoded."""
    form = form_of(media)
    return Change(form.picture != common.picture, form.sounds != common.sounds)


def make_alike(
    source: Path, media: MediaInfo, target: Path, common: Form, progress: Progress = silent
) -> None:
    """Re-encode what is odd in `source` to the Matroska file `target`; the rest is copied.

    Raises ProgramError; nothing is left at `target` then.
    """
    odd = change(media, common)
    missing = max(0, len(common.sounds) - len(media.audio))
    args = ["-protocol_whitelist", "file", "-i", local_file(source)]
    for sound in common.sounds[len(media.audio) :]:
        layout = "mono" if sound.channels == 1 else f"{sound.channels}c"
        layout = "stereo" if sound.channels == 2 else layout
        args += ["-f", "lavfi", "-i", f"anullsrc=r={sound.sample_rate}:cl={layout}"]
    args += ["-map", f"0:{media.video[0].index}"]
    for stream in media.audio[: len(common.sounds)]:
        args += ["-map", f"0:{stream.index}"]
    for n in range(missing):
        args += ["-map", f"{n + 1}:a"]
    args += _picture_args(common.picture) if odd.picture else ["-c:v", "copy"]
    args += _sound_args(common.sounds) if odd.sound else ["-c:a", "copy"]
    seconds = media.duration_ms / 1000
    args += ["-t", f"{seconds:.3f}", "-f", "matroska", local_file(target)]
    doing = _("{file} could not be made like the other parts").format(file=source.name)
    try:
        run_ffmpeg(args, doing=doing, duration_ms=media.duration_ms, progress=progress)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _picture(video: VideoStream) -> PictureForm:
    return PictureForm(
        codec=video.codec,
        width=video.width,
        height=video.height,
        pixel_format=video.pixel_format,
        rate=0.0 if video.variable_frame_rate else video.frames_per_second,
        interlaced=video.interlaced,
        rotation=video.rotation,
    )


def _sound(audio: AudioStream) -> SoundForm:
    return SoundForm(audio.codec, audio.sample_rate, audio.channels)


def _carried(form: Form) -> bool:
    """Whether MPEG-TS can hold it as it is."""
    sounds = {sound.codec for sound in form.sounds}
    return form.picture.codec in _PICTURE_ENCODERS and sounds <= set(_SOUND_ENCODERS)


def _writable(picture: PictureForm, able: frozenset[str]) -> bool:
    return _PICTURE_ENCODERS[picture.codec] in able and not (picture.interlaced or picture.rotation)


def _carriable(sound: SoundForm) -> SoundForm:
    if sound.codec in _SOUND_ENCODERS:
        return sound
    return SoundForm("aac", min(sound.sample_rate, 48_000), min(sound.channels, 2))


def _picture_args(form: PictureForm) -> list[str]:
    encoder = _PICTURE_ENCODERS[form.codec]
    size = f"{form.width}:{form.height}"
    filters = (
        "bwdif=deint=interlaced",
        f"scale={size}:force_original_aspect_ratio=decrease:force_divisible_by=2",
        f"pad={size}:(ow-iw)/2:(oh-ih)/2",
        "setsar=1",
        *((f"fps={form.rate:.6f}",) if form.rate else ()),
        f"format={form.pixel_format}",
    )
    return ["-vf", ",".join(filters), "-c:v", encoder, *_QUALITY[encoder], "-g", "50"]


def _sound_args(forms: tuple[SoundForm, ...]) -> list[str]:
    args = []
    for n, form in enumerate(forms):
        args += [f"-c:a:{n}", _SOUND_ENCODERS[form.codec], f"-b:a:{n}", "192k"]
        args += [f"-ar:a:{n}", str(form.sample_rate), f"-ac:a:{n}", str(form.channels)]
    return args
