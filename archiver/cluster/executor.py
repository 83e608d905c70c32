"""A Dask cluster as `archiver batch` uses it: an `Executor` like the one of this machine."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from archiver.batch.executors import OnEvent
from archiver.batch.local import Opens, always
from archiver.batch.records import Job
from archiver.errors import ArchiverError
from archiver.i18n import _

PATIENCE_SECONDS = 600.0
_SOON_SECONDS = 15.0
"""Who has just typed the command is told soon that nobody answers."""


class ClusterMissingError(ArchiverError):
    """Dask is not installed."""


class ClusterExecutor:
    """The workers of a Dask cluster, which see the same archive."""

    def __init__(
        self,
        archive: Path,
        address: str,
        note: Callable[[str], None],
        *,
        opens: Opens = always,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        """`note` hears what concerns no single session: who takes no part, what is waited for.

        Nothing is handed out before `opens`. `patience`: how many seconds to wait for a
        scheduler, or for workers, that stay away.
        """
        self._archive, self._address, self._note = archive.absolute(), address, note
        self._opens, self._patience = opens, patience

    def run(self, jobs: Sequence[Job], on_event: OnEvent) -> None:
        """Work on all `jobs`; see `Executor`. Raises ClusterError if the cluster stays away."""
        with _dask():
            from archiver.cluster.driver import Driver
        driver = Driver(
            self._archive, self._address, on_event, self._note, self._opens, self._patience
        )
        driver.run(jobs)


def workers_at(address: str, note: Callable[[str], None]) -> int:
    """How many workers a scheduler has now. Raises ClusterError if it does not answer."""
    with _dask():
        from archiver.cluster.connection import connect
    connection = connect(address, _SOON_SECONDS, note)
    try:
        return len(connection.workers())
    finally:
        connection.close()


@contextmanager
def _dask() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise ClusterMissingError(
            _("the programs of the cluster are not installed"),
            _("the package {name} is missing").format(name=error.name),
            _("Install them with: pip install “archiver[cluster]”"),
        ) from error
