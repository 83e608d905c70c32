"""The connection to a Dask scheduler: made with patience, given up when it is lost."""

import contextlib
import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from distributed import Client, Future, Security

from archiver.errors import ArchiverError
from archiver.i18n import _

_TRY_SECONDS = 5
_AGAIN_SECONDS = 2.0
_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:\[[0-9A-Fa-f:]+\]|[^/:\s\[\]]+):\d{1,5}")


class ClusterError(ArchiverError):
    """The cluster cannot be used."""


class Connection:
    """A client of a scheduler, as long as that lives."""

    def __init__(self, client: Client) -> None:
        self.client = client

    @property
    def lives(self) -> bool:
        """Whether the scheduler still answers."""
        return str(self.client.status) == "running"

    def workers(self) -> Mapping[str, Mapping[str, Any]]:
        """Every worker by its address, as the scheduler knows it."""
        # Not scheduler_info(): what that returns is now and then replaced by one without workers.
        scheduler = self.client.scheduler
        if scheduler is None:
            raise ConnectionError
        found = self.client.sync(scheduler.identity, n_workers=-1)  # type: ignore[no-untyped-call]
        return {str(address): worker for address, worker in found["workers"].items()}

    def ask(self, question: Callable[..., Any], *args: Any, of: Iterable[str]) -> Mapping[str, Any]:
        """What some workers answer, or the exception that was raised instead."""
        answers = self.client.run(question, *args, workers=list(of), on_error="return")
        return dict(answers)

    def hand_out(
        self,
        task: Callable[..., Any],
        *args: Any,
        to: Iterable[str],
        priority: int,
        card: bool = False,
    ) -> "Future[Any]":
        """Have one of those workers do a task; on its graphics card, one at a time, if `card`."""
        return self.client.submit(
            task,
            *args,
            workers=list(to),
            allow_other_workers=False,
            resources={"GPU": 1} if card else None,
            priority=priority,
            pure=False,
        )

    def listen(self, topic: str, heard: Callable[[tuple[float, Any]], None]) -> None:
        """Have `heard` called with what workers tell on a topic, from another thread."""
        self.client.subscribe_topic(topic, heard)  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Let go of everything that was handed out."""
        with contextlib.suppress(Exception):
            self.client.close(timeout=2)  # type: ignore[no-untyped-call]


def connect(address: str, patience: float, note: Callable[[str], None]) -> Connection:
    """Connect to the scheduler at `address`, waiting for it for `patience` seconds.

    Raises ClusterError if it does not answer by then, or the address makes no sense.
    """
    if not _ADDRESS.fullmatch(address):
        raise _not_an_address(address, _("its form is tcp://MACHINE:PORT"))
    if address.startswith("tls://"):
        _check_certificates(address)
    _hush()
    deadline, told = time.monotonic() + patience, False
    while True:
        try:
            return Connection(_client(address))
        except (ValueError, TypeError) as error:
            raise _not_an_address(address, str(error)) from error
        except OSError as error:
            if time.monotonic() > deadline:
                raise _no_answer(address, error) from error
        if not told:
            note(
                _("The scheduler at {address} does not answer: waiting for it. ^C stops.").format(
                    address=address
                )
            )
            told = True
        time.sleep(_AGAIN_SECONDS)


def _check_certificates(address: str) -> None:
    """Dask finds its certificates in its own settings; without any its client cannot even fail."""
    if Security().get_connection_args("client").get("ssl_context") is None:  # type: ignore[no-untyped-call]
        raise ClusterError(
            _("the scheduler at {address} wants a certificate").format(address=address),
            _("Dask’s settings name none on this machine"),
            _("Name them in /etc/dask/distributed.yaml, as the guide on clusters shows"),
        )


def _hush() -> None:
    """Dask tells every lost connection with its traceback; we say it in words."""
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _client(address: str) -> Client:
    return Client(  # type: ignore[no-untyped-call]
        address, timeout=_TRY_SECONDS, set_as_default=False, name="archiver"
    )


def _not_an_address(address: str, why: str) -> ClusterError:
    return ClusterError(
        _("“{address}” is not the address of a scheduler").format(address=address),
        why,
        _("Write for instance: --scheduler tcp://poste1:8786 (tls://… where it is encrypted)"),
    )


def _no_answer(address: str, error: OSError) -> ClusterError:
    return ClusterError(
        _("the scheduler at {address} does not answer").format(address=address),
        str(error).splitlines()[0] if str(error) else type(error).__name__,
        _(
            "Start it (systemctl start archiver-scheduler); where it is encrypted, write tls://; "
            "then run the same command again"
        ),
    )
