from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.speech import stretches as room
from archiver.speech.recognizer import Samples, SpeechError
from archiver.speech.sounds import WavSound
from archiver.speech.stretches import Stretch, digest, stretches
from tests.unit.speech.sounds import RATE, noise, write_wav

Gaps = list[tuple[int, int]]


class Growing:
    """Sound of which only the beginning has been recorded."""

    def __init__(self, whole: WavSound, duration_ms: int) -> None:
        self._whole, self.duration_ms = whole, min(duration_ms, whole.duration_ms)

    def read(self, start_ms: int, end_ms: int) -> Samples:
        return self._whole.read(start_ms, min(end_ms, self.duration_ms))


def no_pause(_samples: Samples) -> tuple[tuple[int, int], ...]:
    return ()


@pytest.fixture
def _second_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LONGEST_MS", 1000)
    monkeypatch.setattr(room, "MARGIN_MS", 100)


@pytest.mark.usefixtures("_second_long")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(0, 5000),
    st.lists(st.tuples(st.integers(0, 999), st.integers(1, 400))),
    st.lists(st.integers(0, 5000)),
)
def test_stretches_follow_each_other_leave_nothing_out_and_are_the_same_while_it_grows(
    tmp_path: Path, length_ms: int, gaps: Gaps, looks: list[int]
) -> None:
    whole = noise(length_ms / 1000)
    sound = WavSound(write_wav(tmp_path / "a.wav", whole))

    def pauses(samples: Samples) -> tuple[tuple[int, int], ...]:
        longest = len(samples) // 16
        return tuple((a, min(a + n, longest)) for a, n in sorted(gaps) if a < longest)

    found = list(stretches(sound, pauses))
    pieces = [sound.read(s.start_ms, s.end_ms) for s in found]
    joined = np.concatenate(pieces) if found else np.zeros(0)
    assert np.array_equal((joined * 32768).astype(np.int16), whole)
    assert all(0 < s.end_ms - s.start_ms <= 1000 for s in found)

    live: list[Stretch] = []
    for look in sorted(min(look, length_ms) for look in looks):
        start = live[-1].end_ms if live else 0
        live += stretches(Growing(sound, look), pauses, start_ms=start, ended=False)
    live += stretches(sound, pauses, start_ms=live[-1].end_ms if live else 0)
    assert live == found


@pytest.mark.usefixtures("_second_long")
def test_the_longest_pause_of_the_last_quarter_is_cut_in_its_middle(tmp_path: Path) -> None:
    sound = WavSound(write_wav(tmp_path / "a.wav", noise(1.5)))

    def pauses(samples: Samples) -> tuple[tuple[int, int], ...]:
        return ((100, 700), (760, 800), (820, 880), (900, 1000)) if len(samples) == RATE else ()

    assert [s.start_ms for s in stretches(sound, pauses)] == [0, 850]


@pytest.mark.usefixtures("_second_long")
def test_where_nobody_pauses_it_is_cut_where_it_is_quietest(tmp_path: Path) -> None:
    made = noise(1.5)
    made[int(0.6 * RATE) : int(0.8 * RATE)] = 0
    sound = WavSound(write_wav(tmp_path / "a.wav", made))
    assert [s.start_ms for s in stretches(sound, no_pause)] == [0, 700]


def test_the_same_samples_have_the_same_digest(tmp_path: Path) -> None:
    sound = WavSound(write_wav(tmp_path / "a.wav", noise(1)))
    assert digest(sound.read(0, 500)) == digest(sound.read(0, 500))
    assert digest(sound.read(0, 500)) != digest(sound.read(500, 1000))


def test_an_empty_sound_has_no_stretch(tmp_path: Path) -> None:
    sound = WavSound(write_wav(tmp_path / "a.wav", noise(0)))
    assert sound.duration_ms == 0
    assert list(stretches(sound, no_pause)) == []


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not sound at all"])
def test_what_is_not_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(SpeechError, match=r"a\.wav"):
        WavSound(tmp_path / "a.wav")


def test_sound_at_another_rate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="16 kHz"):
        WavSound(write_wav(tmp_path / "a.wav", noise(1), rate=48_000))
