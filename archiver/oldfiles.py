"""Brings old recordings into a session: files that were cut, broken, or left in several parts.

The files given are only read. What is damaged is saved into a new file; several parts are put in
order and joined; the session's recording is then made from that as from any other video.
"""

import contextlib
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.media.clocks import walls
from archiver.media.damage import Damage, examine
from archiver.media.ffconcat import sound_script
from archiver.media.joining import join
from archiver.media.joints import JoinedParts, join_parts
from archiver.media.parts import LeftOut, Order, list_files, order_parts
from archiver.media.salvage import Saved, reference_for, salvage
from archiver.model.progress import Progress
from archiver.model.record import Ms, Record
from archiver.pipeline import RecordingExistsError, process
from archiver.steps import Step, StepState
from archiver.store.files import link_or_copy, write_atomic
from archiver.store.folder import SessionFolder
from archiver.store.lease import hold

ORIGINS = "recording/origins.json"
_STAGING = ".work/oldfiles"
_SCRIPT = "recording/parts.ffconcat"
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
    """What was kept of the time before each part."""
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
        with hold(recording, "import"):
            _refuse_if_recorded(folder)
            return _make(folder, proposal, like, keep_gaps, stage)
    finally:
        if not there:
            with contextlib.suppress(OSError):
                recording.rmdir()


def _refuse_if_recorded(folder: SessionFolder) -> None:
    done = folder.manifest().done.get("import")
    if not done and not folder.file("recording/runs.json").exists():
        return
    if folder.file(ORIGINS).is_file():
        names = [part.name for part in folder.read(ORIGINS, Origins).parts]
        raise _recorded(_("it was made from {name}").format(name=", ".join(names)))
    if done:
        name = done.settings["origin"]["name"]
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
    try:
        parts, saved = _repair(proposal.order, like, staging, stage)
        order = replace(proposal.order, parts=parts)
        if len(parts) == 1:
            made = Imported(order, saved, None)
            _take(folder, parts[0].path, stage)
        else:
            again = _propose(order, keep_gaps)
            pauses = again.pauses_ms if proposal.kept else (0,) * len(parts)
            joined = _join(folder, order, pauses, stage)
            made = Imported(order, saved, joined)
        _remember(folder, proposal.order, made)
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
    folder: SessionFolder, order: Order, pauses_ms: Sequence[int], stage: Stage
) -> JoinedParts:
    work = folder.file(f"{_STAGING}/joined")
    work.mkdir()
    with stage(_("Joining {n} parts").format(n=len(order.parts))) as progress:
        joined = join_parts(
            order.parts, pauses_ms, walls(order.parts, order.clock), work, _place, progress
        )
        scripts = join(work, joined.runs)
    placed: list[Path] = []
    try:
        for made in sorted(work.iterdir()):
            target = folder.file(f"recording/{made.name}")
            made.replace(target)
            placed.append(target)
        script = folder.file(_SCRIPT)
        placed.append(script)
        write_atomic(script, scripts.script)
        for n, text in enumerate(scripts.sounds, start=1):
            placed.append(sound_script(script, n))
            write_atomic(placed[-1], text)
        _take(folder, script, stage)
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        raise
    write_atomic(folder.file("recording/runs.json"), joined.runs.to_json())
    return joined


def _place(source: Path, target: Path) -> None:
    link_or_copy(source, target)


def _take(folder: SessionFolder, source: Path, stage: Stage) -> None:
    """Make the session's recording from `source`, as `archiver process --from-file` does."""

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


def left_out_lines(left_out: Sequence[LeftOut]) -> tuple[str, ...]:
    """What is left out, and why, a line each."""
    return tuple(
        _("left out: {file} ({why})").format(file=left.path.name, why=left.why) for left in left_out
    )
