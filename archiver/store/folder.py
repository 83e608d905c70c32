"""A session folder: where each thing is, what is written in it, and its manifest."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.agenda import Agenda
from archiver.model.manifest import Artifact, Manifest
from archiver.model.runs import Runs
from archiver.model.session import Session
from archiver.model.transcript import Transcript
from archiver.store.files import append_whole, sha256_of, write_atomic
from archiver.store.settings import load_json, load_toml

R = TypeVar("R", bound=BaseModel)
SITE = "site/"
RUNS = "recording/runs.json"
CORRECTED = "corrected.json"
HIDDEN = "hidden.json"
"""Where sound and picture are hidden; it is there only where something is."""
PUBLICATION = "publication.json"
WITHDRAWN = "withdrawn.json"
"""Stands in the folder of a session that was taken back everywhere, and says since when."""
LIVE_STATE, LIVE_TRANSCRIPT, LIVE_CHAPTERS = (
    "live/state.json",
    "live/transcript.json",
    "live/chapters.json",
)
"""What is heard while a session is recorded; a process beside the recorder writes them."""


class NotASessionError(ArchiverError):
    """A folder is not a session folder."""


class SessionFolder:
    """One session of an archive. Names are relative to it; `site/…` is in the archive's site."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        if not (self.path / "session.toml").is_file():
            raise NotASessionError(
                _("{folder} is not a session folder").format(folder=path),
                _("it holds no session.toml"),
                _("Create the session with: archiver new {folder} --agenda FILE").format(
                    folder=path
                ),
            )

    @property
    def id(self) -> str:
        """The folder's name, which names the session in links."""
        return self.path.name

    @property
    def archive(self) -> Path:
        """The archive that holds this session."""
        return self.path.parent

    def file(self, name: str) -> Path:
        """Where the file called `name` is."""
        return self.archive / name if name.startswith(SITE) else self.path / name

    def session(self) -> Session:
        """What `session.toml` says."""
        return load_toml(self.path / "session.toml", Session)

    def agenda(self) -> Agenda:
        """What `agenda.json` says."""
        return load_json(self.path / "agenda.json", Agenda)

    def runs(self) -> Runs:
        """What the recorder has put on record so far; none where nothing of that can be read."""
        try:
            return Runs.model_validate_json(self.file(RUNS).read_bytes())
        except (FileNotFoundError, ValueError):
            return Runs()

    def transcript(self) -> Transcript:
        """What was said, as corrected; as recognised where no step has looked for corrections."""
        corrected = self.file(CORRECTED).is_file()
        return self.read(CORRECTED if corrected else "transcript.json", Transcript)

    def read(self, name: str, record: type[R]) -> R:
        """The record kept in the JSON file `name`."""
        return load_json(self.file(name), record)

    def manifest(self) -> Manifest:
        """What was done so far; an unreadable manifest only costs the work to be done again."""
        try:
            return Manifest.model_validate_json(self.file("manifest.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return Manifest()

    def write_manifest(self, manifest: Manifest) -> None:
        """Keep the manifest."""
        write_atomic(self.file("manifest.json"), manifest.to_json())

    def artifact(self, name: str, known: Mapping[str, Artifact]) -> Artifact | None:
        """The file `name` with its digest, taken anew only if its size or time changed."""
        path = self.file(name)
        try:
            stat = path.stat()
        except FileNotFoundError:
            return None
        before = known.get(name)
        if before and (before.size, before.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
            return before
        return Artifact(sha256=sha256_of(path), size=stat.st_size, mtime_ns=stat.st_mtime_ns)

    def log(self, event: str, **details: Any) -> None:
        """Append one line to `log.jsonl`."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        append_line(self.file("log.jsonl"), {"at": now, "event": event, **details})


def append_line(path: Path, line: Mapping[str, Any]) -> None:
    """Append one JSON line and sync it, whole."""
    append_whole(path, json.dumps(line, ensure_ascii=False).encode() + b"\n")
