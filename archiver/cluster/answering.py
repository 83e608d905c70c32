"""What a worker answers when it is asked who it is and what it can do."""

import asyncio
import tempfile
import time
from pathlib import Path
from socket import gethostname
from typing import Any

from archiver import __version__
from archiver.cluster.ears import ears_for
from archiver.cluster.errands import Errand, Offer, Standing
from archiver.cluster.halting import halt
from archiver.cluster.paths import here
from archiver.cluster.tasks import opened
from archiver.errors import ArchiverError
from archiver.i18n import use_language

_PATIENCE_SECONDS = 5.0
"""A file made on one machine is seen a little later on another."""


async def standing(archive: str, token: str) -> dict[str, Any]:
    """This worker's version, and whether it sees `token` in the archive and may write there."""
    return await asyncio.to_thread(_standing, archive, token)


async def offer(errand: Errand) -> Offer:
    """The recogniser this worker has for a session, loaded; or why it has none."""
    return await asyncio.to_thread(_offer, errand)


async def stop(batch: str) -> None:
    """Stop what this worker does for a batch."""
    halt(batch)


def _standing(archive: str, token: str) -> dict[str, Any]:
    try:
        path = here(archive)
    except ArchiverError as error:
        answer = Standing(host=gethostname(), version=__version__, sees=False, path=str(error))
        return answer.model_dump()
    sees = _sees(path / token, token)
    return Standing(
        host=gethostname(),
        version=__version__,
        sees=sees,
        writes=sees and _may_write(path),
        path=str(path),
    ).model_dump()


def _sees(path: Path, content: str) -> bool:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return path.read_text(encoding="ascii") == content
        except OSError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)


def _may_write(folder: Path) -> bool:
    try:
        with tempfile.NamedTemporaryFile(prefix=".cluster-", dir=folder):
            return True
    except OSError:
        return False


def _offer(errand: Errand) -> Offer:
    use_language(errand.language)
    try:
        _folder, settings = opened(errand)
        return Offer(recognizer=ears_for(settings).name)
    except ArchiverError as error:
        return Offer(what=error.what, why=error.why, remedy=error.remedy)
