"""The session's sound as a WAV in session time: 16 kHz, mono, what recognition works from.

Decoded once, so that everything that is timed by ear is timed from the same samples.
"""

import wave
from fractions import Fraction
from pathlib import Path

import ffmpeg

from archiver.i18n import _
from archiver.media.container import MediaError, open_media, start_of
from archiver.media.ffconcat import OPTIONS, is_script, sound_scripts, span_of
from archiver.model.progress import Progress, silent
from archiver.programs.ffmpeg import local_file, run_ffmpeg

SAMPLE_RATE = 16_000
# Without it ffmpeg takes a hole in the sound for a clock error and moves all that follows.
_KEEP_HOLES = 100_000
_SEEK_MARGIN_MS = 10_000
SMALLEST_HOLE = 0.02
"""Seconds of sound that may be missing between two segments without all that follows moving."""
LONGEST_HOLE_SECONDS = 60
"""The silence of a longer hole is made beside ffmpeg, which would make it at once, in memory."""


class NoSound(MediaError):  # noqa: N818 - a state of the recording that callers may go on with
    """The recording has no sound at all."""


def extract_wav(
    source: Path,
    audio_index: int | None,
    target: Path,
    duration_ms: int,
    progress: Progress = silent,
) -> None:
    """Write the sound of `source` to `target`: 16 kHz mono s16 WAV, `duration_ms` long.

    `audio_index` is the stream's place in the file. A hole in the sound becomes silence, so that
    sample n is session time n / 16000 s. Raises NoSound if the file has no such stream, MediaError
    if it cannot be opened, ProgramError if it cannot be decoded; nothing is left at `target` then.
    """
    start = _sound_start(source, audio_index)
    assert audio_index is not None
    doing = _("the sound of {file} could not be read").format(file=source.name)
    args = wav_args(source, audio_index, target, duration_ms, start)
    try:
        run_ffmpeg(args, doing=doing, duration_ms=duration_ms, progress=progress)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    progress(1.0)


def _sound_start(source: Path, audio_index: int | None) -> Fraction:
    with open_media(source) as container:
        if audio_index not in {stream.index for stream in container.streams.audio}:
            raise NoSound(
                _("{file} has no sound").format(file=source.name),
                _("none of its streams is an audio stream"),
                _("Check the recorder's audio input, or give a recording that has sound"),
            )
        return start_of(container)


def wav_args(
    source: Path, audio_index: int, target: Path, duration_ms: int, start: Fraction
) -> list[str]:
    """ffmpeg's arguments for `extract_wav`; `start` is the file's timestamp of session time 0."""
    samples = duration_ms * SAMPLE_RATE // 1000
    sound = (
        session_sound(source, audio_index, start, SAMPLE_RATE)
        .filter("aformat", sample_fmts="s16", channel_layouts="mono")
        .filter("apad", whole_len=samples)
        .filter("atrim", end_sample=samples)
    )
    output = sound.output(local_file(target), acodec="pcm_s16le", format="wav", bitexact=None)
    return [str(arg) for arg in output.get_args()]


def session_sound(
    source: Path, audio_index: int, start: Fraction, sample_rate: int, from_ms: int = 0
) -> "ffmpeg.nodes.Stream":
    """A graph whose output is one audio stream in session time, holes filled with silence.

    It starts at `from_ms`, without reading what is long before; `start` is as for `wav_args`.
    """
    scripts = [(path, *span_of(path)) for path in sound_scripts(source)]
    if not scripts:
        return _sound_of(source, audio_index, start, sample_rate, from_ms)
    parts, at = [], from_ms
    for n, (path, first_ms, last_ms) in enumerate(scripts):
        end_ms = scripts[n + 1][1] if n + 1 < len(scripts) else last_ms
        if end_ms <= at:
            continue
        begin_ms = max(at, first_ms)
        if at < begin_ms:
            parts.append(_silence(begin_ms - at, sample_rate))
        sound = _sound_of(path, audio_index, start, sample_rate, begin_ms, first_ms)
        parts.append(_exactly(sound, begin_ms, end_ms, sample_rate))
        at = end_ms
    joined = ffmpeg.concat(*(parts or [_silence(1000, sample_rate)]), v=0, a=1)
    numbered = joined.filter("asettb", f"1/{sample_rate}")
    return numbered.filter("asetpts", f"N+{from_ms * sample_rate // 1000}")


def _sound_of(
    source: Path,
    audio_index: int,
    start: Fraction,
    sample_rate: int,
    from_ms: int,
    first_ms: int = 0,
) -> "ffmpeg.nodes.Stream":
    """The sound of one file, or of a script that begins at `first_ms`."""
    skip_ms = from_ms - first_ms - _SEEK_MARGIN_MS
    skip = {"ss": f"{skip_ms}ms", "noaccurate_seek": None} if skip_ms > 0 else {}
    joined = {"format": "concat", **OPTIONS} if is_script(source) else {}
    holes = {"min_hard_comp": SMALLEST_HOLE} if joined else {}
    read = ffmpeg.input(
        local_file(source),
        copyts=None,
        dts_delta_threshold=_KEEP_HOLES,
        **{"protocol_whitelist": "file", **joined, **skip},
    )
    begin = start + Fraction(from_ms, 1000)
    # aresample counts `first_pts` in samples of its input: only 0 is the same at every rate.
    sound = (
        read[str(audio_index)]
        .filter("asetpts", f"PTS-({begin.numerator}/{begin.denominator})/TB")
        .filter("aresample", sample_rate, **{"async": 1, "first_pts": 0}, **holes)
    )
    if not from_ms:
        return sound
    return sound.filter("asetpts", f"PTS+{from_ms * sample_rate // 1000}")


def _exactly(
    sound: "ffmpeg.nodes.Stream", start_ms: int, end_ms: int, sample_rate: int
) -> "ffmpeg.nodes.Stream":
    """`sound`, which begins at `start_ms`, cut or filled up with silence to end at `end_ms`."""
    length = (end_ms - start_ms) * sample_rate // 1000
    return (
        sound.filter("aformat", sample_fmts="fltp", channel_layouts="stereo")
        .filter("apad", whole_len=length)
        .filter("atrim", end_sample=length)
        .filter("asetpts", "PTS-STARTPTS")
    )


def _silence(length_ms: int, sample_rate: int) -> "ffmpeg.nodes.Stream":
    hush = ffmpeg.input(f"anullsrc=r={sample_rate}:cl=stereo", f="lavfi", t=f"{length_ms}ms")
    return hush.filter("aformat", sample_fmts="fltp", channel_layouts="stereo")


def silent_wav(target: Path, duration_ms: int) -> None:
    """Write a WAV like `extract_wav` would, `duration_ms` of silence."""
    samples = duration_ms * SAMPLE_RATE // 1000
    with wave.open(str(target), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        second = bytes(2 * SAMPLE_RATE)
        for _second in range(samples // SAMPLE_RATE):
            out.writeframesraw(second)
        out.writeframes(bytes(2 * (samples % SAMPLE_RATE)))
