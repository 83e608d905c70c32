"""What workers are asked to do. Each can be done again at any time: what is done is found done.

`prepare` runs the steps up to the sound, `cut` decides the stretches, `listen_to` hears one, and
`finish` runs the steps from the transcript to the page. They never raise: what goes wrong comes
back as `Trouble`.
"""

import errno
import os
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import wraps
from socket import gethostname
from typing import Concatenate, ParamSpec, TypeVar

from archiver.batch.records import StepRan
from archiver.cluster import ears
from archiver.cluster.errands import Cut, Errand, Finished, Heard, Prepared, Told, Trouble
from archiver.cluster.halting import HaltedError, check
from archiver.cluster.paths import here
from archiver.cluster.telling import tell
from archiver.errors import ArchiverError
from archiver.hearing import StretchShelf
from archiver.i18n import _, use_language
from archiver.model.progress import Progress, silent
from archiver.pipeline import STEPS, process
from archiver.sharing import forget_plan, kept_plan, make_plan, missing
from archiver.speech.recognizer import SpeechError
from archiver.speech.stretches import Stretch
from archiver.steps import Settings, Step, StepState, state_of
from archiver.store.folder import SessionFolder
from archiver.store.lease import LeaseHeldError, LeaseLostError

P = ParamSpec("P")
R = TypeVar("R")

_NAMES = tuple(step.name for step in STEPS)
_HEARING = "transcribe"
BEFORE = _NAMES[: _NAMES.index(_HEARING)]
"""The steps up to the sound."""
AFTER = _NAMES[_NAMES.index(_HEARING) :]


class _Doing(threading.local):
    step = ""


_doing = _Doing()


def _told(
    task: Callable[Concatenate[Errand, P], R],
) -> Callable[Concatenate[Errand, P], R | Trouble]:
    """Turns what a task raises into what the driver is told."""

    @wraps(task)
    def safe(errand: Errand, /, *args: P.args, **kwargs: P.kwargs) -> R | Trouble:
        use_language(errand.language)
        _doing.step = ""
        try:
            check(errand.batch)
            return task(errand, *args, **kwargs)
        except HaltedError:
            return Trouble(kind="halted")
        except (LeaseHeldError, LeaseLostError) as error:
            return _trouble("held", error)
        except ArchiverError as error:
            return _trouble("failed", error)
        except OSError as error:
            return _from_system(error)
        except Exception as error:
            defect = f"{type(error).__name__}: {error}"
            what = _("a defect of the program")
            return Trouble(kind="failed", what=what, why=defect, step=_doing.step)

    return safe


def _another(wanted: str, mine: str) -> Trouble:
    """This worker was asked by what it had before it was started anew."""
    return Trouble(
        kind="unable",
        what=_("the workers do not have the same recogniser any more"),
        why=f"{gethostname()}: {mine} – {wanted}",
        remedy=_("Install the same versions and models on all of them, then run it again"),
    )


def _from_system(error: OSError) -> Trouble:
    """A share that hiccups is tried again; a full disk or missing rights are for a person."""
    final = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)
    where = f" ({error.filename})" if error.filename else ""
    return Trouble(
        kind="failed" if final else "unable",
        what=_("the system refused"),
        why=f"{gethostname()}: {error.strerror or error}{where}",
        remedy=_("Check the share, its room and its rights, then run the same command again"),
        step=_doing.step,
    )


def _trouble(kind: str, error: ArchiverError) -> Trouble:
    return Trouble.model_validate(
        {
            "kind": kind,
            "what": error.what,
            "why": error.why,
            "remedy": error.remedy,
            "step": _doing.step,
        }
    )


@_told
def prepare(errand: Errand) -> Prepared:
    """Run the steps up to the sound; tell whether, and by whom, the speech is to be recognised."""
    ran, warnings = _run(errand, _wanted(errand, BEFORE))
    folder, settings = opened(errand)
    if not _is_due(errand, folder, settings):
        return Prepared(ran=ran, warnings=warnings, due=False)
    plan = kept_plan(folder, settings)
    if plan is None:
        return Prepared(ran=ran, warnings=warnings)
    left = missing(folder, plan, settings.session.language, StretchShelf(folder))
    return Prepared(ran=ran, warnings=warnings, recognizer=plan.recognizer, complete=not left)


