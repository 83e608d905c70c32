"""The outer frame of MP4 and Matroska files: enough to see whether a file was finished."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"
_CUES = b"\x1c\x53\xbb\x6b"
_OPENERS = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp", b"moof"}
_BLOCK = 1 << 20
_LEAST_ZEROS = 1 << 16

Family = Literal["mp4", "matroska", "other"]


@dataclass(frozen=True)
class Box:
    """A box of an MP4 file; `data` is where its content starts, `end` where it should end."""

    kind: bytes
    start: int
    data: int
    end: int


def family(path: Path) -> Family:
    """What kind of file this is, by its first bytes."""
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] in _OPENERS:
        return "mp4"
    return "matroska" if head[:4] == _EBML else "other"


def mp4_boxes(path: Path) -> tuple[Box, ...]:
    """The outermost boxes, as far as they can be followed; the last may end past the file."""
    with path.open("rb") as file:
        return tuple(_boxes(file, os.fstat(file.fileno()).st_size))


def _boxes(file: BinaryIO, size: int) -> Iterator[Box]:
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length, kind, data = int.from_bytes(head[:4], "big"), head[4:8], at + 8
        if not all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in kind):
            return
        if length == 1:
            length, data = int.from_bytes(head[8:16], "big"), at + 16
        # A recorder that was killed had not yet put a length where one goes.
        end = size if length == 0 else at + length
        if end < data:
            return
        yield Box(kind, at, data, end)
        at = end


@dataclass(frozen=True)
class MatroskaFrame:
    """Where the one segment of a Matroska file should end, None if never written; its index."""

    end: int | None
    indexed: bool


def matroska_frame(path: Path) -> MatroskaFrame:
    """The outer frame of a Matroska or WebM file."""
    with path.open("rb") as file:
        at = 0
        while element := _element(file, at):
            identifier, data, length = element
            if identifier == _SEGMENT:
                end = None if length is None else data + length
                return MatroskaFrame(end, _CUES in _children(file, data, end))
            if length is None:
                break
            at = data + length
    return MatroskaFrame(None, False)


def _children(file: BinaryIO, at: int, end: int | None) -> set[bytes]:
    found: set[bytes] = set()
    while end is None or at < end:
        element = _element(file, at)
        if element is None or element[2] is None:
            break
        found.add(element[0])
        at = element[1] + element[2]
    return found


def _element(file: BinaryIO, at: int) -> tuple[bytes, int, int | None] | None:
    """The identifier, the place of the content and its length (None: unknown)."""
    file.seek(at)
    head = file.read(12)
    if len(head) < 2 or not head[0]:
        return None
    width = 9 - head[0].bit_length()
    if width > 4 or len(head) <= width or not head[width]:
        return None
    size_width = 9 - head[width].bit_length()
    raw = head[width : width + size_width]
    if len(raw) < size_width:
        return None
    length = int.from_bytes(raw, "big") & ((1 << 7 * size_width) - 1)
    unknown = length == (1 << 7 * size_width) - 1
    return head[:width], at + width + size_width, None if unknown else length


def written_until(path: Path) -> int:
    """Where the zeros begin that fill a file whose copy was interrupted; else its size."""
    size = path.stat().st_size
    with path.open("rb") as file:
        end = size
        while end > 0:
            start = max(0, end - _BLOCK)
            file.seek(start)
            kept = file.read(end - start).rstrip(b"\0")
            if kept:
                end = start + len(kept)
                break
            end = start
    return end if size - end >= _LEAST_ZEROS else size
