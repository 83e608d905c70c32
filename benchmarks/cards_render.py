"""Renders videos in which cards are hard to find and to read: what houses and cameras do to them.

Each kind of `KINDS` changes one thing or two. Pictures are drawn by OpenCV and encoded by PyAV,
five a second and without sound, which changes nothing for who looks at keyframes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
RATE = 5
SHOT_SECONDS = 15
WHITE, BLUE, DARK = (255, 255, 255), (110, 62, 20), (30, 30, 30)


@dataclass(frozen=True)
class Shown:
    """A card as it was meant: from when to when, and its lines."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """How a video is made."""

    size: tuple[int, int] = (960, 540)
    room: str = "still"
    """`still`, `noise` (a camera in poor light) or `pan` (moving cameras over a full room)."""
    gop_seconds: float = 2.0
    bit_rate: int = 1_500_000
    place: str = "bottom"
    """`bottom`, `top` (right-aligned) or `middle` (centred)."""
    opacity: float = 1.0
    permanent: bool = False
    """The card stays until the next one, as in a house with a banner."""


PLAIN = Kind()
KINDS: dict[str, Kind] = {
    "plain": PLAIN,
    "noise": replace(PLAIN, room="noise"),
    "pan": replace(PLAIN, room="pan"),
    "hd": replace(PLAIN, room="pan", size=(1280, 720), bit_rate=3_000_000),
    "low-rate": replace(PLAIN, room="pan", bit_rate=250_000),
    "banner": replace(PLAIN, room="pan", permanent=True),
    "top": replace(PLAIN, room="pan", place="top"),
    "centred": replace(PLAIN, room="pan", place="middle"),
    "translucent": replace(PLAIN, room="pan", opacity=0.45),
    "translucent-banner": replace(PLAIN, room="pan", opacity=0.45, permanent=True),
    "gop-6": replace(PLAIN, room="pan", gop_seconds=6),
    "gop-12": replace(PLAIN, room="pan", gop_seconds=12),
    "half-size": replace(PLAIN, room="pan", size=(640, 360)),
    "portrait": replace(PLAIN, room="pan", size=(540, 960)),
}


def packed(cards: Sequence[Shown], pause_ms: int) -> tuple[Shown, ...]:
    """The cards, each as long as it was, with no longer pauses than that: for a short video."""
    out: list[Shown] = []
    end, was = 0, 0
    for card in cards:
        start = end + min(pause_ms, max(0, card.start_ms - was))
        end, was = start + card.end_ms - card.start_ms, card.end_ms
        out.append(replace(card, start_ms=start, end_ms=end))
    return tuple(out)


def as_shown(cards: Sequence[Shown], kind: Kind, duration_ms: int) -> tuple[Shown, ...]:
    """The cards as a video of this kind shows them."""
    if not kind.permanent:
        return tuple(card for card in cards if card.start_ms < duration_ms)
    changes = [c for n, c in enumerate(cards) if not n or c.lines != cards[n - 1].lines]
    ends = [*(card.start_ms for card in changes[1:]), duration_ms]
    return tuple(
        replace(card, end_ms=min(end, duration_ms))
        for card, end in zip(changes, ends, strict=True)
        if card.start_ms < duration_ms
    )


def render(cards: Sequence[Shown], kind: Kind, duration_ms: int, target: Path) -> None:
    """Write a video of `cards`, which are already as the kind shows them."""
    width, height = kind.size
    options = {"preset": "superfast", "sc_threshold": "0", "x264-params": "scenecut=0"}
    with av.open(str(target), "w") as out:
        stream = out.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.bit_rate = kind.bit_rate
        stream.gop_size = round(kind.gop_seconds * RATE)
        stream.codec_context.time_base = Fraction(1, RATE)
        for number, picture in enumerate(pictures(cards, kind, duration_ms)):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = number
            out.mux(stream.encode(frame))
        out.mux(stream.encode())


def pictures(cards: Sequence[Shown], kind: Kind, duration_ms: int) -> Iterator[Picture]:
    """The pictures of a video, one after the other."""
    room = ROOMS[kind.room](kind.size)
    for number in range(duration_ms * RATE // 1000):
        picture = room(number)
        ms = number * 1000 // RATE
        for card in cards:
            if card.start_ms <= ms < card.end_ms:
                _put(picture, card.lines, kind)
        yield picture


def _put(picture: Picture, lines: Sequence[str], kind: Kind) -> None:
    height, width = picture.shape[:2]
    unit = min(height, width) / 720
    sizes = [round(30 * unit), *[round(22 * unit)] * (len(lines) - 1)]
    font = cv2.FontFace("sans")
    boxes = [
        cv2.getTextSize((0, 0), t, (0, 0), font, s, 500) for t, s in zip(lines, sizes, strict=True)
    ]
    widths = [box[2] for box in boxes]
    across = min(width, max(widths) + round(50 * unit))
    tall = round((24 + 36 * len(lines)) * unit)
    left = {"bottom": 60, "top": width - 40 - across, "middle": (width - across) // 2}[kind.place]
    top = round(30 * unit) if kind.place == "top" else height - tall - round(40 * unit)
    left = max(0, min(round(left * (unit if kind.place == "bottom" else 1)), width - across))
    under = picture[top : top + tall, left : left + across]
    colour = np.full_like(under, BLUE if kind.opacity == 1 else DARK)
    cv2.addWeighted(colour, kind.opacity, under, 1 - kind.opacity, 0, under)
    for n, (text, size, wide) in enumerate(zip(lines, sizes, widths, strict=True)):
        inset = round(25 * unit)
        x = {"bottom": inset, "top": across - inset - wide, "middle": (across - wide) // 2}[
            kind.place
        ]
        y = top + round((40 + 36 * n) * unit)
        cv2.putText(picture, text, (left + x, y), WHITE, font, size, 500)


Room = Callable[[int], Picture]


def _still(size: tuple[int, int]) -> Room:
    empty = _wall(size)
    return lambda number: empty.copy()


def _noise(size: tuple[int, int]) -> Room:
    empty, random = _wall(size), np.random.default_rng(7)
    grain = [random.normal(0, 10, empty.shape).astype(np.int16) for _ in range(8)]
    return lambda number: np.clip(empty + grain[number % 8], 0, 255).astype(np.uint8)


def _pan(size: tuple[int, int]) -> Room:
    """Several cameras over rows of people and papers, each moving, one after the other."""
    width, height = size
    scenes = [_crowd(width + 400, height, seed) for seed in range(4)]

    def at(number: int) -> Picture:
        shot, within = divmod(number, SHOT_SECONDS * RATE)
        offset = within * 4 % 400
        return scenes[shot % len(scenes)][:, offset : offset + width].copy()

    return at


def _wall(size: tuple[int, int]) -> Picture:
    width, height = size
    picture: Picture = np.full((height, width, 3), (72, 58, 44), np.uint8)
    cv2.rectangle(picture, (0, height * 3 // 5), (width, height), (52, 44, 38), -1)
    font = cv2.FontFace("sans")
    cv2.putText(picture, "Assemblée", (60, 90), WHITE, font, 34, 500)
    return picture


def _crowd(width: int, height: int, seed: int) -> Picture:
    random = np.random.default_rng(seed)
    rough = random.normal(0, 30, (height // 12, width // 12, 3)).astype(np.float32)
    cloud = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)
    picture = np.clip(110 + cloud, 0, 255).astype(np.uint8)
    for _ in range(width * height // 4_000):
        x, y = int(random.integers(0, width)), int(random.integers(0, height))
        shade = tuple(int(c) for c in random.integers(20, 235, 3))
        w, h = int(random.integers(4, 70)), int(random.integers(3, 40))
        if random.random() < 0.5:
            cv2.ellipse(picture, (x, y), (w // 2, h), 0, 0, 360, shade, -1)
        else:
            cv2.rectangle(picture, (x, y), (x + w, y + h), shade, -1)
    return np.asarray(cv2.GaussianBlur(picture, (3, 3), 0), np.uint8)


ROOMS: dict[str, Callable[[tuple[int, int]], Room]] = {
    "still": _still,
    "noise": _noise,
    "pan": _pan,
}
