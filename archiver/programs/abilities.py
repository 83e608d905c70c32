"""What the ffmpeg in use was built with: whether it can take a feed at all."""

import re
from dataclasses import dataclass

from archiver.programs.ffmpeg import encoders, find_ffmpeg
from archiver.programs.run import run


@dataclass(frozen=True)
class Needs:
    """What a feed needs of ffmpeg, by ffmpeg's own names: `srt`, `v4l2`, `libx264`."""

    protocols: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    """Formats and devices to read from."""
    encoders: frozenset[str] = frozenset()


def lacking(needs: Needs) -> tuple[str, ...]:
    """What of it the ffmpeg in use lacks, in order. Raises ProgramError if there is no ffmpeg."""
    lacks = (
        needs.protocols - (protocols() if needs.protocols else frozenset()),
        needs.inputs - (inputs() if needs.inputs else frozenset()),
        needs.encoders - (encoders() if needs.encoders else frozenset()),
    )
    return tuple(sorted(frozenset[str]().union(*lacks)))


def protocols() -> frozenset[str]:
    """The protocols that it can receive by."""
    listed = run([find_ffmpeg().path, "-hide_banner", "-protocols"]).stdout
    received = listed.partition("Input:")[2].partition("Output:")[0]
    return frozenset(received.split())


def inputs() -> frozenset[str]:
    """The formats and devices that it can read."""
    listed = run([find_ffmpeg().path, "-hide_banner", "-demuxers"]).stdout
    names = re.findall(r"^ D.[d ]\s+(\S+)", listed, re.MULTILINE)
    return frozenset(name for group in names for name in group.split(","))
