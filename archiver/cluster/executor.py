"""A Dask cluster as `archiver batch` uses it: an `Executor` like the one of this machine."""

from collections.abc import Callable, Sequence
from pathlib import Path

from archiver.batch.executors import OnEvent
from archiver.batch.records import Job
from archiver.errors import ArchiverError
from archiver.i18n import _


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
        patience: float = 600.0,
    ) -> None:
        """`note` hears what concerns no single session: who takes no part, what is waited for.

        `patience`: how many seconds to wait for a scheduler, or for workers, that stay away.
        """
        self._archive, self._address, self._note = archive.absolute(), address, note
        self._patience = patience

    def run(self, jobs: Sequence[Job], on_event: OnEvent) -> None:
        """Work on all `jobs`; see `Executor`. Raises ClusterError if the cluster stays away."""
        try:
            from archiver.cluster.driver import Driver
        except ModuleNotFoundError as error:
            raise ClusterMissingError(
                _("the programs of the cluster are not installed"),
                _("the package {name} is missing").format(name=error.name),
                _("Install them with: pip install “archiver[cluster]”"),
            ) from error
        Driver(self._archive, self._address, on_event, self._note, self._patience).run(jobs)
