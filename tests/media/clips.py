"""What short clips are made of: ffmpeg arguments for lavfi sources and usual encodings."""

from collections.abc import Callable
from pathlib import Path

import av

Maker = Callable[..., Path]
"""`make(name, *args, seconds=…)`: a file made by ffmpeg with `args`."""

PICTURE = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration={seconds}")
SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration={seconds}")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50")
AAC = ("-c:a", "aac", "-b:a", "64k")


def turned(source: Path, target: Path) -> Path:
    """The picture of `source`, marked to be shown a quarter turn anticlockwise, as phones do."""
    with av.open(str(source)) as read, av.open(str(target), "w") as out:
        stream = out.add_stream_from_template(read.streams.video[0], opaque=True)
        stream.set_display_rotation(90)
        for packet in read.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    return target
