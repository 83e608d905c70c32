"""How a session stands at each destination, on disk before anything else is done there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from archiver.i18n import _
from archiver.model.publication import Publication, Published, Withdrawal
from archiver.publish.interface import Keep, PublishError
from archiver.store.files import sync_folder, write_atomic
from archiver.store.folder import PUBLICATION, WITHDRAWN, SessionFolder
from archiver.store.lease import PUBLISHES, Lease, LeaseHeldError, hold


class BeingPublishedError(PublishError):
    """Another process publishes the session, or takes it back."""


def load_publication(folder: SessionFolder) -> Publication:
    """What `publication.json` says; nothing published where there is none.

    Raises SettingsError if it cannot be read: to begin anew could make a second copy.
    """
    if not folder.file(PUBLICATION).is_file():
        return Publication()
    return folder.read(PUBLICATION, Publication)


def withdrawal_of(folder: SessionFolder) -> Withdrawal | None:
    """Since when, and why, a session is taken back everywhere; None if it is not."""
    if not folder.file(WITHDRAWN).is_file():
        return None
    return folder.read(WITHDRAWN, Withdrawal)


class Records:
    """The states of a session's destinations, while nobody else may change them."""

    def __init__(self, folder: SessionFolder, lease: Lease) -> None:
        self._folder, self._lease = folder, lease
        self._publication = load_publication(folder)

    def of(self, name: str) -> Published | None:
        """How a destination stands; None where nothing was done there."""
        return self._publication.destinations.get(name)

    def keeper(self, name: str) -> Keep:
        """What puts the state of the destination `name` on disk."""

        def keep(state: Published) -> None:
            self._lease.check()
            self._publication = self._publication.with_state(name, state)
            write_atomic(self._folder.file(PUBLICATION), self._publication.to_json())

        return keep

    def withdraw(self, why: str) -> None:
        """Say that the session is taken back everywhere."""
        if withdrawal_of(self._folder) is None:
            taken = Withdrawal(at=datetime.now(UTC), why=why)
            write_atomic(self._folder.file(WITHDRAWN), taken.to_json())

    def restore(self) -> None:
        """Say that the session may be shown again."""
        self._folder.file(WITHDRAWN).unlink(missing_ok=True)
        sync_folder(self._folder.path)


@contextmanager
def records_of(folder: SessionFolder, doing: str) -> Iterator[Records]:
    """The states of a session's destinations. Raises BeingPublishedError if another has them."""
    try:
        with hold(folder.path, doing, PUBLISHES) as lease:
            yield Records(folder, lease)
    except LeaseHeldError as error:
        raise BeingPublishedError(
            _("the session is being published by another process"),
            error.why,
            _("Wait until it is done; archiver status shows how far it is"),
        ) from error


def there(state: Published | None) -> bool:
    """Whether a destination shows the session, or showed it and is being changed."""
    if state is None:
        return False
    sent = any(event.did in ("published", "changed") for event in state.history)
    return state.state in ("sent", "published", "wrong") or (
        state.state == "sending" and sent and bool(state.sent)
    )


def kept_of_destinations(archive: Path) -> Path:
    """Where an archive keeps what it has of its destinations."""
    return archive / ".outgoing"
