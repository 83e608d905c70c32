"""Brings old recordings into a session: files that were cut, broken, or left in several parts.

The files given are only read. What is damaged is saved into a new file; several parts are put in
order and joined; the session's recording is then made from that as from any other video.
"""

import contextlib
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.importing import RecordingExistsError
from archiver.media.clocks import walls
from archiver.media.damage import Damage, examine
from archiver.media.joints import JoinedParts, join_parts
from archiver.media.parts import Order, list_files, order_parts
from archiver.media.salvage import Saved, reference_for, salvage
from archiver.model.progress import Progress
from archiver.model.record import Ms, Record
from archiver.pipeline import process
from archiver.steps import Step, StepState
from archiver.store.files import link_or_copy, write_atomic
from archiver.store.folder import RUNS, SessionFolder
from archiver.store.lease import hold

ORIGINS = "recording/origins.json"
_STAGING = ".work/oldfiles"
_NAME = 60
"""Characters kept of a file's name: with an ending it must not grow too long for the disk."""


class Origin(Record):
    """A file that the recording was made from."""

    name: str
    size: int
    saved: tuple[str, ...] = ()
    """What was saved and lost, if it was damaged."""


class Origins(Record):
    """What a session's recording was made from (`recording/origins.json`), parts in order."""

    parts: tuple[Origin, ...]
    pauses_ms: tuple[Ms, ...] = ()
    """What was kept of the time between one part and the next."""
    encoded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What will be done, before anything is written: for a person to confirm."""

    order: Order
    pauses_ms: tuple[int, ...]
    """The pause before each part, as far as it is known."""
    kept: bool
    """Whether the pauses are kept as outages, or closed up."""


@dataclass(frozen=True)
class Imported:
    """How a recording was made from old files."""

    order: Order
    saved: tuple[Saved, ...]
    joined: JoinedParts | None
    """None for a single file."""


class NothingToImportError(ArchiverError):
    """None of the files given is a recording."""


Confirm = Callable[[Proposal], bool]
Stage = Callable[[str], AbstractContextManager[Progress]]
"""Called with what is being done; hears its progress."""


def bring_in(
    folder: SessionFolder,
    files: Sequence[Path],
    *,
    like: Path | None,
    keep_gaps: bool | None,
    confirm: Confirm,
    stage: Stage,
) -> Imported | None:
    """Make the recording of a session from `files`, which may be folders.

    `like` is a good file of the device that left one without an index; a good part serves as well.
    Pauses between the parts are kept as outages with `keep_gaps`, closed up without, and kept
    where the recorder's own times are known when it is None. Returns None when `confirm` refuses;
    nothing is written before it agrees. Raises RecordingExistsError if the session has a
    recording, NothingToImportError, MediaError, ProgramError; the session is left as it was.
    """
    _refuse_if_recorded(folder)
    order = _look(files, stage)
    proposal = _propose(order, keep_gaps)
    _check_reference(order, like)
    if not confirm(proposal):
        return None
    recording = folder.file("recording")
    there = recording.exists()
    recording.mkdir(parents=True, exist_ok=True)
    try:
        return _make(folder, proposal, like, keep_gaps, stage)
    finally:
        if not there:
            with contextlib.suppress(OSError):
                recording.rmdir()


def _refuse_if_recorded(folder: SessionFolder) -> None:
    done = folder.manifest().done.get("import")
    if not done and not folder.file(RUNS).exists():
        return
    if folder.file(ORIGINS).is_file():
        names = [part.name for part in folder.read(ORIGINS, Origins).parts]
        raise _recorded(_("it was made from {name}").format(name=", ".join(names)))
    if done:
        name = done.settings["origin"].get("name", RUNS)
        raise _recorded(_("it was made from {name}").format(name=name))
    raise _recorded(_("it was recorded live"))


def _recorded(why: str) -> RecordingExistsError:
    return RecordingExistsError(
        _("the session already has a recording"),
        why,
        _("Make another session for these files: archiver new"),
    )


def _look(files: Sequence[Path], stage: Stage) -> Order:
    found, left_out = list_files(files)
    examined = []
    for path in found:
        with stage(_("Looking at {file}").format(file=path.name)) as progress:
            examined.append(examine(path, progress))
    order = order_parts(examined, left_out)
    if not order.parts:
        only = order.left_out[0] if len(order.left_out) == 1 else None
        raise NothingToImportError(
            _("nothing in it is a recording")
            if only is None
            else _("{file} cannot be used").format(file=only.path.name),
            only.why if only else "; ".join(f"{o.path.name} – {o.why}" for o in order.left_out[:5]),
            _("Give the video files, or the folder that holds them"),
        )
    return order


def _propose(order: Order, keep_gaps: bool | None) -> Proposal:
    lengths = [part.length_ms or 0 for part in order.parts]
    known = order.clock is not None and all(part.length_ms for part in order.parts[:-1])
    pauses = order.clock.pauses_ms(lengths) if order.clock and known else (0,) * len(lengths)
    trusted = order.clock is not None and order.clock.trusted
    return Proposal(order, pauses, keep_gaps if keep_gaps is not None else trusted)


def _check_reference(order: Order, like: Path | None) -> None:
    """Raise what salvage would raise, before anything is asked or written."""
    for part in order.parts:
        if part.has("no_index"):
            reference_for(part, like or _sibling(order, part))


def _sibling(order: Order, broken: Damage) -> Path | None:
    """A good part of the same recording, which shows how the broken one is coded."""
    good = (p for p in order.parts if not p.has("no_index") and p is not broken)
    same = broken.path.suffix.lower()
    return next((p.path for p in good if p.path.suffix.lower() == same), None)


def _make(
    folder: SessionFolder,
    proposal: Proposal,
    like: Path | None,
    keep_gaps: bool | None,
    stage: Stage,
) -> Imported:
    staging = folder.file(_STAGING)
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    placed: list[Path] = []
    try:
        with hold(folder.file("recording"), "import"):
            _refuse_if_recorded(folder)
            parts, saved = _repair(proposal.order, like, staging, stage)
            made = Imported(replace(proposal.order, parts=parts), saved, None)
            source: Path | None = parts[0].path
            if len(parts) > 1:
                pauses = _propose(made.order, keep_gaps).pauses_ms if proposal.kept else ()
                when = walls(proposal.order.parts, proposal.order.clock)
                joined = _join(made.order, pauses or (0,) * len(parts), when, staging, stage)
                made = replace(made, joined=joined)
                source = None  # what lies in `recording/` is the recording
                _put_in_place(folder, joined, staging, placed)
        _take(folder, source, stage)
        _remember(folder, proposal.order, made)
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return made


def _repair(
    order: Order, like: Path | None, staging: Path, stage: Stage
) -> tuple[tuple[Damage, ...], tuple[Saved, ...]]:
    """The parts with those that are damaged replaced by what could be saved of them."""
    parts, saved = [], []
    for n, part in enumerate(order.parts):
        if not part.to_repair:
            parts.append(part)
            continue
        target = staging / f"{n:03d}" / f"{part.path.stem[:_NAME]}.mp4"
        target.parent.mkdir()
        with stage(_("Saving {file}").format(file=part.path.name)) as progress:
            done = salvage(part, target, like or _sibling(order, part), progress)
            parts.append(examine(done.file))
        saved.append(done)
    return tuple(parts), tuple(saved)


def _join(
    order: Order,
    pauses_ms: Sequence[int],
    when: Sequence[datetime],
    staging: Path,
    stage: Stage,
) -> JoinedParts:
    work = staging / "joined"
    work.mkdir()
    with stage(_("Joining {n} parts").format(n=len(order.parts))) as progress:
        return join_parts(order.parts, pauses_ms, when, work, _place, progress)


def _put_in_place(
    folder: SessionFolder, joined: JoinedParts, staging: Path, placed: list[Path]
) -> None:
    """Move the joined parts into `recording/`, as a recorder leaves them.

    `placed` gets every file that was put there.
    """
    recording = folder.file("recording")
    for made in sorted((staging / "joined").iterdir()):
        placed.append(recording / made.name)
        made.replace(placed[-1])
    placed.append(folder.file(RUNS))
    write_atomic(placed[-1], joined.runs.to_json())


def _place(source: Path, target: Path) -> None:
    link_or_copy(source, target)


def _take(folder: SessionFolder, source: Path | None, stage: Stage) -> None:
    """Make the session's recording, as `archiver process` does."""

    def on_step(_step: Step, _state: StepState) -> AbstractContextManager[Progress]:
        return stage(_("Import of the video"))

    process(folder, on_step, source=source, only=("import",))


def _remember(folder: SessionFolder, order: Order, made: Imported) -> None:
    lines = {saved.source: saved.lines for saved in made.saved}
    origins = Origins(
        parts=tuple(
            Origin(
                name=part.path.name,
                size=part.path.stat().st_size,
                saved=lines.get(part.path, ()),
            )
            for part in order.parts
        ),
        pauses_ms=tuple(joint.pause_ms for joint in made.joined.joints) if made.joined else (),
        encoded=made.joined.encoded if made.joined else (),
    )
    write_atomic(folder.file(ORIGINS), origins.to_json())
    folder.log("imported", files=[part.path.name for part in order.parts])
