"""What a batch will do: which sessions, which steps, in which order, how long, how much disk."""

import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from archiver.agendas import doubts_of
from archiver.batch.arrivals import Arrived, Looked, arrived
from archiver.batch.estimates import Rates, room, total, video_at, video_of
from archiver.batch.records import Job, LeftOut, Plan, Request
from archiver.batch.reports import redone_since
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.pipeline import STEPS, states
from archiver.speech.models import find
from archiver.steps import Settings, Step, StepState
from archiver.store.archive import load_house, sessions
from archiver.store.folder import RUNS, SessionFolder
from archiver.store.lease import held_by
from archiver.store.shipped import load_preset

_SPARE = 500_000_000
"""Bytes that are left free on the disk."""


class NoRoomError(ArchiverError):
    """The disk cannot hold what the batch will make."""


@dataclass
class _Draft:
    archive: Path
    request: Request
    rates: Rates = field(default_factory=Rates)
    jobs: list[Job] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    done: int = 0
    measured: bool = True


def make_plan(
    archive: Path,
    request: Request,
    *,
    workers: int,
    newest_first: bool = False,
    begun: datetime | None = None,
    looked: Looked = lambda name: None,
) -> Plan:
    """The plan of a batch, oldest session first; `begun` is when the batch it goes on with began.

    Raises NotASessionError if there is no such archive, NoSourceError, SessionListError, and
    SpeechError if the model asked for is not installed. What is wrong with one session only
    leaves that one out.
    """
    if request.model:
        find(request.model)
    draft = _Draft(archive, request)
    coming = _coming(draft, looked)
    there = sessions(archive) if archive.is_dir() or not request.source else ()
    for folder in there:
        video_ms, _bytes = video_of(folder)
        if video_ms:
            draft.rates.learn(folder.manifest(), video_ms)
    for folder in there:
        looked(folder.id)
        _add(draft, folder, coming.pop(folder.id, None), begun)
    for new in coming.values():
        _add_new(draft, new)
    draft.jobs.sort(key=lambda job: (job.day, job.session), reverse=newest_first)
    return _totals(draft, workers)


def _coming(draft: _Draft, looked: Looked) -> dict[str, Arrived]:
    if not draft.request.source:
        return {}
    made, left = arrived(Path(draft.request.source), draft.archive, looked)
    draft.left_out += left
    return {one.session: one for one in made if _in_time(one.day, draft.request)}


def _in_time(day: date, request: Request) -> bool:
    since, until = request.since, request.until
    return (since is None or day >= since) and (until is None or day <= until)


def _add(draft: _Draft, folder: SessionFolder, new: Arrived | None, begun: datetime | None) -> None:
    """The job of a session that is there, if anything is due in it."""
    try:
        if not _in_time(folder.session().date, draft.request):
            return
        why = _busy(folder)
        job = None if why else _job(draft, folder, new, begun)
    except (ArchiverError, OSError) as error:
        why = error.what if isinstance(error, ArchiverError) else str(error)
        remedy = error.remedy if isinstance(error, ArchiverError) else ""
        detail = error.why if isinstance(error, ArchiverError) and error.why else ""
        said = f"{why} – {detail}" if detail else why
        draft.left_out.append(LeftOut(name=folder.id, why=said, remedy=remedy))
        return
    if why:
        remedy = _("Run the batch again when it is over")
        draft.left_out.append(LeftOut(name=folder.id, why=why, remedy=remedy))
    elif job:
        draft.jobs.append(job)


def _busy(folder: SessionFolder) -> str:
    """Why a session is left out, if it is. What others work on may be free when its turn comes."""
    if held_by(folder.file("recording")):
        return _("the session is being recorded")
    return ""


def _job(
    draft: _Draft, folder: SessionFolder, new: Arrived | None, begun: datetime | None
) -> Job | None:
    request, manifest = draft.request, folder.manifest()
    arrival = new.arrival if new and "import" not in manifest.done else None
    if not arrival and "import" not in manifest.done and not folder.file(RUNS).is_file():
        draft.left_out.append(_unrecorded(folder))
        return None
    source = Path(arrival.video) if arrival else None
    settings = Settings.of(folder, source)
    model = "" if request.model == settings.speech.model else request.model
    if model:
        settings = Settings.of(folder, source, model)
    redo = tuple(step for step in request.redo if step not in redone_since(folder, begun))
    steps = due(states(folder, settings), request.only, redo)
    if not steps:
        draft.done += 1
        return None
    video_ms, video_bytes = video_at(source) if source else video_of(folder)
    draft.measured &= draft.rates.measured(steps, settings.speech.model)
    session, doubts = folder.session(), doubts_of(folder)
    copied = source is not None and _copied(source, draft.archive, settings.preset.import_.keep)
    needs = room(folder.path, steps, video_ms, video_bytes, settings.preset, copied)
    return Job(
        session=folder.id,
        day=session.date,
        title=session.title,
        steps=steps,
        only=request.only,
        redo=redo,
        model=model if "transcribe" in steps else "",
        arrival=arrival,
        video_ms=video_ms,
        seconds=draft.rates.seconds(steps, video_ms, settings.speech.model),
        bytes=needs.added,
        scratch=needs.scratch,
        to_check=doubts.notes if doubts else (),
    )


