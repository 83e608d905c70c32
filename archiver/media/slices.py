"""Reads the first words of H.264 slices: which picture a slice belongs to, and when it is shown.

Enough to find pictures in bytes that nothing describes, and to put them in order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.media.h264 import IDR, PPS, SPS, ParameterSets

SLICE, SEI, DELIMITER, END_OF_SEQUENCE, END_OF_STREAM, FILLER = 1, 6, 9, 10, 11, 12
_LOOKED_AT = 48
_WITH_CHROMA = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}
_LAST_SLICE_TYPE, _INTRA = 9, 2


class Bits:
    """Reads a NAL unit's content bit by bit; raises EOFError past its end."""

    def __init__(self, unit: bytes) -> None:
        raw = unit.replace(b"\0\0\3", b"\0\0")
        self._value, self._left = int.from_bytes(raw, "big"), len(raw) * 8

    def take(self, count: int) -> int:
        """The next `count` bits as a number."""
        if count > self._left:
            raise EOFError
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def unsigned(self) -> int:
        """The next Exp-Golomb number."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 32:
                raise EOFError
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        """The next signed Exp-Golomb number."""
        code = self.unsigned()
        return (code + 1) // 2 if code & 1 else -(code // 2)


@dataclass(frozen=True)
class Sequence264:
    """What an SPS says that the slices' first words depend on."""

    colour_planes: bool
    frame_num_bits: int
    order_type: int
    order_bits: int
    frames_only: bool
    macroblocks: int


def read_sps(unit: bytes) -> Sequence264:
    """An SPS. Raises EOFError when it is not one."""
    bits = Bits(unit[1:])
    profile = bits.take(8)
    bits.take(16)
    bits.unsigned()
    planes = _chroma(bits) if profile in _WITH_CHROMA else False
    frame_num_bits = bits.unsigned() + 4
    order_type = bits.unsigned()
    order_bits = 0
    if order_type == 0:
        order_bits = bits.unsigned() + 4
    elif order_type == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _frame in range(bits.unsigned()):
            bits.signed()
    bits.unsigned()
    bits.take(1)
    width, height = bits.unsigned() + 1, bits.unsigned() + 1
    frames_only = bool(bits.take(1))
    size = width * height * (1 if frames_only else 2)
    return Sequence264(planes, frame_num_bits, order_type, order_bits, frames_only, size)


def _chroma(bits: Bits) -> bool:
    chroma = bits.unsigned()
    planes = bool(bits.take(1)) if chroma == 3 else False
    bits.unsigned()
    bits.unsigned()
    bits.take(1)
    if bits.take(1):
        for i in range(12 if chroma == 3 else 8):
            if bits.take(1):
                _scaling_list(bits, 16 if i < 6 else 64)
    return planes


def _scaling_list(bits: Bits, size: int) -> None:
    last = following = 8
    for _entry in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


@dataclass(frozen=True)
class Slice:
    """The first words of a slice."""

    idr: bool
    reference: bool
    first: bool
    """Whether it is the first of its picture."""
    kind: int
    """How its blocks are coded, 0 to 9, as the format numbers it."""
    frame_num: int
    field: int
    """0: a whole frame; 1 and 2: its upper and its lower field."""
    order: int
    """The low bits of the place in which the picture is shown."""

    @property
    def intra(self) -> bool:
        """Whether it is drawn from no other picture."""
        return self.kind % 5 == _INTRA


class SliceReader:
    """Reads slices coded with known parameter sets."""

    def __init__(self, sets: ParameterSets) -> None:
        """Raises EOFError when a set cannot be read, KeyError when one refers to no other."""
        sequences = {Bits(sps[4:]).unsigned(): read_sps(sps) for sps in sets.sps}
        self._sequences: dict[int, Sequence264] = {}
        for pps in sets.pps:
            bits = Bits(pps[1:])
            number = bits.unsigned()
            self._sequences[number] = sequences[bits.unsigned()]
        self.sequence = next(iter(self._sequences.values()))
        self.frame_num_modulus = 1 << self.sequence.frame_num_bits

    def read(self, unit: bytes) -> Slice | None:
        """The first words of the slice that `unit` begins with; None if it is none."""
        kind, reference = unit[0] & 31, bool(unit[0] & 0x60)
        try:
            bits = Bits(unit[1:_LOOKED_AT])
            first, slice_type = bits.unsigned(), bits.unsigned()
            sequence = self._sequences.get(bits.unsigned())
            if sequence is None or slice_type > _LAST_SLICE_TYPE:
                return None
            if first >= sequence.macroblocks:
                return None
            return self._rest(bits, sequence, kind == IDR, reference, first == 0, slice_type)
        except EOFError:
            return None

    @staticmethod
    def _rest(
        bits: Bits, sequence: Sequence264, idr: bool, reference: bool, first: bool, kind: int
    ) -> Slice | None:
        if sequence.colour_planes:
            bits.take(2)
        frame_num = bits.take(sequence.frame_num_bits)
        field = 0
        if not sequence.frames_only and bits.take(1):
            field = 1 + bits.take(1)
        if idr:
            bits.unsigned()
            if frame_num or not reference or kind % 5 not in (_INTRA, 4):
                return None
        order = bits.take(sequence.order_bits) if sequence.order_type == 0 else 0
        return Slice(idr, reference, first, kind, frame_num, field, order)


def is_parameter_set(unit: bytes, sets: ParameterSets) -> bool:
    """Whether `unit` is one of the parameter sets that are known."""
    return unit in sets.sps if unit[0] & 31 == SPS else unit[0] & 31 == PPS and unit in sets.pps


def is_sei(unit: bytes) -> bool:
    """Whether `unit` is supplemental information: messages whose lengths fill it exactly."""
    raw = unit.replace(b"\0\0\3", b"\0\0")
    at, size = 1, len(raw)
    while at < size and raw[at] != 0x80:
        for _number in range(2):
            value = 0
            while at < size and raw[at] == 0xFF:
                value, at = value + 255, at + 1
            if at >= size:
                return False
            value, at = value + raw[at], at + 1
        at += value
    return at == size - 1


def shown_order(pictures: Sequence[Slice], order_bits: int) -> list[int]:
    """For each picture, in decoding order, its place in the order they are shown in."""
    if not order_bits:
        return list(range(len(pictures)))
    counts = list(_order_counts(pictures, 1 << order_bits))
    ranks = [0] * len(pictures)
    for rank, i in enumerate(sorted(range(len(pictures)), key=lambda i: (counts[i], i))):
        ranks[i] = rank
    return ranks


def _order_counts(pictures: Sequence[Slice], modulus: int) -> Iterator[tuple[int, int]]:
    """The period since the last refresh, and the picture's place in it, low bits unwound."""
    period = high = low = 0
    for picture in pictures:
        if picture.idr:
            period, high, low = period + 1, 0, 0
        now = high
        if picture.order < low and low - picture.order >= modulus // 2:
            now = high + modulus
        elif picture.order > low and picture.order - low > modulus // 2:
            now = high - modulus
        if picture.reference:
            high, low = now, picture.order
        yield period, now + picture.order
