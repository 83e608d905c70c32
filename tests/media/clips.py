"""What short clips are made of: ffmpeg arguments for lavfi sources and usual encodings."""

from collections.abc import Callable
from pathlib import Path

Maker = Callable[..., Path]
"""`make(name, *args, seconds=…)`: a file made by ffmpeg with `args`."""

PICTURE = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration={seconds}")
SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration={seconds}")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50")
AAC = ("-c:a", "aac", "-b:a", "64k")