def _unrecorded(folder: SessionFolder) -> LeftOut:
    said = _("Give its video: archiver process {folder} --from-file VIDEO")
    return LeftOut(
        name=folder.id, why=_("it has no recording"), remedy=said.format(folder=folder.path)
    )


def _add_new(draft: _Draft, new: Arrived) -> None:
    """The job of a session that is to be made."""
    try:
        preset = load_preset(load_house(draft.archive).preset, draft.archive)
    except ArchiverError as error:
        draft.left_out.append(LeftOut(name=new.session, why=str(error), remedy=error.remedy))
        return
    request = draft.request
    steps = tuple(s.name for s in STEPS if not request.only or s.name in request.only)
    model = request.model if request.model != preset.speech.model else ""
    video = Path(new.arrival.video)
    video_ms, video_bytes = video_at(video)
    draft.measured &= draft.rates.measured(steps, model or preset.speech.model)
    copied = _copied(video, draft.archive, preset.import_.keep)
    needs = room(draft.archive / new.session, steps, video_ms, video_bytes, preset, copied)
    draft.jobs.append(
        Job(
            session=new.session,
            day=new.day,
            title=new.title,
            steps=steps,
            only=request.only,
            model=model,
            new=True,
            arrival=new.arrival,
            video_ms=video_ms,
            seconds=draft.rates.seconds(steps, video_ms, model or preset.speech.model),
            bytes=needs.added,
            scratch=needs.scratch,
            to_check=new.to_check,
        )
    )


def due(
    found: Sequence[StepState], only: Collection[str], redo: Collection[str]
) -> tuple[str, ...]:
    """The steps that will run: those that are due, and those that read what these write."""
    changed: list[str] = []
    names: list[str] = []
    for step, state in zip(STEPS, found, strict=True):
        if only and step.name not in only:
            continue
        if state.state != "done" or step.name in redo or _reads(step, changed):
            names.append(step.name)
            changed += step.writes
    return tuple(names)


def _reads(step: Step, changed: Sequence[str]) -> bool:
    """Whether it reads any of what is changed; both may be beginnings of names."""
    return any(
        read.startswith(name) or (name.startswith(read) and read.endswith(("/", ".")))
        for read in step.reads
        for name in changed
    )


def _copied(source: Path, archive: Path, keep: str) -> bool:
    """Whether importing a video takes room: it is linked on the same disk, if that is wanted."""
    if keep == "copy":
        return True
    try:
        return source.stat().st_dev != _there(archive).stat().st_dev
    except OSError:
        return True


def _there(path: Path) -> Path:
    """The folder itself, or the nearest above that exists."""
    path = path.absolute()
    return next(each for each in (path, *path.parents) if each.exists())


def _totals(draft: _Draft, workers: int) -> Plan:
    jobs = tuple(draft.jobs)
    scratch = sorted((job.scratch for job in jobs), reverse=True)[:workers]
    return Plan(
        jobs=jobs,
        left_out=tuple(draft.left_out),
        done=draft.done,
        workers=workers,
        seconds=total({job.session: job.seconds for job in jobs}, workers),
        bytes=sum(job.bytes for job in jobs) + sum(scratch),
        free=shutil.disk_usage(_there(draft.archive)).free,
        measured=bool(jobs) and draft.measured,
    )


def check_room(plan: Plan) -> None:
    """Raise NoRoomError if the disk cannot hold it all."""
    short = plan.bytes + _SPARE - plan.free
    if plan.jobs and short > 0:
        raise NoRoomError(
            _("the disk cannot hold what this batch will make"),
            _("it needs {need:.1f} GB, {free:.1f} GB are free").format(
                need=(plan.bytes + _SPARE) / 1e9, free=plan.free / 1e9
            ),
            _("Free some space, take fewer sessions (--since, --until), or insist with --force"),
        )
