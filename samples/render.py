"""Renders the video of a sample session: its sound, a drawn chamber, title cards, a clock.

usage: python render.py SESSION_FOLDER TARGET.mp4

`SESSION_FOLDER` holds `session.opus`, `agenda.json` and `cards.json`. The chamber is drawn, the
cards are shown when `cards.json` says so, and a clock counts the seconds, so that cuts and
synchrony can be checked by eye. Pictures are drawn by OpenCV with its built-in font; ffmpeg
makes the video: H.264 and AAC, a keyframe every 4 s, no B-frame held back.
"""

import itertools
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from archiver.programs.ffmpeg import local_file, run_ffmpeg

WIDTH, HEIGHT, RATE = 1280, 720, 25
SHOWN = (960, 540)
WALL, FLOOR, DESK, EDGE = (72, 58, 44), (52, 44, 38), (96, 74, 52), (140, 116, 88)
WHITE, BLUE, PALE = (255, 255, 255), (110, 62, 20), (214, 206, 196)
Picture = NDArray[np.uint8]
_QUICK = [cv2.IMWRITE_PNG_COMPRESSION, 1]


def chamber(body: str, title: str) -> Picture:
    """The empty room: a wall with the body's name, a tribune, rows of desks."""
    picture: Picture = np.full((HEIGHT, WIDTH, 3), WALL, np.uint8)
    cv2.rectangle(picture, (0, 430), (WIDTH, HEIGHT), FLOOR, -1)
    cv2.rectangle(picture, (470, 330), (810, 440), DESK, -1)
    cv2.rectangle(picture, (470, 330), (810, 345), EDGE, -1)
    for row, (y, reach) in enumerate(((470, 330), (520, 430), (575, 540))):
        cv2.ellipse(picture, (640, y - 40), (reach, 90), 0, 20, 160, DESK, 34 + 6 * row)
        cv2.ellipse(picture, (640, y - 56), (reach, 90), 0, 20, 160, EDGE, 4)
    for x in (585, 640, 695):
        cv2.circle(picture, (x, 296), 20, EDGE, -1)
        cv2.ellipse(picture, (x, 345), (34, 34), 0, 180, 360, EDGE, -1)
    _write(picture, body, (60, 90), 34)
    _write(picture, title, (60, 130), 22, PALE)
    return picture


def lower_third(picture: Picture, line1: str, line2: str) -> None:
    """Put a title card over the bottom of the picture."""
    cv2.rectangle(picture, (60, 590), (940, 680), BLUE, -1)
    cv2.rectangle(picture, (60, 590), (72, 680), WHITE, -1)
    _write(picture, line1, (92, 628), 30)
    _write(picture, line2, (92, 664), 22, PALE)


def _write(picture: Picture, text: str, at: tuple[int, int], size: int, color: Any = WHITE) -> None:
    cv2.putText(picture, text, at, color, cv2.FontFace("sans"), size, 500)


def still(empty: Picture, cards: list[dict[str, Any]], at_ms: int) -> Picture:
    """The picture at one instant: the card that is shown then, and the clock."""
    picture = empty.copy()
    for card in cards:
        if card["start_ms"] <= at_ms < card["end_ms"]:
            lower_third(picture, card["line1"], card["line2"])
    seconds = at_ms // 1000
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    _write(picture, clock, (1120, 60), 24, PALE)
    return np.asarray(cv2.resize(picture, SHOWN, interpolation=cv2.INTER_AREA), np.uint8)


def instants(cards: list[dict[str, Any]], duration_ms: int) -> list[int]:
    """When the picture changes: at each second, and when a card comes or goes, on a frame."""
    frame = 1000 // RATE
    changes = {edge // frame * frame for c in cards for edge in (c["start_ms"], c["end_ms"])}
    return sorted({ms for ms in changes if ms < duration_ms} | set(range(0, duration_ms, 1000)))


def render(session: Path, target: Path) -> None:
    """Write the session's video to `target`."""
    agenda = json.loads((session / "agenda.json").read_text(encoding="utf-8"))
    cards = json.loads((session / "cards.json").read_text(encoding="utf-8"))
    duration_ms = json.loads((session / "truth.json").read_text(encoding="utf-8"))["duration_ms"]
    empty = chamber(agenda["body"], agenda["title"])
    edges = [*instants(cards, duration_ms), duration_ms]
    with tempfile.TemporaryDirectory() as folder:
        listed = ["ffconcat version 1.0"]
        for number, (start, end) in enumerate(itertools.pairwise(edges)):
            name = f"{number:05}.png"
            cv2.imwrite(str(Path(folder) / name), still(empty, cards, start), _QUICK)
            listed += [f"file {name}", f"duration {(end - start) / 1000:.3f}"]
        playlist = Path(folder) / "pictures.ffconcat"
        playlist.write_text("\n".join(listed) + "\n", encoding="utf-8")
        run_ffmpeg(arguments(playlist, session / "session.opus", target), doing="render")


def arguments(playlist: Path, sound: Path, target: Path) -> list[str]:
    """The arguments that make a video of pictures and sound."""
    video = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "stillimage", "-crf", "24"]
    shape = ["-vf", f"format=yuv420p,fps={RATE}", "-g", str(4 * RATE), "-profile:v", "main"]
    audio = ["-c:a", "aac", "-b:a", "96k", "-ar", "48000"]
    return [
        *("-f", "concat", "-safe", "0", "-i", local_file(playlist), "-i", local_file(sound)),
        *(*video, *shape, *audio, "-shortest", "-movflags", "+faststart", local_file(target)),
    ]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    render(Path(sys.argv[1]), Path(sys.argv[2]))
