"""The sound of a replay: cut by its timeline, muted under cards, brought to the loudness wanted.

What may not be heard is cut out to the sample, and a tone or silence put in its place.

Loudness is measured first over what is heard, then one gain is applied to all of it and a limiter
keeps the peaks: the speakers' differences stay as they were, nothing pumps.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import ffmpeg

from archiver.i18n import _
from archiver.media.container import open_media, start_of
from archiver.media.sound import session_sound
from archiver.model.hiding import NOTHING_HIDDEN, Hidden
from archiver.model.progress import Progress, silent
from archiver.model.timeline import Piece, Timeline
from archiver.programs.ffmpeg import local_file, run_ffmpeg

RATE = 48_000
_PER_MS = RATE // 1000
_FADE = RATE // 200
"""Five milliseconds, so that a cut does not click."""
_LOOKS_AHEAD = RATE // 200
"""Samples by which alimiter, at its default attack of 5 ms, delays what it lets through."""
_RUN_UP_MS = 2000
_BLEEP_HZ = 1000
_BLEEP_DB = -2.0
"""Of ffmpeg's tone, whose peaks are at -18 dB: 20 dB below full scale, softer than speech."""
_LONGEST_TONE_MS = 1_000_000_000
_SILENCE_LUFS = -69.0
_MOST_GAIN_DB = 30.0
_BETWEEN_SAMPLES_DB = 1.0
"""How far the true peak may be above the highest sample, and what AAC adds to it."""


@dataclass(frozen=True)
class Heard:
    """Which sound is heard: a file, its stream, and how long the recording is."""

    file: Path
    audio_index: int
    duration_ms: int
    hidden: Hidden = NOTHING_HIDDEN
    """What may not be heard of it."""


@dataclass(frozen=True)
class SoundTarget:
    """How the sound is to be."""

    loudness_lufs: float
    true_peak_dbtp: float
    bit_rate_kbps: int


@dataclass(frozen=True)
class _Part:
    """A piece of the result: sound from sample `first` of the session on, or what stands for it."""

    first: int
    length: int
    how: str | None
    """None plays it; `card` and `mute` are silence, `bleep` is a tone."""


def measure_loudness(heard: Heard, timeline: Timeline, progress: Progress = silent) -> float | None:
    """Integrated loudness in LUFS (EBU R128) of what `timeline` plays; None if it is silent."""
    args = measure_args(heard, timeline, _start(heard.file))
    doing = _("the loudness of {file} could not be measured").format(file=heard.file.name)
    tail = run_ffmpeg(args, doing=doing, duration_ms=timeline.replay_duration_ms, progress=progress)
    progress(1.0)
    return parsed_loudness(tail)


def measure_args(heard: Heard, timeline: Timeline, start: Fraction) -> list[str]:
    """ffmpeg's arguments for `measure_loudness`: the summary is the end of its messages."""
    cut = _cut(heard, timeline.played, start).filter("ebur128", framelog="verbose")
    return [*_args(cut.output("-", format="null")), "-loglevel", "info"]


def parsed_loudness(tail: str) -> float | None:
    """The integrated loudness in ffmpeg's ebur128 summary; None where it is silence or absent."""
    found = re.findall(r"\bI:\s+(-?[\d.]+|-?inf|nan) LUFS", tail)
    if not found or found[-1] in ("inf", "-inf", "nan"):
        return None
    loudness = float(found[-1])
    return loudness if loudness > _SILENCE_LUFS else None


def gain_for(loudness: float | None, target: SoundTarget) -> float:
    """The gain in dB that brings `loudness` to the target; none for silence."""
    if loudness is None:
        return 0.0
    return max(-_MOST_GAIN_DB, min(_MOST_GAIN_DB, round(target.loudness_lufs - loudness, 1)))


def render_sound(
    heard: Heard,
    timeline: Timeline,
    gain_db: float,
    wanted: SoundTarget,
    target: Path,
    progress: Progress = silent,
) -> None:
    """Write the replay's sound to `target`, an AAC file (.m4a) exactly as long as `timeline`."""
    doing = _("the sound of the replay could not be made")
    args = render_args(heard, timeline, gain_db, wanted, target, _start(heard.file))
    run_ffmpeg(args, doing=doing, duration_ms=timeline.replay_duration_ms, progress=progress)
    progress(1.0)


def render_args(
    heard: Heard,
    timeline: Timeline,
    gain_db: float,
    wanted: SoundTarget,
    target: Path,
    start: Fraction,
) -> list[str]:
    """ffmpeg's arguments for `render_sound`."""
    sound = _cut(heard, timeline.pieces, start, gain_db)
    if gain_db:
        ceiling = 10 ** ((wanted.true_peak_dbtp - _BETWEEN_SAMPLES_DB) / 20)
        sound = (
            sound.filter("volume", f"{gain_db}dB")
            .filter("alimiter", limit=f"{ceiling:.4f}", level="disabled")
            .filter("atrim", start_sample=_LOOKS_AHEAD)
            .filter("asetpts", "PTS-STARTPTS")
            .filter("apad", whole_len=timeline.replay_duration_ms * _PER_MS)
        )
    return _args(sound.output(local_file(target), **_aac(wanted)))


