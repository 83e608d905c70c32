"""A program of its own that speaks RTMP: run with `python -m`, once for every connection.

Its input is one line of JSON (`port` on the loopback, `path`, whose end is the key), then the
stream as MPEG-TS. So the key stands in no list of processes; and when the input ends, because
who writes it is gone, so does this. Output: `out_time_us=` lines. Errors: one line on stderr that
never holds the path.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.packet import Packet

REJECTED = "rejected"
"""The destination was reached and would not take the stream."""
_REPORT_SECONDS = 0.25
_PROBING = {"probesize": "1000000", "analyzeduration": "1000000", "fpsprobesize": "0"}
_FLV = {
    "flvflags": "no_duration_filesize",
    "flush_packets": "1",
    "max_interleave_delta": "2500000",
}


def send(source: BinaryIO, url: str) -> str:
    """Send `source` until it ends; why it had to end before, empty when it did not."""
    container = av.open(source, "r", format="mpegts", options=_PROBING)
    target = av.open(url, "w", format="flv", options=_FLV)
    packets = _packets(container, target)
    try:
        target.start_encoding()
    except av.FFmpegError:
        return REJECTED
    reported = 0.0
    for packet in packets:
        target.mux_one(packet)
        if time.monotonic() - reported > _REPORT_SECONDS and packet.dts is not None:
            reported = time.monotonic()
            sys.stdout.write(f"out_time_us={int(packet.dts * packet.time_base * 1_000_000)}\n")
            sys.stdout.flush()
    target.close()
    return ""


def _packets(container: InputContainer, target: OutputContainer) -> "Iterator[Packet[Any]]":
    """The packets of `container` for `target`, which gets its streams before the first is asked."""
    video, audio = container.streams.video[0], container.streams.audio[0]
    pictures = target.add_stream_from_template(video, opaque=True)
    sounds = target.add_stream_from_template(audio, opaque=True)
    # Every change between the feed and a card has its own header, as their codings differ.
    headers = BitStreamFilterContext("extract_extradata", video)

    def made() -> "Iterator[Packet[Any]]":
        for packet in container.demux(video, audio):
            if packet.dts is None:
                continue
            is_picture = packet.stream is video
            for each in headers.filter(packet) if is_picture else (packet,):
                each.stream = pictures if is_picture else sounds
                yield each

    return made()


def main() -> int:
    """Read what is wanted, send, and say why it ended."""
    source = os.fdopen(0, "rb", buffering=0)
    line = b""
    while not line.endswith(b"\n"):
        byte = source.read(1)
        if not byte:
            return 0
        line += byte
    wanted = json.loads(line)
    try:
        why = send(source, f"rtmp://127.0.0.1:{wanted['port']}/{wanted['path']}")
    except (av.FFmpegError, IndexError) as error:
        # Not the error's own words: they hold the address.
        why = getattr(error, "strerror", "") or type(error).__name__
    if why:
        sys.stderr.write(why + "\n")
    sys.stderr.flush()
    return 1 if why else 0


if __name__ == "__main__":
    # Without libav's destructors, which may wait for the destination.
    os._exit(main())
