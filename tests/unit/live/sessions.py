"""What tests of recognition beside the recorder need: a folder, a sound that grows, a recogniser.

The recogniser is scripted: which words a sound gives is the business of other tests.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from archiver.model.transcript import Word
from archiver.speech.recognizer import SAMPLE_RATE, Samples
from archiver.store.folder import SessionFolder


def session_in(tmp_path: Path) -> SessionFolder:
    """A session of today, with an agenda."""
    path = tmp_path / "archive" / "session"
    (path / "recording").mkdir(parents=True)
    (path / "live").mkdir()
    (path / "session.toml").write_text('title = "Séance"\ndate = 2017-03-27\n', encoding="utf-8")
    (path / "agenda.json").write_text(
        '{"items": [{"id": "1", "number": "1", "title": "Budget"}]}', encoding="utf-8"
    )
    return SessionFolder(path)


@dataclass
class Growing:
    """Noise with a short silence every second; `duration_ms` is how much there is by now."""

    duration_ms: int = 0
    loudness: float = 0.2

    def read(self, start_ms: int, end_ms: int) -> Samples:
        """The samples between two times."""
        times = np.arange(start_ms * 16, min(end_ms, self.duration_ms) * 16)
        loud = np.sin(times * 0.3) * self.loudness
        loud[times % SAMPLE_RATE < 4_000] = 0
        made: Samples = loud.astype(np.float32)
        return made


@dataclass
class Counting:
    """Says one word a second; counts what it is asked."""

    name: str = "counting"
    asked: list[int] = field(default_factory=list)
    fails: bool = False

    def recognize(self, samples: Samples, language: str) -> tuple[Word, ...]:
        """A word for every whole second."""
        if self.fails:
            raise RuntimeError("broken")
        self.asked.append(len(samples) // 16)
        seconds = range(0, len(samples) // 16 - 999, 1000)
        return tuple(Word(start_ms=s + 300, end_ms=s + 900, text=f"mot{s}") for s in seconds)

    def pauses(self, samples: Samples) -> tuple[tuple[int, int], ...]:
        """At the start of every second."""
        return tuple((s, s + 250) for s in range(1000, len(samples) // 16, 1000))
