"""One process that publishes one session to a YouTube on loopback, and may die while it does.

It does what the command does around a publisher: it holds the lease on the session's folder, reads
the state that the last process left, and puts each new state on disk before the next call. It can
be told to kill itself with -9 at one of these, just before or just after the state is written.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archiver.errors import ArchiverError
from archiver.model.chapters import Chapter
from archiver.model.publication import Published
from archiver.model.session import YouTubeTarget
from archiver.publish.interface import File, LaterError, Publisher, Replay
from archiver.publish.youtube import Pace, account_from, open_youtube
from archiver.store.files import write_atomic
from archiver.store.lease import LeaseHeldError, wait_for

DONE, FAILED, LATER, HELD = 0, 1, 3, 4
CHUNK = 256 * 1024
UNLIMITED = 1_000_000_000


@dataclass(frozen=True)
class Order:
    """What a process is to do."""

    folder: Path
    """The session's: `replay.json`, `publication.json`, and what went wrong in `said.jsonl`."""
    address: str
    token: str
    die_at: int = 0
    """The save at which it kills itself; 0: none."""
    before: bool = False
    """Whether it dies before that state is on disk, or after."""
    patience_s: float = 0
    """How long it waits for another process that has the session."""


def write_replay(folder: Path, replay: Replay) -> None:
    """What is to be published, for other processes to read."""
    said = asdict(replay)
    said["chapters"] = [chapter.model_dump() for chapter in replay.chapters]
    text = json.dumps(said, default=str, ensure_ascii=False)
    (folder / "replay.json").write_text(text, encoding="utf-8")


def read_replay(folder: Path) -> Replay:
    """The same."""
    said = json.loads((folder / "replay.json").read_text(encoding="utf-8"))
    said["date"] = date.fromisoformat(said["date"])
    said["chapters"] = tuple(Chapter(**one) for one in said["chapters"])
    said["video"] = _file(said["video"])
    said["poster"] = _file(said["poster"])
    said["captions"] = {language: _file(one) for language, one in said["captions"].items()}
    return Replay(**said)


def _file(said: dict[str, Any]) -> File:
    return File(Path(said["path"]), said["sha256"], said["size"])


def state_of(folder: Path) -> Published:
    """What the last process left."""
    path = folder / "publication.json"
    if not path.exists():
        return Published(kind="youtube")
    return Published.model_validate_json(path.read_text(encoding="utf-8"))


def keeper(order: Order) -> Callable[[Published], None]:
    """Puts a state on disk; dies where it is told to."""
    saves = 0

    def keep(state: Published) -> None:
        nonlocal saves
        saves += 1
        if saves == order.die_at and order.before:
            os.kill(os.getpid(), signal.SIGKILL)
        write_atomic(order.folder / "publication.json", state.to_json())
        if saves == order.die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    return keep


def publisher(order: Order) -> Publisher:
    """YouTube as the command opens it, with small chunks and short pauses."""
    target = YouTubeTarget(name="youtube", kind="youtube", privacy="public", playlist="year")
    account = account_from(order.token, lambda _renewed: None)
    pace = Pace(
        tries=10,
        first_s=0.02,
        longest_s=0.3,
        timeout_s=30,
        settle_s=6,
        processing_s=60,
        look_s=0.1,
        chunk=CHUNK,
    )
    return open_youtube(
        target, account, tally=lambda *_spent: (0, 0), pace=pace, root=order.address + "/"
    )


def publish(order: Order, ready: Any = None) -> None:
    """Publish and read back; ends the process with DONE, FAILED, LATER or HELD."""
    replay = read_replay(order.folder)
    keep = keeper(order)
    if ready is not None:
        ready.set()
    try:
        with wait_for(order.folder, order.patience_s):
            youtube = publisher(order)
            state = youtube.find(replay, state_of(order.folder))
            state = youtube.publish(replay, state, keep, lambda _share: None)
            found = youtube.verify(replay, state)
    except LeaseHeldError:
        sys.exit(HELD)
    except ArchiverError as error:
        _say(order.folder, f"{type(error).__name__}: {error.what}: {error.why}: {error.remedy}")
        sys.exit(LATER if isinstance(error, LaterError) else FAILED)
    for one in found:
        _say(order.folder, f"{one.severity}: {one.part}: {one.why}")
    sys.exit(FAILED if any(one.severity == "error" for one in found) else DONE)


def _say(folder: Path, text: str) -> None:
    with (folder / "said.txt").open("a", encoding="utf-8") as file:
        file.write(text + "\n")
