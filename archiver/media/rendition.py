"""Makes a smaller copy of a finished MP4: its picture encoded, its sound and chapters copied."""

from pathlib import Path

import ffmpeg

from archiver.i18n import _
from archiver.model.progress import Progress, silent
from archiver.programs.ffmpeg import local_file, run_ffmpeg

_CRF = 26
_MOST_KBPS = 900
_KEY_SECONDS = 4


def write_smaller(
    source: Path,
    target: Path,
    height: int,
    duration_ms: int,
    preset: str,
    progress: Progress = silent,
) -> None:
    """Write `source` to the MP4 `target`, `height` pixels high, each picture at its own time.

    `preset` is x264's. Raises ProgramError if it cannot be read or written; nothing is left then.
    """
    doing = _("the smaller copy of {file} could not be made").format(file=source.name)
    args = smaller_args(source, target, height, preset)
    try:
        run_ffmpeg(args, doing=doing, duration_ms=duration_ms, progress=progress)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def smaller_args(source: Path, target: Path, height: int, preset: str) -> list[str]:
    """ffmpeg's arguments for `write_smaller`."""
    read = ffmpeg.input(local_file(source), protocol_whitelist="file")
    output = ffmpeg.output(
        read["v:0"].filter("scale", -2, height),
        read["a:0"],
        local_file(target),
        format="mp4",
        vcodec="libx264",
        preset=preset,
        crf=_CRF,
        maxrate=f"{_MOST_KBPS}k",
        bufsize=f"{2 * _MOST_KBPS}k",
        pix_fmt="yuv420p",
        force_key_frames=f"expr:gte(t,n_forced*{_KEY_SECONDS})",
        fps_mode="passthrough",
        enc_time_base="1:90000",
        video_track_timescale=90_000,
        acodec="copy",
        map_chapters=0,
        map_metadata=0,
        movflags="+faststart",
    )
    return [str(arg) for arg in output.get_args()]
