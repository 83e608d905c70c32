"""When a step is due, and how its results come into the archive: whole, and on the record.

A step is due when the digests of what it reads, or the settings it uses, differ from those in
the manifest, or when something it wrote is gone or changed. It writes into a staging folder;
its files are moved into place and put on the manifest when it has ended well, so that an
interruption at any point costs that step and nothing else.
"""

import contextlib
import os
import shutil
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from archiver import __version__
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.manifest import Artifact, Manifest, StepDone, StepFailed
from archiver.model.preset import Preset, SpeechSettings
from archiver.model.progress import Progress, silent
from archiver.model.session import House, Session
from archiver.store.archive import load_house
from archiver.store.files import move_into_place, write_atomic
from archiver.store.folder import SITE, SessionFolder
from archiver.store.lease import Lease
from archiver.store.shipped import load_preset

THREADS = "ARCHIVER_THREADS"
"""The environment's word on how many threads recognition takes, where the preset says none."""
_OPEN = ("/", ".")
State = Literal["done", "stale", "missing", "failed"]


@dataclass(frozen=True)
class Settings:
    """Everything a step may depend on that is not in its files."""

    session: Session
    house: House
    preset: Preset
    source: Path | None = None
    """The video given with --from-file, if one was."""
    origin: dict[str, Any] = field(default_factory=dict)
    """Which file the recording is made from: name, size in bytes, time of last change."""
    model: str = ""
    """The speech model asked for on the command line, now or when speech was recognised."""
    names: tuple[str, ...] = ()
    """Names of the house that the recogniser may be shown beforehand."""

    @classmethod
    def of(cls, folder: SessionFolder, source: Path | None = None, model: str = "") -> "Settings":
        """The settings of a session. Raises SettingsError if what people wrote is wrong."""
        session = folder.session()
        preset = load_preset(session.preset, folder.archive)
        done = folder.manifest().done
        known = done["import"].settings["origin"] if "import" in done else {}
        origin = _origin(source) if source else known
        heard = done["transcribe"].settings.get("asked", "") if "transcribe" in done else ""
        return cls(session, load_house(folder.archive), preset, source, origin, model or heard)

    @property
    def speech(self) -> SpeechSettings:
        """How speech is recognised: as the preset says, with the model that was asked for."""
        speech = self.preset.speech
        update = {
            "model": self.model or speech.model,
            "threads": speech.threads or threads_allowed(),
        }
        return speech.model_copy(update=update)


def threads_allowed() -> int:
    """How many threads whoever started this process allows it; 0 if nobody said."""
    said = os.environ.get(THREADS, "")
    return int(said) if said.isascii() and said.isdecimal() else 0


def _origin(source: Path) -> dict[str, Any]:
    try:
        stat = source.stat()
    except OSError as error:
        raise ArchiverError(
            _("the video {file} cannot be read").format(file=source),
            error.strerror or str(error),
            _("Check the path after --from-file"),
        ) from error
    return {"name": source.name, "bytes": stat.st_size, "changed_ns": stat.st_mtime_ns}


@dataclass
class Work:
    """What a running step is given: its folder, its settings, a place to write, someone to tell."""

    folder: SessionFolder
    settings: Settings
    staging: Path
    progress: Progress = silent
    warnings: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    def warn(self, text: str) -> None:
        """Say something that the user should know, though the step goes on."""
        self.warnings.append(text)

    def out(self, name: str) -> Path:
        """Where to write the artifact `name`; it is moved into place when the step has ended."""
        path = self.staging / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, name: str, data: str | bytes) -> None:
        """Write the artifact `name`, text as UTF-8."""
        self.out(name).write_bytes(data.encode("utf-8") if isinstance(data, str) else data)

    def scratch(self) -> Path:
        """A folder for temporary files, which is thrown away."""
        path = self.staging / "scratch"
        path.mkdir(parents=True, exist_ok=True)
        return path

    def load(self, name: str) -> bytes | None:
        """Part of the step's work that an interrupted run has kept under `name`, or None."""
        path = self.staging / "kept" / name
        return path.read_bytes() if path.is_file() else None

    def save(self, name: str, data: bytes) -> None:
        """Keep part of the step's work for the next run, should this one be interrupted."""
        write_atomic(self.staging / "kept" / name, data)


@dataclass(frozen=True)
class Step:
    """One step of a session.

    A name in `reads` or `writes` that ends with `/` or `.` is the beginning of names.
    """

    name: str
    run: Callable[[Work], None]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    uses: Callable[[Settings], dict[str, Any]]
    """The settings that change its result."""
    revision: int = 1
    """Raised when the step does something else with the same input."""


@dataclass(frozen=True)
class StepState:
    """How a step stands: done, stale (its inputs changed), missing, or failed and why."""

    name: str
    state: State
    done: StepDone | None = None
    failed: StepFailed | None = None


