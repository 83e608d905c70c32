"""Runs the command line as a user does, on small videos made for the purpose."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.programs.ffmpeg import find_ffmpeg

SAMPLE = Path(__file__).parents[2] / "samples" / "val-d-ambre"
AGENDA = (
    "Commission;N°;Intitulé du rapport;Rapporteur\n"
    ";;Approbation du procès-verbal de la séance publique du 25 septembre 2026;Mme la Présidente\n"
    "Finances;101;Décision modificative n° 2 au budget principal;M. Thibault Lanoizelle\n"
    "Culture;402;Musée départemental de la Mine et des Minéraux;Mme Ludivine Aucouturier\n"
)


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    """Runs `archiver` in a folder, with its own models and cache."""

    folder: Path
    env: dict[str, str]

    def __call__(self, *args: str | Path, before: tuple[str, ...] = ()) -> Ran:
        ended = subprocess.run(
            [*before, sys.executable, "-m", "archiver", *map(str, args)],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=280,
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    def start(self, *args: str | Path) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "archiver", *map(str, args)],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # A run of the tests in the background would hand on that ^C is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def ok(self, *args: str | Path, before: tuple[str, ...] = ()) -> Ran:
        ran = self(*args, before=before)
        assert ran.code == 0, ran.err + ran.out
        return ran

    def new(self, name: str = "archive/2026-11-20", agenda: str = AGENDA) -> Path:
        (self.folder / "agenda.csv").write_text(agenda, encoding="utf-8")
        self.ok("new", name, "--agenda", "agenda.csv", "--date", "2026-11-20")
        return self.folder / name


def ffmpeg(*args: str | Path) -> None:
    subprocess.run(
        [find_ffmpeg().path, "-v", "error", "-y", *map(str, args)], check=True, timeout=200
    )


def video(
    target: Path,
    *,
    seconds: float = 4,
    size: str = "320x180",
    sound: str = "sine=frequency=300",
    more: tuple[str, ...] = (),
) -> Path:
    """A small video with a test picture and a tone."""
    picture = f"testsrc2=size={size}:rate=25:duration={seconds}"
    ffmpeg(
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"{sound}:duration={seconds}"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
        *more,
        f"file:{target}",
    )
    return target


def spoken_video(target: Path, start: float, seconds: float) -> Path:
    """A small video with a piece of the sample session's sound."""
    ffmpeg(
        *("-f", "lavfi", "-i", f"testsrc2=size=480x270:rate=25:duration={seconds}"),
        *("-ss", str(start), "-t", str(seconds), "-i", SAMPLE / "session.opus"),
        *("-c:v", "libx264", "-preset", "veryfast", "-g", "100", "-pix_fmt", "yuv420p"),
        *("-c:a", "aac", "-shortest", target),
    )
    return target


def artifacts(session: Path) -> dict[str, str]:
    """The digests of everything a session was made into."""
    manifest = json.loads((session / "manifest.json").read_text(encoding="utf-8"))
    return {name: known["sha256"] for name, known in manifest["artifacts"].items()}


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, hidden files too, but the log."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "log.jsonl"
    }
