"""Takes a session back: everywhere, the archive's own site included, or from one destination."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.publication import Published
from archiver.model.session import House, Target
from archiver.pages import write_list
from archiver.pipeline import process
from archiver.publish.interface import Publisher, PublishError
from archiver.publish.live.page import FOLDER
from archiver.publish.transports import open_transport
from archiver.publish.website import assets, render_withdrawn
from archiver.publish.website_publisher import clear
from archiver.publishing.course import Opening, Outcome, silently
from archiver.publishing.destinations import chosen, open_publisher
from archiver.publishing.records import Records, records_of
from archiver.publishing.replays import check_not_recording
from archiver.steps import site_name
from archiver.store.archive import load_house
from archiver.store.files import write_atomic
from archiver.store.folder import SITE, SessionFolder


@dataclass(frozen=True)
class TakenBack:
    """What came of it: at each destination, and in places that have no name."""

    outcomes: tuple[Outcome, ...]
    errors: tuple[ArchiverError, ...] = ()


def withdraw(
    folder: SessionFolder,
    to: tuple[str, ...] = (),
    *,
    remove: bool = False,
    why: str = "",
    opening: Opening | None = None,
) -> TakenBack:
    """Let nobody see a session any more; with `remove`, remove it from its destinations.

    Without `to` that is everywhere: the archive's own site and where the live page was sent, too.
    What could not be done is in what is returned; the same command does the rest. Raises
    NoDestinationError, NotReadyError while it is recorded, BeingPublishedError.
    """
    house = load_house(folder.archive)
    check_not_recording(folder)
    targets = chosen(house, to) if to or house.publish else ()
    find = opening or partial(open_publisher, folder.archive)
    with records_of(folder, "withdraw") as records:
        places: tuple[Callable[[], None], ...] = ()
        if not to:
            records.withdraw(why)
            places = (lambda: _from_own_site(folder), lambda: _from_live_place(folder, house))
        folder.log("withdrawn", to=[target.name for target in targets], why=why, remove=remove)
        errors = tuple(error for place in places if (error := _tried(place)))
        taking = _Taking(records, remove, why)
        return TakenBack(
            tuple(taking.run(target, partial(find, house, target)) for target in targets), errors
        )


@dataclass(frozen=True)
class _Taking:
    records: Records
    remove: bool
    why: str

    def run(self, target: Target, opening: Callable[[], Publisher]) -> Outcome:
        state = self.records.of(target.name)
        if state is None or (state.state == "withdrawn" and not self.remove):
            return Outcome(target, state or Published(kind=target.kind))
        made: list[Published] = []

        def take() -> None:
            made.append(self._take(target, state, opening))

        error = _tried(take)
        return Outcome(
            target, made[0] if made else self.records.of(target.name) or state, (), error
        )

    def _take(
        self, target: Target, state: Published, opening: Callable[[], Publisher]
    ) -> Published:
        keep = self.records.keeper(target.name)
        publisher = opening()
        state = publisher.withdraw(state, keep, remove=self.remove)
        if self.why and state.history:
            told = state.history[-1].model_copy(update={"why": self.why})
            state = state.model_copy(update={"history": (*state.history[:-1], told)})
            keep(state)
        return state


def _tried(act: Callable[[], None]) -> ArchiverError | None:
    """Do something; what went wrong, in the user's terms."""
    try:
        act()
    except ArchiverError as error:
        return error
    except OSError as error:
        return PublishError(
            _("the session could not be withdrawn everywhere"),
            error.strerror or str(error),
            _("Check the network and the disk, then run the same command again"),
        )
    return None


def _from_own_site(folder: SessionFolder) -> None:
    """Leave in the archive's site only that the session was taken back.

    At once, whoever works on the session; then on the record, by the step that writes the page.
    """
    page = folder.file(site_name(folder.id, "index.html"))
    session, house = folder.session(), load_house(folder.archive)
    if page.parent.is_dir():
        write_atomic(page, render_withdrawn(session, house))
        shutil.rmtree(page.parent / FOLDER, ignore_errors=True)
        for path in page.parent.iterdir():
            if path.is_file() and path != page:
                path.unlink()
        write_list(folder.archive)
        process(folder, silently, only=("page",))


def _from_live_place(folder: SessionFolder, house: House) -> None:
    """The same where its live page was sent, if that is still there."""
    if not house.live_to:
        return
    transport = open_transport(house.live_to)
    try:
        if not (transport.sizes(folder.id) or transport.sizes(f"{folder.id}/{FOLDER}")):
            return
        for path in assets(house):
            transport.put(folder.file(SITE + path), path)
        page = site_name(folder.id, "index.html")
        transport.put(folder.file(page), page.removeprefix(SITE))
        clear(transport, folder.id, keep_page=True)
    finally:
        transport.close()