def inputs_of(step: Step, folder: SessionFolder, manifest: Manifest) -> dict[str, Artifact]:
    """Everything the step reads, with its digest now; what does not exist is left out."""
    names = {name for name in step.reads if not name.endswith(_OPEN)}
    for prefix in (name for name in step.reads if name.endswith(_OPEN)):
        names |= {name for name in manifest.artifacts if name.startswith(prefix)}
    found = {name: folder.artifact(name, manifest.artifacts) for name in sorted(names)}
    return {name: artifact for name, artifact in found.items() if artifact}


def state_of(
    step: Step, folder: SessionFolder, settings: Settings, manifest: Manifest
) -> StepState:
    """Whether a step is due, judged by the manifest and the files as they are now."""
    done, failed = manifest.done.get(step.name), manifest.failed.get(step.name)
    if done is None:
        return StepState(step.name, "failed" if failed else "missing", None, failed)
    if failed:
        return StepState(step.name, "failed", done, failed)
    now = {n: a.sha256 for n, a in inputs_of(step, folder, manifest).items()}
    same = now == done.inputs and _settings(step, settings) == done.settings
    kept = all(_unchanged(folder, name, manifest) for name in done.outputs)
    return StepState(step.name, "done" if same and kept else "stale", done)


def _settings(step: Step, settings: Settings) -> dict[str, Any]:
    return {**step.uses(settings), "revision": step.revision}


def _unchanged(folder: SessionFolder, name: str, manifest: Manifest) -> bool:
    known = manifest.artifacts.get(name)
    now = folder.artifact(name, manifest.artifacts)
    return known is not None and now is not None and now.sha256 == known.sha256


def run_step(
    step: Step, folder: SessionFolder, settings: Settings, lease: Lease, progress: Progress = silent
) -> StepDone:
    """Run a step that is due and put its results on the record.

    Whatever goes wrong is logged with its traceback and kept in the manifest as the step's
    failure; files of earlier runs stay as they were.
    """
    manifest = folder.manifest()
    work = Work(folder, settings, folder.file(f".work/{step.name}"), progress)
    _clean(work)
    inputs = inputs_of(step, folder, manifest)
    started = time.monotonic()
    folder.log("started", step=step.name, version=__version__)
    try:
        step.run(work)
        lease.check()
        outputs = _commit(work)
    except BaseException as error:
        _clean(work)
        if isinstance(error, Exception):
            _record_failure(step, folder, error)
        raise
    done = StepDone(
        inputs={name: artifact.sha256 for name, artifact in inputs.items()},
        settings=_settings(step, settings),
        outputs=outputs,
        versions={"archiver": __version__, **work.versions},
        warnings=tuple(work.warnings),
        seconds=round(time.monotonic() - started, 2),
    )
    _record_success(step, folder, inputs, done)
    shutil.rmtree(work.staging, ignore_errors=True)
    folder.log("done", step=step.name, seconds=done.seconds, warnings=list(done.warnings))
    return done


def _clean(work: Work) -> None:
    """Remove what an interrupted run left, but for what it kept on purpose."""
    for leftover in ("out", "scratch"):
        shutil.rmtree(work.staging / leftover, ignore_errors=True)


def _commit(work: Work) -> tuple[str, ...]:
    """Move what the step wrote into place, in the order it was first written."""
    root = work.staging / "out"
    staged = [path for path in root.rglob("*") if path.is_file()] if root.is_dir() else []
    staged.sort(key=lambda path: (path.suffix == ".html", path.stat().st_mtime_ns, path.name))
    names = []
    for path in staged:
        name = path.relative_to(root).as_posix()
        move_into_place(path, work.folder.file(name))
        names.append(name)
    return tuple(sorted(names))


def _record_success(
    step: Step, folder: SessionFolder, inputs: dict[str, Artifact], done: StepDone
) -> None:
    manifest = folder.manifest()
    before = manifest.done.get(step.name)
    gone = set(before.outputs if before else ()) - set(done.outputs)
    for name in gone:
        folder.file(name).unlink(missing_ok=True)
    made = {name: folder.artifact(name, {}) for name in done.outputs}
    artifacts = {**manifest.artifacts, **inputs, **{n: a for n, a in made.items() if a}}
    folder.write_manifest(
        Manifest(
            artifacts={n: a for n, a in sorted(artifacts.items()) if n not in gone},
            done={**manifest.done, step.name: done},
            failed={n: f for n, f in manifest.failed.items() if n != step.name},
        )
    )


def _record_failure(step: Step, folder: SessionFolder, error: Exception) -> None:
    """Best effort: on a full disk not even this may be written, and the error itself matters."""
    what, why, remedy, details = str(error) or type(error).__name__, "", "", ""
    if isinstance(error, ArchiverError):
        what, why, remedy, details = error.what, error.why, error.remedy, error.details
    with contextlib.suppress(OSError):
        manifest = folder.manifest()
        failed = {**manifest.failed, step.name: StepFailed(what=what, why=why, remedy=remedy)}
        folder.write_manifest(manifest.model_copy(update={"failed": failed}))
        trace = traceback.format_exc()
        folder.log("failed", step=step.name, traceback=trace, details=details)


def site_name(session_id: str, name: str) -> str:
    """The artifact `name` of a session's page."""
    return f"{SITE}{session_id}/{name}"
