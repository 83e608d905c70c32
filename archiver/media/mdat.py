"""Finds pictures and sound in the data of an MP4 file whose index is lost.

Pictures are H.264 units, each preceded by its length: they can be recognised, and lead from one
to the next. What lies between them is sound.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

from archiver.media.h264 import IDR, PPS, SPS, ParameterSets
from archiver.media.slices import (
    DELIMITER,
    END_OF_SEQUENCE,
    END_OF_STREAM,
    FILLER,
    SEI,
    SLICE,
    Slice,
    SliceReader,
    is_parameter_set,
    is_sei,
)

_HEAD = 64
_UNITS_BEFORE_A_SLICE = 12
_STARTS = re.compile(rb"(?=\0[\0-\x7f][\s\S]{2}[\x01\x05\x06\x09\x0c\x21-\x2f\x41-\x4f\x61-\x6f])")
_WINDOW = 1 << 18


@dataclass(frozen=True)
class Picture:
    """The bytes of a picture, and the first words of its first slice."""

    start: int
    end: int
    slice: Slice
    key: bool
    """Whether decoding can begin with it."""


@dataclass(frozen=True)
class Between:
    """Bytes between two pictures: sound, or what cannot be told."""

    start: int
    end: int


@dataclass(frozen=True)
class _Unit:
    kind: int
    end: int
    slice: Slice | None = None


class DataReader:
    """Walks through data laid out by a recorder whose parameter sets are known."""

    def __init__(
        self,
        data: mmap,
        sets: ParameterSets,
        longest: int,
        sound_heads: frozenset[int],
        sound_step: int,
        kinds: frozenset[tuple[int, int]],
    ) -> None:
        """No unit is longer than `longest` bytes; a frame of sound begins with a `sound_heads`.

        `sound_heads` is empty where sound may begin with anything: then slices are only known by
        the `kinds` that the device makes, first byte and kind of each. Pieces of sound are a
        multiple of `sound_step` bytes long.
        """
        self._data, self._sets, self._longest = data, sets, longest
        self._sound_heads, self._sound_step, self._kinds = sound_heads, sound_step, kinds
        self.slices = SliceReader(sets)
        self._frame_nums: set[int] | None = None
        """Which numbers the next picture may bear; None when the last one is not known."""

    def walk(self, start: int, end: int) -> Iterator[Picture | Between]:
        """Everything from `start` to `end`, in order, without a gap.

        A picture that is cut off by the end of the data is left out.
        """
        at = start
        while at < end:
            if self._leads_on(at, end) and (picture := self._picture(at, end)):
                yield picture
                at = picture.end
                continue
            if self._is_cut(at, end):
                return
            following = self._next_picture(at, end)
            if following == end:
                yield Between(at, self._cut_picture(at, end))
                return
            yield Between(at, following)
            at = following

    def _cut_picture(self, at: int, end: int) -> int:
        """Where the picture begins that the end of the data cuts off; `end` if there is none."""
        near = max(at, end - self._longest)
        starts = (near + found.start() for found in _STARTS.finditer(self._data[near:end]))
        return next((start for start in starts if self._is_cut(start, end)), end)

    def _is_cut(self, at: int, end: int) -> bool:
        """Whether a picture begins at `at` that goes on past the end of the data."""
        length = int.from_bytes(self._data[at : at + 4], "big")
        head = self._data[at + 4 : min(end, at + 4 + _HEAD)]
        if not head or length > self._longest or at + 4 + length <= end:
            return False
        found = self._slice(head) if head[0] & 31 in (SLICE, IDR) else None
        return head[0] < 0x80 and found is not None and (not found.first or self._fits(found, None))

    def _picture(self, at: int, end: int) -> Picture | None:
        """The picture that begins at `at`."""
        first: Slice | None = None
        intra, here = True, at
        while unit := self._unit(here, end, first):
            if first and self._begins_another(unit, first):
                break
            if unit.slice:
                intra = intra and unit.slice.intra
                if first is None or unit.slice.field != first.field:
                    self._follow(unit.slice)
                first = first or unit.slice
            here = unit.end
        if first is None:
            return None
        return Picture(at, here, first, first.idr or (intra and first.reference))

    @staticmethod
    def _begins_another(unit: _Unit, first: Slice) -> bool:
        if unit.slice is None:
            return unit.kind in (DELIMITER, SEI, SPS, PPS)
        other_half = (
            first.field
            and unit.slice.field not in (0, first.field)
            and unit.slice.frame_num == first.frame_num
        )
        return unit.slice.first and not other_half

    def _follow(self, found: Slice) -> None:
        number = found.frame_num
        following = (number + 1) % self.slices.frame_num_modulus
        if found.reference or self._frame_nums is None:
            self._frame_nums = {number, following}

    def _unit(self, at: int, end: int, picture: Slice | None) -> _Unit | None:
        """The unit that begins at `at`, None if there is none; `picture` is being read."""
        length = int.from_bytes(self._data[at : at + 4], "big")
        stop = at + 4 + length
        if not 0 < length <= self._longest or stop > end:
            return None
        head = self._data[at + 4 : min(stop, at + 4 + _HEAD)]
        kind = head[0] & 31
        if head[0] & 0x80:
            return None
        if kind in (SLICE, IDR):
            found = self._slice(head)
            return _Unit(kind, stop, found) if found and self._fits(found, picture) else None
        return _Unit(kind, stop) if self._is_other(kind, head, at + 4, stop) else None

    def _slice(self, head: bytes) -> Slice | None:
        found = self.slices.read(head)
        if found and not self._sound_heads and (head[0], found.kind) not in self._kinds:
            return None
        return found

    def _fits(self, found: Slice, picture: Slice | None) -> bool:
        if found.idr:
            return True
        if not found.first:
            return picture is not None and found.frame_num == picture.frame_num
        return self._frame_nums is None or found.frame_num in self._frame_nums

    def _is_other(self, kind: int, head: bytes, start: int, stop: int) -> bool:
        if kind == DELIMITER:
            return stop - start == 2 and head[0] == DELIMITER and head[1] & 0x1F == 0x10
        if kind in (SPS, PPS):
            return is_parameter_set(self._data[start:stop], self._sets)
        if kind == SEI:
            return head[0] == SEI and is_sei(self._data[start:stop])
        if kind == FILLER:
            return head[0] == FILLER and set(head[1:-1]) <= {0xFF}
        return kind in (END_OF_SEQUENCE, END_OF_STREAM) and stop - start == 1

    def _next_picture(self, start: int, end: int) -> int:
        """Where the next picture begins after `start`; `end` if there is none."""
        at, step, lost = start + 1, self._sound_step, False
        while at < end:
            stop = min(end, at + _WINDOW)
            for found in _STARTS.finditer(self._data[at : stop + 5]):
                here = at + found.start()
                if here < stop and not (here - start) % step and self._leads_on(here, end):
                    return here
            at = stop
            if not lost:
                # Nothing for so long: pictures are lost here, any number may come next.
                self._frame_nums, step, at, lost = None, 1, start + 1, True
        return end

    def _leads_on(self, at: int, end: int) -> bool:
        """Whether units begin at `at` that reach a slice, and what follows it is no accident."""
        for _unit in range(_UNITS_BEFORE_A_SLICE):
            unit = self._unit(at, end, None)
            if unit is None:
                return False
            if unit.slice:
                return unit.slice.first and self._may_follow(unit.end, end)
            at = unit.end
        return False

    def _may_follow(self, at: int, end: int) -> bool:
        """Whether sound or another unit can begin at `at`; that may be cut off by the end."""
        if end - at < 5 or not self._sound_heads or self._data[at] in self._sound_heads:
            return True
        length = int.from_bytes(self._data[at : at + 4], "big")
        head = self._data[at + 4 : min(end, at + 4 + _HEAD)]
        if not 0 < length <= self._longest or head[0] & 0x80:
            return False
        if head[0] & 31 in (SLICE, IDR):
            return self.slices.read(head) is not None
        return self._is_other(head[0] & 31, head, at + 4, min(end, at + 4 + length))
