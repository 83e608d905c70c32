"""The replay for telephones and slow lines, beside the replay itself."""

from pathlib import Path

from archiver.media.probe import probe
from archiver.media.rendition import write_smaller
from archiver.model.preset import ReplaySettings
from archiver.model.progress import Progress, silent
from archiver.model.renditions import Smaller

_WORTH = 0.9
"""A copy that is not smaller than this share of the replay is not worth its choice."""


def build_smaller(
    replay: Path,
    sha256: str,
    settings: ReplaySettings,
    target: Path,
    progress: Progress = silent,
) -> Smaller:
    """Write the smaller copy of the finished `replay`, whose digest is `sha256`, to `target`.

    None is made where the settings ask for none, the replay is no larger, or the copy would be
    hardly smaller in bytes: the result says which. Raises MediaError or ProgramError.
    """
    height = settings.mobile_height
    if not height:
        return Smaller(replay=sha256, why_not="not_asked")
    info = probe(replay)
    if info.video[0].height <= height:
        return Smaller(replay=sha256, why_not="no_smaller")
    write_smaller(replay, target, height, info.duration_ms, settings.x264_preset, progress)
    if target.stat().st_size > _WORTH * replay.stat().st_size:
        target.unlink()
        return Smaller(replay=sha256, why_not="hardly_smaller")
    made = probe(target).video[0]
    return Smaller(replay=sha256, width=made.width, height=made.height, bytes=target.stat().st_size)
