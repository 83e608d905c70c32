"""NAL units and parameter sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.media import h264

SPS0 = b"\x67\x64\x00\x1f\xac\xd9"  # seq_parameter_set_id 0: its first bit is 1
SPS3 = b"\x67\x64\x00\x1f\x24\xd9"  # 00100: 3
PPS0 = b"\x68\xeb\xec\xb2"
PPS3 = b"\x68\x24\xec\xb2"


def test_the_numbers_of_sets_are_read() -> None:
    assert (h264.sps_id(SPS0), h264.sps_id(SPS3)) == (0, 3)
    assert (h264.pps_id(PPS0), h264.pps_id(PPS3)) == (0, 3)


@pytest.mark.parametrize("boxed", [True, False])
def test_sets_survive_the_way_through_extradata(boxed: bool) -> None:
    sets = h264.ParameterSets((SPS0, SPS3), (PPS0, PPS3), boxed)
    assert h264.parameter_sets(sets.extradata()) == sets
    assert sets.ids() == {0, 3}


def test_sets_of_two_streams_are_joined_unless_their_numbers_clash() -> None:
    first = h264.ParameterSets((SPS0,), (PPS0,), boxed=True)
    both = h264.joined(first, [SPS3, PPS3, SPS0, b"\x65picture"])
    assert (both.sps, both.pps) == ((SPS0, SPS3), (PPS0, PPS3))
    with pytest.raises(h264.NotJoinableError):
        h264.joined(first, [SPS0 + b"\x01"])
    with pytest.raises(h264.NotJoinableError):
        h264.joined(first, [PPS0 + b"\x01"])


@pytest.mark.parametrize("extradata", [b"", b"\x01\x64\x00\x1f\xfd\xe1\x00", b"\x00\x00\x01\x65"])
def test_streams_without_usable_sets_are_refused(extradata: bytes) -> None:
    with pytest.raises(h264.NotJoinableError):
        h264.joined(h264.parameter_sets(extradata), [])


unit = st.binary(min_size=1, max_size=40).map(lambda body: body.replace(b"\0", b"\1"))


@given(st.lists(unit, max_size=6), st.booleans())
def test_units_survive_the_way_through_a_packet(nals: list[bytes], boxed: bool) -> None:
    assert list(h264.units(h264.packed(nals, boxed=boxed), boxed=boxed)) == nals
