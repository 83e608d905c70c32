"""Measures this machine: how fast each installed model recognises a known passage of speech.

Reckoned for what is not installed: recognition's cost goes with the encoder's, which is three
times that of `base` for `small` and fourteen times for `large-v3-turbo`.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from archiver.model.preset import SpeechSettings
from archiver.model.progress import Progress, silent
from archiver.speech.advice import Advice, Device, Machine, Rate
from archiver.speech.models import KNOWN, installed, models_folder
from archiver.speech.recognizer import Recognizer
from archiver.speech.sounds import WavSound

RELATIVE_COST = {"base": 1.0, "small": 3.0, "large-v3-turbo": 14.0}
PASSAGE_MS = 30_000
"""What is recognised between two looks at the clock."""
_RUNTIME_MB = 350
"""What the program and its libraries take beside the weights."""
_SHARE_AS_INTEGERS = {"cpu": 0.5, "cuda": 1.0}
"""Weights in 8 bits on a processor, in the 16 of their file on a card."""
Load = Callable[[SpeechSettings], Recognizer]


@dataclass(frozen=True)
class Speech:
    """Where to find somebody speaking: a 16 kHz mono WAV, and from when to when."""

    wav: Path
    language: str
    start_ms: int
    end_ms: int


def advise(
    speech: Speech,
    settings: SpeechSettings,
    load: Load,
    *,
    seconds: float = 60.0,
    progress: Progress = silent,
) -> Advice:
    """Measure every installed model that fits into memory, for about so many seconds in all.

    `load` makes a recogniser. Raises SpeechError if a model is damaged.
    """
    machine = Machine.here()
    devices: list[Device] = ["cuda", "cpu"] if machine.cards else ["cpu"]
    models = [name for name in installed() if name in KNOWN and _fits(name)]
    tries = [(name, device) for name in _by_cost(models) for device in devices]
    rates, before = [], _used()
    for done, (name, device) in enumerate(tries):
        asked = settings.model_copy(update={"model": name, "device": device})
        rates.append(_measured(speech, load, asked, seconds / len(tries)))
        progress((done + 1) / len(tries))
    return Advice(
        machine=machine,
        made=datetime.now(UTC),
        threads=settings.threads or os.cpu_count() or 1,
        others=_others(before, _used()),
        rates=tuple(sorted((*rates, *_reckoned(rates, devices)), key=_size)),
    )


def _used() -> tuple[float, float, float]:
    """Processor seconds so far: of all programs, of this one, and that there were."""
    times, own = psutil.cpu_times(), psutil.Process().cpu_times()
    there = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    idle = times.idle + getattr(times, "iowait", 0.0)
    return there - idle, own.user + own.system, there


def _others(before: tuple[float, float, float], after: tuple[float, float, float]) -> float:
    """The share of the processor that was taken by other programs between two looks."""
    used, own, there = (b - a for a, b in zip(before, after, strict=True))
    return round(min(1.0, max(0.0, (used - own) / max(0.01, there))), 2)


def _measured(speech: Speech, load: Load, settings: SpeechSettings, seconds: float) -> Rate:
    """Recognise passage after passage until the time is over; loading does not count."""
    recognizer, sound = load(settings), WavSound(speech.wav)
    at, started = speech.start_ms, time.monotonic()
    while time.monotonic() - started < seconds and at + PASSAGE_MS <= speech.end_ms:
        recognizer.recognize(sound.read(at, at + PASSAGE_MS), speech.language)
        at += PASSAGE_MS
    took = time.monotonic() - started
    device: Device = "cuda" if settings.device == "cuda" else "cpu"
    used = psutil.Process().memory_info().rss // 2**20
    return Rate(
        model=settings.model,
        device=device,
        seconds_per_second=round(took * 1000 / max(1, at - speech.start_ms), 4),
        memory_mb=used if device == "cpu" else _memory_mb(settings.model, device),
        measured=True,
        installed=True,
    )


def _reckoned(rates: list[Rate], devices: list[Device]) -> Iterator[Rate]:
    """What the known models would take that were not measured, from the nearest that was."""
    for name, cost in RELATIVE_COST.items():
        for device in devices:
            of_device = {rate.model: rate for rate in rates if rate.device == device}
            known = [model for model in of_device if model in RELATIVE_COST]
            if name in of_device or not known:
                continue
            near = min(known, key=lambda model: abs(RELATIVE_COST[model] - cost))
            speed = of_device[near].seconds_per_second * cost / RELATIVE_COST[near]
            yield Rate(
                model=name,
                device=device,
                seconds_per_second=round(speed, 4),
                memory_mb=_memory_mb(name, device),
                measured=False,
                installed=False,
            )


def _memory_mb(name: str, device: Device) -> int:
    return round(KNOWN[name].megabytes * _SHARE_AS_INTEGERS[device]) + _RUNTIME_MB


def _fits(name: str) -> bool:
    """Whether the weights can be read as they are in their file, with room to work."""
    weights = (models_folder() / name / "model.bin").stat().st_size
    return psutil.virtual_memory().available > weights + _RUNTIME_MB * 2**20


def _by_cost(models: list[str]) -> list[str]:
    return sorted(models, key=lambda name: KNOWN[name].megabytes)


def _size(rate: Rate) -> tuple[int, str]:
    return KNOWN[rate.model].megabytes, rate.device