@_told
def cut(errand: Errand, recognizer: str) -> Cut | Trouble:
    """Cut the sound of a session for that recogniser, unless it is; tell what is to be heard."""
    folder, settings = opened(errand)
    mine = ears.ears_for(settings)
    if mine.name != recognizer:
        return _another(recognizer, mine.name)
    plan = kept_plan(folder, settings)
    if plan is None or plan.recognizer != recognizer:
        plan = make_plan(folder, settings, mine)
    left = missing(folder, plan, settings.session.language, StretchShelf(folder))
    return Cut(missing=left, total=len(plan.cuts))


@_told
def listen_to(errand: Errand, recognizer: str, stretch: Stretch) -> Heard | Trouble:
    """Hear one stretch with that recogniser, unless it has been heard."""
    folder, settings = opened(errand)
    try:
        mine = ears.ears_for(settings)
    except SpeechError as error:
        return _trouble("unable", error)
    if mine.name != recognizer:
        return _another(recognizer, mine.name)
    before = sum(os.times()[:4])
    ears.listen(folder, settings, stretch)
    return Heard(cpu_seconds=sum(os.times()[:4]) - before)


@_told
def finish(errand: Errand) -> Finished:
    """Put the transcript together and run every step after it."""
    folder, settings = opened(errand)
    if _is_due(errand, folder, settings):
        plan = kept_plan(folder, settings)
        shelf, language = StretchShelf(folder), settings.session.language
        if plan is None or missing(folder, plan, language, shelf):
            return Finished(complete=False)
    before = sum(os.times()[:4])
    ran, warnings = _run(errand, _wanted(errand, AFTER))
    cpu = sum(os.times()[:4]) - before
    if not _is_due(errand, folder, Settings.of(folder, None, errand.model), again=False):
        forget_plan(folder)
    return Finished(ran=ran, warnings=warnings, cpu_seconds=cpu)


def opened(errand: Errand) -> tuple[SessionFolder, Settings]:
    """The session where it is on this machine, and its settings."""
    folder = SessionFolder(here(errand.archive) / errand.session)
    return folder, Settings.of(folder, None, errand.model)


def _wanted(errand: Errand, steps: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in steps if not errand.only or name in errand.only)


def _is_due(
    errand: Errand, folder: SessionFolder, settings: Settings, *, again: bool = True
) -> bool:
    if errand.only and _HEARING not in errand.only:
        return False
    step = next(step for step in STEPS if step.name == _HEARING)
    state = state_of(step, folder, settings, folder.manifest()).state
    return state != "done" or (again and _HEARING in errand.redo)


def _run(errand: Errand, only: tuple[str, ...]) -> tuple[tuple[StepRan, ...], tuple[str, ...]]:
    """Run some steps; tells each, and stops when the batch is stopped."""
    if not only:
        return (), ()
    folder = SessionFolder(here(errand.archive) / errand.session)
    ran: list[StepRan] = []
    warnings: list[str] = []

    @contextmanager
    def on_step(step: Step, state: StepState) -> Iterator[Progress]:
        check(errand.batch)
        _doing.step = step.name
        if state.state == "done" and step.name not in errand.redo:
            yield silent
            return
        tell(errand.batch, Told(kind="step", session=errand.session, step=step.name))
        yield _progress(errand, step.name)
        done = folder.manifest().done[step.name]
        ran.append(StepRan(name=step.name, seconds=done.seconds))
        warnings.extend(done.warnings)
        tell(errand.batch, Told(kind="step_done", session=errand.session, step=step.name))
        _doing.step = ""

    source = here(errand.source) if errand.source else None
    redo = [name for name in errand.redo if name in only]
    process(folder, on_step, source=source, model=errand.model, only=only, redo=redo)
    return tuple(ran), tuple(warnings)


def _progress(errand: Errand, step: str) -> Progress:
    last = time.monotonic()

    def report(share: float) -> None:
        nonlocal last
        check(errand.batch)
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            told = Told(kind="progress", session=errand.session, step=step, share=min(1.0, share))
            tell(errand.batch, told)

    return report
