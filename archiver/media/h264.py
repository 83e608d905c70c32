"""Just enough of H.264's byte format to join streams: NAL units and parameter sets.

A sequence parameter set (SPS) says what the pictures are like, a picture parameter set (PPS) how
they are coded. Streams of different encoders can be joined at an instantaneous refresh (IDR) when
their parameter sets bear different numbers and are all known to the decoder.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archiver.i18n import _

IDR, SPS, PPS = 5, 7, 8
_START = b"\0\0\0\1"
_HIGH_PROFILES = (100, 110, 122, 144)


class NotJoinableError(ValueError):
    """What keeps a stream from being cut and joined, as a clause in the user's language."""


@dataclass(frozen=True)
class ParameterSets:
    """The sets of a stream as NAL units; `boxed` when its packets are length-prefixed (MP4)."""

    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]
    boxed: bool

    def ids(self) -> set[int]:
        """Every number that an SPS or a PPS of the stream bears."""
        return {sps_id(nal) for nal in self.sps} | {pps_id(nal) for nal in self.pps}

    def extradata(self) -> bytes:
        """The sets as a muxer wants them, in the form of the stream's packets."""
        if not self.boxed:
            return b"".join(_START + nal for nal in (*self.sps, *self.pps))
        first = self.sps[0]
        high = b"\xfd\xf8\xf8\0" if first[1] in _HIGH_PROFILES else b""
        return b"".join(
            (
                bytes((1, first[1], first[2], max(nal[3] for nal in self.sps), 0xFF)),
                bytes((0xE0 | len(self.sps),)),
                *(len(nal).to_bytes(2, "big") + nal for nal in self.sps),
                bytes((len(self.pps),)),
                *(len(nal).to_bytes(2, "big") + nal for nal in self.pps),
                high,
            )
        )


def parameter_sets(extradata: bytes) -> ParameterSets:
    """The sets in a stream's extradata. Raises NotJoinableError where they cannot be told."""
    if not extradata:
        raise NotJoinableError(_("its format is not described"))
    if extradata[0] != 1:
        nals = list(annexb_units(extradata))
        return ParameterSets(_of_type(nals, SPS), _of_type(nals, PPS), boxed=False)
    if len(extradata) < 7 or extradata[4] & 3 != 3:
        raise NotJoinableError(_("its packets are laid out in an unusual way"))
    sps, at = _counted(extradata, 6, extradata[5] & 31)
    pps, _end = _counted(extradata, at + 1, extradata[at])
    return ParameterSets(sps, pps, boxed=True)


def _counted(data: bytes, at: int, count: int) -> tuple[tuple[bytes, ...], int]:
    units = []
    for _unit in range(count):
        length = int.from_bytes(data[at : at + 2], "big")
        units.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    return tuple(units), at


def _of_type(nals: Iterable[bytes], kind: int) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(nal for nal in nals if nal and nal[0] & 31 == kind))


def units(packet: bytes, *, boxed: bool) -> Iterator[bytes]:
    """The NAL units of one packet."""
    return boxed_units(packet) if boxed else annexb_units(packet)


def boxed_units(packet: bytes) -> Iterator[bytes]:
    """The NAL units of a packet in which each is preceded by its length."""
    at = 0
    while at + 4 < len(packet):
        length = int.from_bytes(packet[at : at + 4], "big")
        yield packet[at + 4 : at + 4 + length]
        at += 4 + length


def annexb_units(packet: bytes) -> Iterator[bytes]:
    """The NAL units of a packet in which each is preceded by a start code."""
    at = packet.find(b"\0\0\1")
    while at >= 0:
        following = packet.find(b"\0\0\1", at + 3)
        unit = packet[at + 3 : following if following >= 0 else len(packet)]
        yield unit.rstrip(b"\0")
        at = following


def packed(nals: Iterable[bytes], *, boxed: bool) -> bytes:
    """A packet made of `nals`."""
    if boxed:
        return b"".join(len(nal).to_bytes(4, "big") + nal for nal in nals)
    return b"".join(_START + nal for nal in nals)


def joined(first: ParameterSets, others: Iterable[bytes]) -> ParameterSets:
    """`first` with the parameter sets found among `others`.

    Raises NotJoinableError when two different sets bear the same number.
    """
    nals = list(others)
    sps = tuple(dict.fromkeys((*first.sps, *_of_type(nals, SPS))))
    pps = tuple(dict.fromkeys((*first.pps, *_of_type(nals, PPS))))
    if not sps or len({sps_id(n) for n in sps}) < len(sps):
        raise NotJoinableError(_("its format changes in the middle"))
    if len({pps_id(n) for n in pps}) < len(pps):
        raise NotJoinableError(_("its coding changes in the middle"))
    return ParameterSets(sps, pps, first.boxed)


def sps_id(nal: bytes) -> int:
    """The number of a sequence parameter set."""
    return _exp_golomb(nal[4:12])


def pps_id(nal: bytes) -> int:
    """The number of a picture parameter set."""
    return _exp_golomb(nal[1:9])


def _exp_golomb(data: bytes) -> int:
    bits = "".join(f"{byte:08b}" for byte in data)
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1] or "1", 2) - 1
