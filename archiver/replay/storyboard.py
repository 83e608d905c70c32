"""The pictures on a replay's time line: how often one is taken, and where players find them."""

from pathlib import Path

from archiver.media.probe import probe
from archiver.media.storyboard import draw_sheets, tile_size
from archiver.model.progress import Progress, silent
from archiver.model.renditions import Storyboard
from archiver.model.times import timestamp

_EVERY_MS = (10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 300_000)
_MOST = 1_080
"""Pictures of one replay: three hours at one every ten seconds."""
_TILE_WIDTH = 160
_COLUMNS, _ROWS = 10, 10


def draw_storyboard(replay: Path, folder: Path, progress: Progress = silent) -> Storyboard:
    """Write the sheets of the finished video `replay` into `folder`, and say what is on them.

    Nothing can be on them that the replay does not show. Raises MediaError if it has no picture
    that can be decoded.
    """
    info = probe(replay)
    every_ms = picture_every(info.duration_ms)
    times = range(0, info.duration_ms, every_ms)
    width, height = tile_size(info.video[0].width, info.video[0].height, _TILE_WIDTH)
    sheets = [f"storyboard-{n + 1}.jpg" for n in range(-(-len(times) // (_COLUMNS * _ROWS)))]
    targets = [folder / name for name in sheets]
    draw_sheets(replay, times, (width, height), (_COLUMNS, _ROWS), targets, progress)
    return Storyboard(
        every_ms=every_ms,
        width=width,
        height=height,
        columns=_COLUMNS,
        rows=_ROWS,
        count=len(times),
        sheets=tuple(sheets),
    )


def picture_every(duration_ms: int) -> int:
    """How often a picture is taken of a video so long, in milliseconds: rarer in a long one."""
    fit = (every for every in _EVERY_MS if duration_ms <= every * _MOST)
    return next(fit, _EVERY_MS[-1])


def storyboard_vtt(board: Storyboard, duration_ms: int) -> str:
    """A WebVTT file whose cues name a sheet and a place on it, as players read them."""
    cues = []
    for n in range(board.count):
        sheet, place = divmod(n, board.columns * board.rows)
        row, column = divmod(place, board.columns)
        box = (column * board.width, row * board.height, board.width, board.height)
        start, end = n * board.every_ms, min((n + 1) * board.every_ms, duration_ms)
        address = f"{board.sheets[sheet]}#xywh={','.join(map(str, box))}"
        cues.append(f"{timestamp(start)} --> {timestamp(end)}\n{address}\n")
    return "\n".join(("WEBVTT\n", *cues))
