"""When a media file's own clock begins and ends, by the packets that are really in it."""

from pathlib import Path

import av


def packet_span(path: Path) -> tuple[int, int] | None:
    """The first and last instant of a file's picture (else its sound) in ms of its own clock.

    None when it is missing or holds nothing that can be read; what follows damage is not counted.
    """
    first: float | None = None
    last = 0.0
    try:
        with av.open(f"file:{path.absolute()}") as container:
            stream = next(iter(container.streams.video or container.streams.audio), None)
            if stream is None:
                return None
            for packet in container.demux(stream):
                if packet.pts is None:
                    continue
                at = float(packet.pts * packet.time_base)
                first = at if first is None else min(first, at)
                last = max(last, at + float((packet.duration or 0) * packet.time_base))
    except (av.FFmpegError, OSError):
        pass
    return None if first is None else (round(first * 1000), round(last * 1000))
