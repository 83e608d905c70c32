from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from archiver.model.preset import SpeechSettings
from archiver.model.transcript import Word
from archiver.speech.advice import Advice, Device, Machine, Rate, advice_file, keep, kept, resolved
from archiver.speech.advising import Speech, _others, advise
from archiver.speech.models import KNOWN
from archiver.speech.recognizer import Samples
from tests.unit.speech.sounds import noise, write_wav

AUTO = SpeechSettings(model="auto")


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARCHIVER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("ARCHIVER_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "model.bin").write_bytes(b"weights")


def rate(model: str, speed: float, device: Device = "cpu", *, installed: bool = True) -> Rate:
    return Rate(
        model=model,
        device=device,
        seconds_per_second=speed,
        memory_mb=400,
        measured=installed,
        installed=installed,
    )


def advice(*rates: Rate, machine: Machine | None = None) -> Advice:
    here = machine or Machine.here()
    return Advice(machine=here, made=datetime.now(UTC), threads=2, rates=rates)


def on_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 1)


def test_auto_is_the_packaged_model_where_nothing_was_measured(folders: Path) -> None:
    put(folders, "base", "small")
    assert resolved(AUTO).model == "base"
    assert resolved(SpeechSettings(model="small")).model == "small"


def test_auto_follows_the_advice_to_the_largest_that_keeps_up(folders: Path) -> None:
    put(folders, "base", "small", "large-v3-turbo")
    keep(advice(rate("base", 0.1), rate("small", 0.3), rate("large-v3-turbo", 1.4)))
    assert resolved(AUTO).model == "small"
    assert resolved(AUTO).device == "cpu"


def test_auto_never_names_what_is_no_longer_installed(folders: Path) -> None:
    put(folders, "base")
    keep(advice(rate("base", 0.1), rate("small", 0.3)))
    assert resolved(AUTO).model == "base"


def test_advice_of_another_machine_is_not_followed(folders: Path) -> None:
    put(folders, "base", "small")
    other = Machine.here().model_copy(update={"cores": 64})
    keep(advice(rate("base", 0.1), rate("small", 0.3), machine=other))
    assert resolved(AUTO).model == "base"


def test_a_spoilt_file_is_no_advice(folders: Path) -> None:
    put(folders, "base", "small")
    keep(advice(rate("small", 0.1)))
    advice_file().write_text('{"machine": 1}')
    assert kept() is None
    assert resolved(AUTO).model == "base"


def test_a_card_takes_the_largest_model_if_it_is_installed(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_card(monkeypatch)
    put(folders, "base", "large-v3-turbo")
    assert resolved(AUTO).model == "large-v3-turbo"
    assert resolved(AUTO).device == "cuda"
    on_the_processor = AUTO.model_copy(update={"device": "cpu"})
    assert resolved(on_the_processor).model == "base"


def test_auto_stays_auto_in_what_a_step_has_used() -> None:
    assert AUTO.what_changes_words()["model"] == "auto"
    assert "engine" not in AUTO.what_changes_words()
    other = SpeechSettings(engine="openai-whisper")
    assert other.what_changes_words()["engine"] == "openai-whisper"


def test_a_night_is_counted_with_the_other_steps() -> None:
    fast = rate("base", 0.19)
    assert fast.sessions_a_night(10, 4) == pytest.approx(10)
    told = advice(fast, rate("small", 0.565), rate("large-v3-turbo", 0.1, installed=False))
    assert [told.for_a_night(n).model for n in (4, 5)] == ["small", "base"]  # type: ignore[union-attr]
    assert told.for_a_night(11) is None
    assert told.live() == fast


class Slow:
    """A recogniser whose time depends on the model."""

    def __init__(self, clock: list[float], seconds: float) -> None:
        self._clock, self._seconds = clock, seconds

    name = "slow"

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        assert (len(samples), language) == (30 * 16_000, "fr")
        self._clock[0] += self._seconds
        return ()

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        return ()


def test_what_is_installed_is_measured_and_the_rest_reckoned_from_it(
    tmp_path: Path, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folders, "base", "small", "somebody--else@" + "0" * 40)
    clock = [0.0]
    monkeypatch.setattr("archiver.speech.advising.time.monotonic", lambda: clock[0])
    costs = {"base": 3.0, "small": 9.0}
    wav = write_wav(tmp_path / "a.wav", np.tile(noise(10), 10))
    done: list[float] = []
    found = advise(
        Speech(wav, "fr", 10_000, 100_000),
        AUTO,
        lambda settings: Slow(clock, costs[settings.model]),
        seconds=12,
        progress=done.append,
    )
    assert [r.model for r in found.rates] == list(KNOWN)
    assert [r.seconds_per_second for r in found.rates] == [0.1, 0.3, 1.4]
    assert [r.measured for r in found.rates] == [True, True, False]
    assert done == [0.5, 1.0]
    assert found.threads >= 1


def test_what_others_take_is_told_from_what_recognition_takes() -> None:
    assert _others((100.0, 10.0, 400.0), (110.0, 18.0, 420.0)) == 0.1
    assert not advice().model_copy(update={"others": 0.1}).disturbed
    assert advice().model_copy(update={"others": 0.5}).disturbed
