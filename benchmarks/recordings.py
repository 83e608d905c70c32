"""Makes recordings with their truth for `benchmarks.speech_peers`, each a folder of two files.

usage: python -m benchmarks.recordings prompts SOUNDS-FOLDER TEXTS OUTPUT [--seconds N]
       python -m benchmarks.recordings read FOLDER OUTPUT
       python -m benchmarks.recordings noises SESSION-FOLDER OUTPUT
       python -m benchmarks.recordings clip SESSION-FOLDER OUTPUT [--seconds N]

prompts: real human French. SOUNDS-FOLDER and TEXTS are those of Debian's packages
asterisk-core-sounds-fr-g722 and asterisk-core-sounds-fr (CC-BY-SA 3.0): prompts of four seconds
or more in the order of their names, a second of silence between two.
read: real human English: the librivox folder of Debian's pocketsphinx-testdata.
noises: sound in which nobody speaks, a minute of each: silence, hiss, music, and the applause
and murmur of a session with its truth. The murmur is of voices whose words cannot be made out; the
babble, soft and loud, is its speech backwards, eight voices at once.
clip: the beginning of a session with its truth, up to the pause before N seconds.
"""

import argparse
import gzip
import json
import re
import shutil
import wave
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archiver.programs.ffmpeg import find_ffmpeg
from archiver.programs.run import run

RATE = 16_000
SHORTEST_S = 4.0
PAUSE_S = 1.0
MINUTE = 60 * RATE
NOTES = (220.0, 277.2, 329.6, 440.0, 370.0, 293.7, 246.9, 329.6)
QUIET = 10
"""Below this value, of 32,767, a prompt has not begun or is over."""
Sound = NDArray[np.int16]


def decoded(path: Path) -> Sound:
    """Any sound as 16 kHz mono samples."""
    with TemporaryDirectory() as scratch:
        out = Path(scratch) / "sound.raw"
        plain = ["-ac", "1", "-ar", str(RATE), "-f", "s16le"]
        run([find_ffmpeg().path, "-v", "error", "-i", str(path), *plain, str(out)])
        return np.frombuffer(out.read_bytes(), np.int16)


