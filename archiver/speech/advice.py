"""Which speech model suits this machine: what was measured here, kept, and what follows from it.

The advice lies in the user's cache, with the machine it was made on: on another one, or with
other versions, it is old and `model = "auto"` does not follow it. `archiver.speech.advising`
measures.
"""

import contextlib
import os
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import ctranslate2
import psutil
from platformdirs import user_cache_path
from pydantic import AwareDatetime, ValidationError

from archiver.model.preset import AUTO, SpeechSettings
from archiver.model.record import Record
from archiver.speech.models import KNOWN, installed

PACKAGED = "base"
ON_A_CARD = "large-v3-turbo"
LIVE_SHARE = 0.5
"""Live, recognition may take this share of the time: the quick pass, the recorder, the encoding
of the picture and the page need the other half."""
BESIDE_RECOGNITION = 0.06
"""What the other steps of a session take, of its length."""
_DISTURBING = 0.2
Device = Literal["cpu", "cuda"]


class Machine(Record):
    """What the speed of recognition depends on."""

    name: str
    processor: str
    cores: int
    memory_mb: int
    cards: int
    """Graphics cards that recognition can use."""
    versions: str

    @classmethod
    def here(cls) -> "Machine":
        """This one."""
        return cls(
            name=platform.node(),
            processor=_processor(),
            cores=os.cpu_count() or 1,
            memory_mb=psutil.virtual_memory().total // 2**20,
            cards=int(ctranslate2.get_cuda_device_count()),
            versions=f"faster-whisper {version('faster-whisper')}, "
            f"CTranslate2 {version('ctranslate2')}",
        )


class Rate(Record):
    """How fast one model is on one device, and what it takes."""

    model: str
    device: Device
    seconds_per_second: float
    """Seconds of computing for a second of sound."""
    memory_mb: int
    measured: bool
    """False: reckoned from what was measured of another model."""
    installed: bool
    """Installed, and its weights fit into this machine's memory."""

    @property
    def keeps_up(self) -> bool:
        """Whether it can follow a session that is being recorded."""
        return self.seconds_per_second <= LIVE_SHARE

    def sessions_a_night(self, night_hours: float, session_hours: float) -> float:
        """How many recorded sessions are processed in a night."""
        return night_hours / (session_hours * (self.seconds_per_second + BESIDE_RECOGNITION))


class Advice(Record):
    """What was measured on a machine. `rates` go from the smallest model to the largest."""

    machine: Machine
    made: AwareDatetime
    threads: int
    others: float = 0.0
    """The share of the processor that other programs took meanwhile."""
    rates: tuple[Rate, ...]

    @property
    def disturbed(self) -> bool:
        """Whether other programs took so much that this machine is faster than was measured."""
        return self.others > _DISTURBING

    def live(self) -> Rate | None:
        """The largest installed model that keeps up; on a card rather than on the processor."""
        usable = [rate for rate in self.rates if rate.installed and rate.keeps_up]
        return _largest(usable)

    def for_a_night(
        self, sessions: int, night_hours: float = 10.0, session_hours: float = 4.0
    ) -> Rate | None:
        """The largest installed model that processes so many sessions in a night."""
        enough = (
            rate
            for rate in self.rates
            if rate.installed and rate.sessions_a_night(night_hours, session_hours) >= sessions
        )
        return _largest(list(enough))


def _largest(rates: list[Rate]) -> Rate | None:
    order = list(KNOWN)
    return max(
        rates,
        key=lambda rate: (order.index(rate.model) if rate.model in order else -1, rate.device),
        default=None,
    )


def advice_file() -> Path:
    """Where the advice is kept: in $ARCHIVER_CACHE, else in the user's cache."""
    named = os.environ.get("ARCHIVER_CACHE")
    cache = Path(named) if named else user_cache_path("archiver", appauthor=False)
    return cache / "advice.json"


def keep(advice: Advice) -> None:
    """Write the advice, whole or not at all."""
    path = advice_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(advice.to_json())
    Path(name).replace(path)


def kept() -> Advice | None:
    """The advice that was kept, if there is one that can be read."""
    with contextlib.suppress(OSError, ValidationError):
        return Advice.model_validate_json(advice_file().read_bytes())
    return None


def resolved(settings: SpeechSettings) -> SpeechSettings:
    """The settings with a model in place of `auto`, and the device it was found good on."""
    if settings.model != AUTO:
        return settings
    model, device = _chosen(settings.device)
    return settings.model_copy(update={"model": model, "device": device or settings.device})


def _chosen(wanted: str) -> tuple[str, Device | None]:
    machine, here = Machine.here(), set(installed())
    if wanted != "cpu" and machine.cards and ON_A_CARD in here:
        return ON_A_CARD, "cuda"
    advice = kept()
    if advice is None or advice.machine != machine:
        return PACKAGED, None
    usable = tuple(
        rate for rate in advice.rates if rate.model in here and wanted in ("auto", rate.device)
    )
    found = advice.model_copy(update={"rates": usable}).live()
    return (found.model, found.device) if found else (PACKAGED, None)


def _processor() -> str:
    """What the processor is called, as far as the system says."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        return next(line for line in lines if line.startswith("model name")).split(":")[1].strip()
    return platform.processor() or platform.machine()
