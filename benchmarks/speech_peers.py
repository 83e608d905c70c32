"""Our recognition against other engines at the same weights: words, names, times, cost.

usage: python -m benchmarks.speech_peers --model FOLDER --weights FOLDER --peers-python PYTHON
       --kept FOLDER [--threads 1] [--engines ours,faster-whisper,…] [--again ours] RECORDING …

A RECORDING is a folder with `truth.json` and one sound (`session.opus`, `sound.wav`); see
`benchmarks/recordings.py`. --weights holds what `tools/whisper_weights.py` made of the model;
--peers-python is an environment with openai-whisper and pywhispercpp (plain faster-whisper runs
in ours). Each engine is a process of its own that is given 16 kHz mono WAV; its processor time
(user and system) and peak memory are the kernel's. What is kept is not run again but with --again.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from archiver.media.probe import probe
from archiver.media.sound import extract_wav
from archiver.media.tracks import choose_audio
from benchmarks.heard import Heard
from benchmarks.speech import heard

OURS = "ours"
SOUNDS = ("session.opus", "sound.wav")


@dataclass(frozen=True)
class Cost:
    """What a process has used."""

    cpu_s: float
    wall_s: float
    peak_mb: float


@dataclass(frozen=True)
class Setting:
    """Where everything is."""

    model: Path
    weights: Path
    python: Path
    kept: Path

    def command(self, engine: str, sound: Path, output: Path, language: str) -> list[str]:
        """What to run for an engine."""
        if engine == OURS:
            ours = [sys.executable, "-m", "archiver", "transcribe", str(sound)]
            options = {"--model": self.model, "--language": language, "--output": output}
            return [*ours, *(str(part) for pair in options.items() for part in pair)]
        ggml = f"ggml-{self.model.name}"
        python, program, model = {
            "faster-whisper": (sys.executable, "plain_faster_whisper", self.model),
            "openai-whisper": (
                self.python,
                "plain_openai_whisper",
                self.weights / f"{self.model.name}.pt",
            ),
            "whisper.cpp f16": (
                self.python,
                "plain_whisper_cpp",
                self.weights / f"{ggml}-f16.bin",
            ),
            "whisper.cpp q8_0": (
                self.python,
                "plain_whisper_cpp",
                self.weights / f"{ggml}-q8_0.bin",
            ),
        }[engine]
        program = f"benchmarks.peers.{program}"
        return [str(python), "-m", program, str(sound), str(model), str(output), language]


ENGINES = ("faster-whisper", "openai-whisper", "whisper.cpp f16", "whisper.cpp q8_0", OURS)


def measured(command: Sequence[str]) -> Cost:
    """Run a command and say what it, and what it ran, has used. Raises if it fails."""
    started = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    wall = time.monotonic() - started
    return Cost(round(used.ru_utime + used.ru_stime, 2), round(wall, 2), used.ru_maxrss / 1024)


def run(engine: str, recording: Path, setting: Setting, *, again: bool) -> tuple[Heard, Cost]:
    """The figures of an engine on a recording: kept ones, if any."""
    folder = setting.kept / recording.name
    folder.mkdir(parents=True, exist_ok=True)
    transcript, costs = folder / f"{engine}.json", folder / f"{engine}.cost.json"
    truth = recording / "truth.json"
    if again or not costs.is_file():
        language = json.loads(truth.read_text(encoding="utf-8")).get("language", "fr")
        with TemporaryDirectory() as scratch:
            sound = _wav(recording, Path(scratch) / "sound.wav")
            cost = measured(setting.command(engine, sound, transcript, language))
        costs.write_text(json.dumps(asdict(cost)))
    return heard(truth, transcript), Cost(**json.loads(costs.read_text()))


def _wav(recording: Path, wav: Path) -> Path:
    sound = next(path for name in SOUNDS if (path := recording / name).is_file())
    media = probe(sound)
    track = choose_audio(media, 1)
    extract_wav(sound, track.index if track else None, wav, media.duration_ms)
    return wav


HEAD = (
    "| recording | engine | WER | replaced, left out, added | names | onset median, p95 (ms) "
    "| invented (per h) | lost | CPU-s | peak MB |\n|---|---|---|---|---|---|---|---|---|---|"
)


def row(recording: str, engine: str, figures: Heard, cost: Cost) -> str:
    """A row of the table."""
    median, p95 = figures.onset_ms(0.5), figures.onset_ms(0.95)
    hourly = figures.invented_per_hour
    cells = (
        recording,
        engine,
        f"{figures.wer:.1%}" if figures.words else "",
        f"{figures.replaced}, {figures.left_out}, {figures.added}",
        f"{figures.names_found}/{figures.names}" if figures.names else "",
        f"{median:.0f}, {p95:.0f}" if median is not None and p95 is not None else "",
        "" if hourly is None else f"{len(figures.invented)} ({hourly:.0f})",
        f"{len(figures.lost)}/{figures.utterances}" if figures.utterances else "",
        f"{cost.cpu_s:.0f}",
        f"{cost.peak_mb:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def ratios(costs: dict[str, dict[str, Cost]]) -> Iterator[str]:
    """Our processor time against each, over the recordings that both have heard."""
    for engine in (name for name in costs if name != OURS and OURS in costs):
        both = set(costs[OURS]) & set(costs[engine])
        own, other = (sum(costs[name][r].cpu_s for r in both) for name in (OURS, engine))
        yield f"CPU of ours / {engine}: {own:.0f} / {other:.0f} s = {own / max(0.01, other):.2f}"


def main() -> None:
    """Run what is not kept, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    for option in ("--model", "--weights", "--peers-python", "--kept"):
        parser.add_argument(option, type=Path, required=True)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--threads", default="1", help="of each; more spin while they wait")
    parser.add_argument("--again", default="", help="engines to run though they are kept")
    parser.add_argument("recordings", type=Path, nargs="+", metavar="RECORDING")
    asked = parser.parse_args()
    os.environ |= {"ARCHIVER_THREADS": asked.threads, "OMP_NUM_THREADS": asked.threads}
    setting = Setting(asked.model, asked.weights, asked.peers_python, asked.kept)
    costs: dict[str, dict[str, Cost]] = {}
    print(HEAD)
    for recording in asked.recordings:
        for engine in asked.engines.split(","):
            again = engine in asked.again.split(",")
            figures, cost = run(engine, recording, setting, again=again)
            costs.setdefault(engine, {})[recording.name] = cost
            print(row(recording.name, engine, figures, cost), flush=True)
    print("\n".join(ratios(costs)))


if __name__ == "__main__":
    main()