def silent_sound(duration_ms: int, wanted: SoundTarget, target: Path) -> None:
    """Write an AAC file like `render_sound` would, of silence."""
    hush = ffmpeg.input(f"anullsrc=r={RATE}:cl=stereo", f="lavfi", t=f"{duration_ms}ms")
    doing = _("the sound of the replay could not be made")
    run_ffmpeg(_args(hush.output(local_file(target), **_aac(wanted))), doing=doing)


def _aac(wanted: SoundTarget) -> dict[str, object]:
    return {
        "format": "mp4",
        "acodec": "aac",
        # At these bit rates as good as the default coder, in half the time.
        "aac_coder": "fast",
        "audio_bitrate": f"{wanted.bit_rate_kbps}k",
        "ac": 2,
        "ar": RATE,
        "map_metadata": -1,
    }


def _start(file: Path) -> Fraction:
    with open_media(file) as container:
        return start_of(container)


def _cut(
    heard: Heard, pieces: tuple[Piece, ...], start: Fraction, gain_db: float = 0.0
) -> "ffmpeg.nodes.Stream":
    """The sound of `pieces`, one after the other; of a card, as much silence as it is shown."""
    from_ms = max(0, pieces[0].session_start_ms - _RUN_UP_MS)
    whole = (
        session_sound(heard.file, heard.audio_index, start, RATE, from_ms)
        .filter("aformat", sample_fmts="fltp", channel_layouts="stereo")
        .filter("apad", whole_len=(heard.duration_ms - from_ms) * _PER_MS)
    )
    parts = [part for piece in pieces for part in _parts(piece, heard.hidden)]
    if len(parts) == 1 and parts[0].how != "bleep":
        return _of_part(whole, parts[0])
    own = sum(part.how != "bleep" for part in parts)
    copies = iter(whole.filter_multi_output("asplit", own)[n] for n in range(own))
    cut = [
        _bleep(part, gain_db) if part.how == "bleep" else _of_part(next(copies), part)
        for part in parts
    ]
    return ffmpeg.concat(*cut, v=0, a=1)


def _parts(piece: Piece, hidden: Hidden) -> Iterator[_Part]:
    if piece.shown == "card":
        shown = piece.replay_end_ms - piece.replay_start_ms
        yield _Part(piece.session_start_ms * _PER_MS, shown * _PER_MS, "card")
        return
    for start_ms, end_ms, how in hidden.heard(piece.session_start_ms, piece.session_end_ms):
        yield _Part(start_ms * _PER_MS, (end_ms - start_ms) * _PER_MS, how)


def _of_part(sound: "ffmpeg.nodes.Stream", part: _Part) -> "ffmpeg.nodes.Stream":
    cut = sound.filter("atrim", start_pts=part.first, end_pts=part.first + part.length)
    cut = cut.filter("asetpts", "PTS-STARTPTS")
    return cut.filter("volume", 0) if part.how else _faded(cut, part.length)


def _bleep(part: _Part, gain_db: float) -> "ffmpeg.nodes.Stream":
    """A tone as long as `part`: the gain that follows leaves it as loud as it is meant to be."""
    # Each needs a source of its own, and ffmpeg-python takes equal ones for the same: the limit
    # is longer than any tone, and another for each place.
    limit = f"{_LONGEST_TONE_MS + part.first // _PER_MS}ms"
    length = f"{part.length // _PER_MS + _FADE}ms"
    source = f"sine=frequency={_BLEEP_HZ}:sample_rate={RATE}:duration={length}"
    tone = ffmpeg.input(source, f="lavfi", t=limit)
    cut = (
        tone.filter("aformat", sample_fmts="fltp", channel_layouts="stereo")
        .filter("volume", f"{_BLEEP_DB - gain_db}dB")
        .filter("atrim", end_sample=part.length)
        .filter("asetpts", "PTS-STARTPTS")
    )
    return _faded(cut, part.length)


def _faded(sound: "ffmpeg.nodes.Stream", length: int) -> "ffmpeg.nodes.Stream":
    if length <= 4 * _FADE:
        return sound
    return sound.filter("afade", t="in", ss=0, ns=_FADE).filter(
        "afade", t="out", ss=length - _FADE, ns=_FADE
    )


def _args(output: "ffmpeg.nodes.OutputStream") -> list[str]:
    return [str(arg) for arg in output.get_args()]