def write(folder: Path, sound: Sound, said: list[dict[str, Any]], language: str = "fr") -> None:
    """`sound.wav` and `truth.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    with wave.open(str(folder / "sound.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
    truth = {"duration_ms": len(sound) // 16, "language": language, "utterances": said}
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text, encoding="utf-8")


def joined(
    parts: Iterator[tuple[Sound, str]], seconds: float
) -> tuple[Sound, list[dict[str, Any]]]:
    """The parts one after the other, with what is said in them, until they last that long."""
    pause = np.zeros(int(PAUSE_S * RATE), np.int16)
    sounds, said, at = [pause], [], len(pause)
    for sound, text in parts:
        loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > QUIET)
        times = {"start_ms": (at + int(loud[0])) // 16, "end_ms": (at + int(loud[-1])) // 16}
        said.append({**times, "text": text})
        sounds += [sound, pause]
        at += len(sound) + len(pause)
        if at > seconds * RATE:
            break
    return np.concatenate(sounds), said


def prompts(folder: Path, texts: Path, seconds: float) -> tuple[Sound, list[dict[str, Any]]]:
    """Prompts of a telephone exchange, read by one person."""
    lines = gzip.decompress(texts.read_bytes()).decode("utf-8").splitlines()
    pairs = [line.split(":", 1) for line in lines if ":" in line and not line.startswith(";")]

    def parts() -> Iterator[tuple[Sound, str]]:
        for name, text in pairs:
            path = folder / f"{name.strip()}.g722"
            spoken = re.sub(r"[“”]", "", text).strip()
            if path.is_file() and not re.search(r"[\[(]", spoken):
                sound = decoded(path)
                if len(sound) >= SHORTEST_S * RATE:
                    yield sound, spoken

    return joined(parts(), seconds)


def read(folder: Path) -> tuple[Sound, list[dict[str, Any]]]:
    """Sentences of a book, read by one person: `NAME.wav`, and a line of `transcription` each."""

    def parts() -> Iterator[tuple[Sound, str]]:
        for line in (folder / "transcription").read_text().splitlines():
            text, name = re.fullmatch(r"<s> (.*) </s> \((.*)\)", line).groups()  # type: ignore[union-attr]
            yield decoded(folder / f"{name}.wav"), text

    return joined(parts(), float("inf"))


def clip(session: Path, output: Path, seconds: float) -> None:
    """The beginning of a session, with what names are taken from beside it."""
    truth = json.loads((session / "truth.json").read_text(encoding="utf-8"))
    said = [u for u in truth["utterances"] if u["end_ms"] <= seconds * 1000]
    later = truth["utterances"][len(said) :]
    end_ms = later[0]["start_ms"] if later else truth["duration_ms"]
    write(output, decoded(session / "session.opus")[: end_ms * 16], said)
    for name in ("agenda.json", "members.csv"):
        shutil.copyfile(session / name, output / name)


def noises(session: Path) -> Iterator[tuple[str, Sound]]:
    """A minute of each kind."""
    random = np.random.default_rng(1)
    yield "silence", np.zeros(MINUTE, np.int16)
    yield "hiss", _scaled(random.standard_normal(MINUTE), 0.01)
    yield "music", _scaled(_music(), 0.3)
    sound = decoded(session / "session.opus")
    truth = json.loads((session / "truth.json").read_text(encoding="utf-8"))
    for kind in ("applause", "murmur"):
        times = [(e["start_ms"], e["end_ms"]) for e in truth["events"] if e["kind"] == kind]
        free = [part for a, b in times for part in _unspoken(truth, a, b)]
        whole = np.concatenate([sound[a * 16 : b * 16] for a, b in free])
        yield kind, np.resize(whole, MINUTE)
    for name, peak in (("babble", 0.05), ("babble-loud", 0.4)):
        yield name, _scaled(_babble(sound), peak)


def _babble(sound: Sound) -> NDArray[np.float64]:
    """Eight minutes of speech backwards, one over another: voices, and no word."""
    voices = sound[: 8 * MINUTE][::-1].astype(np.float64)
    return np.asarray(voices.reshape(8, MINUTE).sum(axis=0))


def _unspoken(truth: Any, start_ms: int, end_ms: int) -> Iterator[tuple[int, int]]:
    """The parts of a time in which nobody speaks."""
    for said in truth["utterances"]:
        if said["start_ms"] < end_ms and start_ms < said["end_ms"]:
            if start_ms < said["start_ms"]:
                yield start_ms, said["start_ms"]
            start_ms = said["end_ms"]
    if start_ms < end_ms:
        yield start_ms, end_ms


def _music() -> NDArray[np.float64]:
    """Plucked notes with overtones, two a second, over a held chord."""
    time = np.arange(MINUTE) / RATE
    within = time % 0.5
    note = np.array(NOTES)[(time / 0.5).astype(int) % len(NOTES)]
    chord = sum((_tone(f / 2, time) for f in NOTES[:3]), np.zeros(MINUTE))
    plucked: NDArray[np.float64] = _tone(note, time) * np.exp(-4 * within) + 0.2 * chord
    return plucked


def _tone(hertz: float | NDArray[np.float64], time: NDArray[np.float64]) -> NDArray[np.float64]:
    """A tone with four overtones."""
    parts = (np.sin(2 * np.pi * hertz * k * time) / k**1.5 for k in range(1, 6))
    return sum(parts, np.zeros(len(time)))


def _scaled(sound: NDArray[np.float64], peak: float) -> Sound:
    made: Sound = (sound / np.abs(sound).max() * peak * 32_767).astype(np.int16)
    return made


def main() -> None:
    """Make what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, files in (
        ("prompts", ("folder", "texts", "output")),
        ("read", ("folder", "output")),
        ("noises", ("folder", "output")),
        ("clip", ("folder", "output")),
    ):
        one = kinds.add_parser(kind)
        for name in files:
            one.add_argument(name, type=Path)
        if kind in ("prompts", "clip"):
            one.add_argument("--seconds", type=float, default=240.0)
    asked = parser.parse_args()
    if asked.kind == "prompts":
        write(asked.output, *prompts(asked.folder, asked.texts, asked.seconds))
    elif asked.kind == "read":
        write(asked.output, *read(asked.folder), language="en")
    elif asked.kind == "clip":
        clip(asked.folder, asked.output, asked.seconds)
    else:
        for name, sound in noises(asked.folder):
            write(asked.output / name, sound, [])


if __name__ == "__main__":
    main()
