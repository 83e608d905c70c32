from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.speech.recognizer import Samples, SpeechError
from archiver.speech.stretches import duration_ms, stretches
from tests.unit.speech.sounds import RATE, noise, write_wav


def no_pause(_samples: Samples) -> tuple[tuple[int, int], ...]:
    return ()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 5000), st.lists(st.tuples(st.integers(0, 999), st.integers(1, 400))))
def test_stretches_follow_each_other_and_leave_nothing_out(
    tmp_path: Path, length_ms: int, gaps: list[tuple[int, int]]
) -> None:
    whole = noise(length_ms / 1000)
    wav = write_wav(tmp_path / "a.wav", whole)

    def pauses(samples: Samples) -> tuple[tuple[int, int], ...]:
        longest = len(samples) // 16
        return tuple((a, min(a + n, longest)) for a, n in sorted(gaps) if a < longest)

    found = list(stretches(wav, pauses, longest_ms=1000))
    joined = np.concatenate([s.samples for s in found]) if found else np.zeros(0)
    assert np.array_equal((joined * 32768).astype(np.int16), whole)
    assert all(len(s.samples) <= 1000 * 16 for s in found)
    assert [s.start_ms for s in found] == [
        sum(len(before.samples) for before in found[:i]) // 16 for i in range(len(found))
    ]


def test_the_longest_pause_of_the_last_half_is_cut_in_its_middle(tmp_path: Path) -> None:
    wav = write_wav(tmp_path / "a.wav", noise(1.5))

    def pauses(samples: Samples) -> tuple[tuple[int, int], ...]:
        return ((100, 400), (600, 650), (700, 800)) if len(samples) == RATE else ()

    assert [s.start_ms for s in stretches(wav, pauses, longest_ms=1000)] == [0, 750]


def test_where_nobody_pauses_it_is_cut_where_it_is_quietest(tmp_path: Path) -> None:
    sound = noise(1.5)
    sound[int(0.8 * RATE) : int(1.0 * RATE)] = 0
    wav = write_wav(tmp_path / "a.wav", sound)
    assert [s.start_ms for s in stretches(wav, no_pause, longest_ms=1000)] == [0, 900]


def test_the_same_sound_has_the_same_digest(tmp_path: Path) -> None:
    wav = write_wav(tmp_path / "a.wav", noise(1))
    digests = [[s.digest for s in stretches(wav, no_pause, longest_ms=500)] for _ in range(2)]
    assert digests[0] == digests[1]
    assert len(set(digests[0])) == len(digests[0])


def test_an_empty_sound_has_no_stretch(tmp_path: Path) -> None:
    wav = write_wav(tmp_path / "a.wav", noise(0))
    assert duration_ms(wav) == 0
    assert list(stretches(wav, no_pause)) == []


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not sound at all"])
def test_what_is_not_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(SpeechError, match=r"a\.wav"):
        duration_ms(tmp_path / "a.wav")


def test_sound_at_another_rate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="16 kHz"):
        duration_ms(write_wav(tmp_path / "a.wav", noise(1), rate=48_000))
