"""Publishes a session: at each destination find, plan, publish, read back; one after the other.

What one destination refuses keeps nothing from the others. Whatever interrupts it, the same
command goes on from `publication.json`.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from archiver.broadcasting.adopting import for_youtube, settled
from archiver.broadcasting.opening import opened
from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.progress import Progress, silent
from archiver.model.publication import Event, Published, PublishedState
from archiver.model.session import House, Target, YouTubeTarget
from archiver.pipeline import process
from archiver.publish.interface import Change, Keep, LaterError, Publisher, PublishError, Replay
from archiver.publishing.destinations import chosen, open_publisher
from archiver.publishing.records import Records, records_of, withdrawal_of
from archiver.publishing.replays import check_not_recording, replay_of
from archiver.steps import Step, StepState
from archiver.store.archive import load_house
from archiver.store.folder import SessionFolder

Opening = Callable[[House, Target], Publisher]
OnTarget = Callable[[Target], AbstractContextManager[Progress]]
"""Called for each destination before anything is done there; hears its progress."""


class WithdrawnError(PublishError):
    """A session that was taken back is shown again only by somebody who says so."""


@dataclass(frozen=True)
class Outcome:
    """What happened at a destination, or would happen."""

    target: Target
    state: Published
    changes: tuple[Change, ...] = ()
    error: ArchiverError | None = None

    @property
    def later(self) -> bool:
        """Whether only time is wanting."""
        return isinstance(self.error, LaterError)

    @property
    def failed(self) -> bool:
        """Whether a person must see to it."""
        return (self.error is not None and not self.later) or self.state.state == "wrong"


@dataclass(frozen=True)
class Wanted:
    """What a person asked for."""

    to: tuple[str, ...] = ()
    """The names of destinations; all where none is given."""
    dry_run: bool = False
    again: bool = False
    """Whether a session that was taken back is to be shown again."""
    check: bool = False
    """Whether what is there is read back although nothing was sent."""


@contextmanager
def _unheard(_target: Target) -> Iterator[Progress]:
    yield silent


def publish(
    folder: SessionFolder,
    wanted: Wanted = Wanted(),
    on_target: OnTarget = _unheard,
    opening: Opening | None = None,
) -> tuple[Outcome, ...]:
    """Publish a session's replay, or tell what that would change.

    Raises NoDestinationError, NotReadyError, WithdrawnError, BeingPublishedError, LeaseHeldError
    and SettingsError before anything is sent; what a destination raises is in its outcome.
    """
    house = load_house(folder.archive)
    targets = chosen(house, wanted.to)
    check_not_recording(folder)
    with records_of(folder, "publish") as records:
        _check_shown(folder, targets, records, wanted)
        if withdrawal_of(folder) and not wanted.dry_run:
            records.restore()
            process(folder, silently, only=("page",))
            folder.log("restored")
        replay = replay_of(folder)
        course = _Course(folder, replay, records, wanted, on_target)
        find = opening or partial(open_publisher, folder.archive)
        return tuple(course.run(target, partial(find, house, target)) for target in targets)


@contextmanager
def silently(_step: Step, _state: StepState) -> Iterator[Progress]:
    """Steps that nobody watches."""
    yield silent


def _check_shown(
    folder: SessionFolder, targets: tuple[Target, ...], records: Records, wanted: Wanted
) -> None:
    """Raises WithdrawnError for what was taken back, unless it is to be shown again."""
    taken = withdrawal_of(folder)
    states = {target.name: records.of(target.name) for target in targets}
    back = [name for name, state in states.items() if state and state.state == "withdrawn"]
    if wanted.again and not (taken and wanted.dry_run):
        return
    if taken or back:
        raise WithdrawnError(
            _("{session} was withdrawn").format(session=folder.id),
            taken.why if taken else ", ".join(back),
            _("If it is to be shown again: archiver publish {folder} --again").format(
                folder=folder.path
            ),
        )


@dataclass(frozen=True)
class _Course:
    folder: SessionFolder
    replay: Replay
    records: Records
    wanted: Wanted
    on_target: OnTarget

    def run(self, target: Target, opening: Callable[[], Publisher]) -> Outcome:
        """Publish to one destination; what goes wrong there is told, and logged."""
        state = self.records.of(target.name) or Published(kind=target.kind)
        try:
            with self.on_target(target) as progress, TemporaryDirectory() as scratch:
                if isinstance(target, YouTubeTarget):
                    state = self._after_live(target, state)
                # The archive of a broadcast that was adopted has another time than the replay.
                replay, state = for_youtube(self.folder, self.replay, state, Path(scratch))
                course = replace(self, replay=replay)
                return course._at(target, state, opening(), progress)
        except (ArchiverError, OSError) as error:
            told = error if isinstance(error, ArchiverError) else _from_system(target, error)
            self.folder.log("not published", to=target.name, what=told.what, why=told.why)
            now = self.records.of(target.name) or state
            return Outcome(target, now, error=told)

    def _after_live(self, target: YouTubeTarget, state: Published) -> Published:
        """The state once it is known whether the archive of the live becomes the replay."""
        keep: Keep = _nothing if self.wanted.dry_run else self.records.keeper(target.name)
        return settled(self.folder, target, state, keep, opened, look_only=self.wanted.dry_run)

    def _at(
        self, target: Target, state: Published, publisher: Publisher, progress: Progress
    ) -> Outcome:
        keep: Keep = _nothing if self.wanted.dry_run else self.records.keeper(target.name)
        state = _again(state, keep)
        found = publisher.find(self.replay, state)
        if found != state:
            keep(found)
        changes = publisher.plan(self.replay, found)
        if self.wanted.dry_run:
            return Outcome(target, found, changes)
        settled = found.state == "published"
        if changes or found.state in ("planned", "sending"):
            found = publisher.publish(self.replay, found, keep, progress)
            settled = False
            self.folder.log("sent", to=target.name, parts=[change.part for change in changes])
        if not settled or self.wanted.check:
            found = self._read_back(publisher, found, keep)
        return Outcome(target, found, changes)

    def _read_back(self, publisher: Publisher, state: Published, keep: Keep) -> Published:
        found = publisher.verify(self.replay, state)
        wrong = any(one.severity == "error" for one in found)
        now: PublishedState = "wrong" if wrong else "published"
        did = Event(at=datetime.now(UTC), did="verified", parts=tuple(one.part for one in found))
        state = state.did(did, state=now, found=found)
        keep(state)
        return state


def _again(state: Published, keep: Keep) -> Published:
    """A destination that was taken back begins anew with what it kept for itself."""
    if state.state != "withdrawn":
        return state
    state = state.model_copy(update={"state": "sending"})
    keep(state)
    return state


def _nothing(_state: Published) -> None:
    """What is only looked at is not kept."""


def _from_system(target: Target, error: OSError) -> PublishError:
    return PublishError(
        _("the session could not be published to “{name}”").format(name=target.name),
        error.strerror or str(error),
        _("Check the network and the disk, then run the same command again"),
    )
